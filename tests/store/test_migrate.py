"""Tables and migrations agree, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from trigpoint.store.migrate import HEAD, alembic_config, migrate
from trigpoint.store.tables import metadata


def with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def test_all_migrations_give_the_tables_of_this_version(database_url: str) -> None:
    url = with_driver(database_url)
    migrate(url)
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    url = with_driver(database_url)
    migrate(url)
    migrate(url)


def test_head_names_the_newest_migration(tmp_path: object) -> None:
    engine = create_engine("sqlite://", poolclass=NullPool)
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(alembic_config(connection))
    assert script.get_heads() == [HEAD]
