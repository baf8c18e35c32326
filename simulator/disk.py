"""What outlives a crash: the database's files (or server) and the folder of buckets."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Protocol

from trigpoint.blobs.folder import FolderStore
from trigpoint.store.database import Database
from trigpoint.store.opening import open_database
from trigpoint.store.sqlite import SqliteDatabase

BUCKET = "lab"


class Disk(Protocol):
    blobs: FolderStore

    def open_database(self) -> Database: ...

    def lose_power(self) -> None:
        """Whatever was open is gone: the next to open finds the files as they stood at this moment."""

    def drop(self) -> None:
        """Throws everything away."""


class SqliteDisk:
    """A copy of an empty database in a folder of its own."""

    def __init__(self, folder: Path, template: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        self._path = folder / "trigpoint-0.db"
        self._n = 0
        shutil.copyfile(template, self._path)
        self.blobs = _buckets(folder / "buckets")

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
    """A database of its own on a PostgreSQL server, made from an empty one at this version's schema."""

    def __init__(self, folder: Path, server_url: str, template: str, name: str) -> None:
        self._server_url = server_url
        self._template, self._name = template, name
        self._folder = folder
        folder.mkdir(parents=True)
        _on_server(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _on_server(server_url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        self.blobs = _buckets(folder / "buckets")

    def open_database(self) -> Database:
        from trigpoint.store.postgres import PostgresDatabase

        return PostgresDatabase(named(self._server_url, self._name))

    def lose_power(self) -> None:
        """The server goes on: it is another machine."""

    def drop(self) -> None:
        _on_server(self._server_url, f"DROP DATABASE {self._name} WITH (FORCE)")
        shutil.rmtree(self._folder)


def empty_sqlite(path: Path) -> Path:
    """Makes the file that every SqliteDisk begins as."""
    open_database(f"sqlite:///{path}").close()
    return path


def empty_postgres(server_url: str, name: str) -> str:
    """Makes the database that every PostgresDisk begins as."""
    _on_server(server_url, f"CREATE DATABASE {name}")
    open_database(named(server_url, name)).close()
    return name


def named(url: str, database: str) -> str:
    """The address of another database of the same server."""
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=database, drivername="postgresql").render_as_string(hide_password=False)


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _buckets(folder: Path) -> FolderStore:
    blobs = FolderStore(folder, fsync=False)
    blobs.create_bucket(BUCKET)
    return blobs
