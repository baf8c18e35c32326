"""Copies of a whole SQLite file."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from trigpoint.model.errors import Unavailable


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
