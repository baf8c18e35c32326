"""Requests that reach a database at the same moment, and are committed together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import greenlet

from simulator.fibers import Fiber, Fibers
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction


class _Waiting:
    """A write whose fiber waits for the group."""

    def __init__(self, database: Database, work: Callable[[Transaction], Any]) -> None:
        self.database = database
        self.work = work
        self.glet = greenlet.getcurrent()
        self.outcome: Any = None


class Group:
    """While it is open, brief writes wait; `commit` hands them to the database all at once.

    They go the way that requests of a server go: through an event loop, all in one
    transaction. So what happens to one of them must not happen to its neighbours.
    """

    def __init__(self, fibers: Fibers) -> None:
        self._fibers = fibers
        self._loop = asyncio.new_event_loop()
        self._waiting: list[_Waiting] = []
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def join(self, database: Database, work: Callable[[Transaction], Any]) -> Any:
        """Holds up the fiber that calls this until the group is committed; what its write came to."""
        waiting = _Waiting(database, work)
        self._waiting.append(waiting)
        try:
            self._fibers.wait()
        finally:
            if waiting in self._waiting:  # its process has ended
                self._waiting.remove(waiting)
        if isinstance(waiting.outcome, BaseException):
            raise waiting.outcome
        return waiting.outcome

    def commit(self) -> list[Fiber]:
        """Commits what has been waiting; the fibers to resume, in the order they came."""
        self.is_open = False
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return []
        outcomes = self._loop.run_until_complete(_all(waiting))
        for each, outcome in zip(waiting, outcomes, strict=True):
            each.outcome = outcome
        glets = [each.glet for each in waiting]
        return sorted(
            (fiber for fiber in self._fibers.held_up if fiber.glet in glets),
            key=lambda fiber: glets.index(fiber.glet),
        )

    def close(self) -> None:
        self._loop.close()


async def _all(waiting: list[_Waiting]) -> list[Any]:
    writes = (each.database.write(each.work, brief=True) for each in waiting)
    return await asyncio.gather(*writes, return_exceptions=True)
