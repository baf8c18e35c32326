"""`trigpoint serve` and `trigpoint engine`: the two halves of `trigpoint up`, each any number of times."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.output import note
from trigpoint.cli.up import announce, check
from trigpoint.settings import load_settings

Data = Annotated[
    Path | None,
    typer.Option(help="Folder of the keys, and of what no other setting places.", file_okay=False),
]
DatabaseUrl = Annotated[
    str | None, typer.Option(help="SQLAlchemy URL of the PostgreSQL database that all share.")
]
Storage = Annotated[str | None, typer.Option(help="s3:// keeps buckets in the S3 service that all share.")]
Keys = Annotated[
    Path | None, typer.Option(help="Key file that all servers share; else keys.json in the data folder.")
]


def serve(
    data: Data = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; 0.0.0.0 opens it to the network.")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = None,
    tls_cert: Annotated[
        Path | None, typer.Option(help="Certificate file (PEM), for HTTPS.", dir_okay=False, exists=True)
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option(help="Key file (PEM) of the certificate.", dir_okay=False, exists=True)
    ] = None,
    database_url: DatabaseUrl = None,
    storage: Storage = None,
    keys: Keys = None,
    public_url: Annotated[
        str | None, typer.Option(help="Address that people use, when a proxy stands before it.")
    ] = None,
) -> None:
    """Serves portal and API until Ctrl-C, and leaves the jobs to `trigpoint engine` processes.

    Any number of servers and engines work together over one PostgreSQL and one S3. On one machine
    `trigpoint up` is both at once.

    ```
    trigpoint serve --database-url postgresql://trigpoint@db/trigpoint --storage s3:// --keys keys.json
    trigpoint serve --data /var/lib/trigpoint --host 0.0.0.0 --port 8801
    ```
    """
    settings = load_settings(
        {
            "data": data,
            "host": host,
            "port": port,
            "tls_cert": str(tls_cert) if tls_cert else None,
            "tls_key": str(tls_key) if tls_key else None,
            "database_url": database_url,
            "storage": storage,
            "keys": str(keys) if keys else None,
            "public_url": public_url,
        }
    )
    check(settings)
    announce(settings)
    from trigpoint.app.server import run_server  # loads the whole server, which no other command needs

    run_server(settings, with_engine=False)


def engine(
    data: Data = None, database_url: DatabaseUrl = None, storage: Storage = None, keys: Keys = None
) -> None:
    """Runs labeling jobs until Ctrl-C: reads manifests, opens tasks, consolidates answers, writes outputs.

    Engines over one PostgreSQL share the running jobs out among them. When one dies, the others
    take its jobs over within seconds.

    ```
    trigpoint engine --database-url postgresql://trigpoint@db/trigpoint --storage s3:// --keys keys.json
    trigpoint engine --data /var/lib/trigpoint
    ```
    """
    settings = load_settings(
        {
            "data": data,
            "database_url": database_url,
            "storage": storage,
            "keys": str(keys) if keys else None,
        }
    )
    note("The engine runs; Ctrl-C ends it, and hands its jobs to other engines.")
    from trigpoint.app.engine import run_engine

    run_engine(settings)
