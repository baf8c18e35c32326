"""Data objects: the lines of the input manifest, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from trigpoint.store.tables import data_objects as t
from trigpoint.store.tables import labels
from trigpoint.store.transaction import Statement, Transaction

PAGE = 2000


_CONTENT = msgspec.json.Decoder(dict[str, msgspec.Raw])


class OutcomeRow(NamedTuple):
    """An object's line and what became of it; `content` and `failure_reason` are None while undecided."""

    object_index: int
    line: bytes
    content: dict[str, Any] | None
    """Keys for the output line; values may be JSON text as it is stored (`msgspec.Raw`)."""
    failure_reason: str | None


_INSERT = Statement(insert(t))
_CLEAR = Statement(delete(t).where(t.c.job_id == bindparam("job_id")))
_LINE = Statement(
    select(t.c.line).where(t.c.job_id == bindparam("job_id"), t.c.object_index == bindparam("index"))
)
_WAITING = Statement(
    select(t.c.object_index, t.c.line)
    .where(t.c.job_id == bindparam("job_id"), t.c.object_index >= bindparam("start"), t.c.prelabeled == 0)
    .order_by(t.c.object_index)
    .limit(bindparam("limit"))
)
_OUTCOMES = Statement(
    select(t.c.object_index, t.c.line, labels.c.content, labels.c.failure_reason)
    .select_from(
        t.outerjoin(labels, (labels.c.job_id == t.c.job_id) & (labels.c.object_index == t.c.object_index))
    )
    .where(t.c.job_id == bindparam("job_id"), t.c.object_index >= bindparam("start"))
    .order_by(t.c.object_index)
    .limit(PAGE)
)


def clear_objects(tx: Transaction, job_id: int) -> None:
    """Forgets what an interrupted reading of the manifest left behind."""
    tx.run(_CLEAR, job_id=job_id)


def insert_objects(tx: Transaction, job_id: int, rows: Iterable[tuple[int, bytes, int]]) -> None:
    """Adds (object index, line, prelabeled) rows; prelabeled is 0 no, 1 by people, 2 by a model."""
    tx.run_many(
        _INSERT,
        (
            {"job_id": job_id, "object_index": index, "line": line, "prelabeled": prelabeled}
            for index, line, prelabeled in rows
        ),
    )


def object_line(tx: Transaction, job_id: int, object_index: int) -> bytes:
    line: bytes = bytes(tx.value(_LINE, job_id=job_id, index=object_index))
    return line


def waiting_objects(tx: Transaction, job_id: int, start: int, limit: int) -> list[tuple[int, bytes]]:
    """The next objects to stage, from `start` on: (object index, line)."""
    return [(row[0], bytes(row[1])) for row in tx.all(_WAITING, job_id=job_id, start=start, limit=limit)]


def outcomes_from(tx: Transaction, job_id: int, start: int) -> Iterator[OutcomeRow]:
    """A page of objects in manifest order, with their outcomes."""
    for index, line, content, reason in tx.all(_OUTCOMES, job_id=job_id, start=start):
        yield OutcomeRow(index, bytes(line), _CONTENT.decode(content) if content else None, reason)
