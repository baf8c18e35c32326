"""The database's side of a job, read when everything has ended."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
from sqlalchemy import Connection, create_engine, select
from sqlalchemy.engine import make_url

from trigpoint.store import tables as t


class KeptAnswer(msgspec.Struct, frozen=True):
    mark: str
    task_no: int
    object_index: int
    worker_id: str
    assignment_id: str
    counted: bool


class KeptTask(msgspec.Struct, frozen=True):
    task_no: int
    object_index: int
    state: str
    wanted: int
    n_leases: int
    n_answers: int


class Books(msgspec.Struct):
    """What the database says of one job."""

    status: str
    total: int
    labeled: int
    failed: int
    answers: list[KeptAnswer]
    tasks: list[KeptTask]
    n_open_leases: int
    n_offers: int

    def wrong(self, n_workers: int) -> list[str]:
        """What contradicts the invariants, whatever the workers say."""
        counted = [each for each in self.answers if each.counted]
        per_task = Counter(each.task_no for each in counted)
        said = [
            f"task {each.task_no} has {per_task[each.task_no]} counted answers, "
            f"says {each.n_answers}, and {each.wanted} were wanted"
            for each in self.tasks
            if per_task[each.task_no] != each.n_answers or each.n_answers > min(each.wanted, n_workers)
        ]
        said += [
            f"{worker} has {n} counted answers to task {task}"
            for (task, worker), n in Counter((each.task_no, each.worker_id) for each in counted).items()
            if n > 1
        ]
        said += [f"mark {mark} is kept {n} times" for mark, n in repeated(each.mark for each in self.answers)]
        objects = (each.object_index for each in self.tasks)
        said += [f"object {index} has {n} tasks" for index, n in repeated(objects)]
        held = [(each.task_no, each.n_leases) for each in self.tasks if each.n_leases]
        if held or self.n_open_leases or self.n_offers:
            left = f"{self.n_open_leases} open assignments and {self.n_offers} offers"
            said.append(f"{left} are left in a job that is {self.status}; (task, leases): {held}")
        withdrawn = [each.task_no for each in self.tasks if each.state == "withdrawn" and each.n_answers]
        if withdrawn:
            said.append(f"tasks {withdrawn} are withdrawn in spite of their answers")
        undone = Counter(each.state for each in self.tasks if each.state not in ("done", "withdrawn"))
        return said + [f"{n} tasks are {state} at the end" for state, n in undone.items()]


def read_books(database_url: str, names: Iterable[str]) -> dict[str, Books]:
    """The books of each job."""
    with _connected(database_url) as connection:
        return {name: _of_job(connection, name) for name in names}


def holders(database_url: str) -> dict[str, int]:
    """The process id of the engine that works on each job which has one."""
    joined = t.job_leases.join(t.engines, t.engines.c.engine_id == t.job_leases.c.engine_id).join(
        t.labeling_jobs, t.labeling_jobs.c.job_id == t.job_leases.c.job_id
    )
    with _connected(database_url) as connection:
        rows = connection.execute(select(t.labeling_jobs.c.name, t.engines.c.name).select_from(joined))
        return {job: int(engine.rpartition(":")[2]) for job, engine in rows}


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    url = make_url(database_url)
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _of_job(connection: Connection, name: str) -> Books:
    job = connection.execute(select(t.labeling_jobs).where(t.labeling_jobs.c.name == name)).mappings().one()
    number = job["job_id"]

    def rows(table: Any, *columns: Any) -> Any:
        return connection.execute(select(*columns).where(table.c.job_id == number))

    a, k, s = t.answers.c, t.tasks.c, t.assignments.c
    answers = [
        KeptAnswer(json.loads(content)["mark"], *rest, bool(counted))
        for content, *rest, counted in rows(
            t.answers, a.content, a.task_no, a.object_index, a.worker_id, a.assignment_id, a.counted
        )
    ]
    columns = (k.task_no, k.object_index, k.state, k.wanted, k.n_leases, k.n_answers)
    tasks = [KeptTask(*row) for row in rows(t.tasks, *columns)]
    return Books(
        status=job["status"],
        total=job["total"],
        labeled=job["human_labeled"] + job["machine_labeled"],
        failed=job["failed"],
        answers=answers,
        tasks=tasks,
        n_open_leases=sum(state == "open" for (state,) in rows(t.assignments, s.state)),
        n_offers=len(rows(t.offers, t.offers.c.position).all()),
    )


def repeated(values: Iterable[Any]) -> list[tuple[Any, int]]:
    return [(value, n) for value, n in Counter(values).items() if n > 1]
