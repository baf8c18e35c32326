"""Fills an empty database with rows of the same or an older schema, all of them or none."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from trigpoint.model.errors import InUse, InvalidInput
from trigpoint.store.migrate import HEAD, check_known, schema_version, upgrade
from trigpoint.store.schema import PASSING, tables_at
from trigpoint.store.sqlite_file import sync
from trigpoint.store.whole_connection import connect_whole

Row = tuple[Any, ...]
_ROWS_AT_ONCE = 2000


def check_empty(url: str) -> None:
    """Raises InUse unless the database holds nothing yet; reads only."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists():
        return
    with connect_whole(url) as connection:
        _check_empty(connection)


def fill_empty(
    url: str, version: str, rows_of: Callable[[str], Iterable[Row]], before_commit: Callable[[], None]
) -> None:
    """Makes the database at `url` hold exactly the given rows, then brings it to this version's schema.

    `rows_of` gives the rows of a table of schema `version`, values in the order of its columns.
    `before_commit` runs when everything is in place but nothing of it counts yet. Whatever is raised
    leaves the database as it was.
    """
    if make_url(url).get_backend_name() == "sqlite":
        _fill_file(Path(make_url(url).database or ""), version, rows_of, before_commit)
        return
    with connect_whole(url, alone=True) as connection:
        _lock_tables(connection)
        _check_empty(connection)
        _drop_tables(connection)
        _fill(connection, version, rows_of)
        before_commit()


def _fill_file(
    path: Path, version: str, rows_of: Callable[[str], Iterable[Row]], before_commit: Callable[[], None]
) -> None:
    """Fills a new file beside `path`, which takes its place when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".restoring")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with connect_whole(f"sqlite:///{partial}", alone=True) as connection:
            _fill(connection, version, rows_of)
        sync(partial)
        _retire_empty(path)
        before_commit()
        partial.replace(path)
        sync(path.parent)
    finally:
        partial.unlink(missing_ok=True)
        partial.with_name(partial.name + "-journal").unlink(missing_ok=True)


def _retire_empty(path: Path) -> None:
    """Makes sure that the file which goes is empty, that nobody has it open, and that nothing of it stays."""
    log = path.with_name(path.name + "-wal")
    if not path.exists():
        if log.exists() and log.stat().st_size:
            raise InUse(f"{log} is what is left of another database, and would be mixed into this one")
        return
    check_empty(f"sqlite:///{path}")
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError as exc:
            raise InUse(f"another process has {path} open: stop the server first") from exc


def _fill(connection: Connection, version: str, rows_of: Callable[[str], Iterable[Row]]) -> None:
    check_known(version)
    upgrade(connection, version)
    for table in tables_at(version):
        try:
            _insert(connection, table, rows_of(table.name))
        except DBAPIError as exc:
            raise InvalidInput(f"the rows of {table.name} do not fit this database: {exc.orig}") from exc
    if version != HEAD:
        upgrade(connection, HEAD)
    if connection.dialect.name == "postgresql":
        _advance_sequences(connection)


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    if connection.dialect.name == "postgresql":
        _copy_in(connection, table, rows)
        return
    names = [column.name for column in table.columns]
    places = ", ".join("?" * len(names))
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f'INSERT INTO "{table.name}" ({quoted}) VALUES ({places})'  # noqa: S608 - our own names
    for part in _batches(rows):
        connection.exec_driver_sql(statement, part)


def _copy_in(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """COPY: several times as fast as INSERT."""
    import psycopg

    quoted = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({quoted}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
    except (psycopg.DataError, psycopg.IntegrityError) as exc:
        raise InvalidInput(f"the rows of {table.name} do not fit this database: {exc}") from exc


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    source = iter(rows)
    while part := list(itertools.islice(source, _ROWS_AT_ONCE)):
        yield part


def _check_empty(connection: Connection) -> None:
    version = schema_version(connection)
    if version is None:
        return
    for table in tables_at(version):
        n_rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if n_rows:
            raise InUse(
                f"the database is not empty (table {table.name} has {n_rows:,} rows), and a restore replaces"
                " nothing: give an empty data folder, or an empty database"
            )


def _ours(connection: Connection) -> list[str]:
    version = schema_version(connection)
    if version is None:
        return []
    names = {table.name for table in tables_at(version)} | PASSING | {"alembic_version"}
    return sorted(names & set(inspect(connection).get_table_names()))


def _lock_tables(connection: Connection) -> None:
    """Holds off servers and engines that are connected already."""
    for name in _ours(connection):
        connection.execute(text(f'LOCK TABLE "{name}" IN ACCESS EXCLUSIVE MODE'))


def _drop_tables(connection: Connection) -> None:
    """Takes away our empty tables: the rows to come may be of another schema."""
    for name in _ours(connection):
        connection.execute(text(f'DROP TABLE "{name}"'))


def _advance_sequences(connection: Connection) -> None:
    """New numbers follow the highest that was filled in."""
    for table in tables_at(HEAD):
        for column in table.primary_key.columns:
            found = select(func.pg_get_serial_sequence(f'"{table.name}"', column.name))
            sequence = connection.execute(found).scalar()
            if sequence:
                highest = connection.execute(select(func.max(column))).scalar()
                connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))
