"""Drafts: what a worker has so far."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select

from trigpoint.store.tables import drafts as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert

_SAVE = Upsert(t, replaces=("draft", "saved_at"))
_DRAFT = Statement(select(t.c.draft).where(t.c.assignment_id == bindparam("id")))
_DROP = Statement(delete(t).where(t.c.assignment_id == bindparam("id")))


def save_draft(tx: Transaction, assignment_id: str, draft: str, saved_at: int) -> None:
    _SAVE.run(tx, assignment_id=assignment_id, draft=draft, saved_at=saved_at)


def saved_draft(tx: Transaction, assignment_id: str) -> str | None:
    text: str | None = tx.value(_DRAFT, id=assignment_id)
    return text


def drop_draft(tx: Transaction, assignment_id: str) -> None:
    tx.send(_DROP, id=assignment_id)
