"""A Dask cluster of real processes on this machine: a scheduler and workers that can be killed."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

_START_SECONDS = 120
_QUIET = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0")
_SENT = Path(__file__).parent / "sent"


def _loaded() -> ModuleType:
    """The functions that the tests send, by the name under which the cluster finds them."""
    spec = importlib.util.spec_from_file_location("trigpoint_sent", _SENT / "trigpoint_sent.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["trigpoint_sent"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


sent = _loaded()


class ClusterProcesses:
    """Ends with the `with` block. Everything listens on the loopback only."""

    def __init__(self, folder: Path, n_workers: int) -> None:
        self._folder = folder
        self._n_started = 0
        self._scheduler: subprocess.Popen[bytes] | None = None
        self.port = 0
        self.workers: list[subprocess.Popen[bytes]] = []
        self._n_workers = n_workers

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def __enter__(self) -> ClusterProcesses:
        self.start_scheduler()
        for _ in range(self._n_workers):
            self.start_worker()
        return self

    def __exit__(self, *_: object) -> None:
        for process in (*self.workers, self._scheduler):
            if process is not None:
                process.kill()
                process.wait()

    def start_scheduler(self) -> None:
        """At the same port, if there was one before."""
        said = self._folder / f"scheduler-{self._n_started}.json"
        self._scheduler = self._start(
            "dask_scheduler", "--port", str(self.port), "--scheduler-file", str(said)
        )
        deadline = time.monotonic() + _START_SECONDS
        while not said.exists():
            assert self._scheduler.poll() is None, self._log()
            assert time.monotonic() < deadline, self._log()
            time.sleep(0.05)
        self.port = int(json.loads(said.read_text())["address"].rpartition(":")[2])

    def stop_scheduler(self) -> None:
        assert self._scheduler is not None
        self._scheduler.kill()
        self._scheduler.wait()

    def start_worker(self) -> subprocess.Popen[bytes]:
        """A worker of one thread that nobody starts again."""
        worker = self._start(
            "dask_worker",
            self.address,
            "--nthreads",
            "1",
            "--no-nanny",
            "--local-directory",
            str(self._folder),
        )
        self.workers.append(worker)
        return worker

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        self._n_started += 1
        environment: dict[str, Any] = {
            **os.environ,
            "DASK_DISTRIBUTED__WORKER__DAEMON": "false",
            "TMPDIR": str(self._folder),
            "PYTHONPATH": str(_SENT),
        }
        with (self._folder / "cluster.log").open("ab") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    f"distributed.cli.{program}",
                    "--host",
                    "127.0.0.1",
                    *_QUIET,
                    *arguments,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
            )

    def _log(self) -> str:
        return (self._folder / "cluster.log").read_text()[-2000:]
