"""Files written whole or not at all, and what the system says when it cannot."""

from __future__ import annotations

import errno
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trigpoint.blobs.keys import HIDDEN_PREFIX
from trigpoint.model.errors import InvalidInput, Unavailable

_RETRIES = 5


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turns what the operating system raises into our errors; `what` names the thing in the message."""
    try:
        yield
    except (NotADirectoryError, IsADirectoryError, FileExistsError) as exc:
        raise InvalidInput(f"{what} cannot be: a part of it names both a file and a folder") from exc
    except OSError as exc:
        if exc.errno == errno.ENAMETOOLONG:
            raise InvalidInput(f"{what} is too long a name for this file system") from exc
        if exc.errno == errno.ENOTEMPTY:
            raise InvalidInput(f"{what} cannot be: there is a folder of that name") from exc
        raise Unavailable(f"{what}: {exc.strerror or exc}") from exc


def temp_path(temp: Path) -> str:
    """A name that nobody has, in the folder `temp`."""
    return f"{temp}/{HIDDEN_PREFIX}{uuid.uuid4().hex}"


def write_whole(path: str, data: bytes, *, temp: Path, sync: bool) -> None:
    """Puts a small file in its place by renaming."""
    passing = temp_path(temp)
    try:
        with open(passing, "xb") as file:
            file.write(data)
            if sync:
                file.flush()
                os.fsync(file.fileno())
        move(passing, path, sync=sync)
    finally:
        discard(passing)


def move(source: str, target: str, *, sync: bool, create: bool = False) -> None:
    """Renames `source` to `target`, making the folders on the way.

    With `create` raises FileExistsError when the target is there. Another thread may prune an empty
    folder between its making and the renaming: then it is made again.
    """
    parent = os.path.dirname(target)
    for left in reversed(range(_RETRIES)):
        made = make_folders(parent)
        try:
            _place(source, target, create=create)
        except FileNotFoundError:
            if not left or not os.path.exists(source):
                raise
            continue
        if sync:
            for folder in (parent, *made):
                sync_folder(folder)
        return


def remove(path: str) -> None:
    """Unlinks the file, if there is one."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def discard(path: str) -> None:
    """Unlinks a file that nobody misses, if it can: what stays is swept away at the next start."""
    with suppress(OSError):
        os.unlink(path)


CAN_SYNC_ALL = hasattr(os, "sync")
"""Whether one call waits for all files at once: not on Windows, where each is synced by itself."""


def sync_all() -> None:
    """Returns when all that was written is on the disk, where the system can tell."""
    if CAN_SYNC_ALL:
        os.sync()


def sync_folder(path: str) -> None:
    """Makes the names in a folder durable, where folders can be opened (not on Windows)."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folders(path: str) -> list[str]:
    """Makes the folder and its parents; gives the folders in which one was made."""
    made = []
    while not os.path.isdir(path):
        made.append(path)
        path = os.path.dirname(path)
    for folder in reversed(made):
        os.makedirs(folder, exist_ok=True)
    return [os.path.dirname(folder) for folder in made]


def _place(source: str, target: str, *, create: bool) -> None:
    try:
        _rename(source, target, create=create)
    except OSError as exc:
        if exc.errno != errno.EXDEV:
            raise
        nearby = temp_path(Path(os.path.dirname(target)))
        try:
            shutil.copy2(source, nearby)
            _rename(nearby, target, create=create)
        finally:
            discard(nearby)
        discard(source)


def _rename(source: str, target: str, *, create: bool) -> None:
    if create:
        os.link(source, target)
        os.unlink(source)
    else:
        os.replace(source, target)
