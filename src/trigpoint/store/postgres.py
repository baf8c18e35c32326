"""PostgreSQL: pooled connections, one transaction a request, collisions tried again."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from trigpoint.model.errors import Unavailable
from trigpoint.store.transaction import Transaction

T = TypeVar("T")
_CONNECTIONS = 8
_TRIES = 8
_DIALECT = PGDialect_psycopg(paramstyle="pyformat")  # type: ignore[no-untyped-call]


class PostgresDatabase:
    """A PostgreSQL server that any number of processes share."""

    def __init__(self, url: str) -> None:
        self._url = url.replace("postgresql+psycopg://", "postgresql://", 1)
        self._local = threading.local()
        self._opened: list[psycopg.Connection[Any]] = []
        self._workers = ThreadPoolExecutor(_CONNECTIONS, thread_name_prefix="postgres")

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, self.read_now, work)

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._workers, self.write_now, work)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        return self.write_now(work)

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        for attempt in range(_TRIES):
            try:
                connection = self._connection()
                with connection.transaction():
                    return work(Transaction(connection, _DIALECT))
            except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
                time.sleep(random.uniform(0, 0.01 * 2**attempt))
            except psycopg.OperationalError as exc:
                self._forget()
                raise Unavailable(f"the database cannot serve this now: {exc}") from exc
        raise Unavailable("the database is too busy: other requests kept getting in the way")

    def _connection(self) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(self._url, autocommit=True)
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def _forget(self) -> None:
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._opened.remove(connection)
        self._local.connection = None

    def close(self) -> None:
        self._workers.shutdown()
        for connection in self._opened:
            connection.close()
