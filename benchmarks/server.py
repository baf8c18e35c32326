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
    """`trigpoint up --port 0` on a data folder; used as a context it ends with it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        (data / "server.json").unlink(missing_ok=True)
        self.started_at = time.perf_counter()
        with (data / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "trigpoint.cli.main", "up", "--data", str(data), "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={name: value for name, value in os.environ.items() if not name.startswith("TRIGPOINT_")},
            )
        self._watched = psutil.Process(self._process.pid)
        self.url = self._until_up()
        self.seconds_to_start = time.perf_counter() - self.started_at

    @property
    def port(self) -> int:
        return int(self.url.rsplit(":", 1)[1])

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _until_up(self) -> str:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError((self.data / "server.log").read_text()[-2000:])
            try:
                url: str = json.loads((self.data / "server.json").read_text())["url"]
                with urllib.request.urlopen(f"{url}/healthz", timeout=1):
                    return url
            except (OSError, ValueError, urllib.error.URLError):
                time.sleep(0.005)
        raise RuntimeError("the server did not start")

    def memory(self) -> Memory:
        """What the server and the processes it has started hold now."""
        children = 0
        for child in self._watched.children(recursive=True):
            try:
                children += child.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return Memory(self._watched.memory_info().rss / MEBIBYTE, children / MEBIBYTE)

    def cpu_seconds(self) -> float:
        """Processor time that the server process has taken so far, its children left out."""
        times = self._watched.cpu_times()
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
