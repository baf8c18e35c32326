"""Clusters of real processes that are killed."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from soak.cluster import Cluster, postgres_cluster, sqlite_cluster

MakeCluster = Callable[..., Cluster]


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
def make_cluster(tmp_path: Path, postgres_url: str, seaweed: Any, unique: str) -> Iterator[MakeCluster]:
    """Starts servers and engines over one PostgreSQL and one S3, whose buckets no other test uses."""
    with ExitStack() as stack:

        def make(**numbers: int) -> Cluster:
            url = new_database(postgres_url, f"faults_{unique}")
            return stack.enter_context(postgres_cluster(tmp_path, url, seaweed, **numbers))

        yield make


@pytest.fixture(params=["sqlite", "postgres"])
def shared_database_url(request: pytest.FixtureRequest, tmp_path: Path, unique: str) -> str:
    """A database of each kind that may be opened several times."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'trigpoint.db'}"
    template = request.getfixturevalue("migrated_postgres")
    return new_database(request.getfixturevalue("postgres_url"), f"crowd_{unique}", f" TEMPLATE {template}")


def new_database(server: str, name: str, like: str = "") -> str:
    """The address of a new database; it goes when its server does."""
    import psycopg
    from sqlalchemy.engine import make_url

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}{like}")  # type: ignore[arg-type]
    return make_url(server).set(database=name).render_as_string(hide_password=False)
