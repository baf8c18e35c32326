"""Opens the database that a URL names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy.engine import make_url

from trigpoint.model.errors import InvalidInput
from trigpoint.store.database import Database
from trigpoint.store.migrate import migrate

OnCommit = Callable[[int, float, float], None]


def open_database(url: str, *, on_commit: OnCommit | None = None) -> Database:
    """The database at `sqlite:///path` or `postgresql://...`, brought to this version's schema.

    `on_commit` is told of each transaction that writes, when it is durable: how many requests were in it,
    its seconds, and the longest that one of them had waited for it.
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
        migrate(with_driver.render_as_string(hide_password=False))
        return PostgresDatabase(
            with_driver.set(drivername="postgresql").render_as_string(hide_password=False),
            on_commit=on_commit,
        )
    raise InvalidInput(
        f"{parsed.render_as_string()!r} is neither a sqlite:///FILE nor a postgresql:// address"
    )
