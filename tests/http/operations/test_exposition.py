"""One text with every process's figures, each family once."""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open
from prometheus_client.parser import text_string_to_metric_families as parse

from trigpoint.blobs.folder import FolderStore
from trigpoint.http.operations.access import MetricsAccess
from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.operations.exposition import Exposition
from trigpoint.http.operations.listener import OperationsListener
from trigpoint.http.operations.operations import Operations
from trigpoint.http.operations.readiness import Readiness
from trigpoint.metrics import Metrics
from trigpoint.store.opening import open_database

OpenPort = Callable[..., int]


@pytest.fixture
def open_port(tmp_path: Path, clock: Any) -> Iterator[OpenPort]:
    """Starts the small port of an engine with the given metrics; it ends with the test."""
    database = open_database(f"sqlite:///{tmp_path / 'trigpoint.db'}")
    readiness = Readiness(
        database, FolderStore(tmp_path / "buckets"), EngineWatch(database, clock, silent_seconds=10)
    )
    opened = []

    def start(metrics: Metrics, token: str = "", host: str = "127.0.0.1") -> int:
        operations = Operations(readiness, Exposition(metrics, "engine"), MetricsAccess(token))
        opened.append(OperationsListener(operations, host, 0))
        return opened[-1].port

    yield start
    for listener in opened:
        listener.close()
    database.close()


def samples(text: bytes, name: str) -> dict[str, float]:
    """Values of a sample by the process that gave them."""
    return {
        sample.labels["process"]: sample.value
        for family in parse(text.decode())
        for sample in family.samples
        if sample.name == name
    }


def test_figures_of_server_and_engine_stand_in_one_family(open_port: OpenPort) -> None:
    server, engine = Metrics("1"), Metrics("1")
    server.commit(3, 0.01, 0)
    engine.commit(5, 0.02, 0)
    port = open_port(engine)
    text = Exposition(server, "server", None, lambda: f"http://127.0.0.1:{port}/metrics").text().body
    assert samples(text, "trigpoint_commit_seconds_sum") == {"server": 0.01, "engine": 0.02}
    assert text.count(b"# TYPE trigpoint_commit_seconds histogram") == 1
    assert b"trigpoint_engine_figures_up 1.0" in text
    assert b"_created" not in text


def test_an_engine_that_cannot_be_asked_costs_only_its_own_figures() -> None:
    text = Exposition(Metrics(), "server", None, lambda: "http://127.0.0.1:1/metrics").text().body
    assert b"trigpoint_engine_figures_up 0.0" in text
    assert samples(text, "trigpoint_commit_seconds_count") == {"server": 0}


def test_the_text_is_also_valid_openmetrics() -> None:
    metrics = Metrics()
    metrics.error("Unavailable")
    metrics.request('/a/"quoted"', "GET", 200, 0.1)
    given = Exposition(metrics, "server").text("application/openmetrics-text; version=1.0.0")
    assert given.content_type.startswith("application/openmetrics-text")
    assert {family.name for family in parse_open(given.body.decode())} >= {"trigpoint_errors"}


def ask(port: int, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


def test_the_port_of_an_engine_answers_the_three_and_nothing_else(open_port: OpenPort) -> None:
    port = open_port(Metrics())
    assert ask(port, "/healthz")[::2] == (200, b"ok\n")
    status, headers, body = ask(port, "/readyz?x=1")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert b'"takes writes"' in body
    assert ask(port, "/metrics")[0] == 200
    assert ask(port, "/other")[0] == 404
    assert ask(port, "/metrics/")[0] == 404


def test_the_port_of_an_engine_is_as_closed_as_a_servers(open_port: OpenPort) -> None:
    port = open_port(Metrics(), token="t0ken")
    status, headers, _ = ask(port, "/metrics", X_Forwarded_For="203.0.113.9")
    assert (status, headers["WWW-Authenticate"]) == (401, 'Bearer realm="trigpoint metrics"')
    assert ask(port, "/metrics", X_Forwarded_For="203.0.113.9", Authorization="Bearer t0ken")[0] == 200
    assert ask(port, "/metrics", Authorization="Bearer other")[0] == 401
