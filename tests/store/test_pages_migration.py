"""Migration 0003: manifest lines of one a row become pages, however many they are and however long."""

from __future__ import annotations

from sqlalchemy import insert

from trigpoint.store.data_objects import lines_at, waiting_objects
from trigpoint.store.migrate import upgrade
from trigpoint.store.opening import open_database
from trigpoint.store.schema import tables_at
from trigpoint.store.transaction import Transaction
from trigpoint.store.whole_connection import connect_whole

N_OBJECTS = 11_000  # the migration reads 5,000 at a time


def line(job: int, index: int) -> bytes:
    return b'{"source":"%d of %d"%b}' % (index, job, b" " * (50_000 if index == 5_003 else index % 50))


def test_every_line_of_every_job_is_found_again(database_url: str) -> None:
    with connect_whole(database_url, alone=True) as connection:
        upgrade(connection, "0002")
        (old,) = (table for table in tables_at("0002") if table.name == "data_objects")
        for job in (3, 1):
            rows = [
                {
                    "job_id": job,
                    "object_index": n,
                    "line": line(job, n),
                    "prelabeled": n % 3 if job == 1 else 0,
                }
                for n in range(N_OBJECTS)
            ]
            connection.execute(insert(old), rows)
    database = open_database(database_url)

    def check(tx: Transaction) -> None:
        for job in (1, 3):
            assert lines_at(tx, job, range(N_OBJECTS)) == {n: line(job, n) for n in range(N_OBJECTS)}
        assert [n for n, _ in waiting_objects(tx, 1, 4_990, 10)] == list(range(4_992, 5_022, 3))
        assert [n for n, _ in waiting_objects(tx, 3, 4_990, 10)] == list(range(4_990, 5_000))

    database.read_now(check)
    database.close()
