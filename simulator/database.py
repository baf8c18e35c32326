"""A real database behind a seam where it can be struck, and where others get their turn."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from simulator.faults import Faults
from simulator.group import Group
from trigpoint.store.database import Database
from trigpoint.store.transaction import Connection, Transaction

T = TypeVar("T")


class StruckDatabase:
    """A Database whose every statement is a point of `faults`; `give_way` is called between transactions.

    Coroutines never wait here: the whole simulation runs in one thread.
    """

    def __init__(self, inner: Database, faults: Faults, give_way: Callable[[], None], group: Group) -> None:
        self.inner = inner
        self._group = group
        self._faults = faults
        self._give_way = give_way

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return self.read_now(work)

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        if not (brief and self._group.is_open):
            return self.write_now(work)
        self._faults.pass_point("before BEGIN")
        result: T = self._group.join(self.inner, self._struck(work))
        self._faults.pass_point("after COMMIT")
        return result

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        self._give_way()
        self._faults.pass_point("before a read")
        result = self.inner.read_now(lambda tx: work(self._watched(tx)))
        self._give_way()
        return result

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        self._give_way()
        self._faults.pass_point("before BEGIN")
        result = self.inner.write_now(self._struck(work))
        self._faults.pass_point("after COMMIT")
        self._give_way()
        return result

    def close(self) -> None:
        self.inner.close()

    def _struck(self, work: Callable[[Transaction], T]) -> Callable[[Transaction], T]:
        def struck(tx: Transaction) -> T:
            result = work(self._watched(tx))
            self._faults.pass_point("before COMMIT")
            return result

        return struck

    def _watched(self, tx: Transaction) -> Transaction:
        watched = copy.copy(tx)
        watched._connection = _WatchedConnection(tx._connection, self._faults)
        return watched


class _WatchedConnection:
    """The driver's connection, with a point before each statement."""

    def __init__(self, inner: Connection, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults

    def execute(self, sql: Any, params: Any = (), /) -> Any:
        self._faults.pass_point(f"before {_summary(sql)}")
        return self._inner.execute(sql, params)

    def cursor(self) -> _WatchedCursor:
        return _WatchedCursor(self._inner.cursor(), self._faults)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _WatchedCursor:
    def __init__(self, inner: Any, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults

    def executemany(self, sql: Any, rows: Sequence[Mapping[str, Any]]) -> None:
        self._faults.pass_point(f"before {_summary(sql)}, {len(rows)} times")
        self._inner.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def _summary(sql: Any) -> str:
    """The statement's first words and its table, for the log."""
    words = str(sql).split()
    for before in ("FROM", "INTO", "UPDATE"):
        if before in words[:-1]:
            return f"{words[0]} {words[words.index(before) + 1]}"
    return " ".join(words[:2])
