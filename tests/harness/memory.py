"""Tests write to memory where there is room: most of their time would be waits for the disk.

Nothing here cuts the power, so a disk that keeps what was flushed has nothing to prove; what flushes
what, and when, is tested by watching the calls. `TMPDIR=/tmp make test` uses the disk.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import psutil

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 6 * 2**30
_PREFIX = "trigpoint-tests-"


def take_memory() -> Path | None:
    """A folder in memory that is from now on where temporary files go; None where there is no room.

    For this process and those that it starts.
    """
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return None
    _remove_left_behind()
    room = min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available)
    if room < _ROOM_BYTES:
        return None
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY))
    folder.chmod(0o755)  # as root PostgreSQL runs as somebody else
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None  # it is asked for again
    return folder


def give_back(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    del os.environ["TMPDIR"]
    tempfile.tempdir = None


def _remove_left_behind() -> None:
    """What runs have left that were killed."""
    for folder in _MEMORY.glob(f"{_PREFIX}*"):
        number = folder.name.removeprefix(_PREFIX).split("-")[0]
        if number.isdigit() and not psutil.pid_exists(int(number)):
            shutil.rmtree(folder, ignore_errors=True)
