"""Disks that fill up, turn read-only and fail, as far as this machine lets us make them."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

_FILLER = ".filler"


class SmallDisk:
    """A file system of its own in memory, which can be filled, freed, and turned read-only."""

    def __init__(self, path: Path, mebibytes: int) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        size = f"size={mebibytes}m,nr_inodes=20k"
        said = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(path)],
            capture_output=True,
            text=True,
            check=False,
        )
        if said.returncode:
            pytest.skip(f"needs the right to mount a file system: {said.stderr.strip()}")

    @property
    def free_bytes(self) -> int:
        about = os.statvfs(self.path)
        return about.f_bavail * about.f_frsize

    def fill(self) -> None:
        """Takes every byte that is left, as a log or somebody's video would."""
        with (self.path / _FILLER).open("ab", buffering=0) as file:
            while self.free_bytes:
                try:
                    file.write(b"\0" * min(self.free_bytes, 2**20))
                except OSError:
                    return

    def free(self) -> None:
        (self.path / _FILLER).unlink(missing_ok=True)

    def turn(self, mode: str) -> bool:
        """Remounts it "ro" or "rw"; False when a file is open for writing just now."""
        said = subprocess.run(
            ["mount", "-o", f"remount,{mode}", str(self.path)], capture_output=True, check=False
        )
        return said.returncode == 0

    def remove(self) -> None:
        subprocess.run(["umount", "-l", str(self.path)], capture_output=True, check=False)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str, int], SmallDisk]]:
    """Makes small disks below the test's folder: name and size in MiB."""
    made: list[SmallDisk] = []

    def make(name: str, mebibytes: int) -> SmallDisk:
        made.append(SmallDisk(tmp_path / name, mebibytes))
        return made[-1]

    yield make
    for disk in made:
        disk.remove()


@pytest.fixture
def no_file_beyond() -> Callable[[int], AbstractContextManager[None]]:
    """Lets no file of this process grow beyond so many bytes: a full disk that needs no rights."""

    @contextmanager
    def limited(most_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited
