"""The tables of any schema version, newest or older, as values that backups speak in."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, Table, Text, create_engine
from sqlalchemy.types import BigInteger

from trigpoint.store.migrate import HEAD, check_known, upgrade
from trigpoint.store.tables import metadata

Kind = Literal["int32", "int64", "float", "text", "bytes"]

PASSING = frozenset({"engines", "job_leases", "sessions", "sign_in_failures"})
"""Tables of what is true now only: who is running, who is signed in, who mistyped a password. A copy of them
would bring back engines that are gone and sign-ins that have been ended since."""

_KINDS: tuple[tuple[type, Kind], ...] = (
    (BigInteger, "int64"),
    (Integer, "int32"),
    (Float, "float"),
    (LargeBinary, "bytes"),
    (Text, "text"),
)


class ColumnInfo(NamedTuple):
    name: str
    kind: Kind
    nullable: bool


class TableInfo(NamedTuple):
    """A table that backups hold."""

    name: str
    columns: tuple[ColumnInfo, ...]


def tables_at(version: str) -> list[Table]:
    """The tables of a schema version that hold what lasts, in one order on every database.

    Raises WrongState for a version that this Trigpoint does not know.
    """
    check_known(version)
    found = metadata if version == HEAD else _built(version)
    return [table for table in found.sorted_tables if table.name not in PASSING | {"alembic_version"}]


def describe(table: Table) -> TableInfo:
    """What a reader must know of a table to read its rows."""
    columns = (ColumnInfo(str(each.name), kind_of(each), bool(each.nullable)) for each in table.columns)
    return TableInfo(str(table.name), tuple(columns))


def kind_of(column: Column[object]) -> Kind:
    for kind, name in _KINDS:
        if isinstance(column.type, kind):
            return name
    raise TypeError(f"{column}: backups have no form for {column.type}")


def _built(version: str) -> MetaData:
    """The tables that the migrations up to `version` make, read from a database that is made for it."""
    engine = create_engine("sqlite://")
    found = MetaData()
    with engine.begin() as connection:
        upgrade(connection, version)
        found.reflect(connection)
    engine.dispose()
    return found
