"""`trigpoint env`: shell lines that point AWS tools at this server."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.connection import address_of
from trigpoint.keyring import load_root_key
from trigpoint.settings import load_settings


def env(
    data: Annotated[Path | None, typer.Option(help="Data folder of the server.", file_okay=False)] = None,
    direct_s3: Annotated[
        bool,
        typer.Option(
            "--direct-s3",
            help="Also export AWS_ENDPOINT_URL_S3, the S3 service that is the store: S3 calls go "
            "straight to it, with its keys.",
        ),
    ] = False,
) -> None:
    """Prints shell lines that export the address and the keys of this installation.

    boto3, the AWS CLI, the SageMaker SDK and the SDK for JavaScript then talk to Trigpoint.

    ```
    eval "$(trigpoint env)"
    eval "$(trigpoint env --data demo-data)" && aws sagemaker list-labeling-jobs
    ```
    """
    settings = load_settings({"data": data})
    key = load_root_key(settings.data, settings.account, keys_file=settings.keys)
    lines = {
        "AWS_ENDPOINT_URL": address_of(settings),
        "AWS_ACCESS_KEY_ID": key.access_key_id,
        "AWS_SECRET_ACCESS_KEY": key.secret_key,
        "AWS_DEFAULT_REGION": settings.region,
        "AWS_REGION": settings.region,  # the SDK for JavaScript knows no other
    }
    if direct_s3 and settings.storage:
        lines["AWS_ENDPOINT_URL_S3"] = (
            settings.storage_endpoint or f"https://s3.{settings.storage_region}.amazonaws.com"
        )
    for name, value in lines.items():
        print(f"export {name}={shlex.quote(value)}")
