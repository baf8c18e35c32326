"""A transaction on a PostgreSQL connection that goes there as seldom as it can.

Each trip costs both sides more than most statements do. So a transaction begins with its first statement,
and changes whose outcome nobody asks for are gathered and sent as one statement, before the next that is
answered. PostgreSQL runs such parts in no particular order and shows none what the others do, so no two of
one table are ever gathered together.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import psycopg
from psycopg.abc import QueryNoTemplate

Params = Mapping[str, Any]


class PostgresSession:
    """What a `Transaction` takes for its connection. `commit` or `roll_back` ends it."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._begun = False
        self._gathered: list[tuple[str, str, Params]] = []

    def hold(self, key: str) -> None:
        """Waits until no other transaction holds the key, and holds it to the end."""
        number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
        lock = f"SELECT pg_advisory_xact_lock({number})"
        self._flush()
        self._connection.execute(_text(lock if self._begun else f"BEGIN; {lock}"))
        self._begun = True

    def execute(self, sql: str, params: Params | None = None, /) -> psycopg.Cursor[Any]:
        self._begin()
        self._flush()
        return self._connection.execute(_text(sql), params)

    def send(self, table: str, sql: str, params: Params) -> None:
        """A change of the table, made before the next statement that is answered, or the end."""
        if any(each == table for each, _, _ in self._gathered):
            self._begin()
            self._flush()
        self._gathered.append((table, sql, params))

    def cursor(self) -> psycopg.Cursor[Any]:
        self._begin()
        self._flush()
        return self._connection.cursor()

    def commit(self) -> None:
        if self._gathered:
            self._begin()
            self._flush()
        if self._begun:
            self._connection.execute("COMMIT")

    def _begin(self) -> None:
        if not self._begun:
            self._connection.execute("BEGIN")
            self._begun = True

    def _flush(self) -> None:
        gathered, self._gathered = self._gathered, []
        if len(gathered) == 1:
            self._connection.execute(_text(gathered[0][1]), gathered[0][2])
        elif gathered:
            sql = _as_one(tuple(sql for _, sql, _ in gathered))
            params = {
                f"c{n}_{name}": value for n, each in enumerate(gathered) for name, value in each[2].items()
            }
            self._connection.execute(_text(sql), params)


_combined: dict[tuple[str, ...], str] = {}
"""Texts of what has been sent together: as many as there are ways through a worker's cycle."""


def _as_one(changes: tuple[str, ...]) -> str:
    """One statement that makes all the changes, its parameters named apart."""
    text = _combined.get(changes)
    if text is None:
        parts = (f"c{n} AS ({_apart(sql, n)})" for n, sql in enumerate(changes))
        text = _combined[changes] = f"WITH {', '.join(parts)} SELECT 1"
    return text


def _apart(sql: str, n: int) -> str:
    return sql.replace("%(", f"%(c{n}_")


def _text(sql: str) -> QueryNoTemplate:
    """Psycopg asks for literal strings; these are compiled from statements that the program wrote."""
    return cast("QueryNoTemplate", sql)
