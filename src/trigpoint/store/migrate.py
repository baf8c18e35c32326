"""Brings a database to the schema of this version.

One transaction from the first statement to the last, on SQLite as on PostgreSQL: a migration that is
interrupted has changed nothing, and the next start runs it again. Processes that start at once over one
database take turns, and those that come second find it done.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine import make_url

from trigpoint.model.errors import InvalidInput, WrongState
from trigpoint.store.sqlite_file import copy_file, use_write_ahead_log
from trigpoint.store.whole_connection import connect_whole

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"
"""The newest revision in migrations/versions; a test keeps it so."""

_log = structlog.get_logger("trigpoint.store")


def migrate(url: str) -> None:
    """Creates or upgrades the schema; does nothing, quickly, when it is already current.

    An SQLite file is copied beside itself before it is changed (`trigpoint.db.before-0003`).
    """
    current = _is_current(url)
    _use_write_ahead_log(url)
    if current:
        return
    with connect_whole(url, alone=True) as connection:
        version = schema_version(connection)
        check_known(version)
        if version == HEAD:
            return
        if version is not None:
            _keep_copy(url, version)
        upgrade(connection, HEAD)


def upgrade(connection: Connection, revision: str) -> None:
    """Runs the migrations up to `revision`, in the transaction that the connection is in."""
    from alembic import command  # only when there is something to do: it costs 0.3 s to import
    from alembic.util.exc import CommandError

    try:
        command.upgrade(alembic_config(connection), revision)
    except CommandError as exc:
        raise InvalidInput(f"there is no schema {revision}: {exc}") from exc


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for a connection of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def schema_version(connection: Connection) -> str | None:
    """The revision that the database is at; None when it holds no schema of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def check_known(version: str | None, what: str = "the database") -> None:
    """Raises WrongState when `version` is newer than what this version of Trigpoint knows."""
    if version is not None and version > HEAD:
        raise WrongState(
            f"{what} has schema {version}, newer than the {HEAD} that this version of Trigpoint"
            " knows: install the version that wrote it, or a later one",
            state=version,
        )


def _is_current(url: str) -> bool:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return False
    with connect_whole(url) as connection:
        version = schema_version(connection)
    check_known(version)
    return version == HEAD


def _use_write_ahead_log(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        use_write_ahead_log(Path(parsed.database))


def _keep_copy(url: str, version: str) -> None:
    """Copies an SQLite file that is about to change; PostgreSQL is its administrator's to back up."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return
    path = Path(parsed.database)
    copy = path.with_name(f"{path.name}.before-{HEAD}")
    copy_file(path, copy)
    _log.info("database copied before its upgrade", copy=str(copy), schema=version, upgrade_to=HEAD)
