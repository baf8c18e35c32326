"""Workers: the users of the pools.

A deleted user's row stays, without password and attributes, under a name that no user can have: answers
name their worker, and the files written of them need to say who that was.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, bindparam, cast, delete, func, null, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.page import Page, Position
from trigpoint.model.worker import UserStatus, Worker
from trigpoint.store.keyset import page_of
from trigpoint.store.tables import group_members, sessions, workers
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.values import as_json, from_json

_t = workers.c
DELETED = "DELETED"
WORKER_COLUMNS = (
    _t.worker_id,
    _t.pool_id,
    _t.username,
    _t.sub,
    _t.status,
    _t.enabled,
    _t.created_at,
    _t.modified_at,
    _t.password_hash,
    _t.attributes,
)
_WORKER = select(*WORKER_COLUMNS).where(_t.status != DELETED)
_INSERT = Upsert(workers)
_FIND = Statement(_WORKER.where(_t.pool_id == bindparam("pool"), _t.username == bindparam("username")))
_FIND_BY_SUB = Statement(_WORKER.where(_t.pool_id == bindparam("pool"), _t.sub == bindparam("sub")))
_FIND_ANY_CASE = Statement(
    _WORKER.where(_t.pool_id == bindparam("pool"), _t.username_key == bindparam("key")).limit(1)
)
_this = _t.worker_id == bindparam("worker")
_SET_PASSWORD = Statement(
    update(workers)
    .where(_this)
    .values(password_hash=bindparam("hash"), status=bindparam("state"), modified_at=bindparam("now"))
)
_SET_STATUS = Statement(
    update(workers).where(_this).values(status=bindparam("state"), modified_at=bindparam("now"))
)
_SET_ENABLED = Statement(
    update(workers).where(_this).values(enabled=bindparam("flag"), modified_at=bindparam("now"))
)
_SET_ATTRIBUTES = Statement(
    update(workers).where(_this).values(attributes=bindparam("given"), modified_at=bindparam("now"))
)
_END_SESSIONS = Statement(delete(sessions).where(sessions.c.worker_id == bindparam("worker")))
_LEAVE_GROUPS = Statement(delete(group_members).where(group_members.c.worker_id == bindparam("worker")))
_BURY = {
    "username": _t.username + " " + cast(_t.sub, Text),
    "username_key": "",
    "status": DELETED,
    "enabled": 0,
    "password_hash": null(),
    "attributes": "{}",
    "modified_at": bindparam("now"),
}
_DELETE = Statement(update(workers).where(_this).values(_BURY))
_IDS_IN_POOL = Statement(select(_t.worker_id).where(_t.pool_id == bindparam("pool"), _t.status != DELETED))
_COUNT = Statement(select(func.count()).where(_t.pool_id == bindparam("pool"), _t.status != DELETED))


def worker_of(row: Row) -> Worker:
    return Worker(
        worker_id=row[0],
        pool_id=row[1],
        username=row[2],
        sub=row[3],
        status=row[4],
        enabled=bool(row[5]),
        created_at=from_micros(row[6]),
        modified_at=from_micros(row[7]),
        password_hash=row[8],
        attributes=from_json(row[9]),
    )


def insert_worker(tx: Transaction, worker: Worker) -> bool:
    """Whether it was new: a taken name changes nothing."""
    return bool(
        _INSERT.run(
            tx,
            worker_id=worker.worker_id,
            pool_id=worker.pool_id,
            username=worker.username,
            username_key=worker.username.lower(),
            sub=worker.sub,
            status=worker.status,
            enabled=int(worker.enabled),
            password_hash=worker.password_hash,
            attributes=as_json(worker.attributes),
            created_at=to_micros(worker.created_at),
            modified_at=to_micros(worker.modified_at),
        )
    )


def find_worker(tx: Transaction, pool_id: str, username: str) -> Worker | None:
    """The user of that name or that `sub`."""
    row = tx.one(_FIND, pool=pool_id, username=username) or tx.one(_FIND_BY_SUB, pool=pool_id, sub=username)
    return worker_of(row) if row else None


def find_worker_any_case(tx: Transaction, pool_id: str, username: str) -> Worker | None:
    row = tx.one(_FIND_ANY_CASE, pool=pool_id, key=username.lower())
    return worker_of(row) if row else None


def set_password(
    tx: Transaction, worker_id: str, password_hash: str, status: UserStatus, now: datetime
) -> None:
    """Sets the password; whoever was signed in with the old one is so no longer."""
    tx.run(_SET_PASSWORD, worker=worker_id, hash=password_hash, state=status, now=to_micros(now))
    tx.run(_END_SESSIONS, worker=worker_id)


def set_status(tx: Transaction, worker_id: str, status: UserStatus, now: datetime) -> None:
    tx.run(_SET_STATUS, worker=worker_id, state=status, now=to_micros(now))
    tx.run(_END_SESSIONS, worker=worker_id)


def set_enabled(tx: Transaction, worker_id: str, enabled: bool, now: datetime) -> None:
    """Lets the worker sign in or not; disabling ends their sessions."""
    tx.run(_SET_ENABLED, worker=worker_id, flag=int(enabled), now=to_micros(now))
    if not enabled:
        tx.run(_END_SESSIONS, worker=worker_id)


def set_attributes(tx: Transaction, worker_id: str, attributes: dict[str, str], now: datetime) -> None:
    tx.run(_SET_ATTRIBUTES, worker=worker_id, given=as_json(attributes), now=to_micros(now))


def delete_worker(tx: Transaction, worker_id: str, now: datetime) -> None:
    """Signs the worker out for good; what names them in answers stays."""
    tx.run(_END_SESSIONS, worker=worker_id)
    tx.run(_LEAVE_GROUPS, worker=worker_id)
    tx.run(_DELETE, worker=worker_id, now=to_micros(now))


def worker_ids_in(tx: Transaction, pool_id: str) -> list[str]:
    return [row[0] for row in tx.all(_IDS_IN_POOL, pool=pool_id)]


def count_workers(tx: Transaction, pool_id: str) -> int:
    count: int = tx.value(_COUNT, pool=pool_id)
    return count


def list_workers(tx: Transaction, pool_id: str, after: Position | None, limit: int) -> Page[Worker]:
    """Users of a pool by name."""
    query = _WORKER.where(_t.pool_id == pool_id)
    return page_of(
        tx, query, (_t.username,), worker_of, lambda worker: (worker.username,), after=after, limit=limit
    )
