"""Groups of a user pool, and who is in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, null, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.page import Page, Position
from trigpoint.model.worker import Group, Worker
from trigpoint.store.keyset import page_of
from trigpoint.store.tables import group_members, user_groups, workers
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert
from trigpoint.store.workers import WORKER_COLUMNS, worker_of

_t = user_groups.c
_m = group_members.c
_GROUP = select(
    _t.pool_id, _t.name, _t.created_at, _t.modified_at, _t.description, _t.role_arn, _t.precedence
)
_this = (_t.pool_id == bindparam("pool"), _t.name == bindparam("group"))
_INSERT = Upsert(user_groups)
_FIND = Statement(_GROUP.where(*_this))
_DELETE = Statement(delete(user_groups).where(*_this))
_DELETE_MEMBERS = Statement(
    delete(group_members).where(_m.pool_id == bindparam("pool"), _m.group_name == bindparam("group"))
)
_ADD = Upsert(group_members)
_REMOVE = Statement(
    delete(group_members).where(
        _m.pool_id == bindparam("pool"),
        _m.group_name == bindparam("group"),
        _m.worker_id == bindparam("worker"),
    )
)


def _group(row: Row) -> Group:
    return Group(
        pool_id=row[0],
        name=row[1],
        created_at=from_micros(row[2]),
        modified_at=from_micros(row[3]),
        description=row[4],
        role_arn=row[5],
        precedence=row[6],
    )


def insert_group(tx: Transaction, group: Group) -> bool:
    """Whether it was new: a taken name changes nothing."""
    return bool(
        _INSERT.run(
            tx,
            pool_id=group.pool_id,
            name=group.name,
            description=group.description,
            role_arn=group.role_arn,
            precedence=group.precedence,
            created_at=to_micros(group.created_at),
            modified_at=to_micros(group.modified_at),
        )
    )


def find_group(tx: Transaction, pool_id: str, name: str) -> Group | None:
    row = tx.one(_FIND, pool=pool_id, group=name)
    return _group(row) if row else None


def update_group(tx: Transaction, pool_id: str, name: str, changes: dict[str, Any], now: datetime) -> None:
    """Sets the columns in `changes` (description, role_arn, precedence); None empties one."""
    values = {column: null() if value is None else value for column, value in changes.items()}
    tx.run(
        Statement(update(user_groups).where(*_this).values(modified_at=to_micros(now), **values)),
        pool=pool_id,
        group=name,
    )


def delete_group(tx: Transaction, pool_id: str, name: str) -> None:
    tx.run(_DELETE_MEMBERS, pool=pool_id, group=name)
    tx.run(_DELETE, pool=pool_id, group=name)


def list_groups(tx: Transaction, pool_id: str, after: Position | None, limit: int) -> Page[Group]:
    """Groups of a pool by name."""
    query = _GROUP.where(_t.pool_id == pool_id)
    return page_of(tx, query, (_t.name,), _group, lambda group: (group.name,), after=after, limit=limit)


def add_member(tx: Transaction, pool_id: str, group: str, worker_id: str) -> None:
    """Puts the worker in the group, if not there already."""
    _ADD.run(tx, pool_id=pool_id, group_name=group, worker_id=worker_id)


def remove_member(tx: Transaction, pool_id: str, group: str, worker_id: str) -> None:
    tx.run(_REMOVE, pool=pool_id, group=group, worker=worker_id)


def list_members(
    tx: Transaction, pool_id: str, group: str, after: Position | None, limit: int
) -> Page[Worker]:
    """Workers in a group by user name."""
    query = (
        select(*WORKER_COLUMNS)
        .select_from(workers.join(group_members, _m.worker_id == workers.c.worker_id))
        .where(_m.pool_id == pool_id, _m.group_name == group)
    )
    return page_of(
        tx,
        query,
        (workers.c.username,),
        worker_of,
        lambda worker: (worker.username,),
        after=after,
        limit=limit,
    )


def groups_of(
    tx: Transaction, pool_id: str, worker_id: str, after: Position | None, limit: int
) -> Page[Group]:
    """Groups that a worker is in, by name."""
    joined = user_groups.join(group_members, (_m.pool_id == _t.pool_id) & (_m.group_name == _t.name))
    query = _GROUP.select_from(joined).where(_t.pool_id == pool_id, _m.worker_id == worker_id)
    return page_of(tx, query, (_t.name,), _group, lambda group: (group.name,), after=after, limit=limit)
