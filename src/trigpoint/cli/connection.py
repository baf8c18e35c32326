"""Clients of the public API for the commands, and where they find the server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from trigpoint.keyring import load_root_key
from trigpoint.settings import Settings, load_settings


class RunningServer(msgspec.Struct, frozen=True):
    """What a server writes into its data folder when it is up."""

    url: str
    pid: int


@dataclass(frozen=True)
class Connection:
    """Where the API is and with which keys; None leaves it to botocore (environment, profiles)."""

    endpoint: str | None
    access_key_id: str | None
    secret_key: str | None
    region: str | None

    @property
    def verify(self) -> str | None:
        """The file of certificates to trust, where it is not the machine's."""
        return os.environ.get("AWS_CA_BUNDLE")

    def role_arn(self) -> str:
        """The role that jobs and previews of ours read files by: `trigpoint` of the own account."""
        return f"arn:aws:iam::{self.client('sts').get_caller_identity()['Account']}:role/trigpoint"

    def client(self, service: str) -> Any:
        """A botocore client of one AWS service, which answers with plain dictionaries."""
        import botocore.session  # not where commands are listed: servers and engines never need it
        from botocore.config import Config

        return botocore.session.get_session().create_client(
            service,
            endpoint_url=self.endpoint,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_key,
            region_name=self.region,
            verify=self.verify,
            config=Config(
                s3={"addressing_style": "path"},
                retries={"mode": "standard", "max_attempts": 3},
                connect_timeout=5,
            ),
        )


def connect(data: Path | None = None, environ: Mapping[str, str] = os.environ) -> Connection:
    """The connection that `data` names, else AWS_ENDPOINT_URL, else the data folder of the settings.

    Without AWS_ENDPOINT_URL the environment's AWS keys are left alone: they are AWS's, not ours.
    """
    if data is None and environ.get("AWS_ENDPOINT_URL"):
        region = environ.get("AWS_DEFAULT_REGION") or environ.get("AWS_REGION") or Settings.region
        return Connection(None, None, None, region)
    settings = load_settings({"data": data}, environ)
    key = load_root_key(settings.data, settings.account, keys_file=settings.keys)
    return Connection(address_of(settings), key.access_key_id, key.secret_key, settings.region)


def address_of(settings: Settings) -> str:
    """The address at which the server of this data folder is reached from here."""
    running = running_server(settings.data)
    if running is not None:
        return running.url
    if settings.public_url:
        return settings.public_url.rstrip("/")
    scheme = "https" if settings.tls_cert else "http"
    return f"{scheme}://127.0.0.1:{settings.port}"


def running_server(data: Path) -> RunningServer | None:
    """What the last server of this data folder said of itself; it may have ended since."""
    try:
        return msgspec.json.decode((data / "server.json").read_bytes(), type=RunningServer)
    except FileNotFoundError:
        return None
