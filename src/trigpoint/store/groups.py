"""Groups: closed objects that are consolidated together, and the files they make."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, func, insert, select, update

from trigpoint.store.tables import groups as t
from trigpoint.store.tables import tasks
from trigpoint.store.transaction import Statement, Transaction


class Group(NamedTuple):
    """`stamp` is in micros, whole seconds, and names the group's files."""

    group_no: int
    iteration: int
    stamp: int


class ClosedTask(NamedTuple):
    task_no: int
    object_index: int
    n_answers: int


_INSERT = Statement(insert(t))
_LAST_STAMP = Statement(
    select(func.max(t.c.stamp)).where(t.c.job_id == bindparam("job"), t.c.iteration == bindparam("iteration"))
)
_PENDING = Statement(
    select(t.c.group_no, t.c.iteration, t.c.stamp)
    .where(t.c.job_id == bindparam("job"), t.c.done == 0)
    .order_by(t.c.group_no)
    .limit(100)
)
_FINISH = Statement(
    update(t).where(t.c.job_id == bindparam("job"), t.c.group_no == bindparam("no")).values(done=1)
)
_CLOSED_COLUMNS = (tasks.c.task_no, tasks.c.object_index, tasks.c.n_answers)
_ANSWERED = Statement(
    select(*_CLOSED_COLUMNS)
    .where(
        tasks.c.job_id == bindparam("job"),
        tasks.c.state == "answered",
        tasks.c.task_no >= bindparam("first"),
        tasks.c.task_no <= bindparam("last"),
    )
    .order_by(tasks.c.task_no)
    .limit(bindparam("limit"))
)
_FIRST_ANSWERED = Statement(
    select(func.min(tasks.c.task_no)).where(tasks.c.job_id == bindparam("job"), tasks.c.state == "answered")
)
_IN_GROUP = Statement(
    select(*_CLOSED_COLUMNS)
    .where(
        tasks.c.job_id == bindparam("job"), tasks.c.state == "grouped", tasks.c.group_no == bindparam("no")
    )
    .order_by(tasks.c.task_no)
)
_PUT = Statement(
    update(tasks)
    .where(tasks.c.job_id == bindparam("job"), tasks.c.task_no == bindparam("task"))
    .values(state=bindparam("new_state"), group_no=bindparam("no"))
)
_LABELED_PAGE = Statement(
    select(tasks.c.task_no, tasks.c.object_index, t.c.stamp)
    .select_from(tasks.join(t, (t.c.job_id == tasks.c.job_id) & (t.c.group_no == tasks.c.group_no)))
    .where(tasks.c.job_id == bindparam("job"), tasks.c.task_no >= bindparam("first"), tasks.c.n_answers > 0)
    .order_by(tasks.c.task_no)
    .limit(500)
)


def first_answered(tx: Transaction, job_id: int) -> int | None:
    """The first closed task that waits to be grouped."""
    task_no: int | None = tx.value(_FIRST_ANSWERED, job=job_id)
    return task_no


def answered_tasks(tx: Transaction, job_id: int, first: int, last: int, limit: int) -> list[ClosedTask]:
    """Closed tasks numbered `first` to `last` that wait to be grouped."""
    rows = tx.all(_ANSWERED, job=job_id, first=first, last=last, limit=limit)
    return [ClosedTask(*row) for row in rows]


def last_stamp(tx: Transaction, job_id: int, iteration: int) -> int:
    stamp: int = tx.value(_LAST_STAMP, job=job_id, iteration=iteration) or 0
    return stamp


def insert_group(tx: Transaction, job_id: int, group: Group) -> None:
    tx.run(
        _INSERT, job_id=job_id, group_no=group.group_no, iteration=group.iteration, stamp=group.stamp, done=0
    )


def put_in_group(tx: Transaction, job_id: int, tasks_: list[ClosedTask], group_no: int) -> None:
    tx.run_many(
        _PUT,
        ({"job": job_id, "task": each.task_no, "new_state": "grouped", "no": group_no} for each in tasks_),
    )


def set_done(tx: Transaction, job_id: int, tasks_: list[ClosedTask], group_no: int | None) -> None:
    """The tasks' objects have their outcome."""
    tx.run_many(
        _PUT, ({"job": job_id, "task": each.task_no, "new_state": "done", "no": group_no} for each in tasks_)
    )


def pending_groups(tx: Transaction, job_id: int) -> list[Group]:
    """Groups that are formed but not consolidated, oldest first."""
    return [Group(*row) for row in tx.all(_PENDING, job=job_id)]


def tasks_in_group(tx: Transaction, job_id: int, group_no: int) -> list[ClosedTask]:
    return [ClosedTask(*row) for row in tx.all(_IN_GROUP, job=job_id, no=group_no)]


def finish_group(tx: Transaction, job_id: int, group_no: int) -> None:
    tx.run(_FINISH, job=job_id, no=group_no)


def consolidated_tasks(tx: Transaction, job_id: int, first: int) -> list[tuple[int, int, int]]:
    """A page of (task, object index, stamp) of tasks that were consolidated, from task `first` on."""
    return [(row[0], row[1], row[2]) for row in tx.all(_LABELED_PAGE, job=job_id, first=first)]
