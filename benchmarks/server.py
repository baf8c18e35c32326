"""A real server process on loopback, and what it takes of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import psutil  # type: ignore[import-untyped]

_PATIENCE_SECONDS = 60
_SAMPLE_SECONDS = 0.05
MEBIBYTE = 2**20


class Memory(NamedTuple):
    """Resident set sizes in MiB; pages that processes share are counted in each."""

    server_mb: float
    children_mb: float

    @property
    def sum_mb(self) -> float:
        return self.server_mb + self.children_mb


class Server:
    """`trigpoint up` on a data folder; used as a context it ends with it.

    With `n_servers` above one: so many `trigpoint serve` and one `trigpoint engine` over one database.
    """

    def __init__(self, data: Path, *, database_url: str = "", n_servers: int = 1) -> None:
        self.data = data
        (data / "server.json").unlink(missing_ok=True)
        self.started_at = time.perf_counter()
        self._environment = {
            name: value for name, value in os.environ.items() if not name.startswith("TRIGPOINT_")
        }
        self._environment["TRIGPOINT_DATABASE_URL"] = database_url
        self._processes: list[subprocess.Popen[bytes]] = []
        self.ports: list[int] = []
        for _ in range(n_servers):
            self._start_server("up" if n_servers == 1 else "serve")
        self.url = f"http://127.0.0.1:{self.ports[0]}"
        self.seconds_to_start = time.perf_counter() - self.started_at
        self._servers = [psutil.Process(each.pid) for each in self._processes]
        if n_servers > 1:
            self._processes.append(self._spawn("engine"))
        self._roots = [psutil.Process(each.pid) for each in self._processes]

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _spawn(self, command: str, *options: str) -> subprocess.Popen[bytes]:
        with (self.data / "server.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "trigpoint.cli.main", command, "--data", str(self.data), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment,
            )

    def _start_server(self, command: str) -> None:
        process = self._spawn(command, "--port", "0")
        self._processes.append(process)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError((self.data / "server.log").read_text()[-2000:])
            try:
                said = json.loads((self.data / "server.json").read_text())
                if said["pid"] == process.pid:
                    with urllib.request.urlopen(f"{said['url']}/healthz", timeout=1):
                        self.ports.append(int(said["url"].rsplit(":", 1)[1]))
                        return
            except (OSError, ValueError, urllib.error.URLError):
                pass
            time.sleep(0.005)
        raise RuntimeError("the server did not start")

    def memory(self) -> Memory:
        """What the servers, and the engine with all other processes beside them, hold now."""
        servers = sum(each.memory_info().rss for each in self._servers)
        others = 0
        for process in self._others():
            try:
                others += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return Memory(servers / MEBIBYTE, others / MEBIBYTE)

    def cpu_seconds(self) -> float:
        """Processor time that the server processes have taken so far."""
        return sum(_cpu_seconds(each) for each in self._servers)

    def engine_cpu_seconds(self) -> float:
        """Processor time of the engine, and of the processes that render and compute for it or a server."""
        total = 0.0
        for process in self._others():
            try:
                total += _cpu_seconds(process)
            except psutil.NoSuchProcess:
                continue
        return total

    def _others(self) -> list[psutil.Process]:
        known = {each.pid for each in self._servers}
        every = [*self._roots, *(child for each in self._roots for child in each.children(recursive=True))]
        return [each for each in every if each.pid not in known]


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


class PeakMemory:
    """Watches a server's memory while the context lasts."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.before = server.memory()
        self.server_mb = self.before.server_mb
        self.sum_mb = self.before.sum_mb

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def server_growth_mb(self) -> float:
        return self.server_mb - self.before.server_mb

    @property
    def sum_growth_mb(self) -> float:
        return self.sum_mb - self.before.sum_mb

    def _watch(self) -> None:
        while not self._over.wait(_SAMPLE_SECONDS):
            now = self._server.memory()
            self.server_mb = max(self.server_mb, now.server_mb)
            self.sum_mb = max(self.sum_mb, now.sum_mb)
