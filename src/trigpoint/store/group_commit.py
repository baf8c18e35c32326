"""Group commit: many requests, one transaction, one fsync.

A request is told its result only when the commit has happened. A request that fails undoes only itself:
then the batch is run once more, each in a savepoint, so its work may be called twice. When the database
fails, nothing of the batch has happened and every request hears of it.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import Any

from trigpoint.model.errors import Unavailable
from trigpoint.store.file_lock import FileLock
from trigpoint.store.index_hints import SqliteDialect
from trigpoint.store.transaction import Transaction

OnCommit = Callable[[int, float, float], None]
"""Told of each batch that is durable: requests, seconds from begin to commit, longest wait before that."""

DIALECT = SqliteDialect(paramstyle="named")


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection that leaves transactions to us."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=30, cached_statements=256
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = MEMORY")
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    return connection


def translated(exc: BaseException) -> BaseException:
    """What callers hear: that the database cannot serve now, or the error as it was."""
    if isinstance(exc, sqlite3.OperationalError | OSError):
        unavailable = Unavailable(f"the database cannot serve this now: {exc}")
        unavailable.__cause__ = exc
        return unavailable
    return exc


class Request:
    """A write on its way: what to do, and how to give back the result."""

    __slots__ = ("error", "future", "loop", "made_at", "result", "work")

    def __init__(
        self,
        work: Callable[[Transaction], Any],
        future: Future[Any] | asyncio.Future[Any],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.made_at = time.perf_counter()
        self.work = work
        self.future = future
        self.loop = loop
        self.result: Any = None
        self.error: BaseException | None = None

    def deliver(self) -> None:
        if self.future.done():  # the caller went away; the write stands
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class WriteConnection:
    """The one connection of this process that writes; processes take turns by a lock on a file.

    `begin` and `commit` belong together. A connection that failed is opened anew for the next batch.
    """

    def __init__(self, path: Path, on_commit: OnCommit | None = None) -> None:
        self._path = path
        self._on_commit = on_commit
        self._began_at = 0.0
        self._turn = FileLock(path.with_name(f"{path.name}-turn"))
        self._connection: sqlite3.Connection | None = connect(path)
        self._users = threading.Lock()
        self._n_waiting = 0

    def begin(self, batch: Sequence[Request]) -> None:
        """Waits for the turn, then runs the requests."""
        self._n_waiting += 1
        self._users.acquire()
        self._n_waiting -= 1
        try:
            self._turn.acquire()
        except OSError as exc:
            self._give_up(batch, exc)
        else:
            self._run(batch)

    def begin_now(self, batch: Sequence[Request]) -> bool:
        """Runs the requests if the turn is free, and nobody in this process waits for it."""
        if self._n_waiting or not self._users.acquire(blocking=False):
            return False
        try:
            taken = self._turn.try_acquire()
        except OSError:
            taken = False
        if not taken:
            self._users.release()
            return False
        self._run(batch)
        return True

    def commit(self, batch: Sequence[Request]) -> None:
        """Makes durable what the requests did; after this they may be told."""
        try:
            if self._connection is not None and self._connection.in_transaction:
                self._connection.execute("COMMIT")
                if self._on_commit is not None:
                    took = time.perf_counter() - self._began_at
                    self._on_commit(len(batch), took, self._began_at - batch[0].made_at)
        except BaseException as exc:
            self._give_up(batch, exc)
        finally:
            self._turn.release()
            self._users.release()

    def checkpoint(self) -> None:
        """Copies what is left in the write-ahead log to the database, so that the log can begin anew."""
        with self._users:
            try:
                if self._connection is not None:
                    self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            except sqlite3.Error:  # the next one may do
                return

    def close(self) -> None:
        with self._users:
            if self._connection is not None:
                self._connection.close()
            self._turn.close()

    def _run(self, batch: Sequence[Request]) -> None:
        self._began_at = time.perf_counter()
        try:
            connection = self._connection
            if connection is None:
                connection = self._connection = connect(self._path)
            connection.execute("BEGIN IMMEDIATE")
            if not _run_together(connection, batch):
                connection.execute("ROLLBACK")
                connection.execute("BEGIN IMMEDIATE")
                _run_apart(connection, batch)
        except BaseException as exc:
            self._give_up(batch, exc)

    def _give_up(self, batch: Sequence[Request], exc: BaseException) -> None:
        """Nothing of the batch has happened; the connection is not trusted any more."""
        for request in batch:
            if request.error is None:
                request.error = translated(exc)
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except sqlite3.Error:
                return


def _run_together(connection: sqlite3.Connection, batch: Sequence[Request]) -> bool:
    """Runs the requests without savepoints, which would cost each as much as a statement or two.

    Whether that did: when one fails after it has changed something, nothing of the batch can stand.
    """
    transaction = Transaction(connection, DIALECT)
    for request in batch:
        n_changes = connection.total_changes
        try:
            request.result = request.work(transaction)
        except BaseException as exc:
            if not connection.in_transaction:  # SQLite gave up the whole batch (disk full, I/O)
                raise
            if connection.total_changes != n_changes:
                return False
            request.error = translated(exc)
    return True


def _run_apart(connection: sqlite3.Connection, batch: Sequence[Request]) -> None:
    """Runs the requests, each in a savepoint: those that fail undo only what they did themselves."""
    transaction = Transaction(connection, DIALECT)
    execute = connection.execute
    for request in batch:
        request.result = request.error = None
        execute("SAVEPOINT request")
        try:
            request.result = request.work(transaction)
        except BaseException as exc:
            if not connection.in_transaction:
                raise
            execute("ROLLBACK TO request")
            request.error = translated(exc)
        execute("RELEASE request")


def deliver(batch: Sequence[Request]) -> None:
    """Hands out results; one wake-up for each event loop, however many of its requests were in the batch."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Request]] = {}
    for request in batch:
        if request.loop is None:
            request.deliver()
        else:
            by_loop.setdefault(request.loop, []).append(request)
    for loop, requests in by_loop.items():
        call_in(loop, partial(deliver_all, requests))


def deliver_all(requests: Sequence[Request]) -> None:
    for request in requests:
        request.deliver()


def call_in(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    """Has the loop do it, unless it has ended: then nobody waits any more."""
    try:
        loop.call_soon_threadsafe(work)
    except RuntimeError:
        return
