"""Brings a database to the schema of this version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from trigpoint.model.errors import WrongState

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0001"
"""The newest revision in migrations/versions; a test keeps it so."""


def migrate(url: str) -> None:
    """Creates or upgrades the schema; does nothing, quickly, when it is already current."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        version = _version(connection)
        if version == HEAD:
            return
        if version is not None and version > HEAD:
            raise WrongState(
                f"the database has schema {version}, newer than the {HEAD} that this version of Trigpoint"
                " knows: install the version that wrote it, or a later one",
                state=version,
            )
        from alembic import command  # only when there is something to do: it costs 0.3 s to import

        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration for a connection of ours."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version
