"""PostgreSQL: pooled connections, one transaction a request, collisions tried again.

A transaction goes to the server as seldom as it can (`postgres_session`): a worker's cycle takes three trips.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from trigpoint.model.errors import Unavailable
from trigpoint.store.postgres_session import PostgresSession
from trigpoint.store.postgres_watch import Watch
from trigpoint.store.transaction import Transaction

T = TypeVar("T")
_CONNECTIONS = 8
_THREAD_SECONDS = 60.0
"""Longest for a transaction of the engine's, in which nobody waits for an answer."""
_TRIES = 8
_COLLISIONS = (errors.SerializationFailure, errors.DeadlockDetected)
_OUTAGES = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)
_PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Nobody waits for ever for a server that has gone; the URL may say otherwise."""
_PLANNING = (
    "-c plan_cache_mode=force_generic_plan -c jit=off -c enable_hashjoin=off -c enable_mergejoin=off"
    " -c enable_bitmapscan=off -c enable_seqscan=off -c enable_sort=off"
)
"""Every query walks along an index and ends early. A planner that has no statistics yet, as at the start of
each job, would rather read and sort all offers; and it would plan each query anew."""
_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


class _OutcomeUnknown(Exception):
    """The connection broke while the transaction was being committed."""


class PostgresDatabase:
    """A PostgreSQL server that any number of processes share. `on_commit` is told of each transaction.

    A request waits for the server for `request_seconds` at most; what threads do may take longer.
    """

    def __init__(
        self,
        url: str,
        *,
        on_commit: Callable[[int, float, float], None] | None = None,
        request_seconds: float = 10.0,
        thread_seconds: float = _THREAD_SECONDS,
    ) -> None:
        given = conninfo_to_dict(url.replace("postgresql+psycopg://", "postgresql://", 1))
        given["options"] = f"{_PLANNING} {given.get('options') or ''}".strip()
        self._conninfo = make_conninfo(**{**_PATIENCE, **given})  # type: ignore[arg-type]
        self._on_commit = on_commit
        self._idle: list[psycopg.Connection[Any]] = []
        self._closed = False
        self._request_seconds = request_seconds
        self._thread_seconds = thread_seconds
        self._watch = Watch()
        self._workers = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="postgres")

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self._in_thread(self._run, work)

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        return await self._in_thread(self._write, work)

    async def _in_thread(
        self, run: Callable[[Callable[[Transaction], T], float], T], work: Callable[[Transaction], T]
    ) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._workers, run, work, self._request_seconds)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        return self._run(work, self._thread_seconds)

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        return self._write(work, self._thread_seconds)

    def _write(self, work: Callable[[Transaction], T], seconds: float) -> T:
        started = time.perf_counter()
        result = self._run(work, seconds)
        if self._on_commit is not None:
            self._on_commit(1, time.perf_counter() - started, 0.0)
        return result

    def _run(self, work: Callable[[Transaction], T], seconds: float) -> T:
        with self._watch.turn():
            return self._persistently(work, seconds)

    def _persistently(self, work: Callable[[Transaction], T], seconds: float) -> T:
        broken = False
        for attempt in range(_TRIES):
            try:
                with self._lent(seconds) as connection:
                    return _transaction(connection, work)
            except _COLLISIONS:
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
            except _OutcomeUnknown as exc:
                raise Unavailable(f"the database went away while it was saving: {exc}") from exc
            except _OUTAGES as exc:
                # Nothing was committed. The pool's connections all break when the server is restarted: one
                # more attempt, with a new one, tells whether it is back. One that is silent stays so.
                self._drop_idle()
                if broken or self._watch.silent:
                    raise Unavailable(f"the database cannot serve this now: {exc}") from exc
                broken = True
        raise Unavailable("the database is too busy: other requests kept getting in the way")

    @contextmanager
    def _lent(self, seconds: float) -> Iterator[psycopg.Connection[Any]]:
        """A connection for one transaction: one that is idle, or a new one. A broken one does not come back.

        There are as many as there are transactions at once, whatever threads come and go.
        """
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._new_connection()
        try:
            with self._watch.limit(connection, seconds):
                yield connection
        except (*_OUTAGES, _OutcomeUnknown):
            connection.close()
            raise
        finally:
            if not connection.closed and not self._closed:
                self._idle.append(connection)
            else:
                connection.close()

    def _new_connection(self) -> psycopg.Connection[Any]:
        try:
            return psycopg.connect(self._conninfo, autocommit=True)
        except errors.ConnectionTimeout:
            self._watch.fell_silent()
            raise

    def _drop_idle(self) -> None:
        while self._idle:
            try:
                self._idle.pop().close()
            except IndexError:  # another thread took the last
                return

    def close(self) -> None:
        self._closed = True
        self._workers.shutdown()
        self._watch.close()
        self._drop_idle()


def _transaction(connection: psycopg.Connection[Any], work: Callable[[Transaction], T]) -> T:
    """Runs the work in a transaction; what it raises undoes everything."""
    committing = False
    try:
        session = PostgresSession(connection)
        result = work(Transaction(session, _DIALECT, gathers=True))
        committing = True
        session.commit()
        return result
    except BaseException as exc:
        with suppress(psycopg.Error):  # it broke meanwhile: the server undoes what was not committed
            if not connection.closed and connection.info.transaction_status != TransactionStatus.IDLE:
                connection.rollback()
        if committing and isinstance(exc, _OUTAGES) and not isinstance(exc, _COLLISIONS):
            raise _OutcomeUnknown(str(exc)) from exc
        raise
