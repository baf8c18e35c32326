"""Statements compiled once, and the transaction they run in.

A `Statement` is built with SQLAlchemy Core and compiled once for each dialect; a `Transaction` runs it on the
driver's own connection. Rows are plain tuples. Core alone would cost three times as much in a worker's cycle.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, cast

from sqlalchemy import BindParameter, literal_column
from sqlalchemy.engine import Dialect
from sqlalchemy.sql import ClauseElement, visitors

Row = tuple[Any, ...]


class Cursor(Protocol):
    rowcount: int

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...


class Connection(Protocol):
    """What statements are run on: a sqlite3 connection, or a session on PostgreSQL."""

    def execute(self, sql: Any, params: Any = ..., /) -> Any: ...
    def cursor(self) -> Any: ...


class Statement:
    """A Core statement and its text for each dialect."""

    __slots__ = ("_clause", "_texts", "table_name")

    def __init__(self, clause: ClauseElement) -> None:
        self._clause = clause
        self.table_name = str(getattr(clause, "table", ""))
        """The table that it changes; empty for a question."""
        self._texts: dict[str, tuple[str, dict[str, Any]]] = {}

    def text(self, dialect: Dialect) -> tuple[str, dict[str, Any]]:
        """The SQL for `dialect`, and the values that the statement itself fixes."""
        found = self._texts.get(dialect.name)
        if found is None:
            compiled = _with_constants(self._clause).compile(dialect=dialect)
            fixed = {name: value for name, value in compiled.params.items() if value is not None}
            found = self._texts[dialect.name] = (str(compiled), fixed)
        return found


def _with_constants(clause: ClauseElement) -> ClauseElement:
    """The clause with the values that it fixes itself as part of its text.

    A planner uses a partial index (`WHERE state = 'open'`) only where it can see the value; SQLite even
    prepares a statement again each time such a value is bound.
    """

    def constant(element: Any, **_: Any) -> Any:
        if isinstance(element, BindParameter) and not element.required:
            if isinstance(element.value, int):
                return literal_column(str(int(element.value)), element.type)
            if isinstance(element.value, str):
                return literal_column("'" + element.value.replace("'", "''") + "'", element.type)
        return None

    return cast(ClauseElement, visitors.replacement_traverse(clause, {}, constant))


class Transaction:
    """One transaction: what it reads and writes happens together or not at all."""

    __slots__ = ("_connection", "_dialect", "_gathers")

    def __init__(self, connection: Connection, dialect: Dialect, *, gathers: bool = False) -> None:
        """`gathers`: the connection has `send` and `hold` of its own, for a database that is far away."""
        self._connection: Any = connection
        self._dialect = dialect
        self._gathers = gathers

    @property
    def dialect_name(self) -> str:
        """`sqlite` or `postgresql`, for the few statements that the two spell differently."""
        return self._dialect.name

    def _execute(self, statement: Statement, given: Mapping[str, Any]) -> Cursor:
        sql, fixed = statement.text(self._dialect)
        cursor: Cursor = self._connection.execute(sql, {**fixed, **given} if fixed else given)
        return cursor

    def all(self, statement: Statement, **given: Any) -> list[Row]:
        """All rows; only for statements that bound how many there can be."""
        return self._execute(statement, given).fetchall()

    def one(self, statement: Statement, **given: Any) -> Row | None:
        """The first row, or None."""
        row: Row | None = self._execute(statement, given).fetchone()
        return row

    def value(self, statement: Statement, **given: Any) -> Any:
        """The first column of the first row, or None."""
        row = self._execute(statement, given).fetchone()
        return row[0] if row is not None else None

    def run(self, statement: Statement, **given: Any) -> int:
        """The number of rows changed."""
        return self._execute(statement, given).rowcount

    def send(self, statement: Statement, **given: Any) -> None:
        """Makes a change whose outcome nobody asks for; a database far away is not waited for.

        Where it fails, a later statement or the commit raises.
        """
        sql, fixed = statement.text(self._dialect)
        params = {**fixed, **given} if fixed else given
        if self._gathers:
            self._connection.send(statement.table_name, sql, params)
        else:
            self._connection.execute(sql, params)

    def hold(self, key: str) -> None:
        """Waits until no other transaction holds the key, and holds it to the end.

        With SQLite no two transactions write at once, so there is nothing to wait for.
        """
        if self._gathers:
            self._connection.hold(key)

    def run_many(self, statement: Statement, rows: Iterable[Mapping[str, Any]], *, batch: int = 5000) -> None:
        """Runs the statement for each row, in batches that keep memory flat."""
        sql, fixed = statement.text(self._dialect)
        cursor = self._connection.cursor()
        source: Iterator[Mapping[str, Any]] = iter(rows)
        while part := list(itertools.islice(source, batch)):
            cursor.executemany(sql, [{**fixed, **row} for row in part] if fixed else part)
