"""Lists page by page: each page begins behind the last item of the one before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, literal, tuple_
from sqlalchemy.sql import Select

from trigpoint.model.page import Page, Position
from trigpoint.store.transaction import Row, Statement, Transaction

T = TypeVar("T")


def page_of(
    tx: Transaction,
    query: Select[Any],
    order: Sequence[ColumnElement[Any]],
    value: Callable[[Row], T],
    position: Callable[[T], Position],
    *,
    after: Position | None,
    limit: int,
    descending: bool = False,
) -> Page[T]:
    """`limit` values of `query`, sorted by `order`, behind the position `after`."""
    if after is not None:
        key, last = tuple_(*order), tuple_(*(literal(part) for part in after))
        query = query.where(key < last if descending else key > last)
    query = query.order_by(*(column.desc() if descending else column for column in order))
    rows = tx.all(Statement(query.limit(limit + 1)))
    items = tuple(value(row) for row in rows[:limit])
    return Page(items, position(items[-1]) if len(rows) > limit and items else None)
