"""The file that a backup is written to: whole or not there at all, and for its owner only."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from trigpoint.blobs.disk import sync_folder
from trigpoint.model.errors import InUse, NameTaken
from trigpoint.store.file_lock import lock_file


def file_in(target: Path, made_at: datetime) -> Path:
    """`target`, or a dated name in it when it is a folder: `trigpoint-20310402-091502Z.zip`."""
    return target / f"trigpoint-{made_at:%Y%m%d-%H%M%SZ}.zip" if target.is_dir() else target


@contextmanager
def written_whole(path: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A file to write, `<path>.part` until everything is in it and on the disk."""
    _check_free(path, replace=replace)
    partial = path.with_name(path.name + ".part")
    with os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        if not lock_file(file.fileno(), wait=False):
            raise InUse(f"another backup is being written to {partial}")
        try:
            partial.chmod(0o600)
            file.truncate()
            yield file
            file.flush()
            os.fsync(file.fileno())
            _check_free(path, replace=replace)
            if os.name == "nt":  # moves no open files
                file.close()
            partial.replace(path)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
    sync_folder(str(path.parent))


def _check_free(path: Path, *, replace: bool) -> None:
    if path.exists() and not replace:
        raise NameTaken("file", str(path), f"{path} is there already: give another name, or --force")
