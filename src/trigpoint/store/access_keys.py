"""Access keys that people were given. No secret is kept: it follows from the key's id and the key file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from trigpoint.model.access_key import GivenKey
from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.console_user import weaker
from trigpoint.store.tables import access_keys as t
from trigpoint.store.tables import console_users
from trigpoint.store.transaction import Row, Statement, Transaction

MOST_KEYS = 1000
_KEYS = select(
    t.c.access_key_id,
    console_users.c.name,
    t.c.role,
    console_users.c.role,
    t.c.description,
    t.c.enabled,
    console_users.c.enabled,
    t.c.created_at,
    t.c.used_at,
).select_from(t.join(console_users, console_users.c.name_key == t.c.owner_key))
_this = t.c.access_key_id == bindparam("id")
_FIND = Statement(_KEYS.where(_this))
_LIST = Statement(_KEYS.order_by(t.c.created_at.desc(), t.c.access_key_id).limit(MOST_KEYS))
_COUNT = Statement(select(func.count()).select_from(t))
_COUNT_OF = Statement(select(func.count()).select_from(t).where(t.c.owner_key == bindparam("owner")))
_INSERT = Statement(insert(t))
_ENABLE = Statement(update(t).where(_this).values(enabled=bindparam("on")))
_USED = Statement(update(t).where(_this).values(used_at=bindparam("now")))
_DELETE = Statement(delete(t).where(_this))


def find_key(tx: Transaction, access_key_id: str) -> GivenKey | None:
    row = tx.one(_FIND, id=access_key_id)
    return _key(row) if row else None


def list_keys(tx: Transaction) -> list[GivenKey]:
    """The newest first; at most MOST_KEYS."""
    return [_key(row) for row in tx.all(_LIST)]


def count_keys(tx: Transaction) -> int:
    return int(tx.value(_COUNT))


def count_keys_of(tx: Transaction, owner: str) -> int:
    return int(tx.value(_COUNT_OF, owner=owner.lower()))


def insert_key(tx: Transaction, key: GivenKey) -> None:
    tx.run(
        _INSERT,
        access_key_id=key.access_key_id,
        owner_key=key.owner.lower(),
        role=key.role,
        description=key.description,
        enabled=int(key.enabled),
        created_at=to_micros(key.created_at),
        used_at=None,
    )


def enable_key(tx: Transaction, access_key_id: str, *, on: bool) -> None:
    tx.run(_ENABLE, id=access_key_id, on=int(on))


def note_key_use(tx: Transaction, access_key_id: str, now: datetime) -> None:
    tx.run(_USED, id=access_key_id, now=to_micros(now))


def delete_key(tx: Transaction, access_key_id: str) -> None:
    tx.run(_DELETE, id=access_key_id)


def _key(row: Row) -> GivenKey:
    return GivenKey(
        access_key_id=row[0],
        owner=row[1],
        role=weaker(row[2], row[3]),
        description=row[4],
        enabled=bool(row[5]),
        owner_enabled=bool(row[6]),
        created_at=from_micros(row[7]),
        used_at=from_micros(row[8]) if row[8] is not None else None,
    )
