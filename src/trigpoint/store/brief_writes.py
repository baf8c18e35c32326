"""Brief writes: run on the event loop's own thread, committed on another.

The statements of a worker's cycle take less time than handing them to a thread that then takes turns with
the event loop for the interpreter. So they run here, one batch at a time; only the commit, which waits for
the disk, is another thread's. Requests that arrive meanwhile are the next batch.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable

from trigpoint.store.group_commit import Request, WriteConnection, call_in, deliver_all

_MOST_IN_A_BATCH = 64
_TRY_AGAIN_SECONDS = 0.0005
_TRIES = 6
"""The engine's transactions are short: to wait a moment here costs less than to go to another thread."""


class Committer:
    """A thread that commits one batch after the other."""

    def __init__(self, connection: WriteConnection, on_commit: Callable[[], None]) -> None:
        self._connection = connection
        self._on_commit = on_commit
        self._batches: queue.SimpleQueue[tuple[list[Request], BriefWrites] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)
        self._thread.start()

    def commit(self, batch: list[Request], writes: BriefWrites) -> None:
        """Tells `writes` when it is done."""
        self._batches.put((batch, writes))

    def close(self) -> None:
        self._batches.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (item := self._batches.get()) is not None:
            batch, writes = item
            self._connection.commit(batch)
            writes.committed(batch)
            self._on_commit()


class BriefWrites:
    """The brief writes of one event loop. `otherwise` takes a request when another has the turn."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        connection: WriteConnection,
        committer: Committer,
        otherwise: Callable[[Request], None],
    ) -> None:
        self.loop = loop
        self._connection = connection
        self._committer = committer
        self._otherwise = otherwise
        self._pending: list[Request] = []
        self._busy = False
        self._n_tries = 0

    def add(self, request: Request) -> None:
        """From the event loop's thread."""
        self._pending.append(request)
        if not self._busy:
            self._busy = True
            self.loop.call_soon(self._run)  # whatever else is ready to be read now joins the batch

    def committed(self, batch: list[Request]) -> None:
        """From the committer's thread."""
        call_in(self.loop, lambda: self._told(batch))

    def _run(self) -> None:
        batch, self._pending = self._pending[:_MOST_IN_A_BATCH], self._pending[_MOST_IN_A_BATCH:]
        if self._connection.begin_now(batch):
            self._n_tries = 0
            self._committer.commit(batch, self)
            return
        self._n_tries += 1
        if self._n_tries < _TRIES:
            self._pending = batch + self._pending
            self.loop.call_later(_TRY_AGAIN_SECONDS, self._run)
            return
        self._n_tries = 0
        for request in [*batch, *self._pending]:
            self._otherwise(request)
        self._pending = []
        self._busy = False

    def _told(self, batch: list[Request]) -> None:
        deliver_all(batch)
        if self._pending:
            self._run()
        else:
            self._busy = False
