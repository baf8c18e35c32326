"""Laboratories for seeds: one over SQLite and one over PostgreSQL for a file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simulator.laboratory import Laboratory


@pytest.fixture(scope="module")
def laboratory() -> Iterator[Laboratory]:
    with Laboratory() as made:
        yield made


@pytest.fixture(scope="module")
def postgres_laboratory(postgres_url: str) -> Iterator[Laboratory]:
    with Laboratory(postgres_url) as made:
        yield made
