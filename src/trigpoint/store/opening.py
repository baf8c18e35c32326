"""Opens the database that a URL names."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import structlog
from sqlalchemy.engine import make_url

from trigpoint.model.errors import InvalidInput, Unavailable
from trigpoint.store.database import Database
from trigpoint.store.migrate import migrate

_START_SECONDS = 30.0
_LOOK_SECONDS = 0.5
_log = structlog.get_logger("trigpoint.store")
OnCommit = Callable[[int, float, float], None]


def open_database(url: str, *, on_commit: OnCommit | None = None, request_seconds: float = 10.0) -> Database:
    """The database at `sqlite:///path` or `postgresql://...`, brought to this version's schema.

    `on_commit` is told of each transaction that writes, when it is durable: how many requests were in it,
    its seconds, and the longest that one of them had waited for it. A request waits for a server that does
    not answer for `request_seconds` at most.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite" and parsed.database:
        from trigpoint.store.sqlite import SqliteDatabase

        path = Path(parsed.database)
        path.parent.mkdir(parents=True, exist_ok=True)
        migrate(url)
        return SqliteDatabase(path, on_commit=on_commit)
    if backend == "postgresql":
        try:
            from trigpoint.store.postgres import PostgresDatabase
        except ModuleNotFoundError as exc:
            raise InvalidInput(
                "PostgreSQL needs the extra `postgres`: pip install 'trigpoint[postgres]'"
            ) from exc
        with_driver = parsed.set(drivername="postgresql+psycopg")
        _migrate_patiently(with_driver.render_as_string(hide_password=False))
        return PostgresDatabase(
            with_driver.set(drivername="postgresql").render_as_string(hide_password=False),
            on_commit=on_commit,
            request_seconds=request_seconds,
        )
    raise InvalidInput(
        f"{parsed.render_as_string()!r} is neither a sqlite:///FILE nor a postgresql:// address"
    )


def _migrate_patiently(url: str) -> None:
    """Waits a while for a server that is just starting, as after a power cut that it shared with us."""
    until = time.monotonic() + _START_SECONDS
    while True:
        try:
            migrate(url)
            return
        except Unavailable as exc:
            if time.monotonic() > until:
                raise
            _log.warning("waiting for the database to start", error=str(exc), seldom=True)
            time.sleep(_LOOK_SECONDS)
