"""Every setting, read once, from arguments and TRIGPOINT_* environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from trigpoint.model.arn import Home
from trigpoint.model.errors import InvalidInput


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this installation runs. The name of each environment variable is TRIGPOINT_ and the field's."""

    data: Path = Path("trigpoint-data")
    """Folder of the database, the buckets and the keys."""
    keys: str = ""
    """File of the keys; empty is keys.json in the data folder. Servers that work together need the same."""
    host: str = "127.0.0.1"
    """Address to listen on; 0.0.0.0 opens it to the network."""
    port: int = 8800
    """Port to listen on; 0 takes a free one."""
    database_url: str = ""
    """SQLAlchemy URL; empty is the SQLite file in the data folder."""
    database_seconds: float = 10.0
    """Longest that a request waits for a PostgreSQL server that does not answer, before it gets a 503."""
    storage: str = ""
    """`s3://` to keep buckets in an S3 service (with storage_endpoint); empty is the data folder."""
    storage_endpoint: str = ""
    """Address of the S3 service, when it is not AWS."""
    storage_access_key: str = ""
    """Access key ID for that service; empty takes the environment's."""
    storage_secret_key: str = field(default="", repr=False)
    """Secret key for that service."""
    storage_region: str = "us-east-1"
    """Region of that service."""
    region: str = "us-east-1"
    """Region named in ARNs of what is made here."""
    account: str = "000000000000"
    """Account named in ARNs of what is made here: 12 digits."""
    tls_cert: str = ""
    """Certificate file (PEM); with tls_key the server speaks HTTPS. New files are taken up within seconds."""
    tls_key: str = ""
    """Key file (PEM) of the certificate."""
    public_url: str = ""
    """Address that people use, when it is not the one listened on (behind a proxy)."""
    trusted_proxies: str = ""
    """Addresses and networks (10.0.0.0/24), separated by commas, of the proxies before it: their
    X-Forwarded-For, -Proto and -Host headers are believed, nobody else's."""
    public_workteam: str = ""
    """Name of the team that works jobs made for the public (Mechanical Turk) or a vendor's team."""
    role_access: str = ""
    """JSON file that maps role ARNs to the buckets or `bucket/prefix` entries that their jobs may show;
    a role that is not in it may read every bucket."""
    mirrors: str = ""
    """JSON file that maps beginnings of addresses in templates (`https://code.jquery.com/`) to copies: an S3
    prefix here, or another address."""
    page_sources: str = ""
    """Hosts that task pages may load scripts, styles, pictures and data from, separated by spaces, such as
    `cdn.example.org *.lab.org`; empty is any https: address."""
    task_origin: str = ""
    """Address that task pages are served at, such as https://tasks.example.org, or https://*.tasks.example.org
    with one name a job; empty is the portal's own, in a sandbox without an origin."""
    max_body_mb: int = 64
    """Largest body of an API or portal request, in MiB; uploads to buckets are not bound by it."""
    max_image_mb: int = 40
    """Largest image file that workers are shown, in MiB; an object with a larger one, or with more than 100
    million pixels, fails when it is staged. 0 is no limit."""
    session_hours: int = 12
    """How long a worker's sign-in lasts without use."""
    console_idle_minutes: int = 30
    """How long a sign-in to the console lasts without use; it ends after twelve hours in any case."""
    job_days: int = 30
    """After so many days an unfinished job expires."""
    cluster: str = ""
    """Address of a Dask scheduler, such as tcp://scheduler:8786, whose workers run functions and
    consolidation; empty runs them in a process beside the engine."""
    consolidation_group: int = 100
    """Most objects that one consolidation request holds."""
    render_seconds: float = 5.0
    """Longest time to render a template."""
    render_memory_mb: int = 512
    """Most memory that rendering a template may take."""
    log_level: str = "info"
    """How much the server logs: debug, info, warning or error."""
    log_format: str = "auto"
    """How it logs: `json` lines, `text` for people, or `auto`: text on a terminal, else JSON."""
    metrics_token: str = field(default="", repr=False)
    """Token (`Authorization: Bearer ...`) that opens /metrics to other machines; without one only this
    machine may read it."""
    engine_port: int = 0
    """Port, on the host's address, where an engine answers /healthz, /readyz and /metrics; 0 is none."""
    drain_seconds: float = 0.0
    """How long a server that was told to end goes on serving while /readyz says 503, so that load balancers
    find out."""

    def environment(self) -> dict[str, str]:
        """The variables that say the same to another process."""
        return {f"TRIGPOINT_{each.name.upper()}": str(getattr(self, each.name)) for each in fields(self)}

    @property
    def home(self) -> Home:
        return Home(self.region, self.account)


def load_settings(given: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `given` values (None means not given), else the environment, else the defaults."""
    hints = get_type_hints(Settings)
    values: dict[str, Any] = {}
    for each in fields(Settings):
        raw = environ.get(f"TRIGPOINT_{each.name.upper()}")
        if given.get(each.name) is not None:
            values[each.name] = given[each.name]
        elif raw is not None:
            try:
                values[each.name] = hints[each.name](raw)
            except ValueError as exc:
                raise InvalidInput(f"TRIGPOINT_{each.name.upper()} is {raw!r}: {exc}") from exc
    return replace(Settings(), **values)
