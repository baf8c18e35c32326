"""A lock that the operating system takes back when its process ends, however it ends."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    import msvcrt

    _FAR = 1 << 40
    """Windows locks bytes, and nobody else may read them meanwhile: one that no file has."""

    def lock_file(file: int, *, wait: bool = True) -> bool:
        """Locks an open file for this process; False when it is another's and `wait` is not set."""
        os.lseek(file, _FAR, os.SEEK_SET)
        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
            except OSError:  # LK_LOCK gives up after ten seconds
                if not wait:
                    return False
            else:
                os.lseek(file, 0, os.SEEK_SET)
                return True

    def unlock_file(file: int) -> None:
        os.lseek(file, _FAR, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
        os.lseek(file, 0, os.SEEK_SET)

else:

    def lock_file(file: int, *, wait: bool = True) -> bool:
        """Locks an open file for this process; False when it is another's and `wait` is not set."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock_file(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


class FileLock:
    """A lock on a file, held by one process at a time. The file stays; only the lock comes and goes."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)

    def acquire(self) -> None:
        """Waits for the lock."""
        lock_file(self._file)

    def try_acquire(self) -> bool:
        """Whether the lock was free and is held now."""
        return lock_file(self._file, wait=False)

    def release(self) -> None:
        unlock_file(self._file)

    def name(self) -> str:
        """A name that stays with the file; ask while holding the lock."""
        os.lseek(self._file, 0, os.SEEK_SET)
        known = os.read(self._file, 64).decode("ascii", "replace").strip()
        if not known:
            known = uuid.uuid4().hex
            os.write(self._file, known.encode())
        return known

    def close(self) -> None:
        """Lets go of the lock and the file."""
        os.close(self._file)
