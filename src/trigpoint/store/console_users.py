"""Users of the console."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.console_user import ConsoleUser, Role
from trigpoint.store.tables import access_keys, console_sessions, console_users
from trigpoint.store.transaction import Row, Statement, Transaction

t = console_users
USER_COLUMNS = (
    t.c.name,
    t.c.email,
    t.c.role,
    t.c.enabled,
    t.c.must_change_password,
    t.c.created_at,
    t.c.signed_in_at,
)
MOST_USERS = 1000
_FIND = Statement(select(*USER_COLUMNS, t.c.password_hash).where(t.c.name_key == bindparam("key")))
_LIST = Statement(select(*USER_COLUMNS).order_by(t.c.name_key).limit(MOST_USERS))
_COUNT = Statement(select(func.count()).select_from(t))
_COUNT_ADMINS = Statement(select(func.count()).select_from(t).where(t.c.role == "admin", t.c.enabled == 1))
_INSERT = Statement(insert(t))
_CHANGE = Statement(
    update(t)
    .where(t.c.name_key == bindparam("key"))
    .values(email=bindparam("email"), role=bindparam("role"), enabled=bindparam("enabled"))
)
_SET_PASSWORD = Statement(
    update(t)
    .where(t.c.name_key == bindparam("key"))
    .values(password_hash=bindparam("hash"), must_change_password=bindparam("must_change"))
)
_SIGNED_IN = Statement(
    update(t).where(t.c.name_key == bindparam("key")).values(signed_in_at=bindparam("now"))
)
_DELETE = Statement(delete(t).where(t.c.name_key == bindparam("key")))
_DELETE_KEYS = Statement(delete(access_keys).where(access_keys.c.owner_key == bindparam("key")))
_END_SESSIONS = Statement(
    delete(console_sessions).where(
        console_sessions.c.name_key == bindparam("key"),
        console_sessions.c.session_hash != bindparam("kept"),
    )
)


def user_of(row: Row) -> ConsoleUser:
    role: Role = row[2]
    return ConsoleUser(
        name=row[0],
        email=row[1],
        role=role,
        enabled=bool(row[3]),
        must_change_password=bool(row[4]),
        created_at=from_micros(row[5]),
        signed_in_at=from_micros(row[6]) if row[6] is not None else None,
    )


def find_user(tx: Transaction, name: str) -> tuple[ConsoleUser, str] | None:
    """The user and the hash of their password."""
    row = tx.one(_FIND, key=name.lower())
    return (user_of(row), row[7]) if row else None


def list_users(tx: Transaction) -> list[ConsoleUser]:
    """By name; at most MOST_USERS."""
    return [user_of(row) for row in tx.all(_LIST)]


def count_users(tx: Transaction) -> int:
    return int(tx.value(_COUNT))


def count_admins(tx: Transaction) -> int:
    """Those who may sign in."""
    return int(tx.value(_COUNT_ADMINS))


def insert_user(tx: Transaction, user: ConsoleUser, password_hash: str) -> None:
    tx.run(
        _INSERT,
        name_key=user.name.lower(),
        name=user.name,
        email=user.email,
        role=user.role,
        enabled=int(user.enabled),
        must_change_password=int(user.must_change_password),
        password_hash=password_hash,
        created_at=to_micros(user.created_at),
        signed_in_at=None,
    )


def change_user(tx: Transaction, user: ConsoleUser) -> None:
    tx.run(_CHANGE, key=user.name.lower(), email=user.email, role=user.role, enabled=int(user.enabled))


def set_user_password(
    tx: Transaction, name: str, password_hash: str, *, must_change: bool, kept_session: str = ""
) -> None:
    """Sets it, and ends the user's sessions but for one."""
    tx.run(_SET_PASSWORD, key=name.lower(), hash=password_hash, must_change=int(must_change))
    end_sessions(tx, name, kept_session=kept_session)


def note_sign_in(tx: Transaction, name: str, now: datetime) -> None:
    tx.run(_SIGNED_IN, key=name.lower(), now=to_micros(now))


def end_sessions(tx: Transaction, name: str, *, kept_session: str = "") -> None:
    tx.run(_END_SESSIONS, key=name.lower(), kept=kept_session)


def delete_user(tx: Transaction, name: str) -> None:
    """With their sessions and access keys."""
    end_sessions(tx, name)
    tx.run(_DELETE_KEYS, key=name.lower())
    tx.run(_DELETE, key=name.lower())
