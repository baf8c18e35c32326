"""The whole database as it is at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.engine import make_url

from trigpoint.model.errors import NotFound
from trigpoint.store.migrate import check_known, schema_version
from trigpoint.store.schema import TableInfo, describe, tables_at
from trigpoint.store.whole_connection import connect_whole

_ROWS_AT_ONCE = 2000


class Snapshot:
    """Reads that all see the same moment; memory does not grow with the tables."""

    def __init__(self, connection: Connection, version: str) -> None:
        self._connection = connection
        self.schema_version = version
        self._tables: dict[str, Table] = {table.name: table for table in tables_at(version)}

    @property
    def database_kind(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._connection.dialect.name

    def tables(self) -> list[TableInfo]:
        """What there is to read, but for what is true now only (`schema.PASSING`)."""
        return [describe(table) for table in self._tables.values()]

    def n_rows(self, name: str) -> int:
        n: int = self._connection.execute(select(func.count()).select_from(self._tables[name])).scalar_one()
        return n

    def rows(self, name: str) -> Iterator[tuple[Any, ...]]:
        """Every row of a table, ordered by its primary key."""
        table = self._tables[name]
        found = self._connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        for part in found.partitions():
            yield from map(tuple, part)

    def jobs(self) -> list[tuple[int, str, str]]:
        """(job id, name, configuration as JSON) of every job."""
        t = self._tables["labeling_jobs"].c
        return [
            (row[0], row[1], row[2]) for row in self._connection.execute(select(t.job_id, t.name, t.config))
        ]

    def has_group(self, job_id: int, iteration: int, stamp: int) -> bool:
        """Whether the job had formed the group that is named so."""
        t = self._tables["groups"].c
        here = (t.job_id == job_id, t.iteration == iteration, t.stamp == stamp)
        return self._connection.execute(select(t.group_no).where(*here)).first() is not None


@contextmanager
def open_snapshot(url: str) -> Iterator[Snapshot]:
    """The database at `url` as it is now. Raises NotFound where there is none."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        raise NotFound("database", url, f"there is no database {parsed.database}")
    with connect_whole(url, snapshot=True) as connection:
        version = schema_version(connection)
        if version is None:
            raise NotFound("database", parsed.render_as_string(), f"{parsed!r} holds no data of Trigpoint")
        check_known(version)
        yield Snapshot(connection, version)
