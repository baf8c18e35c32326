"""Sessions of signed-in workers."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.worker import Worker
from trigpoint.store.tables import sessions as t
from trigpoint.store.tables import workers
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.workers import WORKER_COLUMNS, worker_of


class Session(NamedTuple):
    worker: Worker
    csrf: str
    expires_at: datetime


_INSERT = Statement(insert(t))
_FIND = Statement(
    select(*WORKER_COLUMNS, t.c.csrf, t.c.expires_at)
    .select_from(t.join(workers, workers.c.worker_id == t.c.worker_id))
    .where(t.c.session_hash == bindparam("hash"), t.c.expires_at > bindparam("now"), workers.c.enabled == 1)
)
_EXTEND = Statement(
    update(t).where(t.c.session_hash == bindparam("hash")).values(expires_at=bindparam("until"))
)
_DELETE = Statement(delete(t).where(t.c.session_hash == bindparam("hash")))
_SWEEP = Statement(delete(t).where(t.c.expires_at <= bindparam("now")))


def insert_session(
    tx: Transaction, session_hash: str, worker_id: str, csrf: str, now: datetime, expires_at: datetime
) -> None:
    tx.run(_SWEEP, now=to_micros(now))
    tx.run(
        _INSERT,
        session_hash=session_hash,
        worker_id=worker_id,
        csrf=csrf,
        created_at=to_micros(now),
        expires_at=to_micros(expires_at),
    )


def find_session(tx: Transaction, session_hash: str, now: datetime) -> Session | None:
    """The live session of an enabled worker."""
    row = tx.one(_FIND, hash=session_hash, now=to_micros(now))
    return Session(worker_of(row), row[10], from_micros(row[11])) if row else None


def extend_session(tx: Transaction, session_hash: str, expires_at: datetime) -> None:
    tx.run(_EXTEND, hash=session_hash, until=to_micros(expires_at))


def delete_session(tx: Transaction, session_hash: str) -> None:
    tx.run(_DELETE, hash=session_hash)
