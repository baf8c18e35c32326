"""What managers look at in a job: objects with what became of them, answers, and how far it is.

Every statement is bounded: a page along a primary key, some hundred lookups, or rows of what is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, bindparam, func, literal_column, select

from trigpoint.store.tables import (
    answers,
    assignments,
    group_members,
    offers,
    tasks,
    worker_jobs,
    workers,
    workteam_groups,
)
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.values import is_among

MOST_LEASES = 1000
_RECENT_ANSWERS = 500


class TaskAt(NamedTuple):
    """An object that was staged."""

    task_no: int
    object_index: int
    wanted: int


class WorkDone(NamedTuple):
    """How much a worker has done of a job."""

    worker_id: str
    username: str
    n_done: int


class AnswerGiven(NamedTuple):
    """An answer of one worker; instants and durations in micros."""

    username: str
    worker_id: str
    submitted_at: int
    active_micros: int
    content: str
    counted: bool
    object_index: int


class Held(NamedTuple):
    """A task that a worker has open."""

    worker_id: str
    expires_at: int
    paused: bool


_job: BindParameter[Any] = bindparam("job")
_TASK = Statement(
    select(tasks.c.task_no, tasks.c.object_index, tasks.c.wanted).where(
        tasks.c.job_id == _job, tasks.c.task_no == bindparam("no")
    )
)
_OPEN_TASKS = Statement(
    select(func.count()).select_from(
        select(literal_column("1").label("one"))
        .where(tasks.c.job_id == _job, tasks.c.state == literal_column("'open'"))
        .limit(bindparam("limit"))
        .subquery()
    )
)
_OFFER = Statement(select(offers.c.task_no).where(offers.c.job_id == _job).limit(1))
_ANSWERS_OF_JOB = (
    select(
        workers.c.username,
        answers.c.worker_id,
        answers.c.submitted_at,
        answers.c.active_micros,
        answers.c.content,
        answers.c.counted,
        answers.c.object_index,
    )
    .select_from(answers.outerjoin(workers, workers.c.worker_id == answers.c.worker_id))
    .where(answers.c.job_id == _job)
)
_ANSWERS = Statement(
    _ANSWERS_OF_JOB.where(answers.c.task_no == bindparam("task"))
    .order_by(answers.c.submitted_at)
    .limit(_RECENT_ANSWERS)
)
_WORK = Statement(
    select(worker_jobs.c.worker_id, workers.c.username, worker_jobs.c.n_done)
    .select_from(worker_jobs.outerjoin(workers, workers.c.worker_id == worker_jobs.c.worker_id))
    .where(worker_jobs.c.job_id == _job, worker_jobs.c.n_done > 0)
    .order_by(worker_jobs.c.n_done.desc(), worker_jobs.c.worker_id)
    .limit(bindparam("limit"))
)
_HELD = Statement(
    select(assignments.c.worker_id, assignments.c.expires_at, assignments.c.paused)
    .where(assignments.c.state == literal_column("'open'"), assignments.c.job_id == _job)
    .limit(MOST_LEASES)
)
_N_MEMBERS = Statement(
    select(func.count(group_members.c.worker_id.distinct()))
    .select_from(
        workteam_groups.join(
            group_members,
            (group_members.c.pool_id == workteam_groups.c.pool_id)
            & (group_members.c.group_name == workteam_groups.c.group_name),
        )
    )
    .where(workteam_groups.c.workteam_name == bindparam("team"))
)


def task_of_object(tx: Transaction, job_id: int, object_index: int, n_tasks: int) -> TaskAt | None:
    """The task of an object, found by halving: tasks are staged in the order of their objects."""
    low, high = 1, n_tasks
    while low <= high:
        middle = (low + high) // 2
        row = tx.one(_TASK, job=job_id, no=middle)
        task = TaskAt(*row) if row is not None else None
        if task is None or task.object_index > object_index:
            high = middle - 1
        elif task.object_index < object_index:
            low = middle + 1
        else:
            return task
    return None


def closings(tx: Transaction, job_id: int, numbers: Sequence[int]) -> list[int | None]:
    """When these tasks had their answers, in micros; None before that, and where a stop withdrew them."""
    if not numbers:
        return []
    query = select(tasks.c.closed_at, tasks.c.state).where(
        tasks.c.job_id == job_id, is_among(tasks.c.task_no, numbers)
    )
    return [None if state == "withdrawn" else at for at, state in tx.all(Statement(query))]


def answers_of_task(tx: Transaction, job_id: int, task_no: int) -> list[AnswerGiven]:
    """Every answer, late ones too, in order of submission."""
    return [_given(row) for row in tx.all(_ANSWERS, job=job_id, task=task_no)]


def answers_of_tasks(tx: Transaction, job_id: int, numbers: Sequence[int]) -> list[AnswerGiven]:
    """Every answer of these tasks."""
    if not numbers:
        return []
    query = _ANSWERS_OF_JOB.where(is_among(answers.c.task_no, numbers))
    return [_given(row) for row in tx.all(Statement(query), job=job_id)]


def _given(row: Row) -> AnswerGiven:
    """A worker who was deleted is called by their id."""
    username, worker_id, submitted_at, active_micros, content, counted, object_index = row
    return AnswerGiven(
        username or worker_id, worker_id, submitted_at, active_micros, content, bool(counted), object_index
    )


def work_of_job(tx: Transaction, job_id: int, limit: int) -> list[WorkDone]:
    """Workers of a job, those who have done most first."""
    return [WorkDone(row[0], row[1] or row[0], row[2]) for row in tx.all(_WORK, job=job_id, limit=limit)]


def n_open_tasks(tx: Transaction, job_id: int, most: int) -> int:
    return int(tx.value(_OPEN_TASKS, job=job_id, limit=most))


def has_free_task(tx: Transaction, job_id: int) -> bool:
    """Whether some task has room for another worker."""
    return tx.one(_OFFER, job=job_id) is not None


def held_tasks(tx: Transaction, job_id: int) -> list[Held]:
    """Open leases, at most MOST_LEASES."""
    return [Held(row[0], row[1], bool(row[2])) for row in tx.all(_HELD, job=job_id)]


def n_members(tx: Transaction, team: str) -> int:
    """Workers in a team."""
    return int(tx.value(_N_MEMBERS, team=team))
