"""Brief writes: on the event loop's thread, in turn with everybody else's."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, select

from trigpoint.model.errors import InUse, Unavailable
from trigpoint.store.file_lock import FileLock
from trigpoint.store.opening import open_database
from trigpoint.store.sqlite import SqliteDatabase
from trigpoint.store.tables import drafts
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert

SAVE = Upsert(drafts, replaces=("draft", "saved_at"))
COUNT = Statement(select(func.count()).select_from(drafts))
GET = Statement(select(drafts.c.draft).where(drafts.c.assignment_id == bindparam("id")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trigpoint.db"


@pytest.fixture
def database(path: Path) -> Iterator[SqliteDatabase]:
    opened = open_database(f"sqlite:///{path}")
    assert isinstance(opened, SqliteDatabase)
    yield opened
    opened.close()


def save(key: str, text: str = "x") -> Callable[[Transaction], int]:
    return lambda tx: SAVE.run(tx, assignment_id=key, draft=text, saved_at=1)


def count(database: SqliteDatabase) -> int:
    n: int = database.read_now(lambda tx: tx.value(COUNT))
    return n


def test_brief_writes_run_on_the_event_loops_thread_and_are_there_when_told(database: SqliteDatabase) -> None:
    async def write() -> tuple[threading.Thread, str]:
        def work(tx: Transaction) -> threading.Thread:
            save("a", "kept")(tx)
            return threading.current_thread()

        thread = await database.write(work, brief=True)
        return thread, database.read_now(lambda tx: tx.value(GET, id="a"))

    assert asyncio.run(write()) == (threading.main_thread(), "kept")


def test_of_a_batch_only_those_fail_that_fail(database: SqliteDatabase) -> None:
    def fail(tx: Transaction) -> None:
        save("bad")(tx)
        raise InUse("no")

    async def all_at_once() -> list[object]:
        works = [fail if n % 3 == 0 else save(f"good-{n}") for n in range(300)]
        writes = (database.write(work, brief=True) for work in works)
        return await asyncio.gather(*writes, return_exceptions=True)

    results = asyncio.run(all_at_once())
    assert sum(isinstance(result, InUse) for result in results) == 100
    assert count(database) == 200


def test_brief_and_long_writes_of_loop_and_threads_lose_nothing(database: SqliteDatabase) -> None:
    def in_thread(n: int) -> None:
        for k in range(20):
            database.write_now(save(f"thread-{n}-{k}"))

    async def in_loop() -> None:
        await asyncio.gather(
            *(database.write(save(f"brief-{n}"), brief=True) for n in range(200)),
            *(database.write(save(f"long-{n}")) for n in range(50)),
            *(asyncio.to_thread(in_thread, n) for n in range(3)),
        )

    asyncio.run(in_loop())
    assert count(database) == 200 + 50 + 60


@pytest.mark.parametrize("seconds", [0.002, 0.3])
def test_while_another_process_has_the_turn_a_brief_write_waits_and_the_loop_goes_on(
    database: SqliteDatabase, path: Path, seconds: float
) -> None:
    other = FileLock(path.with_name(f"{path.name}-turn"))
    other.acquire()

    async def write() -> int:
        ticks = 0
        writing = asyncio.ensure_future(database.write(save("a"), brief=True))
        asyncio.get_running_loop().call_later(seconds, other.release)
        while not writing.done():
            await asyncio.sleep(0.001)
            ticks += 1
        await writing
        return ticks

    assert asyncio.run(write()) >= 1
    assert count(database) == 1
    other.close()


def test_a_batch_that_cannot_be_committed_is_refused_whole_and_the_next_one_works(
    database: SqliteDatabase, path: Path
) -> None:
    def fill(tx: Transaction) -> None:
        save("much", "x" * 2_000_000)(tx)

    bound = sqlite3.connect(path)
    n_pages = bound.execute("PRAGMA page_count").fetchone()[0]
    bound.close()

    async def write() -> list[object]:
        def bounded(tx: Transaction) -> None:
            tx._connection.execute(f"PRAGMA max_page_count = {n_pages + 4}")

        await database.write(bounded, brief=True)
        writes = [database.write(work, brief=True) for work in (save("a"), fill, save("b"))]
        return await asyncio.gather(*writes, return_exceptions=True)

    results = asyncio.run(write())
    assert any(isinstance(result, Unavailable) for result in results)
    kept = [key for key, result in zip(["a", "b"], (results[0], results[2]), strict=True) if result == 1]
    assert count(database) == len(kept)
    asyncio.run(database.write(save("later"), brief=True))
    assert database.read_now(lambda tx: tx.value(GET, id="later")) == "x"


def test_writes_of_one_loop_after_another_are_served(database: SqliteDatabase) -> None:
    for n in range(3):
        asyncio.run(database.write(save(f"loop-{n}"), brief=True))
    assert count(database) == 3
