"""Groups: closed objects that are consolidated together, and the files they make."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, bindparam, func, insert, select, update

from trigpoint.store.index_hints import along
from trigpoint.store.tables import answers, tasks
from trigpoint.store.tables import groups as t
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
_MOST_PENDING = 8
_with_tasks = (
    along(
        "ix_tasks_grouped",
        tasks,
        select(tasks.c.group_no)
        .where(tasks.c.job_id == bindparam("job"), tasks.c.state == "grouped")
        .distinct()
        .order_by(tasks.c.group_no)
        .limit(_MOST_PENDING),
    )
).subquery()
_PENDING = Statement(
    select(t.c.group_no, t.c.iteration, t.c.stamp)
    .select_from(_with_tasks.join(t, t.c.group_no == _with_tasks.c.group_no))
    .where(t.c.job_id == bindparam("job"), t.c.done == 0)
    .order_by(t.c.group_no)
)
_FINISH = Statement(
    update(t).where(t.c.job_id == bindparam("job"), t.c.group_no == bindparam("no")).values(done=1)
)
_CLOSED_COLUMNS = (tasks.c.task_no, tasks.c.object_index, tasks.c.n_answers)
_answered_between = and_(
    tasks.c.job_id == bindparam("job"),
    tasks.c.state == "answered",
    tasks.c.task_no >= bindparam("first"),
    tasks.c.task_no <= bindparam("last"),
)
_ANSWERED = Statement(
    along(
        "ix_tasks_answered",
        tasks,
        select(*_CLOSED_COLUMNS).where(_answered_between).order_by(tasks.c.task_no).limit(bindparam("limit")),
    )
)
_FIRST_ANSWERED = Statement(
    along(
        "ix_tasks_answered",
        tasks,
        select(tasks.c.task_no)
        .where(tasks.c.job_id == bindparam("job"), tasks.c.state == "answered")
        .order_by(tasks.c.task_no)
        .limit(1),
    )
)
_GROUPED = along(
    "ix_tasks_grouped",
    tasks,
    select(tasks.c.task_no).where(
        tasks.c.job_id == bindparam("job"), tasks.c.state == "grouped", tasks.c.group_no == bindparam("no")
    ),
)
_PUT = Statement(
    update(tasks)
    .where(_answered_between, tasks.c.n_answers > 0)
    .values(state="grouped", group_no=bindparam("no"))
)
_SET_DONE = Statement(
    update(tasks)
    .where(tasks.c.job_id == bindparam("job"), tasks.c.task_no.in_(_GROUPED))
    .values(state="done")
)
_ANSWER_CHARS = Statement(
    select(answers.c.task_no, func.sum(func.length(answers.c.content)))
    .where(
        answers.c.job_id == bindparam("job"),
        answers.c.task_no >= bindparam("first"),
        answers.c.task_no <= bindparam("last"),
        answers.c.counted == 1,
    )
    .group_by(answers.c.task_no)
)
_SET_TASK_DONE = Statement(
    update(tasks)
    .where(tasks.c.job_id == bindparam("job"), tasks.c.task_no == bindparam("task"))
    .values(state="done")
)


def first_answered(tx: Transaction, job_id: int) -> int | None:
    """The first closed task that waits to be grouped."""
    task_no: int | None = tx.value(_FIRST_ANSWERED, job=job_id)
    return task_no


def answered_tasks(tx: Transaction, job_id: int, first: int, last: int, limit: int) -> list[ClosedTask]:
    """Closed tasks numbered `first` to `last` that wait to be grouped."""
    rows = tx.all(_ANSWERED, job=job_id, first=first, last=last, limit=limit)
    return [ClosedTask(*row) for row in rows]


def answer_chars(tx: Transaction, job_id: int, first: int, last: int) -> dict[int, int]:
    """How long the counted answers of the tasks numbered `first` to `last` are, together, by task."""
    return {row[0]: int(row[1]) for row in tx.all(_ANSWER_CHARS, job=job_id, first=first, last=last)}


def last_stamp(tx: Transaction, job_id: int, iteration: int) -> int:
    stamp: int = tx.value(_LAST_STAMP, job=job_id, iteration=iteration) or 0
    return stamp


def insert_group(tx: Transaction, job_id: int, group: Group) -> None:
    tx.run(
        _INSERT, job_id=job_id, group_no=group.group_no, iteration=group.iteration, stamp=group.stamp, done=0
    )


def put_in_group(tx: Transaction, job_id: int, first: int, last: int, group_no: int) -> int:
    """Puts the answered tasks numbered `first` to `last` into the group; how many they are."""
    return tx.run(_PUT, job=job_id, first=first, last=last, no=group_no)


def set_done(tx: Transaction, job_id: int, unanswered: list[ClosedTask]) -> None:
    """These tasks' objects have their outcome without a group."""
    tx.run_many(_SET_TASK_DONE, ({"job": job_id, "task": each.task_no} for each in unanswered))


def pending_groups(tx: Transaction, job_id: int) -> list[Group]:
    """The first groups that are formed but not consolidated, up to eight: those with tasks that wait."""
    return [Group(*row) for row in tx.all(_PENDING, job=job_id)]


def finish_group(tx: Transaction, job_id: int, group_no: int) -> None:
    """All objects of the group have their outcomes."""
    tx.run(_SET_DONE, job=job_id, no=group_no)
    tx.run(_FINISH, job=job_id, no=group_no)
