"""The figures of queues, on both databases, and what they cost."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import insert

from trigpoint.store import figures
from trigpoint.store.database import Database
from trigpoint.store.figures import queues, running_by_status, running_jobs, schema_version, write_something
from trigpoint.store.migrate import HEAD
from trigpoint.store.opening import open_database
from trigpoint.store.tables import assignments, labeling_jobs, tasks
from trigpoint.store.transaction import Statement, Transaction

ADD_JOB, ADD_TASK, ADD_ASSIGNMENT = (
    Statement(insert(table)) for table in (labeling_jobs, tasks, assignments)
)


def job_row(job_id: int, name: str, status: str, **counters: int) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for column in labeling_jobs.columns:
        row[column.name] = None if column.nullable else 0 if column.type.python_type is int else "x"
    return row | {"job_id": job_id, "name": name, "name_key": name, "status": status} | counters


def task_row(job_id: int, task_no: int, state: str, group_no: int | None = None) -> dict[str, Any]:
    numbers = dict.fromkeys(("n_leases", "n_answers", "n_declines", "available_until"), 0)
    row = {"job_id": job_id, "task_no": task_no, "object_index": task_no, "state": state, "wanted": 1}
    return row | numbers | {"offer": None, "closed_at": None, "group_no": group_no}


def assignment_row(n: int, state: str) -> dict[str, Any]:
    numbers = ("task_no", "object_index", "accepted_at", "expires_at", "paused", "active_micros")
    empty = dict.fromkeys(("ended_at", "active_from", "page_code", "reason"))
    row = {"assignment_id": f"a{n}", "token": "t", "job_id": 1, "worker_id": f"w{n}", "state": state}
    return row | dict.fromkeys(numbers, 0) | empty


def fill(tx: Transaction) -> None:
    tx.run_many(
        ADD_JOB,
        [
            job_row(
                1, "running", "InProgress", total=40, prelabeled=4, n_tasks=12, human_labeled=7, failed=1
            ),
            job_row(2, "ended", "Completed", total=5),
            job_row(3, "new", "Initializing"),
        ],
    )
    states = ["open"] * 3 + ["answered"] * 2 + ["done"] * 4
    rows = [task_row(1, n, state) for n, state in enumerate(states, 1)]
    tx.run_many(ADD_TASK, [*rows, task_row(1, 10, "grouped", 1), task_row(1, 11, "grouped", 2)])
    tx.run_many(ADD_ASSIGNMENT, [assignment_row(n, "open" if n < 2 else "submitted") for n in range(5)])


def test_running_jobs_come_with_the_counters_that_their_stages_keep(database: Database) -> None:
    database.write_now(fill)
    new, running = database.read_now(running_jobs)
    assert (new.name, new.waiting) == ("new", 0)
    assert (running.name, running.status, running.waiting) == ("running", "InProgress", 24)
    assert (running.human_labeled, running.failed) == (7, 1)


def test_queues_count_what_is_under_way_and_nothing_that_is_done(database: Database) -> None:
    database.write_now(fill)
    found = database.read_now(queues)
    assert (found.open, found.answered) == ({1: 3}, {1: 2})
    assert (found.grouped, found.groups) == ({1: 2}, {1: 2})
    assert found.open_leases == 2


def test_jobs_are_counted_by_state(database: Database) -> None:
    database.write_now(fill)
    counted = database.read_now(figures.jobs_by_status)
    assert counted == {"InProgress": 1, "Completed": 1, "Initializing": 1}
    running = database.read_now(running_by_status)
    assert running == {"Initializing": 1, "InProgress": 1, "Stopping": 0}


def test_a_check_that_writes_leaves_the_schema_as_it_is(database: Database) -> None:
    database.write_now(write_something)
    assert database.read_now(schema_version) == HEAD


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("_OPEN", "ix_tasks_open"),
        ("_ANSWERED", "ix_tasks_answered"),
        ("_GROUPED", "ix_tasks_grouped"),
        ("_OPEN_LEASES", "ix_assignments_"),
        ("_RUNNING_BY_STATUS", "ix_labeling_jobs_running"),
        ("_JOBS", "ix_labeling_jobs_running"),
    ],
)
def test_sqlite_walks_the_partial_index_alone(tmp_path: Any, name: str, index: str) -> None:
    """Work that is done is in no partial index: a job of a million objects costs what is open of it."""
    database = open_database(f"sqlite:///{tmp_path / 'trigpoint.db'}")
    statement: Statement = getattr(figures, name)

    def plan(tx: Transaction) -> list[str]:
        sql, fixed = statement.text(tx._dialect)
        rows = tx._connection.execute(f"EXPLAIN QUERY PLAN {sql}", fixed).fetchall()
        return [row[-1] for row in rows]

    steps = database.read_now(plan)
    database.close()
    tables = [step for step in steps if "tasks" in step or "assignments" in step or "labeling_jobs" in step]
    assert len(tables) == 1, steps
    assert index in tables[0]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_finished_work_is_not_read_by_postgres(database: Database) -> None:
    """Counted in blocks that PostgreSQL touches: as many with 20,000 finished tasks as with none."""
    before = _blocks(database)
    rows = [task_row(9, n, "done") for n in range(20_000)]
    database.write_now(lambda tx: tx.run_many(ADD_TASK, rows))
    after = _blocks(database)
    assert all(after[name] <= before[name] + 10 for name in before), (before, after)


def _blocks(database: Database) -> Counter[str]:
    counted: Counter[str] = Counter()
    for name in ("_OPEN", "_ANSWERED", "_GROUPED"):
        statement: Statement = getattr(figures, name)

        def explain(tx: Transaction, statement: Statement = statement) -> Any:
            tx._connection.execute("SET LOCAL enable_seqscan = off")
            sql, fixed = statement.text(tx._dialect)
            options = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)"
            return tx._connection.execute(f"{options} {sql}", fixed).fetchone()[0][0]["Plan"]

        plan = database.read_now(explain)
        counted[name] = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return counted
