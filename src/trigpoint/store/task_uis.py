"""Task UIs: templates kept by name."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, func, select

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.page import Page, Position
from trigpoint.model.task_ui import TaskUi
from trigpoint.store.keyset import page_of
from trigpoint.store.tables import task_uis
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert

_t = task_uis.c
_UI = select(_t.name, _t.arn, _t.created_at, _t.content)
_SUMMARY = select(_t.name, _t.arn, _t.created_at)
_INSERT = Upsert(task_uis)
_FIND = Statement(_UI.where(_t.name == bindparam("which")))
_DELETE = Statement(delete(task_uis).where(_t.name == bindparam("which")))
_COUNT = Statement(select(func.count()).select_from(task_uis))


def _ui(row: Row) -> TaskUi:
    return TaskUi(name=row[0], arn=row[1], created_at=from_micros(row[2]), content=row[3] if row[3:] else "")


def insert_ui(tx: Transaction, ui: TaskUi) -> bool:
    """Whether it was new: a taken name changes nothing."""
    return bool(
        _INSERT.run(tx, name=ui.name, arn=ui.arn, created_at=to_micros(ui.created_at), content=ui.content)
    )


def find_ui(tx: Transaction, name: str) -> TaskUi | None:
    row = tx.one(_FIND, which=name)
    return _ui(row) if row else None


def delete_ui(tx: Transaction, name: str) -> None:
    tx.run(_DELETE, which=name)


def count_uis(tx: Transaction) -> int:
    count: int = tx.value(_COUNT)
    return count


def list_uis(
    tx: Transaction,
    *,
    created_after: datetime | None = None,
    created_before: datetime | None = None,
    descending: bool = False,
    after: Position | None = None,
    limit: int = 10,
) -> Page[TaskUi]:
    """Task UIs by time of creation, their content left out; both bounds are inclusive."""
    query = _SUMMARY
    if created_after is not None:
        query = query.where(_t.created_at >= to_micros(created_after))
    if created_before is not None:
        query = query.where(_t.created_at <= to_micros(created_before))
    return page_of(
        tx,
        query,
        (_t.created_at, _t.name),
        _ui,
        lambda ui: (to_micros(ui.created_at), ui.name),
        after=after,
        limit=limit,
        descending=descending,
    )
