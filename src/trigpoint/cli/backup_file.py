"""What `trigpoint backup` and `trigpoint restore` share: the file, and what is said of it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING, Annotated

import typer

from trigpoint.keyring import KEY_FILE
from trigpoint.model.errors import BadBackup, WrongState
from trigpoint.settings import Settings

if TYPE_CHECKING:
    from trigpoint.backup.manifest import Manifest
    from trigpoint.backup.read import Backup

PIPE = "-"

Folder = Annotated[
    Path | None, typer.Option("--data", help="Data folder of the installation.", file_okay=False)
]
Database = Annotated[
    str | None,
    typer.Option("--database-url", help="SQLAlchemy URL of its PostgreSQL database, when it has one."),
]
Storage = Annotated[
    str | None, typer.Option("--storage", help="s3:// when its buckets are in an S3 service.")
]
KeyFile = Annotated[
    Path | None, typer.Option("--keys", help="Its key file, when that is not in the data folder.")
]


def key_file(settings: Settings) -> Path:
    return Path(settings.keys) if settings.keys else settings.data / KEY_FILE


@contextmanager
def opened_backup(file: str) -> Iterator[Backup]:
    """The backup in `file`, - being standard input; what is wrong with it is said with its name."""
    from trigpoint.backup.read import Backup

    name = "standard input" if file == PIPE else file
    with _source(file) as source:
        try:
            yield Backup(source)
        except (BadBackup, WrongState) as exc:
            raise BadBackup(f"{name} cannot be used, and nothing was changed: {exc}") from exc


@contextmanager
def _source(file: str) -> Iterator[IO[bytes]]:
    if file != PIPE:
        with open(file, "rb") as source:
            yield source
        return
    with tempfile.TemporaryFile(prefix="trigpoint-") as kept:  # a ZIP file is read from its end
        copyfileobj(sys.stdin.buffer, kept)
        kept.seek(0)
        yield kept


def summary(manifest: Manifest) -> str:
    """`12,345 rows in 25 tables, keys, 310 objects in 2 buckets`."""
    parts = [f"{manifest.n_rows:,} rows in {len(manifest.tables)} tables"]
    parts.append("the keys" if manifest.keys is not None else "no keys")
    if manifest.buckets is not None:
        parts.append(f"{manifest.n_objects:,} objects in {len(manifest.buckets):,} buckets")
    return ", ".join(parts)


def size_text(n_bytes: int) -> str:
    """`48.2 kB`."""
    size, units = float(n_bytes), ["bytes", "kB", "MB", "GB", "TB"]
    while size >= 1000 and len(units) > 1:
        size, units = size / 1000, units[1:]
    return f"{size:,.0f} {units[0]}" if units[0] == "bytes" else f"{size:,.1f} {units[0]}"
