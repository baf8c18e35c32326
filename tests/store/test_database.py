"""The seam, on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, select

from trigpoint.model.errors import InUse, InvalidInput, Unavailable, WrongState
from trigpoint.store.database import Database
from trigpoint.store.opening import open_database
from trigpoint.store.tables import drafts
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert

SAVE = Upsert(drafts, replaces=("draft", "saved_at"))
COUNT = Statement(select(func.count()).select_from(drafts))
GET = Statement(select(drafts.c.draft).where(drafts.c.assignment_id == bindparam("id")))


def save(key: str, text: str = "x") -> Callable[[Transaction], int]:
    return lambda tx: SAVE.run(tx, assignment_id=key, draft=text, saved_at=1)


def test_a_write_can_be_read_when_its_result_has_come(database: Database) -> None:
    database.write_now(save("a", "first"))
    assert database.read_now(lambda tx: tx.value(GET, id="a")) == "first"


def test_a_function_that_raises_changes_nothing(database: Database) -> None:
    def work(tx: Transaction) -> None:
        save("a")(tx)
        raise InUse("no")

    with pytest.raises(InUse):
        database.write_now(work)
    assert database.read_now(lambda tx: tx.value(COUNT)) == 0


def test_a_failing_request_does_not_take_its_neighbours_with_it(database: Database) -> None:
    def fail(tx: Transaction) -> None:
        save("bad")(tx)
        raise InUse("no")

    async def all_at_once() -> list[object]:
        works = [fail if n % 3 == 0 else save(f"good-{n}") for n in range(60)]
        return await asyncio.gather(*map(database.write, works), return_exceptions=True)

    results = asyncio.run(all_at_once())
    assert sum(isinstance(result, InUse) for result in results) == 20
    assert database.read_now(lambda tx: tx.value(COUNT)) == 40
    assert database.read_now(lambda tx: tx.value(GET, id="bad")) is None


def test_an_upsert_replaces_what_stands_there(database: Database) -> None:
    database.write_now(save("a", "one"))
    database.write_now(save("a", "two"))
    assert database.read_now(lambda tx: tx.value(GET, id="a")) == "two"


def test_writers_in_many_threads_lose_nothing(database: Database) -> None:
    def write(n: int) -> None:
        for k in range(10):
            database.write_now(save(f"{n}-{k}"))

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.read_now(lambda tx: tx.value(COUNT)) == 80


def test_reads_and_writes_go_on_from_coroutines(database: Database) -> None:
    async def both() -> int:
        await database.write(save("a"))
        return await database.read(lambda tx: int(tx.value(COUNT)))

    assert asyncio.run(both()) == 1


def test_a_second_opening_finds_what_the_first_one_wrote(database_url: str) -> None:
    first = open_database(database_url)
    first.write_now(save("a", "kept"))
    first.close()
    second = open_database(database_url)
    assert second.read_now(lambda tx: tx.value(GET, id="a")) == "kept"
    second.close()


def test_a_closed_sqlite_database_refuses_writes(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.db'}")
    database.close()
    with pytest.raises(Unavailable):
        database.write_now(save("a"))


def test_sqlite_flushes_every_commit_to_the_disk(tmp_path: Path) -> None:
    from trigpoint.store.group_commit import connect

    connection = connect(tmp_path / "x.db")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_database(f"sqlite:///{path}").close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(WrongState, match="newer than"):
        open_database(f"sqlite:///{path}")


def test_another_kind_of_address_is_refused() -> None:
    with pytest.raises(InvalidInput, match="neither a sqlite"):
        open_database("mysql://user:secret@host/db")


def test_threads_that_come_and_go_leave_no_connections_behind(database: Database) -> None:
    for _ in range(30):
        thread = threading.Thread(target=lambda: database.read_now(lambda tx: tx.value(COUNT)))
        thread.start()
        thread.join()
    assert len(database._idle) == 1  # type: ignore[attr-defined]


def test_a_read_within_a_read_is_served(database: Database) -> None:
    database.write_now(save("a", "first"))
    inner = database.read_now(lambda tx: database.read_now(lambda tx: tx.value(GET, id="a")))
    assert inner == "first"
