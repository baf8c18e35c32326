"""A lock that the operating system takes back when its process ends, however it ends."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


class FileLock:
    """A lock on a file, held by one process at a time. The file stays; only the lock comes and goes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def acquire(self) -> None:
        """Waits for the lock."""
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def try_acquire(self) -> bool:
        """Whether the lock was free and is held now."""
        if fcntl is None:
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        if fcntl is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def name(self) -> str:
        """A name that stays with the file; ask while holding the lock."""
        known = os.pread(self._file, 64, 0).decode("ascii", "replace").strip()
        if not known:
            known = uuid.uuid4().hex
            os.pwrite(self._file, known.encode(), 0)
        return known

    def close(self) -> None:
        """Lets go of the lock and the file."""
        os.close(self._file)
