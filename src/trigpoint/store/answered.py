"""Answered objects: closed tasks with their lines and all their answers, read many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from trigpoint.store.data_objects import lines_at
from trigpoint.store.index_hints import along
from trigpoint.store.tables import answers, tasks, workers
from trigpoint.store.transaction import Row, Statement, Transaction


class GivenAnswer(NamedTuple):
    """A counted answer as it is stored; instants are in micros."""

    worker_id: str
    pool_id: str
    sub: str
    content: str
    """JSON, keys sorted."""
    accepted_at: int
    submitted_at: int
    active_micros: int


class AnsweredTask(NamedTuple):
    task_no: int
    object_index: int
    line: bytes
    answers: Sequence[GivenAnswer]
    """In order of submission."""


_given = answers.join(workers, workers.c.worker_id == answers.c.worker_id)
_TASK_COLUMNS = (tasks.c.task_no, tasks.c.object_index)
_ANSWER_COLUMNS = (
    answers.c.task_no,
    answers.c.worker_id,
    workers.c.pool_id,
    workers.c.sub,
    answers.c.content,
    answers.c.accepted_at,
    answers.c.submitted_at,
    answers.c.active_micros,
)
_ANSWER_ORDER = (answers.c.task_no, answers.c.submitted_at, answers.c.assignment_id)
_in_group = and_(
    tasks.c.job_id == bindparam("job"), tasks.c.state == "grouped", tasks.c.group_no == bindparam("no")
)
_GROUP_TASKS = Statement(
    along("ix_tasks_grouped", tasks, select(*_TASK_COLUMNS).where(_in_group).order_by(tasks.c.task_no))
)
_numbers_in_group = along("ix_tasks_grouped", tasks, select(tasks.c.task_no).where(_in_group))
_counted = and_(answers.c.job_id == bindparam("job"), answers.c.counted == 1)
_GROUP_ANSWERS = Statement(
    select(*_ANSWER_COLUMNS)
    .select_from(_given)
    .where(_counted, answers.c.task_no.in_(_numbers_in_group))
    .order_by(*_ANSWER_ORDER)
)
_consolidated = and_(
    tasks.c.job_id == bindparam("job"),
    tasks.c.task_no >= bindparam("first"),
    tasks.c.group_no.is_not(None),
    tasks.c.n_answers > 0,
)
_PAGE_TASKS = Statement(
    select(*_TASK_COLUMNS).where(_consolidated).order_by(tasks.c.task_no).limit(bindparam("limit"))
)
_PAGE_ANSWERS = Statement(
    select(*_ANSWER_COLUMNS)
    .select_from(_given)
    .where(_counted, answers.c.task_no >= bindparam("first"), answers.c.task_no <= bindparam("last"))
    .order_by(*_ANSWER_ORDER)
)


def group_of_answered(tx: Transaction, job_id: int, group_no: int) -> list[AnsweredTask]:
    """The tasks of a group that is not consolidated yet."""
    closed = tx.all(_GROUP_TASKS, job=job_id, no=group_no)
    return _together(tx, job_id, closed, tx.all(_GROUP_ANSWERS, job=job_id, no=group_no))


def page_of_answered(tx: Transaction, job_id: int, first: int, limit: int) -> list[AnsweredTask]:
    """Up to `limit` tasks that have been put in groups, from task `first` on."""
    closed = tx.all(_PAGE_TASKS, job=job_id, first=first, limit=limit)
    if not closed:
        return []
    return _together(tx, job_id, closed, tx.all(_PAGE_ANSWERS, job=job_id, first=first, last=closed[-1][0]))


def _together(tx: Transaction, job_id: int, closed: list[Row], given: list[Row]) -> list[AnsweredTask]:
    lines = lines_at(tx, job_id, (index for _, index in closed))
    by_task: dict[int, list[GivenAnswer]] = {task_no: [] for task_no, _ in closed}
    for task_no, *answer in given:
        if task_no in by_task:  # a task between them may belong to no group
            by_task[task_no].append(GivenAnswer(*answer))
    return [AnsweredTask(task_no, index, lines[index], by_task[task_no]) for task_no, index in closed]
