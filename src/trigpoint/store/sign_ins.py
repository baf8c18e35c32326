"""Signing in: who it could be, a password of their own, and the failures that slow guessing down."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from trigpoint.model.clock import to_micros
from trigpoint.model.worker import Worker
from trigpoint.store.tables import sessions, sign_in_failures, workers
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.workers import WORKER_COLUMNS, worker_of

_EXACT = Statement(select(*WORKER_COLUMNS).where(workers.c.username == bindparam("username")).limit(2))
_ANY_CASE = Statement(select(*WORKER_COLUMNS).where(workers.c.username_key == bindparam("key")).limit(2))
_SET_PASSWORD = Statement(
    update(workers)
    .where(workers.c.worker_id == bindparam("worker"))
    .values(password_hash=bindparam("hash"), status="CONFIRMED", modified_at=bindparam("now"))
)
_DELETE_OTHERS = Statement(
    delete(sessions).where(
        sessions.c.worker_id == bindparam("worker"), sessions.c.session_hash != bindparam("kept")
    )
)
_FAILURES = Statement(
    select(sign_in_failures.c.n_failures, sign_in_failures.c.last_at).where(
        sign_in_failures.c.username_key == bindparam("key")
    )
)
_NOTE_FAILURE = Upsert(sign_in_failures, replaces=("n_failures", "last_at"))
_FORGIVE = Statement(delete(sign_in_failures).where(sign_in_failures.c.username_key == bindparam("key")))


def set_own_password(
    tx: Transaction, worker_id: str, password_hash: str, now: datetime, *, kept_session: str
) -> None:
    """Sets the password and ends the worker's other sessions."""
    tx.run(_SET_PASSWORD, worker=worker_id, hash=password_hash, now=to_micros(now))
    tx.run(_DELETE_OTHERS, worker=worker_id, kept=kept_session)


def worker_signing_in(tx: Transaction, username: str) -> Worker | None:
    """The worker of exactly that name, else the only one of that name in any case."""
    for statement, given in ((_EXACT, {"username": username}), (_ANY_CASE, {"key": username.lower()})):
        rows = tx.all(statement, **given)
        if len(rows) == 1:
            return worker_of(rows[0])
    return None


def recent_failures(tx: Transaction, username: str) -> tuple[int, int]:
    """(failed sign-ins in a row, micros of the last)."""
    row = tx.one(_FAILURES, key=username.lower())
    return (row[0], row[1]) if row else (0, 0)


def note_failure(tx: Transaction, username: str, n_failures: int, now: datetime) -> None:
    _NOTE_FAILURE.run(tx, username_key=username.lower(), n_failures=n_failures, last_at=to_micros(now))


def forgive_failures(tx: Transaction, username: str) -> None:
    tx.run(_FORGIVE, key=username.lower())
