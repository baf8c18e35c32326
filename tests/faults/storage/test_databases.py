"""Databases that fail under an open connection: refused in words, done once, and taken up again."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from soak.services import Postgres
from sqlalchemy import bindparam, delete, func, insert, select
from sqlalchemy.engine import make_url

from trigpoint.model.errors import InvalidInput, Unavailable
from trigpoint.store.database import Database
from trigpoint.store.opening import open_database
from trigpoint.store.postgres import PostgresDatabase
from trigpoint.store.tables import drafts
from trigpoint.store.transaction import Statement, Transaction

_PUT = Statement(insert(drafts).values(assignment_id=bindparam("id"), draft=bindparam("draft"), saved_at=1))
_ALL = Statement(select(drafts.c.assignment_id).order_by(drafts.c.assignment_id))
_COUNT = Statement(select(func.count()).select_from(drafts).where(drafts.c.assignment_id == bindparam("id")))
_CLEAR = Statement(delete(drafts))
PATIENCE_SECONDS = 30.0
PAGE = "x" * 20_000


def put(key: str, draft: str = PAGE) -> Callable[[Transaction], str]:
    def work(tx: Transaction) -> str:
        tx.run(_PUT, id=key, draft=draft)
        return key

    return work


def kept(database: Database) -> list[str]:
    return database.read_now(lambda tx: [key for (key,) in tx.all(_ALL)])


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'trigpoint.db'}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    postgres = Postgres()
    yield postgres
    postgres.start()
    postgres.remove()


@pytest.fixture
def url(server: Postgres, unique: str) -> str:
    return server.new_database(f"faults_{unique}")


@pytest.fixture
def opened(postgres: Database) -> Iterator[ExitStack]:
    """For databases that a test opens in its own way, after the schema is there."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def postgres(url: str) -> Iterator[Database]:
    database = open_database(url)
    yield database
    database.close()


# ---- SQLite


def test_a_full_disk_refuses_writes_and_keeps_what_it_has_acknowledged(
    sqlite: Database, tmp_path: Path, no_file_beyond: Any
) -> None:
    acknowledged = [sqlite.write_now(put(f"a{n:03}")) for n in range(20)]
    size = max(path.stat().st_size for path in tmp_path.iterdir())
    with no_file_beyond(size + 60_000):
        for n in range(100, 200):
            with contextlib.suppress(Unavailable):
                acknowledged.append(sqlite.write_now(put(f"a{n}")))
        with pytest.raises(Unavailable, match="the database cannot serve this now"):
            sqlite.write_now(put("a999"))
        assert kept(sqlite) == acknowledged
    assert len(acknowledged) < 120
    acknowledged.append(sqlite.write_now(put("azzz")))
    assert kept(sqlite) == acknowledged


def test_every_request_of_a_failed_batch_hears_of_it_and_may_come_again(
    sqlite: Database, no_file_beyond: Any
) -> None:
    def wrong(tx: Transaction) -> None:
        raise InvalidInput("of its own making")

    async def many(*, brief: bool) -> list[Any]:
        works: list[Callable[[Transaction], Any]] = [put(f"a{brief}:{n}") for n in range(20)]
        works.insert(3, wrong)
        writes = (sqlite.write(work, brief=brief) for work in works)
        return await asyncio.gather(*writes, return_exceptions=True)

    for brief in (False, True):
        with no_file_beyond(1):
            results = asyncio.run(many(brief=brief))
        assert all(isinstance(each, Unavailable | InvalidInput) for each in results)
        assert len({id(each) for each in results}) == len(results), "each has an exception of its own"
        assert kept(sqlite) == []
        again = asyncio.run(many(brief=brief))
        assert [type(each) for each in again].count(InvalidInput) == 1
        assert len(kept(sqlite)) == 20
        sqlite.write_now(lambda tx: tx.run(_CLEAR))


def test_readers_go_on_while_writers_cannot(sqlite: Database, no_file_beyond: Any) -> None:
    sqlite.write_now(put("a1"))
    assert kept(sqlite) == ["a1"]
    with no_file_beyond(1), ThreadPoolExecutor(8) as threads:
        refused = [threads.submit(sqlite.write_now, put(f"b{n}")) for n in range(50)]
        assert list(threads.map(lambda _: kept(sqlite), range(50))) == [["a1"]] * 50
        assert all(isinstance(each.exception(), Unavailable) for each in refused)


# ---- PostgreSQL


def test_a_restart_between_requests_goes_unnoticed(server: Postgres, postgres: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(postgres.write_now, [put(f"a{n}") for n in range(8)]))
        server.stop()
        server.start()
        list(threads.map(postgres.write_now, [put(f"a{n}") for n in range(10, 26)]))
    assert len(kept(postgres)) == 24


def test_a_server_that_is_down_is_unavailable_until_it_is_up(server: Postgres, postgres: Database) -> None:
    server.stop()
    try:
        for _ in range(3):
            with pytest.raises(Unavailable, match="the database cannot serve this now"):
                postgres.write_now(put("a1"))
            with pytest.raises(Unavailable):
                kept(postgres)
    finally:
        server.start()
    postgres.write_now(put("a1"))
    assert kept(postgres) == ["a1"]


def test_a_server_that_stands_still_is_unavailable_until_it_goes_on(
    server: Postgres, url: str, opened: ExitStack
) -> None:
    hurried = make_url(url).update_query_dict({"connect_timeout": "2"}).render_as_string(hide_password=False)
    database = PostgresDatabase(hurried, request_seconds=1.0, thread_seconds=1.0)
    opened.callback(database.close)
    with ThreadPoolExecutor(4) as threads:  # as many open connections
        list(threads.map(database.write_now, [put(f"a{n}") for n in range(4)]))

    async def ask(keys: Sequence[str]) -> list[Any]:
        return await asyncio.gather(*(database.write(put(each)) for each in keys), return_exceptions=True)

    with server.frozen():
        first = asyncio.run(ask([f"b{n}" for n in range(20)]))  # more than there are threads
        second = asyncio.run(ask([f"c{n}" for n in range(20)]))
        with pytest.raises(Unavailable):
            kept(database)
    assert all(isinstance(each, Unavailable) for each in first + second), first + second
    assert "the database does not answer" in {str(each) for each in second}, "most did not wait themselves"
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        with contextlib.suppress(Unavailable):
            found = kept(database)
            break
        assert time.monotonic() < until
        time.sleep(0.05)
    assert [each for each in found if each.startswith("a")] == ["a0", "a1", "a2", "a3"]
    assert asyncio.run(ask(["d0", "d1", "d2"])) == ["d0", "d1", "d2"]


def test_a_transaction_that_takes_too_long_is_undone_and_disturbs_no_other(
    url: str, opened: ExitStack
) -> None:
    database = PostgresDatabase(url, request_seconds=1.0)
    opened.callback(database.close)
    wait = Statement(select(func.pg_sleep(60)))

    def slow(tx: Transaction) -> None:
        tx.run(_PUT, id="slow", draft="v")
        tx.one(wait)

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(database.write(slow), database.write(put("a1")), return_exceptions=True)

    unavailable, done = asyncio.run(all_of_them())
    assert isinstance(unavailable, Unavailable)
    assert done == "a1"
    assert kept(database) == ["a1"]


def test_work_whose_connection_broke_before_its_commit_is_done_once(
    server: Postgres, postgres: Database, url: str
) -> None:
    import psycopg

    n_calls = 0

    def broken_once(tx: Transaction) -> None:
        nonlocal n_calls
        n_calls += 1
        tx.run(_PUT, id="a1", draft="v")
        if n_calls == 1:
            with psycopg.connect(url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        assert tx.value(_COUNT, id="a1") == 1

    postgres.write_now(broken_once)
    assert n_calls == 2
    assert kept(postgres) == ["a1"]


class CutAtCommit:
    """Stands before a server; breaks the connection when a COMMIT has passed and its answer has not."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.folder = tempfile.mkdtemp(prefix="cut-")
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(f"{self.folder}/.s.PGSQL.5432")
        self._listener.listen()
        self.armed = threading.Event()
        self.n_cut = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._target)
            threading.Thread(target=self._answers, args=(client, server), daemon=True).start()
            threading.Thread(target=self._requests, args=(client, server), daemon=True).start()

    def _requests(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(65536):
                if b"COMMIT" in data and self.armed.is_set():
                    self.armed.clear()
                    self.n_cut += 1
                    client.shutdown(socket.SHUT_RDWR)  # first, so that no answer slips through
                    server.sendall(data)
                    time.sleep(1)  # the server has its time to commit
                    break
                server.sendall(data)
        server.close()

    def _answers(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)
        client.close()

    def close(self) -> None:
        self._listener.close()
        shutil.rmtree(self.folder)


@pytest.fixture
def cutter(server: Postgres) -> Iterator[CutAtCommit]:
    made = CutAtCommit(f"{make_url(server.url).query['host']}/.s.PGSQL.5432")
    yield made
    made.close()


def test_a_commit_whose_answer_is_lost_is_not_called_done_and_not_done_twice(
    cutter: CutAtCommit, postgres: Database, url: str
) -> None:
    through = make_url(url).update_query_dict({"host": cutter.folder})
    database = open_database(through.render_as_string(hide_password=False))
    n_calls = 0

    def work(tx: Transaction) -> None:
        nonlocal n_calls
        n_calls += 1
        tx.run(_PUT, id="a1", draft="v")

    cutter.armed.set()
    with pytest.raises(Unavailable, match="went away while it was saving"):
        database.write_now(work)
    assert (n_calls, cutter.n_cut) == (1, 1)
    until = time.monotonic() + PATIENCE_SECONDS
    while not kept(postgres):  # it is committed all the same: only the answer was lost
        assert time.monotonic() < until
        time.sleep(0.05)
    assert n_calls == 1
    assert kept(database) == ["a1"], "a new connection serves"
    database.close()


def test_opening_waits_for_a_server_that_is_starting(server: Postgres, url: str) -> None:
    server.stop()
    starting = threading.Timer(1.5, server.start)
    starting.start()
    database = open_database(url)
    starting.join()
    database.write_now(put("a1"))
    assert kept(database) == ["a1"]
    database.close()
