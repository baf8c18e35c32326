"""`trigpoint up`: runs everything until Ctrl-C."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.addresses import is_loopback, portal_urls
from trigpoint.cli.output import err, note, warn
from trigpoint.model.errors import InvalidInput
from trigpoint.settings import Settings, load_settings


def up(
    data: Annotated[
        Path | None, typer.Option(help="Folder of the database, the buckets and the keys.", file_okay=False)
    ] = None,
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
    database_url: Annotated[
        str | None, typer.Option(help="SQLAlchemy URL of a PostgreSQL database, instead of SQLite.")
    ] = None,
    storage: Annotated[
        str | None, typer.Option(help="s3:// keeps buckets in an S3 service instead of the data folder.")
    ] = None,
    public_url: Annotated[
        str | None, typer.Option(help="Address that people use, when a proxy stands before it.")
    ] = None,
) -> None:
    """Runs Trigpoint until Ctrl-C: API and portal on one port, and an engine beside them.

    A second start with the same data folder goes on where the first left off. Every setting is
    also an environment variable: TRIGPOINT_HOST, TRIGPOINT_DATABASE_URL and so on.

    ```
    trigpoint up
    trigpoint up --data lab-data --host 0.0.0.0 --port 8800
    trigpoint up --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem
    ```
    """
    given = {
        "data": data,
        "host": host,
        "port": port,
        "tls_cert": str(tls_cert) if tls_cert else None,
        "tls_key": str(tls_key) if tls_key else None,
        "database_url": database_url,
        "storage": storage,
        "public_url": public_url,
    }
    settings = load_settings(given)
    check(settings)
    announce(settings)
    from trigpoint.app.server import run_server  # loads the whole server, which no other command needs

    run_server(settings, with_engine=True)


def check(settings: Settings) -> None:
    """Refuses settings that contradict each other."""
    if bool(settings.tls_cert) != bool(settings.tls_key):
        raise InvalidInput("--tls-cert and --tls-key go together: HTTPS needs both")


def announce(settings: Settings) -> None:
    """Says who can reach the server, and what that means."""
    if settings.public_url.startswith("https://") and not (settings.tls_cert or settings.trusted_proxies):
        warn(
            "People come by HTTPS to a proxy that is not trusted here: pages will name this server with "
            "http://, and fail. Give TRIGPOINT_TRUSTED_PROXIES, the proxy's address."
        )
    data = shlex.quote(str(settings.data))
    note(f'To point boto3 and the AWS CLI here: eval "$(trigpoint env --data {data})"')
    if is_loopback(settings.host):
        return
    tls = bool(settings.tls_cert)
    urls = portal_urls(settings.host, settings.port, tls=tls) if settings.port else []
    if settings.public_url:
        urls.insert(0, settings.public_url)
    if urls:
        err.print("[bold]Colleagues on your network can open:[/]")
    for url in urls:
        err.print(f"  {url}", style="bold cyan")
    if not tls and not settings.public_url.startswith("https://"):
        warn(
            "This is plain HTTP: whoever can listen on the network reads passwords and data. Use it on a "
            "network that you trust, or give --tls-cert and --tls-key, or put an HTTPS proxy before it."
        )
