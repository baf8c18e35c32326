"""`trigpoint restore`: a backup into an empty installation."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli.backup_file import (
    Database,
    Folder,
    KeyFile,
    Storage,
    key_file,
    opened_backup,
    summary,
)
from trigpoint.cli.connection import running_server
from trigpoint.cli.output import note, progress_bars, say, warn
from trigpoint.cli.server_process import is_healthy
from trigpoint.model.errors import InUse
from trigpoint.settings import Settings, load_settings


def restore(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The backup; - is standard input.")],
    with_buckets: Annotated[
        bool,
        typer.Option(
            "--with-buckets/--without-buckets", help="Whether the objects in the file are restored, too."
        ),
    ] = True,
    data: Folder = None,
    database_url: Database = None,
    storage: Storage = None,
    keys: KeyFile = None,
) -> None:
    """Brings a backup into an empty installation, on the same database or the other one.

    The whole file is checked first. Then everything is restored or nothing; what is there already
    is never replaced. Workers sign in again, and go on where they were.

    ```
    trigpoint restore lab.zip --data new-folder
    trigpoint restore lab.zip --data new-folder --database-url postgresql://trigpoint@db/trigpoint
    ssh elsewhere 'cat lab.zip' | trigpoint restore - --data new-folder
    ```
    """
    given = {
        "data": data,
        "database_url": database_url,
        "storage": storage,
        "keys": str(keys) if keys else None,
    }
    settings = load_settings(given)
    check_stopped(settings)
    from trigpoint.app.parts import database_url as url_of
    from trigpoint.app.parts import open_blobs
    from trigpoint.backup.restore import Restore

    with opened_backup(file) as found, progress_bars() as progress:
        blobs = open_blobs(settings) if with_buckets and found.manifest.buckets is not None else None
        Restore(found, url_of(settings), key_file(settings), blobs, progress).run()
    manifest = found.manifest
    say(f"Restored {summary(manifest)}, as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC.")
    if blobs is None:
        warn(
            "The objects in buckets were NOT restored: images, manifests and output files must be in their "
            "buckets before the jobs go on."
        )
    note("Workers sign in again. Tasks that they held are theirs until the time limit ends.")


def check_stopped(settings: Settings) -> None:
    """Raises InUse when a server runs in the data folder."""
    running = running_server(settings.data)
    if running is not None and is_healthy(running.url):
        raise InUse(f"a server runs in {settings.data} ({running.url}): stop it before you restore")
