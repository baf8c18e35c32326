"""Two servers and two engines whose PostgreSQL or S3 goes away for a while, while eight workers label."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from soak.cluster import Cluster, postgres_cluster
from soak.outages import DatabaseAway, StorageAway
from soak.run import Soak
from soak.services import Postgres, Seaweed

SECONDS = float(os.environ.get("TRIGPOINT_OUTAGE_SECONDS", "4"))
"""Of each outage; 60 for the minute that the promise speaks of."""
LabelThrough = Callable[..., Soak]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.start()
    server.remove()


@pytest.fixture
def seaweed_server(tmp_path: Path) -> Iterator[Seaweed]:
    server = Seaweed(tmp_path / "s3")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def cluster(tmp_path: Path, postgres: Postgres, seaweed_server: Seaweed, unique: str) -> Iterator[Cluster]:
    url = postgres.new_database(f"outages_{unique}")
    with postgres_cluster(
        tmp_path, url, seaweed_server.service, n_servers=2, n_engines=2, database_seconds="1"
    ) as running:
        yield running


def test_a_database_that_is_restarted_killed_or_frozen_puts_workers_off_and_loses_nothing(
    cluster: Cluster, postgres: Postgres, label_through: LabelThrough
) -> None:
    ways: tuple[Literal["restarted", "killed", "frozen"], ...] = ("restarted", "killed", "frozen")
    soak = label_through(cluster, *(DatabaseAway(postgres, SECONDS / 2, how) for how in ways))
    assert soak.ledger.did["asked to wait (503)"] > 0


def test_labeling_goes_on_while_s3_is_gone_or_hangs(
    cluster: Cluster, seaweed_server: Seaweed, label_through: LabelThrough
) -> None:
    gone, hanging = (StorageAway(seaweed_server, SECONDS, hangs=hangs) for hangs in (False, True))
    soak = label_through(cluster, gone, hanging)
    assert soak.ledger.longest_outage_seconds < SECONDS, "workers are served while S3 is away"
