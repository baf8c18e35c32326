"""What a cluster stands on fails for a while: its disk, its database, its S3.

Each is a `Member` of soak/processes.py, so that a killer brings it about in its turn: `kill` begins the
outage and lets it last, `revive` ends it.
"""

from __future__ import annotations

import contextlib
import resource
import signal
import time
from collections.abc import Sequence
from typing import Literal

import psutil  # type: ignore[import-untyped]

from soak.disks import SmallDisk
from soak.processes import TrigpointProcess, family_of
from soak.services import Postgres, Seaweed


class FullDisk:
    """Not a byte is left. Somebody else fills up at once what is freed meanwhile."""

    def __init__(self, disk: SmallDisk, seconds: float, name: str = "full disk") -> None:
        self.name = name
        self.seconds_to_ready: list[float] = []
        self._disk = disk
        self._seconds = seconds

    def kill(self) -> list[str]:
        until = time.monotonic() + self._seconds
        while time.monotonic() < until:
            self._disk.fill()
            time.sleep(0.05)
        return []

    def revive(self) -> float:
        self._disk.free()
        return 0.0


class FailingDisk:
    """Whatever the processes write to files is refused, as by a disk with a fault. It needs no rights."""

    def __init__(self, servers: Sequence[TrigpointProcess], seconds: float) -> None:
        self.name = "failing disk"
        self.seconds_to_ready: list[float] = []
        self._servers = servers
        self._seconds = seconds

    def kill(self) -> list[str]:
        self._allow(1)
        time.sleep(self._seconds)
        return []

    def revive(self) -> float:
        self._allow(resource.RLIM_INFINITY)
        return 0.0

    def _allow(self, n_bytes: int) -> None:
        """Lets no file grow, nor be written, beyond so many bytes."""
        for server in self._servers:
            for process in [psutil.Process(server.pid), *family_of(server.pid)]:
                with contextlib.suppress(psutil.NoSuchProcess):
                    _, hard = process.rlimit(resource.RLIMIT_FSIZE)
                    process.rlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))


class ReadOnlyDisk:
    """Nothing on it can be changed."""

    def __init__(self, disk: SmallDisk, seconds: float) -> None:
        self.name = "read-only disk"
        self.seconds_to_ready: list[float] = []
        self._disk = disk
        self._seconds = seconds

    def kill(self) -> list[str]:
        until = time.monotonic() + 20
        while not self._disk.turn("ro"):  # a file is being written
            if time.monotonic() > until:
                return ["the disk could not be made read-only: a file was open for writing all the time"]
            time.sleep(0.001)
        time.sleep(self._seconds)
        return []

    def revive(self) -> float:
        self._disk.turn("rw")
        return 0.0


class StorageAway:
    """The S3 service is killed and started again, or stands still and goes on."""

    def __init__(self, server: Seaweed, seconds: float, *, hangs: bool) -> None:
        self.name = "S3 hangs" if hangs else "S3 is gone"
        self.seconds_to_ready: list[float] = []
        self._server = server
        self._seconds = seconds
        self._hangs = hangs

    def kill(self) -> list[str]:
        if self._hangs and self._server.process is not None:
            self._server.process.send_signal(signal.SIGSTOP)
        else:
            self._server.kill()
        time.sleep(self._seconds)
        return []

    def revive(self) -> float:
        if self._hangs and self._server.process is not None:
            self._server.process.send_signal(signal.SIGCONT)
        else:
            self._server.start()
        return 0.0


class DatabaseAway:
    """PostgreSQL is shut down or killed, and started again; or it stands still, and goes on."""

    def __init__(
        self, server: Postgres, seconds: float, how: Literal["restarted", "killed", "frozen"]
    ) -> None:
        self.name = f"PostgreSQL is {how}"
        self.seconds_to_ready: list[float] = []
        self._server = server
        self._seconds = seconds
        self._how = how

    def kill(self) -> list[str]:
        if self._how == "frozen":
            with self._server.frozen():
                time.sleep(self._seconds)
        else:
            self._server.stop(signal.SIGKILL if self._how == "killed" else signal.SIGINT)
            time.sleep(self._seconds)
        return []

    def revive(self) -> float:
        began = time.monotonic()
        if self._how != "frozen":
            self._server.start()
        return time.monotonic() - began
