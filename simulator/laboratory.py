"""Where seeds are run: a folder for their files, a renderer they share, databases made from an empty one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from simulator.disk import Disk, PostgresDisk, SqliteDisk, empty_sqlite, new_postgres
from simulator.simulation import Outcome, simulate
from trigpoint.templates.renderer import Renderer

_MEMORY = Path("/dev/shm")


class Laboratory:
    """Runs seeds one after the other. With `postgres_url`, over a database of that server."""

    def __init__(self, postgres_url: str | None = None) -> None:
        in_memory = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
        self._folder = Path(tempfile.mkdtemp(prefix="trigpoint-simulator-", dir=in_memory))
        self._postgres_url = postgres_url
        if postgres_url is None:
            self._database = str(empty_sqlite(self._folder / "empty.db"))
        else:
            self._database = new_postgres(postgres_url, f"simulation_{os.getpid()}_{id(self)}")
        self._renderer = Renderer(time_limit_seconds=30, memory_limit_bytes=512 * 2**20)

    def run(self, seed: int, *, calm: bool = False, tell: Callable[[str], object] = len) -> Outcome:
        disk = self._disk()
        try:
            return simulate(seed, disk, self._renderer, calm=calm, tell=tell)
        finally:
            disk.drop()

    def _disk(self) -> Disk:
        folder = self._folder / "seed"
        if self._postgres_url is None:
            return SqliteDisk(folder, Path(self._database))
        return PostgresDisk(folder, self._database)

    def close(self) -> None:
        self._renderer.close()
        shutil.rmtree(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
