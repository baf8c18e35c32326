"""What outlives a crash: the database's files (or server) and the folder of buckets."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

from sqlalchemy.engine import make_url

from trigpoint.blobs.folder import FolderStore
from trigpoint.store.database import Database
from trigpoint.store.opening import open_database
from trigpoint.store.sqlite import SqliteDatabase
from trigpoint.store.tables import metadata

BUCKET = "lab"


class Disk(Protocol):
    blobs: FolderStore
    bucket: Path
    """The folder of the one bucket."""
    commits_groups: bool
    """Whether requests of a moment share a transaction."""

    def open_database(self) -> Database: ...

    def lose_power(self) -> None:
        """Whatever was open is gone: the next to open finds the files as they stood at this moment."""

    def drop(self) -> None:
        """Throws everything away."""


class SqliteDisk:
    """A copy of an empty database in a folder of its own."""

    commits_groups = True

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        self._path = folder / "trigpoint-0.db"
        self._n = 0
        shutil.copyfile(template, self._path)
        self.blobs = _buckets(folder / "buckets")
        self.bucket = folder / "buckets" / BUCKET

    def open_database(self) -> Database:
        return SqliteDatabase(self._path)

    def lose_power(self) -> None:
        """Goes on with a copy of the database and its log, which SQLite then has to recover."""
        self._n += 1
        after = self._folder / f"trigpoint-{self._n}.db"
        for suffix in ("", "-wal"):
            before = self._path.with_name(self._path.name + suffix)
            if before.exists():
                shutil.copyfile(before, after.with_name(after.name + suffix))
        self._path = after

    def drop(self) -> None:
        shutil.rmtree(self._folder)


class PostgresDisk:
    """A database of a PostgreSQL server, emptied: that is much quicker than making one for each seed."""

    commits_groups = False

    def __init__(self, folder: Path, url: str) -> None:
        self._url = url
        self._folder = folder
        folder.mkdir(parents=True)
        _empty(url)
        self.blobs = _buckets(folder / "buckets")
        self.bucket = folder / "buckets" / BUCKET

    def open_database(self) -> Database:
        from trigpoint.store.postgres import PostgresDatabase

        return PostgresDatabase(self._url)

    def lose_power(self) -> None:
        """The server goes on: it is another machine."""

    def drop(self) -> None:
        shutil.rmtree(self._folder)


def empty_sqlite(path: Path) -> Path:
    """Makes the file that every SqliteDisk begins as."""
    open_database(f"sqlite:///{path}").close()
    return path


def new_postgres(server_url: str, name: str) -> str:
    """The address of a new database on the server, at this version's schema.

    Its commits do not wait for the server's disk: here that never fails.
    """
    _run(server_url, f"CREATE DATABASE {name}")
    _run(server_url, f"ALTER DATABASE {name} SET synchronous_commit = off")
    parsed = make_url(server_url).set(database=name, drivername="postgresql")
    url = parsed.render_as_string(hide_password=False)
    open_database(url).close()
    return url


def _empty(url: str) -> None:
    statements = [f"DELETE FROM {name}" for name in metadata.tables]
    for name, table in metadata.tables.items():
        column = table.autoincrement_column
        if column is not None:
            statements.append(f"ALTER SEQUENCE {name}_{column.name}_seq RESTART")
    _run(url, *statements)


def _run(url: str, *statements: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def _buckets(folder: Path) -> FolderStore:
    blobs = FolderStore(folder, fsync=False)
    blobs.create_bucket(BUCKET)
    return blobs
