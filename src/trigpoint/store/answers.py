"""Answers: what workers submitted, immutable."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import bindparam, select

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.task import Answer, Assignment
from trigpoint.store.tables import answers as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.values import from_json

_INSERT = Upsert(t)
_ANSWER_TEXT = Statement(
    select(t.c.content).where(
        t.c.job_id == bindparam("job"),
        t.c.task_no == bindparam("task"),
        t.c.assignment_id == bindparam("id"),
    )
)
_ANSWER_COLUMNS = (
    t.c.assignment_id,
    t.c.worker_id,
    t.c.object_index,
    t.c.content,
    t.c.accepted_at,
    t.c.submitted_at,
    t.c.active_micros,
    t.c.counted,
)
_ANSWERS = Statement(
    select(*_ANSWER_COLUMNS)
    .where(t.c.job_id == bindparam("job"), t.c.task_no == bindparam("task"), t.c.counted == 1)
    .order_by(t.c.submitted_at, t.c.assignment_id)
)


def insert_answer(
    tx: Transaction, held: Assignment, content: str, submitted_at: int, active_micros: int, *, counted: bool
) -> None:
    """Keeps an answer; a second one for the same assignment changes nothing."""
    _INSERT.send(
        tx,
        job_id=held.job_id,
        task_no=held.task_no,
        assignment_id=held.assignment_id,
        object_index=held.object_index,
        worker_id=held.worker_id,
        content=content,
        accepted_at=to_micros(held.accepted_at),
        submitted_at=submitted_at,
        active_micros=active_micros,
        counted=int(counted),
    )


def answer_text(tx: Transaction, held: Assignment) -> str | None:
    """The stored answer's JSON, keys sorted, or None."""
    text: str | None = tx.value(_ANSWER_TEXT, job=held.job_id, task=held.task_no, id=held.assignment_id)
    return text


def counted_answers(tx: Transaction, job_id: int, task_no: int) -> Iterator[Answer]:
    """The task's counted answers in order of submission."""
    for row in tx.all(_ANSWERS, job=job_id, task=task_no):
        yield Answer(
            assignment_id=row[0],
            worker_id=row[1],
            object_index=row[2],
            content=from_json(row[3]),
            accepted_at=from_micros(row[4]),
            submitted_at=from_micros(row[5]),
            time_spent_seconds=row[6] / 1e6,
            counted=bool(row[7]),
        )
