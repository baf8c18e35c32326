"""Labels: what became of each object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, cast

import msgspec
from sqlalchemy import bindparam, func, select, update

from trigpoint.store.tables import labels as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.values import as_json, from_json, is_among


class Outcome(NamedTuple):
    """Keys for the output line, or the reason why there is no label."""

    object_index: int
    iteration: int
    content: dict[str, Any] | msgspec.Raw | None
    failure_reason: str | None = None


OutcomeRow = tuple[int, str | None, str | None]
"""An outcome as it is stored: object index, JSON text of the keys for its line, or why it has none."""

_PARTS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_INSERT = Upsert(t)
_REPLACE = Statement(
    update(t)
    .where(t.c.job_id == bindparam("job"), t.c.object_index == bindparam("index"))
    .values(content=bindparam("content"))
)
_CONTENTS = Statement(
    select(t.c.object_index, t.c.content).where(
        t.c.job_id == bindparam("job_id"),
        t.c.object_index >= bindparam("first"),
        t.c.object_index <= bindparam("last"),
        t.c.content.is_not(None),
    )
)
_ROWS_OF_JOB = select(t.c.object_index, t.c.content, t.c.failure_reason).where(
    t.c.job_id == bindparam("job_id")
)
_BETWEEN = Statement(
    _ROWS_OF_JOB.where(
        t.c.object_index >= bindparam("first"),
        t.c.object_index <= bindparam("last"),
    ).order_by(t.c.object_index)
)
_REASONS = Statement(
    select(t.c.failure_reason, func.count())
    .where(t.c.job_id == bindparam("job_id"), t.c.content.is_(None))
    .group_by(t.c.failure_reason)
    .order_by(func.count().desc(), func.min(t.c.object_index))
    .limit(100)
)
_OF_ITERATION = Statement(
    select(t.c.object_index, t.c.content)
    .where(
        t.c.job_id == bindparam("job_id"),
        t.c.iteration == bindparam("iteration"),
        t.c.object_index >= bindparam("start"),
        t.c.content.is_not(None),
    )
    .order_by(t.c.object_index)
    .limit(1000)
)


def insert_outcomes(tx: Transaction, job_id: int, outcomes: Iterable[Outcome]) -> None:
    """Keeps the outcome of objects; one that has an outcome already keeps it."""
    _INSERT.run_many(
        tx,
        (
            {
                "job_id": job_id,
                "object_index": each.object_index,
                "iteration": each.iteration,
                "content": as_json(each.content) if each.content is not None else None,
                "failure_reason": each.failure_reason,
            }
            for each in outcomes
        ),
    )


def replace_contents(tx: Transaction, job_id: int, contents: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """The final pass knows better: (object index, content)."""
    tx.run_many(
        _REPLACE,
        ({"job": job_id, "index": index, "content": as_json(content)} for index, content in contents),
    )


def label_contents(tx: Transaction, job_id: int, first: int, last: int) -> dict[int, dict[str, Any]]:
    """The labels of the labeled objects with these indexes, both included, by index."""
    rows = tx.all(_CONTENTS, job_id=job_id, first=first, last=last)
    return {row[0]: from_json(row[1]) for row in rows}


def outcomes_between(tx: Transaction, job_id: int, first: int, last: int) -> list[OutcomeRow]:
    """The outcomes of the objects with these indexes, both included, in their order."""
    return cast(list[OutcomeRow], tx.all(_BETWEEN, job_id=job_id, first=first, last=last))


def outcomes_at(tx: Transaction, job_id: int, object_indexes: Iterable[int]) -> list[OutcomeRow]:
    """The outcomes of a few objects, wherever they are."""
    query = _ROWS_OF_JOB.where(is_among(t.c.object_index, object_indexes))
    return cast(list[OutcomeRow], tx.all(Statement(query), job_id=job_id))


def failure_reasons(tx: Transaction, job_id: int) -> dict[str, int]:
    """How many objects failed for each reason, the hundred most frequent; ties in the order of the input."""
    return {row[0] or "": row[1] for row in tx.all(_REASONS, job_id=job_id)}


def labeled_in_iteration(
    tx: Transaction, job_id: int, iteration: int, start: int
) -> list[tuple[int, dict[str, msgspec.Raw]]]:
    """A page of (object index, content) of one iteration's labeled objects, from `start` on."""
    rows = tx.all(_OF_ITERATION, job_id=job_id, iteration=iteration, start=start)
    return [(row[0], _PARTS.decode(row[1])) for row in rows]
