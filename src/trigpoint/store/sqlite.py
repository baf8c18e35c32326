"""SQLite: one writer thread with group commit, any number of readers.

All writes go through one thread. It takes whatever requests are waiting, runs each in a savepoint of one
transaction, commits once (one fsync, `synchronous=FULL`), and only then tells each caller its result. So
there is no "database is locked", an acknowledged write is on disk, and a failing request undoes only itself.
The writers of several processes (server and engine) take turns by a lock on a file beside the database.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from trigpoint.model.errors import Unavailable
from trigpoint.store.file_lock import FileLock
from trigpoint.store.index_hints import SqliteDialect
from trigpoint.store.transaction import Transaction

T = TypeVar("T")
_MOST_IN_A_BATCH = 256
_READERS = 4
_DIALECT = SqliteDialect(paramstyle="named")


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection that leaves transactions to us."""
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=30, cached_statements=256
    )
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -16000")
    connection.execute("PRAGMA temp_store = MEMORY")
    if readonly:
        connection.execute("PRAGMA query_only = ON")
    return connection


class _Request:
    """A write on its way: what to do, and how to give back the result."""

    __slots__ = ("_loop", "error", "future", "result", "work")

    def __init__(
        self,
        work: Callable[[Transaction], Any],
        future: Future[Any] | asyncio.Future[Any],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.work = work
        self.future = future
        self._loop = loop
        self.result: Any = None
        self.error: BaseException | None = None

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        return self._loop

    def deliver(self) -> None:
        if self.future.done():  # the caller went away; the write stands
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class SqliteDatabase:
    """A database in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._requests: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._connection = connect(path)
        self._turn = FileLock(path.with_name(f"{path.name}-turn"))
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._writer = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._closed = False
        self._writer.start()

    # ---- writes

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._submit(_Request(work, future, loop))
        return await future

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        future: Future[T] = Future()
        self._submit(_Request(work, future, None))
        return future.result()

    def _submit(self, request: _Request) -> None:
        if self._closed:
            raise Unavailable("the database is closed")
        self._requests.put(request)

    def _write_forever(self) -> None:
        while (first := self._requests.get()) is not None:
            batch = [first]
            stop = False
            while len(batch) < _MOST_IN_A_BATCH:
                try:
                    request = self._requests.get_nowait()
                except queue.Empty:
                    break
                if request is None:
                    stop = True
                    break
                batch.append(request)
            self._commit(batch)
            _deliver(batch)
            if stop:
                break

    def _commit(self, batch: list[_Request]) -> None:
        execute = self._connection.execute
        transaction = Transaction(self._connection, _DIALECT)
        self._turn.acquire()
        try:
            execute("BEGIN IMMEDIATE")
            for request in batch:
                execute("SAVEPOINT request")
                try:
                    request.result = request.work(transaction)
                except BaseException as exc:
                    if not self._connection.in_transaction:  # SQLite gave up the whole batch (disk full, I/O)
                        raise
                    execute("ROLLBACK TO request")
                    request.error = _translated(exc)
                execute("RELEASE request")
            execute("COMMIT")
        except BaseException as exc:
            if self._connection.in_transaction:
                self._connection.rollback()
            for request in batch:
                request.error = _translated(exc)
        finally:
            self._turn.release()

    # ---- reads

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self._path, readonly=True)
            self._opened.append(connection)
        try:
            connection.execute("BEGIN")
            try:
                return work(Transaction(connection, _DIALECT))
            finally:
                connection.execute("COMMIT")
        except sqlite3.Error as exc:
            raise _translated(exc) from exc

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._requests.put(None)
        self._writer.join()
        self._readers.shutdown()
        for connection in [*self._opened, self._connection]:
            connection.close()
        self._turn.close()


def _translated(exc: BaseException) -> BaseException:
    if isinstance(exc, sqlite3.OperationalError):
        translated = Unavailable(f"the database cannot serve this now: {exc}")
        translated.__cause__ = exc
        return translated
    return exc


def _deliver(batch: list[_Request]) -> None:
    """Hands out results; one wake-up for each event loop, however many of its requests were in the batch."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Request]] = {}
    for request in batch:
        if request.loop is None:
            request.deliver()
        else:
            by_loop.setdefault(request.loop, []).append(request)
    for loop, requests in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_deliver_all, requests)


def _deliver_all(requests: list[_Request]) -> None:
    for request in requests:
        request.deliver()
