"""The seam between the program and its database: functions go in, run in a transaction, and come back.

`write` and `read` are for coroutines, `write_now` and `read_now` for threads. A function that raises changes
nothing. A write has happened, durably, when its result arrives. A function may run twice (PostgreSQL retries
what collided), so it must do nothing but read and write through its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from trigpoint.store.transaction import Transaction

T = TypeVar("T")


class Database(Protocol):
    """Where everything but the objects in buckets is kept."""

    async def read(self, work: Callable[[Transaction], T]) -> T: ...

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        """`brief` promises that the work is over in well under a millisecond, whatever is in the tables."""

    def read_now(self, work: Callable[[Transaction], T]) -> T: ...

    def write_now(self, work: Callable[[Transaction], T]) -> T: ...

    def close(self) -> None:
        """Finishes what has been accepted and lets go of the database."""
