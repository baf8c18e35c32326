"""Servers and engines end in order: what was begun is finished, what was acknowledged is there."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from trigpoint.store.answers import counted_answers
from trigpoint.store.opening import open_database

START_SECONDS = 60
PASSWORD = "Own-pass-22"
WORKERS = 6


class Command:
    """`trigpoint ...` in a process of its own."""

    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        self.data = data
        data.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "trigpoint.cli.main", *arguments, "--data", str(data)]
        self.log = data.parent / f"{arguments[0]}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **environment},
                start_new_session=True,
            )

    def file(self, name: str) -> dict[str, Any]:
        """What `server.json` or `engine.json` says of this process, once it is there."""

        def written() -> dict[str, Any] | None:
            try:
                return dict(json.loads((self.data / name).read_text()))
            except (OSError, ValueError):
                return None

        found: dict[str, Any] = until(written, self.log)
        return found

    def end(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(START_SECONDS)


def until(look: Callable[[], Any], log: Path) -> Any:
    """What `look` gives, once it gives something."""
    deadline = time.monotonic() + START_SECONDS
    while not (found := look()):
        assert time.monotonic() < deadline, log.read_text()[-3000:]
        time.sleep(0.05)
    return found


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Command]]:
    """Starts commands over one data folder; those that are left are killed."""
    started: list[Command] = []

    def begin(*arguments: str, **environment: str) -> Command:
        started.append(Command(tmp_path / "data", *arguments, **environment))
        return started[-1]

    yield begin
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


class Labeler(threading.Thread):
    """A worker who answers as fast as can be until the server is gone, over one connection kept open."""

    def __init__(self, client: Any, job: str) -> None:
        super().__init__(daemon=True)
        self.client = client
        self.job = job
        self.acknowledged: list[str] = []
        self.faults: list[Exception] = []
        self.closing = 0
        self.in_answer = False
        """Whether an answer has begun to come and has not come whole."""
        client.http.event_hooks = {"response": [self._begin]}
        self.goes_on = threading.Event()
        self.goes_on.set()

    def _begin(self, _response: httpx.Response) -> None:
        self.in_answer = True

    def run(self) -> None:
        held = self.client.take(self.job)
        while self.goes_on.is_set() and held is not None:
            try:
                response = self.client.answer(held, next=True)
            except httpx.TransportError as exc:
                self.faults.append(exc)
                return
            self.in_answer = False
            assert response.status_code == 200, response.text
            self.acknowledged.append(held["id"])
            held = response.json()["next"]
            if response.headers.get("connection") == "close":
                self.closing += 1


def crew(server: Any, make_site: Any, make_client: Any, lines: int) -> tuple[Any, str, list[Labeler]]:
    """A job and workers at it."""
    site = make_site(server, "end")
    job = site.job(lines=lines, MaxConcurrentTaskCount=1000)
    labelers = []
    for n in range(WORKERS):
        username = site.worker(f"w{n}")
        site.cognito.admin_set_user_password(
            UserPoolId=site.pool, Username=username, Password=PASSWORD, Permanent=True
        )
        client = make_client(server.url)
        assert client.sign_in(username, PASSWORD).status_code == 200
        labelers.append(Labeler(client, job))
    for each in labelers:
        each.start()
    return site, job, labelers


def kept(data: Path) -> set[str]:
    """Assignments whose answers are in the database and count."""
    database = open_database(f"sqlite:///{data / 'trigpoint.db'}")
    try:
        ids: set[str] = set()
        for task_no in range(1, 5000):
            answers = database.read_now(lambda tx, n=task_no: list(counted_answers(tx, 1, n)))  # type: ignore[misc]
            ids |= {answer.assignment_id for answer in answers}
        return ids
    finally:
        database.close()


def test_a_server_that_drains_finishes_every_request_it_was_sent(
    start: Callable[..., Command], make_site: Any, make_client: Any, running_trigpoint: Any
) -> None:
    """While it drains it says 503 to load balancers, serves, and closes connections after their answers."""
    up = start("up", "--port", "0", TRIGPOINT_DRAIN_SECONDS="3")
    server = running_trigpoint(up.file("server.json")["url"], up.data)
    _, _, labelers = crew(server, make_site, make_client, 4000)
    until(lambda: all(len(each.acknowledged) > 3 for each in labelers), up.log)
    up.process.send_signal(signal.SIGTERM)

    def drains() -> bool:
        answer = httpx.get(f"{server.url}/readyz", timeout=30)
        return answer.status_code == 503 and not answer.json()["parts"]["process"]["ok"]

    until(drains, up.log)
    assert httpx.get(f"{server.url}/healthz").status_code == 200
    until(lambda: all(each.closing > 0 for each in labelers), up.log)
    for each in labelers:  # a client that has been asked to close its connection goes elsewhere
        each.goes_on.clear()
        each.join(START_SECONDS)
    assert [fault for each in labelers for fault in each.faults] == []
    assert up.process.wait(START_SECONDS) == 0
    acknowledged = {one for each in labelers for one in each.acknowledged}
    assert acknowledged <= kept(up.data)
    assert "Traceback" not in up.log.read_text()


def test_a_server_under_load_ends_within_seconds_and_keeps_what_it_acknowledged(
    start: Callable[..., Command], make_site: Any, make_client: Any, running_trigpoint: Any
) -> None:
    up = start("up", "--port", "0")
    server = running_trigpoint(up.file("server.json")["url"], up.data)
    engine_pid = up.file("engine.json")["pid"]
    _, _, labelers = crew(server, make_site, make_client, 4000)
    until(lambda: all(len(each.acknowledged) > 3 for each in labelers), up.log)
    assert up.end(signal.SIGINT) == 0
    with pytest.raises(ProcessLookupError):
        os.kill(engine_pid, 0)
    for each in labelers:
        each.join(START_SECONDS)
    # What the server began to read was answered. Clients learn of the end where they open a new connection,
    # or where they send on an idle one in the moment in which it is closed; none is cut off in an answer.
    # Data that meets a closed socket is refused as an end or as a reset, whichever the system sends first.
    faults = [fault for each in labelers for fault in each.faults]
    assert len(faults) == WORKERS
    assert all(isinstance(fault, httpx.NetworkError | httpx.RemoteProtocolError) for fault in faults), faults
    assert not any(each.in_answer for each in labelers)
    assert all(each.closing >= 1 for each in labelers)
    acknowledged = {one for each in labelers for one in each.acknowledged}
    assert acknowledged <= kept(up.data)
    assert "Traceback" not in up.log.read_text()


def test_a_request_under_way_is_answered_after_the_listener_has_closed(
    start: Callable[..., Command], running_trigpoint: Any
) -> None:
    up = start("up", "--port", "0")
    url = httpx.URL(up.file("server.json")["url"])
    body = b'{"username": "nobody", "password": "x"}'
    with socket.create_connection((url.host, url.port), timeout=30) as half:
        head = f"POST /portal/api/session HTTP/1.1\r\nHost: {url.host}\r\nContent-Length: {len(body)}\r\n\r\n"
        half.sendall(head.encode() + body[:10])
        until(lambda: _in_progress(str(url)) > 1, up.log)  # it and the scrape itself
        up.process.send_signal(signal.SIGTERM)

        def refuses() -> bool:
            try:
                socket.create_connection((url.host, url.port), timeout=5).close()
            except ConnectionError:
                return True
            return False

        until(refuses, up.log)
        half.sendall(body[10:])
        answer = half.recv(65536)
    assert answer.startswith(b"HTTP/1.1 401"), answer
    assert up.process.wait(START_SECONDS) == 0


def _in_progress(url: str) -> float:
    text = httpx.get(f"{url}/metrics", timeout=30).text
    line = next(line for line in text.splitlines() if line.startswith("trigpoint_http_requests_in_progress{"))
    return float(line.rpartition(" ")[2])


@pytest.mark.parametrize("command", ["up", "engine"])
def test_said_twice_a_process_ends_at_once(start: Callable[..., Command], command: str) -> None:
    began = start(command, *(["--port", "0"] if command == "up" else []), TRIGPOINT_DRAIN_SECONDS="600")
    engine = began.file("engine.json")["pid"]
    if command == "up":
        began.process.send_signal(signal.SIGINT)
        url = began.file("server.json")["url"]
        until(lambda: httpx.get(f"{url}/readyz", timeout=30).status_code == 503, began.log)
        assert began.process.poll() is None
    else:
        os.kill(began.process.pid, signal.SIGSTOP)  # so that both signals are there when it wakes
        began.process.send_signal(signal.SIGTERM)
        os.kill(began.process.pid, signal.SIGCONT)
    began.process.send_signal(signal.SIGINT)
    assert began.process.wait(START_SECONDS) in {0, 128 + signal.SIGINT, 128 + signal.SIGTERM}
    until(lambda: not _lives(engine), began.log)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_an_engine_that_ends_hands_its_jobs_to_another_at_once(
    start: Callable[..., Command],
    make_site: Any,
    make_client: Any,
    running_trigpoint: Any,
    postgres_url: str,
    unique: str,
) -> None:
    """Sooner than the five seconds after which a silent engine is taken for dead."""
    import psycopg
    from sqlalchemy.engine import make_url

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE ending_{unique}")  # type: ignore[arg-type]
    database = make_url(postgres_url).set(database=f"ending_{unique}").render_as_string(hide_password=False)
    given = {"TRIGPOINT_DATABASE_URL": database}
    serve = start("serve", "--port", "0", **given)
    server = running_trigpoint(serve.file("server.json")["url"], serve.data)
    first = start("engine", **given)
    site, job, labelers = crew(server, make_site, make_client, 200)
    until(lambda: all(len(each.acknowledged) > 1 for each in labelers), serve.log)
    second = start("engine", **given)
    until(lambda: second.file("engine.json")["pid"] == second.process.pid, second.log)
    assert first.end() == 0
    with psycopg.connect(database) as connection:
        holders = connection.execute("SELECT e.name FROM engines e").fetchall()
    assert [name.rpartition(":")[2] for (name,) in holders] == [str(second.process.pid)]
    described = site.wait(job, "Completed")
    assert described["LabelCounters"]["HumanLabeled"] == 200
    for each in labelers:
        each.join(START_SECONDS)
    assert sum(len(each.acknowledged) for each in labelers) == 200
    assert second.end() == 0
    assert serve.end() == 0
