"""The stores that the contract of blobs is tested on: a folder, and S3 (SeaweedFS)."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.folder import FolderStore
from trigpoint.blobs.s3 import S3Store
from trigpoint.model.clock import SystemClock
from trigpoint.model.ids import Ids

START_SECONDS = 60


class Seaweed(NamedTuple):
    endpoint: str
    access_key_id: str
    secret_key: str


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seaweed]:
    """An S3 service of its own for this test process; it does not heed SIGTERM, so it is killed.

    The ports it listens on besides are switched off: they are the same for every server.
    """
    folder = tmp_path_factory.mktemp("seaweed")
    ports = free_ports()
    found = Seaweed(f"http://127.0.0.1:{ports['s3']}", "test-key", "test-secret")
    identity = {
        "name": "tests",
        "credentials": [{"accessKey": found.access_key_id, "secretKey": found.secret_key}],
        "actions": ["Admin", "Read", "List", "Tagging", "Write"],
    }
    (folder / "s3.json").write_text(json.dumps({"identities": [identity]}))
    command = [Path(sys.executable).parent / "weed", "server", f"-dir={folder}", "-ip=127.0.0.1", "-s3"]
    command += [
        "-ip.bind=127.0.0.1",
        "-master.telemetry=false",
        "-volume.max=4000",
        f"-s3.config={folder / 's3.json'}",
    ]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.iam=false"]
    command += [f"-{name}.port={port}" for name, port in ports.items()]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        wait_until_up(found.endpoint, process, folder / "log")
        yield found
    finally:
        process.kill()
        process.wait()


def free_ports() -> dict[str, int]:
    """Ports whose neighbour below and whose number + 10,000 are free, too: SeaweedFS takes them all."""
    names, ports, base = ["master", "volume", "filer", "s3"], {}, 20_000 + os.getpid() % 10_000
    while names:
        base += 3
        if all(is_free(port) for port in (base - 1, base, base + 10_000, base + 9_999)):
            ports[names.pop()] = base
    return ports


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
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


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """Every kind of store in turn."""
    if request.param == "folder":
        return FolderStore(tmp_path / "buckets", fsync=False)
    found: Seaweed = request.getfixturevalue("seaweed")
    return S3Store(endpoint=found.endpoint, access_key_id=found.access_key_id, secret_key=found.secret_key)


@pytest.fixture
def bucket(store: BlobStore) -> str:
    """A new bucket in the store."""
    name = f"b-{Ids(SystemClock()).token()[:20]}"
    store.create_bucket(name)
    return name
