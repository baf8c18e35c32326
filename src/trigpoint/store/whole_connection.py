"""SQLAlchemy connections for work on the whole database: migrations, backups, restores.

The driver for SQLite would commit before a CREATE TABLE; here every transaction is what it says, so that a
schema changes wholly or not at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from trigpoint.model.errors import Unavailable
from trigpoint.store.file_lock import lock_file

_WAIT_SECONDS = 600
"""How long to wait for another process that is migrating: a large table takes minutes."""
_MIGRATION_LOCK = 0x74726967_706F696E  # "trigpoin"


def with_driver(url: str) -> str:
    """The URL with the driver that we bring: `postgresql://` alone would mean another one."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed.render_as_string(hide_password=False)


@contextmanager
def connect_whole(url: str, *, alone: bool = False, snapshot: bool = False) -> Iterator[Connection]:
    """A connection in one transaction, which is committed at the end unless something is raised.

    With `alone` other processes that ask for the same wait until this one is done, and on SQLite nobody
    writes meanwhile. With `snapshot` everything that it reads is as it was at the first statement, and
    nothing can be written.
    """
    engine = create_engine(with_driver(url), poolclass=NullPool, connect_args=_arguments(url))
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin_immediate if alone else _begin)
    elif snapshot:
        engine = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    try:
        with _folder_locked(url) if alone and sqlite else nullcontext(), engine.begin() as connection:
            if alone and not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            if snapshot and sqlite:
                connection.exec_driver_sql("PRAGMA query_only = ON")
            yield connection
    except OperationalError as exc:
        raise Unavailable(f"the database cannot serve this now: {exc.orig}") from exc
    finally:
        engine.dispose()


@contextmanager
def _folder_locked(url: str) -> Iterator[None]:
    """Holds a lock on the folder of an SQLite file; it goes with the process, and leaves no file behind."""
    path = Path(make_url(url).database or "").resolve().parent
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders: `BEGIN IMMEDIATE` alone keeps others out
        yield
        return
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        lock_file(folder)
        yield
    finally:
        os.close(folder)


def _arguments(url: str) -> dict[str, Any]:
    return {"timeout": _WAIT_SECONDS} if make_url(url).get_backend_name() == "sqlite" else {}


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
