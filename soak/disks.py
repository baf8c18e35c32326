"""A disk of one's own, which can be filled, freed, and turned read-only."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_FILLER = ".filler"
_PIECE = 2**20


class NotAllowed(Exception):
    """This user may not mount file systems."""


class SmallDisk:
    """A file system in memory, mounted on a folder. Raises NotAllowed."""

    def __init__(self, path: Path, mebibytes: int) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True)
        said = self._run(
            "mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,nr_inodes=100k", "tmpfs", str(path)
        )
        if said.returncode:
            raise NotAllowed(f"a file system cannot be mounted here: {said.stderr.strip()}")

    @property
    def free_bytes(self) -> int:
        about = os.statvfs(self.path)
        return about.f_bavail * about.f_frsize

    def fill(self) -> None:
        """Takes every byte that is left, as a log or somebody's video would."""
        with (self.path / _FILLER).open("ab", buffering=0) as file:
            while left := self.free_bytes:
                try:
                    file.write(b"\0" * min(left, _PIECE))
                except OSError:
                    return

    def free(self) -> None:
        (self.path / _FILLER).unlink(missing_ok=True)

    def turn(self, mode: str) -> bool:
        """Remounts it "ro" or "rw"; False while a file is open for writing."""
        return self._run("mount", "-o", f"remount,{mode}", str(self.path)).returncode == 0

    def remove(self) -> None:
        self._run("umount", "-l", str(self.path))

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False)
