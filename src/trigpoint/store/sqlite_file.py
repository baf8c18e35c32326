"""What is done with an SQLite file as a whole."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from trigpoint.model.errors import Unavailable

_WAIT_SECONDS = 60


def use_write_ahead_log(path: Path) -> None:
    """Puts the file into WAL mode, if it is not.

    Several processes may try it at once over a new file, and SQLite tells all but one at once that it is
    locked, whatever the timeout.
    """
    deadline = time.monotonic() + _WAIT_SECONDS
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        while True:
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                return
            except sqlite3.OperationalError as exc:
                if "locked" not in str(exc) or time.monotonic() > deadline:
                    raise Unavailable(f"the database {path} cannot be opened: {exc}") from exc
                time.sleep(0.02)


def copy_file(source: Path, target: Path) -> None:
    """Copies what is committed in `source`, its log included; `target` appears whole, for its owner only."""
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(source)) as reads, closing(sqlite3.connect(partial)) as writes:
            reads.backup(writes)
            writes.execute("PRAGMA journal_mode = DELETE")
        sync(partial)
        partial.replace(target)
        sync(target.parent)
    except (OSError, sqlite3.Error) as exc:
        partial.unlink(missing_ok=True)
        raise Unavailable(
            f"no copy of {source} could be made before its upgrade ({exc}): make room for {target},"
            " and start again"
        ) from exc


def sync(path: Path) -> None:
    """Returns when a file's content, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
