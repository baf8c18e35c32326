"""Ready is who can write, reads storage, and has the schema of its version."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import bindparam, column, table, update

from trigpoint.blobs.folder import FolderStore
from trigpoint.functions.cluster import ClusterState
from trigpoint.http.operations.access import MetricsAccess
from trigpoint.http.operations.engines import EngineWatch
from trigpoint.http.operations.exposition import Exposition
from trigpoint.http.operations.operations import Operations
from trigpoint.http.operations.readiness import Readiness
from trigpoint.metrics import Metrics
from trigpoint.model.clock import to_micros
from trigpoint.model.errors import Unavailable
from trigpoint.store.database import Database
from trigpoint.store.job_leases import register_engine
from trigpoint.store.transaction import Statement, Transaction

T = TypeVar("T")
SCHEMA = table("alembic_version", column("version_num"))
SET_SCHEMA = Statement(update(SCHEMA).values(version_num=bindparam("version")))


class Blobs(FolderStore):
    """A folder of buckets that can go away."""

    gone = False

    def buckets(self) -> Any:
        if self.gone:
            raise Unavailable("no answer from https://key:SECRET@storage")
        return super().buckets()


class ReadOnly:
    """A database that has stopped taking writes: a full disk, a standby; or that hangs while `hangs`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.hangs: threading.Event | None = None

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        return self._database.read_now(work)

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        if self.hangs is not None:
            self.hangs.wait(60)
        raise Unavailable("the database cannot serve this now: disk full")


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "buckets")


def readiness(database: Any, blobs: Blobs, clock: Any) -> Readiness:
    return Readiness(database, blobs, EngineWatch(database, clock, silent_seconds=10))


def test_all_is_well_with_an_engine_alive(database: Database, blobs: Blobs, clock: Any) -> None:
    database.write_now(lambda tx: register_engine(tx, "e", "host:1", to_micros(clock.now())))
    report = readiness(database, blobs, clock).report()
    assert report.ready
    assert {name: part["ok"] for name, part in report.parts.items()} == {
        "database": True,
        "schema": True,
        "storage": True,
        "engine": True,
    }
    assert report.parts["engine"]["words"] == "1 alive"


def test_without_an_engine_a_server_is_ready_and_says_so(
    database: Database, blobs: Blobs, clock: Any
) -> None:
    report = readiness(database, blobs, clock).report()
    assert report.ready
    assert report.parts["engine"]["warning"]
    assert "jobs stand still" in report.parts["engine"]["words"]


def test_a_database_that_only_reads_is_not_ready(database: Database, blobs: Blobs, clock: Any) -> None:
    report = readiness(ReadOnly(database), blobs, clock).report()
    assert not report.ready
    assert report.parts["database"]["words"] == "does not take writes: Unavailable"
    assert report.parts["schema"]["ok"]


def test_a_database_that_hangs_is_told_of_within_a_second(
    database: Database, blobs: Blobs, clock: Any
) -> None:
    hanging = ReadOnly(database)
    hanging.hangs = threading.Event()
    report = readiness(hanging, blobs, clock).report()
    hanging.hangs.set()
    assert not report.ready
    assert "no answer for" in report.parts["database"]["words"]


def test_storage_that_does_not_answer_is_not_ready(database: Database, blobs: Blobs, clock: Any) -> None:
    blobs.gone = True
    report = readiness(database, blobs, clock).report()
    assert not report.ready
    assert report.parts["storage"]["words"] == "does not answer: Unavailable"


def test_another_schema_is_not_ready(database: Database, blobs: Blobs, clock: Any) -> None:
    database.write_now(lambda tx: tx.run(SET_SCHEMA, version="9999"))
    report = readiness(database, blobs, clock).report()
    assert not report.ready
    assert report.parts["schema"]["words"].startswith("is 9999, and this version of Trigpoint works with")


@pytest.mark.parametrize(
    ("state", "ok", "words"),
    [
        (ClusterState("tcp://a:1", 2, 8, None), True, "2 workers with 8 threads"),
        (
            ClusterState("tcp://a:1", 0, 0, "the cluster tcp://a:1 has no workers"),
            False,
            "the cluster tcp://a:1 has no workers: answers are kept, consolidation waits",
        ),
    ],
)
def test_the_cluster_is_told_of_and_a_server_is_ready_without_it(
    state: ClusterState, ok: bool, words: str, database: Database, blobs: Blobs, clock: Any
) -> None:
    watch = EngineWatch(database, clock, silent_seconds=10)
    report = Readiness(database, blobs, watch, lambda: state).report()
    assert report.ready
    assert (report.parts["cluster"]["ok"], report.parts["cluster"]["words"]) == (ok, words)
    assert report.parts["cluster"].get("warning", False) is not ok


def test_a_process_that_ends_is_not_ready_whatever_its_parts_say(
    database: Database, blobs: Blobs, clock: Any
) -> None:
    checked = readiness(database, blobs, clock)
    checked.draining = True
    report = checked.report()
    assert not report.ready
    assert report.parts["process"]["words"].startswith("is ending")


def test_the_answer_says_when_to_ask_again_and_secrets_to_nobody_from_elsewhere(
    database: Database, blobs: Blobs, clock: Any
) -> None:
    blobs.gone = True
    operations = Operations(
        readiness(database, blobs, clock), Exposition(Metrics(), "server"), MetricsAccess("")
    )
    far = operations.answer("/readyz", "203.0.113.9", {"host": "labels.example.org"})
    near = operations.answer("/readyz", "127.0.0.1", {"host": "localhost"})
    assert far is not None
    assert near is not None
    assert (far.status, far.headers["Retry-After"]) == (503, "2")
    assert b"storage:" not in far.body
    assert b"SECRET" not in far.body
    assert b"no answer from" in near.body
    healthy = operations.answer("/healthz", "203.0.113.9", {})
    assert healthy is not None
    assert healthy.status == 200
