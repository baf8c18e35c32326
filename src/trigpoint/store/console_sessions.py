"""Sessions of console users who are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, or_, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.console_user import ConsoleUser
from trigpoint.store.console_users import USER_COLUMNS, user_of
from trigpoint.store.tables import console_sessions as t
from trigpoint.store.tables import console_users
from trigpoint.store.transaction import Statement, Transaction


class ConsoleSession(NamedTuple):
    user: ConsoleUser
    csrf: str
    used_at: datetime


_INSERT = Statement(insert(t))
_FIND = Statement(
    select(*USER_COLUMNS, t.c.csrf, t.c.used_at)
    .select_from(t.join(console_users, console_users.c.name_key == t.c.name_key))
    .where(
        t.c.session_hash == bindparam("hash"),
        t.c.used_at > bindparam("used_after"),
        t.c.created_at > bindparam("created_after"),
        console_users.c.enabled == 1,
    )
)
_USE = Statement(update(t).where(t.c.session_hash == bindparam("hash")).values(used_at=bindparam("now")))
_DELETE = Statement(delete(t).where(t.c.session_hash == bindparam("hash")))
_SWEEP = Statement(
    delete(t).where(or_(t.c.used_at <= bindparam("used_after"), t.c.created_at <= bindparam("created_after")))
)


def insert_console_session(
    tx: Transaction,
    session_hash: str,
    name: str,
    csrf: str,
    now: datetime,
    *,
    ends: tuple[datetime, datetime],
) -> None:
    """`ends`: sessions not used since the first, or begun before the second, are over and are deleted."""
    tx.run(_SWEEP, used_after=to_micros(ends[0]), created_after=to_micros(ends[1]))
    instant = to_micros(now)
    tx.run(
        _INSERT,
        session_hash=session_hash,
        name_key=name.lower(),
        csrf=csrf,
        created_at=instant,
        used_at=instant,
    )


def find_console_session(
    tx: Transaction, session_hash: str, *, ends: tuple[datetime, datetime]
) -> ConsoleSession | None:
    """The live session of an enabled user; `ends` as above."""
    row = tx.one(_FIND, hash=session_hash, used_after=to_micros(ends[0]), created_after=to_micros(ends[1]))
    return ConsoleSession(user_of(row), row[7], from_micros(row[8])) if row else None


def use_console_session(tx: Transaction, session_hash: str, now: datetime) -> None:
    tx.run(_USE, hash=session_hash, now=to_micros(now))


def delete_console_session(tx: Transaction, session_hash: str) -> None:
    tx.run(_DELETE, hash=session_hash)
