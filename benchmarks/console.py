"""The management API's calls that the console's pages make of one big job, on a real server."""

from __future__ import annotations

import http.client
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials  # type: ignore[import-untyped]

from benchmarks.load import Plan, generate
from benchmarks.project import Project
from benchmarks.server import Server

_JOB = "bench-console"
_N_WORKERS = 16
_LABEL_SECONDS = 15.0
_TIMES = 15


class ConsoleCall(NamedTuple):
    """A call and how long it takes, in milliseconds."""

    path: str
    median_ms: float
    most_ms: float


class Console(NamedTuple):
    """The calls on a job with so many objects, some thousands of them labeled."""

    database: str
    n_objects: int
    n_labeled: int
    calls: list[ConsoleCall]


def measure_console(folder: Path, n_objects: int, database: str, database_url: str = "") -> Console:
    with (
        TemporaryDirectory(dir=folder) as data,
        Server(Path(data), database_url=database_url) as server,
    ):
        project = Project(server)
        workers = project.prepare(_N_WORKERS)
        project.drop_manifest(_JOB, n_objects)
        project.create_job(_JOB)
        project.wait_until_read(_JOB)
        project.wait_until_staged(_JOB, workers[0], n_objects)
        plan = Plan(
            ports=server.ports, seconds=_LABEL_SECONDS, n_clients=_N_WORKERS, job=_JOB, workers=workers
        )
        n_labeled = generate(plan).n_all
        project.wait_until_labeled(_JOB, n_labeled // 2)
        keys = project.credentials
        middle = n_objects // 2
        paths = (
            "jobs?limit=25",
            f"jobs/{_JOB}/progress",
            f"jobs/{_JOB}/objects?limit=50",
            f"jobs/{_JOB}/objects?state=labeled&limit=50&search=no%20such%20text",
            f"jobs/{_JOB}/objects/{middle}",
            f"jobs/{_JOB}/classes",
            f"jobs/{_JOB}/workers",
            f"jobs/{_JOB}/events",
            f"jobs/{_JOB}/lineage",
        )
        calls = [_timed(server.url, keys, path) for path in paths]
        return Console(database, n_objects, n_labeled, calls)


def _timed(url: str, keys: Credentials, path: str) -> ConsoleCall:
    """Over one connection, as a browser does."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    took = []
    for _ in range(_TIMES):
        request = AWSRequest("GET", f"{url}/trigpoint/api/{path}")
        SigV4Auth(keys, "trigpoint", "us-east-1").add_auth(request)
        began = time.perf_counter()
        connection.request("GET", f"/trigpoint/api/{path}", headers=dict(request.headers.items()))
        response = connection.getresponse()
        body = response.read()
        took.append(1000 * (time.perf_counter() - began))
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {body[:200]!r}")
    connection.close()
    return ConsoleCall(path.replace(_JOB, "{name}"), median(took), max(took))
