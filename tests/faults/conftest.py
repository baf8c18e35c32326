"""Clusters of real processes that are killed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from soak.cluster import Cluster, postgres_cluster, sqlite_cluster
from soak.services import S3Service


@pytest.fixture
def seed() -> int:
    """Another one each time; who is killed when follows from it, and what workers do. Printed on failure."""
    chosen = random.randrange(10**6)
    print("seed", chosen)
    return chosen


@pytest.fixture
def one_machine(tmp_path: Path) -> Iterator[Cluster]:
    """`trigpoint up` on SQLite and a folder."""
    with sqlite_cluster(tmp_path) as cluster:
        yield cluster


@pytest.fixture
def many_machines(tmp_path: Path, postgres_url: str, seaweed: Any, unique: str) -> Iterator[Cluster]:
    """Three servers and two engines over one PostgreSQL and one S3, whose buckets other tests do not use."""
    import psycopg
    from sqlalchemy.engine import make_url

    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE faults_{unique}")  # type: ignore[arg-type]
    url = make_url(postgres_url).set(database=f"faults_{unique}").render_as_string(hide_password=False)
    with postgres_cluster(tmp_path, url, S3Service(*seaweed)) as cluster:
        yield cluster
