"""Processes of Trigpoint that are killed with SIGKILL and started again on the same data."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import psutil  # type: ignore[import-untyped]

from trigpoint.cli.server_process import choose_port

_PATIENCE_SECONDS = 60.0
_FOLLOW_SECONDS = 20.0
_LOOK_SECONDS = 0.01


class Member(Protocol):
    """Somebody who can be killed. `seconds_to_ready` grows by a figure with each start."""

    name: str
    seconds_to_ready: list[float]

    def kill(self) -> list[psutil.Process]:
        """Ends it with SIGKILL, which nothing can catch; the processes of its own, which have to follow."""

    def stop(self) -> list[str]:
        """Ends it in order, with SIGTERM; what went wrong with that."""

    def revive(self) -> float:
        """Returns when it is ready again: after how many seconds."""


class TrigpointProcess:
    """`trigpoint up`, `serve` or `engine` with a data folder of its own, and the port it keeps."""

    def __init__(self, name: str, command: str, data: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.data = data
        self.port = choose_port(0)
        self.url = f"http://127.0.0.1:{self.port}"
        self.seconds_to_ready: list[float] = []
        self.seconds_starved: list[float] = []
        """What of those it waited for a processor that others had."""
        self._command = [sys.executable, "-m", "trigpoint.cli.main", command, "--data", str(data)]
        self._serves = command != "engine"
        if self._serves:
            self._command += ["--port", str(self.port)]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("TRIGPOINT_")}
        self._environment = {**kept, **environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        data.mkdir(parents=True, exist_ok=True)

    def start(self) -> float:
        return self.revive()

    def revive(self) -> float:
        with self._lock:
            began = time.perf_counter()
            with (self.data / "log").open("ab") as log:
                self._process = subprocess.Popen(
                    self._command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=self._environment,
                    cwd=self.data,  # by which every process that it starts can be known
                    start_new_session=True,
                )
            self._until_ready(self._process)
            self.seconds_to_ready.append(time.perf_counter() - began)
            self.seconds_starved.append(_seconds_starved(self._process.pid))
        return self.seconds_to_ready[-1]

    @property
    def restarts(self) -> list[float]:
        """Seconds from start to readiness of each start but the first, as they are on a quiet machine."""
        pairs = zip(self.seconds_to_ready, self.seconds_starved, strict=True)
        return [took - starved for took, starved in pairs][1:]

    def kill(self) -> list[psutil.Process]:
        with self._lock:
            process = self._process
            if process is None or process.poll() is not None:
                return []
            family = family_of(process.pid)
            process.kill()
            process.wait()
        return family

    def stop(self) -> list[str]:
        process = self._process
        if process is None or process.poll() is not None:
            return [f"{self.name} had ended by itself: {self.last_words()}"]
        family = family_of(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return [f"{self.name} did not end within {_PATIENCE_SECONDS:g} s of SIGTERM", *stragglers(family)]
        said = [f"{self.name} ended with {code}: {self.last_words()}"] if code else []
        return said + stragglers(family)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def engine_pid(self) -> int | None:
        """The engine's process id, as it says itself in its data folder."""
        return _pid_in(self.data / "engine.json")

    def last_words(self) -> str:
        return (self.data / "log").read_text(errors="replace")[-1500:]

    def _until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {process.returncode}: {self.last_words()}")
            if self._is_ready(process.pid):
                return
            time.sleep(_LOOK_SECONDS)
        raise RuntimeError(f"{self.name} was not ready in {_PATIENCE_SECONDS:g} s: {self.last_words()}")

    def _is_ready(self, pid: int) -> bool:
        if not self._serves:
            return self.engine_pid() == pid
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


class EngineChild:
    """The engine that `trigpoint up` keeps beside its server, and starts again when it dies.

    Its seconds to ready count from the kill: nobody but the server brings it back.
    """

    def __init__(self, parent: TrigpointProcess) -> None:
        self.name = f"{parent.name}'s engine"
        self.seconds_to_ready: list[float] = []
        self._parent = parent
        self._killed: int | None = None
        self._killed_at = 0.0

    def kill(self) -> list[psutil.Process]:
        pid = self._killed = self._parent.engine_pid()
        self._killed_at = time.perf_counter()
        if pid is None or not psutil.pid_exists(pid):
            return []
        family = family_of(pid)
        os.kill(pid, signal.SIGKILL)
        return family

    def stop(self) -> list[str]:
        pid = self._killed = self._parent.engine_pid()
        self._killed_at = time.perf_counter()
        if pid is None or not psutil.pid_exists(pid):
            return []
        family, engine = family_of(pid), psutil.Process(pid)
        engine.terminate()
        _, alive = psutil.wait_procs([engine], timeout=_PATIENCE_SECONDS)
        said = [f"{self.name} did not end within {_PATIENCE_SECONDS:g} s of SIGTERM"] if alive else []
        return said + stragglers(family)

    def revive(self) -> float:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (pid := self._parent.engine_pid()) in (None, self._killed) or not psutil.pid_exists(pid):
            if time.monotonic() > deadline:
                raise RuntimeError(f"no new engine in {_PATIENCE_SECONDS:g} s: {self._parent.last_words()}")
            time.sleep(_LOOK_SECONDS)
        self.seconds_to_ready.append(time.perf_counter() - self._killed_at)
        return self.seconds_to_ready[-1]


def family_of(pid: int) -> list[psutil.Process]:
    """The processes that this one has started, and theirs."""
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def stragglers(family: list[psutil.Process]) -> list[str]:
    """Which of a dead process's children live on after some seconds; they are ended."""
    _, alive = psutil.wait_procs(family, timeout=_FOLLOW_SECONDS)
    said = []
    for each in alive:
        try:
            command = " ".join(each.cmdline())[:200]
            each.kill()
        except psutil.NoSuchProcess:
            continue
        said.append(f"process {each.pid} outlived the one that it belongs to: {command}")
    return said


def leftovers(folder: Path) -> list[str]:
    """Processes that work in a data folder whose server or engine has ended; they are ended."""
    return stragglers([each for each in psutil.process_iter() if _works_below(each, folder)])


def _works_below(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder)
    except (psutil.Error, OSError):
        return False


def _seconds_starved(pid: int) -> float:
    """How long the process's first thread has stood in the queue for a processor, where Linux says so."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0


def _pid_in(path: Path) -> int | None:
    try:
        pid: int = json.loads(path.read_text())["pid"]
    except (OSError, ValueError, KeyError):
        return None
    return pid
