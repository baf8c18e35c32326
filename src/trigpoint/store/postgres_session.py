"""A transaction on a PostgreSQL connection that goes there as seldom as it can.

Each trip costs both sides more than most statements do. So a transaction begins with its first statement;
changes whose outcome nobody asks for are gathered and sent as one statement; and what has to come before a
statement that is answered travels with it, in one pipeline. PostgreSQL runs the gathered parts in no
particular order and shows none what the others do, so no two of one table are ever gathered together.
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
        self._waiting: list[tuple[str, Params | None]] = []
        """What travels with the next statement that is answered, before it."""
        self._gathered: list[tuple[str, str, Params]] = []

    def hold(self, key: str) -> None:
        """Waits until no other transaction holds the key, and holds it to the end."""
        number = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), signed=True)
        self._put(f"SELECT pg_advisory_xact_lock({number})")

    def execute(self, sql: str, params: Params | None = None, /) -> psycopg.Cursor[Any]:
        self._put(sql, params)
        return self._travel()

    def send(self, table: str, sql: str, params: Params) -> None:
        """A change of the table, made before the next statement that is answered, or the end."""
        if any(each == table for each, _, _ in self._gathered):
            self._put_gathered()
        self._gathered.append((table, sql, params))

    def cursor(self) -> psycopg.Cursor[Any]:
        self._put_gathered()
        if not self._begun:
            self._begin()
        if self._waiting:
            self._travel()
        return self._connection.cursor()

    def commit(self) -> None:
        self._put_gathered()
        if self._begun:
            self._put("COMMIT")
            self._travel()

    def _put(self, sql: str, params: Params | None = None) -> None:
        """Has the statement travel next, after all that came before it."""
        self._put_gathered()
        if not self._begun:
            self._begin()
        self._waiting.append((sql, params))

    def _begin(self) -> None:
        self._begun = True
        self._waiting.append(("BEGIN", None))

    def _put_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        if len(gathered) == 1:
            self._put(gathered[0][1], gathered[0][2])
        elif gathered:
            params = {
                f"c{n}_{name}": value for n, each in enumerate(gathered) for name, value in each[2].items()
            }
            self._put(_as_one(tuple(sql for _, sql, _ in gathered)), params)

    def _travel(self) -> psycopg.Cursor[Any]:
        """Sends all that waits in one trip; the answer to the last of it."""
        waiting, self._waiting = self._waiting, []
        if len(waiting) == 1:
            return self._connection.execute(_text(waiting[0][0]), waiting[0][1])
        with self._connection.pipeline():
            for sql, params in waiting:
                answered = self._connection.execute(_text(sql), params)
        return answered


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
