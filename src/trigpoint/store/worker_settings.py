"""How workers like the portal and the tools: JSON text that only the pages read."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from trigpoint.store.tables import worker_settings as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert

_SAVE = Upsert(t, replaces=("settings", "saved_at"))
_SETTINGS = Statement(select(t.c.settings).where(t.c.worker_id == bindparam("worker")))


def save_settings(tx: Transaction, worker_id: str, settings: str, saved_at: int) -> None:
    _SAVE.run(tx, worker_id=worker_id, settings=settings, saved_at=saved_at)


def saved_settings(tx: Transaction, worker_id: str) -> str | None:
    text: str | None = tx.value(_SETTINGS, worker=worker_id)
    return text
