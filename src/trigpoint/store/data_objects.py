"""Data objects: the lines of the input manifest, byte for byte, some hundred to a row.

A row holds a page of consecutive lines with a newline between two, so that a million lines are some ten
thousand rows. Whoever wants one line reads its page: 16 KB, or that line alone when it is longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select

from trigpoint.store.tables import object_pages as t
from trigpoint.store.transaction import Row, Statement, Transaction

_PAGES_TOGETHER = 16
_WAITING_PAGES_TOGETHER = 4


class ObjectPage(NamedTuple):
    """The lines of consecutive objects, joined by newlines."""

    first_index: int
    n_objects: int
    text: bytes
    prelabeled: bytes | None = None
    """A byte for each object: 0 to be labeled, 1 labeled by people on input, 2 by a model. None: all 0."""

    @property
    def last_index(self) -> int:
        return self.first_index + self.n_objects - 1

    @property
    def lines(self) -> list[bytes]:
        return self.text.split(b"\n")


_INSERT = Statement(insert(t))
_CLEAR = Statement(delete(t).where(t.c.job_id == bindparam("job_id")))
_COLUMNS = (t.c.first_index, t.c.n_objects, t.c.lines, t.c.prelabeled)
_of_job = t.c.job_id == bindparam("job_id")
_HOLDER = Statement(
    select(*_COLUMNS)
    .where(_of_job, t.c.first_index <= bindparam("index"))
    .order_by(t.c.first_index.desc())
    .limit(1)
)
_PAGES = Statement(
    select(*_COLUMNS)
    .where(_of_job, t.c.first_index >= bindparam("start"))
    .order_by(t.c.first_index)
    .limit(_PAGES_TOGETHER)
)
_inner = t.alias("earlier")
_holder_of_start = (
    select(func.max(_inner.c.first_index))
    .where(_inner.c.job_id == bindparam("job_id"), _inner.c.first_index <= bindparam("start"))
    .scalar_subquery()
)
_WAITING = Statement(
    select(*_COLUMNS)
    .where(_of_job, t.c.first_index >= _holder_of_start, t.c.n_waiting > 0)
    .order_by(t.c.first_index)
    .limit(_WAITING_PAGES_TOGETHER)
)


def clear_objects(tx: Transaction, job_id: int) -> None:
    """Forgets what an interrupted reading of the manifest left behind."""
    tx.run(_CLEAR, job_id=job_id)


def insert_pages(tx: Transaction, job_id: int, pages: Iterable[ObjectPage]) -> None:
    """Adds pages; the first object is 0, and no index may be left out."""
    tx.run_many(
        _INSERT,
        (
            {
                "job_id": job_id,
                "first_index": page.first_index,
                "n_objects": page.n_objects,
                "n_waiting": page.prelabeled.count(0) if page.prelabeled else page.n_objects,
                "prelabeled": page.prelabeled,
                "lines": page.text,
            }
            for page in pages
        ),
    )


def object_line(tx: Transaction, job_id: int, object_index: int) -> bytes:
    return lines_at(tx, job_id, [object_index])[object_index]


def lines_at(tx: Transaction, job_id: int, object_indexes: Iterable[int]) -> dict[int, bytes]:
    """The lines of these objects by index. Neighbours share one read."""
    found: dict[int, bytes] = {}
    first, lines = 0, list[bytes]()
    for index in sorted(object_indexes):
        if not 0 <= index - first < len(lines):
            page = _page(tx.all(_HOLDER, job_id=job_id, index=index)[0])
            first, lines = page.first_index, page.lines
        found[index] = lines[index - first]
    return found


def waiting_objects(tx: Transaction, job_id: int, start: int, limit: int) -> list[tuple[int, bytes]]:
    """The next objects to stage, from `start` on: (object index, line)."""
    found: list[tuple[int, bytes]] = []
    while len(found) < limit:
        pages = [_page(row) for row in tx.all(_WAITING, job_id=job_id, start=start)]
        for page in pages:
            waits = page.prelabeled or bytes(page.n_objects)
            found += [
                (index, line)
                for index, line, prelabeled in zip(
                    range(page.first_index, page.last_index + 1), page.lines, waits, strict=True
                )
                if not prelabeled and index >= start
            ]
        if len(pages) < _WAITING_PAGES_TOGETHER:
            break
        start = pages[-1].last_index + 1
    return found[:limit]


def pages_from(tx: Transaction, job_id: int, start: int) -> list[ObjectPage]:
    """The next pages in manifest order, from the one that begins with object `start` on."""
    return [_page(row) for row in tx.all(_PAGES, job_id=job_id, start=start)]


def _page(row: Row) -> ObjectPage:
    first_index, n_objects, text, prelabeled = row
    return ObjectPage(first_index, n_objects, bytes(text), bytes(prelabeled) if prelabeled else None)
