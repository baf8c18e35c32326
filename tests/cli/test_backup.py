"""Backup and restore by commands, with a real server and people who go on labeling meanwhile."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from soak.books import Books, read_books

from trigpoint.cli.server_process import ServerProcess

PATIENCE_SECONDS = 150
N_OBJECTS, N_WORKERS = 90, 2
PASSWORD = "Chosen-by-me-7"


class Labeler(threading.Thread):
    """Labels until the job is over, and keeps what the server has said is saved."""

    def __init__(self, url: str, username: str, password: str, job: str) -> None:
        super().__init__(daemon=True)
        self.http = httpx.Client(base_url=url, headers={"Origin": url}, timeout=60)
        self.username, self.password, self.job = username, password, job
        self.acknowledged: dict[str, float] = {}
        self.sent: set[str] = set()
        self.over = threading.Event()
        self.fault: str | None = None

    def sign_in(self, *, first: bool) -> None:
        given = {"username": self.username, "password": self.password}
        said = self.http.post("/portal/api/session", json=given)
        assert said.status_code == 200, said.text
        self.http.headers["X-CSRF-Token"] = said.json()["csrf"]
        if first:
            self.http.put("/portal/api/session/password", json={"new_password": PASSWORD}).raise_for_status()
            self.password = PASSWORD

    def run(self) -> None:
        try:
            while not self.over.is_set():
                said = self.http.post(f"/portal/api/jobs/{self.job}/assignments", json={})
                given = said.json() if said.status_code == 201 else None
                if given is None:
                    self.over.wait(0.1)
                else:
                    self.answer(given)
        except httpx.HTTPError as exc:
            self.fault = repr(exc)

    def answer(self, given: dict[str, Any]) -> None:
        mark = f"{self.username}-{given['id']}"
        self.sent.add(mark)
        content = {"crowd-classifier-multi-select": {"labels": ["Mains"]}, "mark": mark}
        body = {"token": given["token"], "answer": content, "next": False}
        said = self.http.post(f"/portal/api/assignments/{given['id']}/answer", json=body)
        if said.status_code == 200:
            self.acknowledged[mark] = time.monotonic()


@pytest.fixture
def server(tmp_path: Path, running_trigpoint: Any) -> Iterator[Any]:
    process = ServerProcess(tmp_path / "data", 0)
    try:
        process.start()
        yield running_trigpoint(process.url, tmp_path / "data")
    finally:
        process.stop()


def trigpoint(*arguments: str, **options: Any) -> subprocess.CompletedProcess[Any]:
    command = [sys.executable, "-m", "trigpoint.cli.main", *arguments]
    return subprocess.run(command, capture_output=True, timeout=PATIENCE_SECONDS, check=False, **options)


def started_job(server: Any, tmp_path: Path) -> list[Labeler]:
    """A job of the server, and the people who can label it."""
    texts = tmp_path / "dishes.csv"
    texts.write_text("".join(f"dish {n}\n" for n in range(N_OBJECTS)))
    run = server.trigpoint
    manifest = run("manifest", "create", str(texts), "--upload-to", "s3://lab/in/").stdout.split()[-1]
    invited = json.loads(run("workers", "add", "ana", "ben", "cem", "--team", "team", "--json").stdout)
    options = ["--task-type", "TextMultiClassMultiLabel", "--labels", "Mains, Dessert", "--team", "team"]
    options += ["--name", "menu", "--manifest", manifest, "--output", "s3://lab/out/"]
    run("jobs", "create", *options, "--workers", str(N_WORKERS))
    return [Labeler(server.url, each["username"], each["password"], "menu") for each in invited]


def status(server: Any) -> str:
    said = server.client("sagemaker").describe_labeling_job(LabelingJobName="menu")
    return str(said["LabelingJobStatus"])


def wrong_half_way(books: Books) -> list[str]:
    """What contradicts the invariants of a job that is not over."""
    counted = Counter(answer.task_no for answer in books.answers if answer.counted)
    wrong = [
        f"{task} with {counted[task.task_no]} counted answers"
        for task in books.tasks
        if counted[task.task_no] != task.n_answers or task.n_answers + task.n_leases > task.wanted
    ]
    answered = Counter((answer.task_no, answer.worker_id) for answer in books.answers)
    wrong += [f"{who} twice" for who, n in answered.items() if n > 1]
    if sum(task.n_leases for task in books.tasks) != books.n_open_leases:
        wrong.append(f"{books.n_open_leases} open leases, not what the tasks say")
    done = sum(task.state == "done" for task in books.tasks)
    return [*wrong, *([f"{books.labeled} labeled"] if books.labeled + books.failed != done else [])]


def finished(server: Any, people: list[Labeler], eventually: Any) -> list[dict[str, Any]]:
    """Waits until everybody is done; the lines of the output."""
    until = time.monotonic() + PATIENCE_SECONDS
    while status(server) != "Completed":
        assert time.monotonic() < until and not any(each.fault for each in people), people[0].fault
        time.sleep(0.2)
    for each in people:
        each.over.set()
        each.join()
    path = server.data / "buckets/lab/out/menu/manifests/output/output.manifest"
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.timeout(600)
def test_a_copy_made_while_people_label_has_every_answer_that_was_saved_and_goes_on(
    server: Any, running_trigpoint: Any, tmp_path: Path, eventually: Any
) -> None:
    people = started_job(server, tmp_path)
    for each in people:
        each.sign_in(first=True)
        each.start()
    eventually(lambda: sum(len(each.acknowledged) for each in people) >= 25)
    began_at = time.monotonic()
    file = tmp_path / "lab.zip"
    made = trigpoint("backup", str(file), "--data", str(server.data), text=True)
    assert made.returncode == 0, made.stderr
    assert "the keys" in made.stdout and "objects in" in made.stdout
    original = finished(server, people, eventually)

    folder = tmp_path / "copy"
    restored = trigpoint("restore", str(file), "--data", str(folder), text=True)
    assert restored.returncode == 0, restored.stderr
    (books,) = read_books(f"sqlite:///{folder / 'trigpoint.db'}", ["menu"]).values()
    assert wrong_half_way(books) == []
    kept = {answer.mark for answer in books.answers}
    saved = {mark for each in people for mark, at in each.acknowledged.items() if at < began_at}
    assert len(saved) >= 25
    assert saved <= kept <= set().union(*(each.sent for each in people))

    process = ServerProcess(folder, 0)
    try:
        process.start()
        copy = running_trigpoint(process.url, folder)
        again = [Labeler(copy.url, each.username, PASSWORD, "menu") for each in people]
        for each in again:
            each.sign_in(first=False)
            each.start()
        output = finished(copy, again, eventually)
    finally:
        process.stop()
    assert [line["source"] for line in output] == [line["source"] for line in original]
    assert all(line["menu"] == [0] for line in [*output, *original])
    (books,) = read_books(f"sqlite:///{folder / 'trigpoint.db'}", ["menu"]).values()
    assert books.wrong(N_WORKERS) == []
    assert len([each for each in books.answers if each.counted]) == N_OBJECTS * N_WORKERS
    assert kept <= {answer.mark for answer in books.answers}


def test_the_commands_say_what_is_in_a_backup_and_what_is_not(server: Any, tmp_path: Path) -> None:
    started_job(server, tmp_path)
    data, folder = str(server.data), tmp_path / "backups"
    folder.mkdir()
    made = trigpoint("backup", str(folder), "--data", data, "--without-buckets", text=True)
    assert made.returncode == 0, made.stderr
    assert "NOT in it: the objects in buckets" in made.stderr
    assert str(server.data / "buckets") in made.stderr
    (file,) = folder.iterdir()
    assert file.name.startswith("trigpoint-20") and file.stat().st_mode & 0o777 == 0o600

    checked = trigpoint("backup", "--check", str(file), text=True)
    assert "is whole" in checked.stdout and "schema" in checked.stdout
    assert "NOT in it" in checked.stderr
    torn = tmp_path / "torn.zip"
    torn.write_bytes(file.read_bytes()[:-50])
    for command in (["backup", "--check", str(torn)], ["restore", str(torn), "--data", str(tmp_path / "no")]):
        refused = trigpoint(*command, text=True)
        assert refused.returncode == 1
        assert "torn.zip cannot be used" in refused.stderr and "Traceback" not in refused.stderr
    assert not (tmp_path / "no").exists()

    again = trigpoint("backup", str(file), "--data", data, text=True)
    assert again.returncode == 1 and "--force" in again.stderr
    assert trigpoint("backup", str(file), "--data", data, "--force").returncode == 0
    refused = trigpoint("restore", str(file), "--data", data, text=True)
    assert refused.returncode == 1 and "stop it before you restore" in refused.stderr
    assert status(server) in {"Initializing", "InProgress"}


def test_a_backup_goes_through_a_pipe(server: Any, tmp_path: Path) -> None:
    started_job(server, tmp_path)
    made = trigpoint("backup", "-", "--data", str(server.data))
    assert made.returncode == 0, made.stderr
    restored = trigpoint("restore", "-", "--data", str(tmp_path / "copy"), input=made.stdout)
    assert restored.returncode == 0, restored.stderr
    assert (tmp_path / "copy/keys.json").read_bytes() == (server.data / "keys.json").read_bytes()
    assert (tmp_path / "copy/buckets/lab/in").is_dir()


def test_where_there_is_nothing_no_backup_is_made(tmp_path: Path) -> None:
    said = trigpoint("backup", str(tmp_path / "x.zip"), "--data", str(tmp_path / "nowhere"), text=True)
    assert said.returncode == 1 and "there is no database" in said.stderr
    assert list(tmp_path.iterdir()) == []
