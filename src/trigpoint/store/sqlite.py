"""SQLite: one connection that writes, with group commit, and any number of readers.

Writes gather in batches, each committed once (one fsync, `synchronous=FULL`), and only then is each caller
told its result. So there is no "database is locked", an acknowledged write is on disk, and a failing request
undoes only itself. Long writes run on a writer's thread, brief ones on the event loop's own.
"""

from __future__ import annotations

import asyncio
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from trigpoint.model.errors import Unavailable
from trigpoint.store.brief_writes import BriefWrites, Committer
from trigpoint.store.group_commit import (
    DIALECT,
    OnCommit,
    Request,
    WriteConnection,
    connect,
    deliver,
    translated,
)
from trigpoint.store.transaction import Transaction

T = TypeVar("T")
_MOST_IN_A_BATCH = 256
_READERS = 4


class SqliteDatabase:
    """A database in one file. `on_commit` is told of each batch."""

    def __init__(self, path: Path, *, on_commit: OnCommit | None = None) -> None:
        self._path = path
        self._connection = WriteConnection(path, on_commit)
        self._checkpoints = Checkpoints(path, self._connection)
        self._requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._committer = Committer(self._connection, self._checkpoints.after_commit)
        self._brief: BriefWrites | None = None
        self._idle: list[sqlite3.Connection] = []
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="reader")
        self._writer = threading.Thread(target=self._write_forever, name="writer", daemon=True)
        self._closed = False
        self._writer.start()

    # ---- writes

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        request = Request(work, future, loop)
        if brief and not self._closed:
            self._brief_writes(loop).add(request)
        else:
            self._submit(request)
        return await future

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        future: Future[T] = Future()
        self._submit(Request(work, future, None))
        return future.result()

    def _brief_writes(self, loop: asyncio.AbstractEventLoop) -> BriefWrites:
        if self._brief is None or self._brief.loop is not loop:
            self._brief = BriefWrites(loop, self._connection, self._committer, self._requests.put)
        return self._brief

    def _submit(self, request: Request) -> None:
        if self._closed:
            raise Unavailable("the database is closed")
        self._requests.put(request)

    def _write_forever(self) -> None:
        while (first := self._requests.get()) is not None:
            batch = [first]
            while len(batch) < _MOST_IN_A_BATCH:
                try:
                    request = self._requests.get_nowait()
                except queue.Empty:
                    break
                if request is None:
                    self._requests.put(None)
                    break
                batch.append(request)
            self._connection.begin(batch)
            self._connection.commit(batch)
            deliver(batch)
            self._checkpoints.after_commit()

    # ---- reads

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        try:
            with self._reader() as connection:
                connection.execute("BEGIN")
                try:
                    return work(Transaction(connection, DIALECT))
                finally:
                    connection.execute("COMMIT")
        except sqlite3.Error as exc:
            raise translated(exc) from exc

    @contextmanager
    def _reader(self) -> Iterator[sqlite3.Connection]:
        """A connection for one read: one that is idle, or a new one.

        One that failed does not come back: it may be left inside its transaction.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._path, readonly=True)
        try:
            yield connection
        except sqlite3.Error:
            connection.close()
            raise
        except BaseException:
            self._idle.append(connection)
            raise
        self._idle.append(connection)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._requests.put(None)
        self._writer.join()
        self._committer.close()
        self._checkpoints.close()
        self._readers.shutdown()
        while self._idle:
            self._idle.pop().close()
        self._connection.close()


class Checkpoints:
    """Copies the write-ahead log into the database beside the writers, so that no answer waits for it.

    What is written meanwhile is copied by the writing connection, soon after: then the log begins anew.
    """

    _EVERY_COMMITS = 300
    _IDLE_SECONDS = 5.0

    def __init__(self, path: Path, connection: WriteConnection) -> None:
        self._path = path
        self._writing = connection
        self._n_commits = 0
        self._due = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def after_commit(self) -> None:
        self._n_commits += 1
        if self._n_commits >= self._EVERY_COMMITS:
            self._due.set()

    def close(self) -> None:
        self._stopping = True
        self._due.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            self._due.wait(self._IDLE_SECONDS)
            self._due.clear()
            if self._n_commits == 0 or self._stopping:
                continue
            self._n_commits = 0
            try:
                self._copy()
            except sqlite3.Error:  # the disk is full, or gone: the next one may do
                time.sleep(1)

    def _copy(self) -> None:
        connection = connect(self._path)
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        finally:
            connection.close()
        self._writing.checkpoint()
