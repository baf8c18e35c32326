"""Clustering marks and assigning at least cost."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from trigpoint.consolidate.assignment import cheapest_assignment
from trigpoint.consolidate.clusters import MOST_TOGETHER, AlikePairs, average_linkage, single_linkage
from trigpoint.model.errors import InvalidInput


def pairs(*listed: tuple[int, int, float]) -> AlikePairs:
    first, second, likeness = zip(*listed, strict=True) if listed else ((), (), ())
    return AlikePairs(np.array(first, int), np.array(second, int), np.array(likeness, float))


def workers(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int32)


def test_the_most_alike_are_joined_first() -> None:
    listed = pairs((0, 1, 0.6), (1, 2, 0.9))
    assert average_linkage(listed, workers(0, 1, 0), 0.5).tolist() == [0, 1, 1]


def test_a_cluster_is_joined_by_its_mean_likeness() -> None:
    """Mean of 0.9 and 0 is below the threshold: the third stays alone though it is like one of the two."""
    listed = pairs((0, 1, 0.95), (1, 2, 0.9))
    assert average_linkage(listed, workers(0, 1, 2), 0.5).tolist() == [0, 0, 1]
    listed = pairs((0, 1, 0.95), (1, 2, 0.9), (0, 2, 0.2))
    assert average_linkage(listed, workers(0, 1, 2), 0.5).tolist() == [0, 0, 0]


def test_two_marks_of_a_worker_are_never_one() -> None:
    listed = pairs((0, 1, 1.0), (1, 2, 0.9), (0, 2, 0.9))
    assert average_linkage(listed, workers(0, 0, 1), 0.5).tolist() == [0, 1, 0]
    same = np.ones(3, dtype=bool)
    assert single_linkage(listed, workers(0, 0, 1), same).tolist() == [0, 1, 1]


def test_clusters_to_begin_with_are_kept() -> None:
    listed = pairs((0, 1, 0.1), (1, 2, 0.8), (0, 2, 0.6))
    assert average_linkage(listed, workers(0, 1, 2), 0.5, np.array([0, 0, 1])).tolist() == [0, 0, 0]
    assert average_linkage(pairs(), workers(0, 1, 2), 0.5, np.array([4, 4, 1])).tolist() == [0, 0, 1]


def test_nothing_gives_nothing() -> None:
    assert average_linkage(pairs(), workers(), 0.5).tolist() == []
    assert single_linkage(pairs(), workers(), np.empty(0, bool)).tolist() == []


def plain_average_linkage(likeness: np.ndarray, owners: list[int], threshold: float) -> set[frozenset[int]]:
    """The definition, without any shortcut."""
    clusters = [frozenset([mark]) for mark in range(len(owners))]
    while True:
        candidates = [
            (np.mean([likeness[a, b] for a in one for b in other]), i, j)
            for i, one in enumerate(clusters)
            for j, other in enumerate(clusters)
            if i < j and not {owners[a] for a in one} & {owners[b] for b in other}
        ]
        candidates = [each for each in candidates if each[0] >= threshold]
        if not candidates:
            return set(clusters)
        _, i, j = max(candidates, key=lambda each: (each[0], -each[1], -each[2]))
        joined = clusters[i] | clusters[j]
        clusters = [each for k, each in enumerate(clusters) if k not in (i, j)]
        clusters.insert(i, joined)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9), st.integers(1, 4), st.randoms(use_true_random=False))
def test_average_linkage_is_what_its_definition_says(n: int, n_workers: int, rng: object) -> None:
    owners = [rng.randrange(n_workers) for _ in range(n)]  # type: ignore[attr-defined]
    likeness = np.zeros((n, n))
    for i in range(n):
        for j in range(i):
            if rng.random() < 0.7:  # type: ignore[attr-defined]
                likeness[i, j] = likeness[j, i] = rng.random()  # type: ignore[attr-defined]
    first, second = np.nonzero(np.triu(likeness))
    found = average_linkage(AlikePairs(first, second, likeness[first, second]), workers(*owners), 0.4)
    clusters = {frozenset(np.flatnonzero(found == each).tolist()) for each in set(found.tolist())}
    assert clusters == plain_average_linkage(likeness, owners, 0.4)


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 7), st.integers(0, 4), st.integers(0, 2**32 - 1))
def test_assignments_cost_no_more_than_scipys(n: int, more: int, seed: int) -> None:
    costs = np.random.default_rng(seed).integers(0, 20, (n, n + more)).astype(float)
    columns = cheapest_assignment(costs)
    assert len(set(columns.tolist())) == n
    rows, best = linear_sum_assignment(costs)
    assert costs[np.arange(n), columns].sum() == costs[rows, best].sum()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_marks_does_not_matter(order: tuple[int, ...]) -> None:
    likeness = np.array([[0, 0.9, 0.1], [0.9, 0, 0.7], [0.1, 0.7, 0]])[np.ix_(order, order)]
    first, second = np.nonzero(np.triu(likeness))
    found = average_linkage(AlikePairs(first, second, likeness[first, second]), workers(*order), 0.5)
    together = {order[mark] for mark in range(3) if found[mark] == found[order.index(0)]}
    assert together == {0, 1}


def test_a_heap_of_marks_beyond_all_measure_is_refused() -> None:
    chain = np.arange(MOST_TOGETHER)
    owners = np.arange(MOST_TOGETHER + 1) % 2
    listed = AlikePairs(chain, chain + 1, np.full(MOST_TOGETHER, 0.9))
    with pytest.raises(InvalidInput, match="6001 marks lie over one another"):
        average_linkage(listed, owners.astype(np.int32), 0.5)
