"""`trigpoint backup`: one file with everything, made while people label."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated

import typer

from trigpoint.cli.backup_file import (
    PIPE,
    Database,
    Folder,
    KeyFile,
    Storage,
    key_file,
    opened_backup,
    size_text,
    summary,
)
from trigpoint.cli.output import note, progress_bars, say, warn
from trigpoint.settings import Settings, load_settings


def backup(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="File to write; a folder gets a dated one; - is stdout.")
    ],
    with_buckets: Annotated[
        bool | None,
        typer.Option(
            "--with-buckets/--without-buckets",
            help="Whether the objects in buckets go into the file. Without either: those of the data folder "
            "do, those of another S3 service do not.",
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: read FILE and say whether it is whole.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace FILE when it is there already.")] = False,
    data: Folder = None,
    database_url: Database = None,
    storage: Storage = None,
    keys: KeyFile = None,
) -> None:
    """Writes everything into one file, also while the server runs and people label.

    The file holds the database as it was at one moment, the keys of the API, and the objects in the
    data folder's buckets. It holds secrets: it is written for its owner only. `trigpoint restore`
    brings it into an empty installation, on SQLite or PostgreSQL.

    ```
    trigpoint backup /mnt/backups/
    trigpoint backup lab.zip --data /var/lib/trigpoint --without-buckets
    trigpoint backup --check lab.zip
    trigpoint backup - | ssh elsewhere 'cat > lab.zip'
    ```
    """
    if check:
        check_file(file)
        return
    given = {
        "data": data,
        "database_url": database_url,
        "storage": storage,
        "keys": str(keys) if keys else None,
    }
    settings = load_settings(given)
    if with_buckets is None:
        with_buckets = not settings.storage
    write(settings, file, with_buckets=with_buckets, force=force)


def write(settings: Settings, file: str, *, with_buckets: bool, force: bool) -> None:
    """Makes a backup of the installation that the settings name."""
    from trigpoint.app.parts import database_url, open_blobs
    from trigpoint.backup.file import file_in, written_whole
    from trigpoint.backup.write import write_backup
    from trigpoint.store.snapshot import open_snapshot

    made_at = datetime.now(UTC)
    path = file_in(Path(file), made_at)
    target: AbstractContextManager[IO[bytes]] = (
        nullcontext(sys.stdout.buffer) if file == PIPE else written_whole(path, replace=force)
    )
    with open_snapshot(database_url(settings)) as snapshot, target as opened, progress_bars() as progress:
        keys = key_file(settings)
        made = write_backup(
            opened,
            snapshot,
            keys.read_bytes() if keys.exists() else None,
            open_blobs(settings) if with_buckets else None,
            made_at,
            progress=progress,
        )
    if file == PIPE:
        note(f"The backup holds {summary(made)}.")
    else:
        say(f"{path} ({size_text(path.stat().st_size)}) holds {summary(made)}.")
    if made.buckets is None:
        warn(left_out(settings))
    note("Not in it: TLS certificates, settings, and who is signed in. Keep it as safe as a password.")


def left_out(settings: Settings) -> str:
    """What somebody must do who leaves the buckets out."""
    where = f"in {settings.data / 'buckets'}" if not settings.storage else "in the S3 service"
    return (
        f"NOT in it: the objects in buckets, {where}: images, manifests and output files. Copy them "
        "yourself, after this backup (never before it), or give --with-buckets."
    )


def check_file(file: str) -> None:
    """Reads a backup to its end and says what it holds."""
    with opened_backup(file) as found, progress_bars() as progress:
        found.check(progress)
    manifest = found.manifest
    say(f"{file} is whole: {summary(manifest)}.")
    say(
        f"Made {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC by Trigpoint {manifest.product_version} "
        f"from {manifest.database}, schema {manifest.schema_version}."
    )
    if manifest.buckets is None:
        warn("The objects in buckets are NOT in it.")
