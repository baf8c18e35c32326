"""A few hundred seeds; `make simulate SEEDS=N` runs more."""

from __future__ import annotations

import pytest
from simulator.__main__ import report
from simulator.laboratory import Laboratory

BATCH = 20


def run(laboratory: Laboratory, first: int, n: int, database: str) -> None:
    for seed in range(first, first + n):
        outcome = laboratory.run(seed)
        if outcome.violation is not None:
            pytest.fail(report(outcome, database), pytrace=False)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", range(1, 160, BATCH))
def test_nothing_is_lost_twice_or_invented(laboratory: Laboratory, first: int) -> None:
    run(laboratory, first, BATCH, "sqlite")


@pytest.mark.timeout(900)
@pytest.mark.parametrize("first", [1, 7])
def test_nothing_is_lost_twice_or_invented_over_postgresql(
    postgres_laboratory: Laboratory, first: int
) -> None:
    run(postgres_laboratory, first, 6, "postgres")


@pytest.mark.timeout(900)
def test_both_databases_give_the_same_files_for_the_same_answers(
    laboratory: Laboratory, postgres_laboratory: Laboratory
) -> None:
    n_acknowledged = 0
    for seed in range(1, 7):
        here = laboratory.run(seed, calm=True)
        there = postgres_laboratory.run(seed, calm=True)
        assert here.violation is there.violation is None, report(here, "sqlite", calm=True)
        assert here.log == there.log
        assert here.files == there.files
        n_acknowledged += here.n_acknowledged
    assert n_acknowledged > 50
