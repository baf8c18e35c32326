"""Clusters to soak: one `trigpoint up` on SQLite, or many processes over one PostgreSQL and one S3."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from soak.files import Files, FolderFiles, S3Files
from soak.processes import EngineChild, Member, TrigpointProcess, leftovers
from soak.services import S3Service

SERVERS, ENGINES = 3, 2


class Cluster:
    """Processes that do the work of one installation together."""

    def __init__(
        self,
        servers: Sequence[TrigpointProcess],
        engines: Sequence[TrigpointProcess],
        key_file: Path,
        database_url: str,
        files: Files,
    ) -> None:
        self.servers = list(servers)
        self.engines: list[Member] = [*engines] or [EngineChild(each) for each in servers]
        self.engine_processes = list(engines)
        self.key_file = key_file
        self.database_url = database_url
        self.files = files
        self._processes = [*servers, *engines]

    @property
    def urls(self) -> list[str]:
        return [each.url for each in self.servers]

    @property
    def targets(self) -> list[list[Member]]:
        """Who is killed together: each member alone, and a server with an engine."""
        return [[each] for each in (*self.servers, *self.engines)] + [[self.servers[0], self.engines[0]]]

    def start(self) -> None:
        """One server first, which makes keys and tables; then the others at once."""
        first, *others = self._processes
        first.start()
        with ThreadPoolExecutor(len(others) or 1) as threads:
            list(threads.map(TrigpointProcess.start, others))

    def stop(self) -> list[str]:
        """Ends all in order, the files and the database stay; what went wrong with that."""
        with ThreadPoolExecutor(len(self._processes)) as threads:
            said = [wrong for each in threads.map(TrigpointProcess.stop, self._processes) for wrong in each]
        return said + [wrong for each in self._processes for wrong in leftovers(each.data)]

    def kill(self) -> None:
        """Ends whatever still runs, for when something has gone wrong."""
        for each in self._processes:
            each.kill()
            leftovers(each.data)


@contextmanager
def sqlite_cluster(folder: Path, **settings: str) -> Iterator[Cluster]:
    """`trigpoint up` with everything in its data folder."""
    data = folder / "data"
    server = TrigpointProcess("server", "up", data, _environment(settings))
    url = f"sqlite:///{data / 'trigpoint.db'}"
    with _running(Cluster([server], [], data / "keys.json", url, FolderFiles(data / "buckets"))) as cluster:
        yield cluster


@contextmanager
def postgres_cluster(
    folder: Path,
    database_url: str,
    storage: S3Service,
    *,
    n_servers: int = SERVERS,
    n_engines: int = ENGINES,
    **settings: str,
) -> Iterator[Cluster]:
    """Servers and engines with one key file, and a data folder each as if on different machines."""
    keys = folder / "keys.json"
    environment = _environment(
        {
            "keys": str(keys),
            "database_url": database_url,
            "storage": "s3://",
            "storage_endpoint": storage.endpoint,
            "storage_access_key": storage.access_key_id,
            "storage_secret_key": storage.secret_key,
            **settings,
        }
    )

    def process(command: str, n: int) -> TrigpointProcess:
        name = f"{command}-{n + 1}"
        return TrigpointProcess(name, command, folder / name, environment)

    servers = [process("serve", n) for n in range(n_servers)]
    engines = [process("engine", n) for n in range(n_engines)]
    with _running(Cluster(servers, engines, keys, database_url, S3Files(storage))) as cluster:
        yield cluster


@contextmanager
def _running(cluster: Cluster) -> Iterator[Cluster]:
    with contextlib.ExitStack() as stack:
        stack.callback(cluster.kill)
        cluster.start()
        yield cluster


def _environment(settings: dict[str, str]) -> dict[str, str]:
    return {f"TRIGPOINT_{name.upper()}": value for name, value in settings.items()}
