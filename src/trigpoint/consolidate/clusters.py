"""Which marks of several workers mean the same thing: clusters of what is most alike.

A mark is anything a worker drew: a box, a polygon, an instance, a span of text. What is known of two marks is
how alike they are; nobody draws the same thing twice, so a cluster holds one mark of each worker at most.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.votes import Floats, Ints
from trigpoint.model.errors import InvalidInput

MOST_PAIRS: Final = 12_000_000
MOST_TOGETHER: Final = 6000
"""Marks that hang together by their likenesses: all of them are compared with one another at once."""
_NEVER = -1.0


class AlikePairs(NamedTuple):
    """Pairs of marks that are alike at all, as parallel arrays: marks `first` and `second`, and how alike."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    likeness: Floats


def average_linkage(
    pairs: AlikePairs, workers: Ints, threshold: float, groups: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """The cluster of each mark, numbered from 0 in the order of their first marks.

    Joins, again and again, the two clusters with the highest mean likeness of their marks, while it is
    `threshold` or more; two with a mark of the same worker are never joined. `groups` are clusters to begin
    with. Pairs that are not listed count as 0, and all alike enough are listed. Of equal ones the first
    come first: give the marks in an order that does not depend on who drew them. Raises InvalidInput where
    more than `MOST_TOGETHER` marks hang together, which are too many to be of things.
    """
    groups = np.arange(len(workers)) if groups is None else groups.copy()
    alike = pairs.likeness >= threshold
    components = _components(pairs.first[alike], pairs.second[alike], groups)
    by_component = np.argsort(components[pairs.first], kind="stable")
    edges = np.searchsorted(components[pairs.first][by_component], np.arange(components.max(initial=-1) + 2))
    whole = _wholly_alike(components, workers, np.bincount(components[pairs.first[alike]]))
    groups[whole[components]] = components[whole[components]] + len(workers)
    by_mark = np.argsort(components, kind="stable")
    starts = np.searchsorted(components[by_mark], np.arange(len(whole) + 1))
    largest = int(np.where(whole, 0, np.diff(starts)).max(initial=0))
    if largest > MOST_TOGETHER:
        raise InvalidInput(f"{largest} marks lie over one another; {MOST_TOGETHER} can be told apart")
    local = np.empty(len(workers), dtype=np.int64)
    for component in np.flatnonzero(~whole & (np.diff(starts) > 1)).tolist():
        marks = by_mark[starts[component] : starts[component + 1]]
        local[marks] = np.arange(len(marks))
        listed = by_component[edges[component] : edges[component + 1]]
        listed = listed[components[pairs.second[listed]] == component]
        sums = np.zeros((len(marks), len(marks)))
        first, second = local[pairs.first[listed]], local[pairs.second[listed]]
        sums[first, second] = sums[second, first] = pairs.likeness[listed]
        groups[marks] = marks[_joined(sums, workers[marks], groups[marks], threshold)]
    return renumbered(groups)


def _wholly_alike(
    components: NDArray[np.int64], workers: Ints, n_pairs: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Components of one mark per worker in which all pairs are alike enough: each is one cluster."""
    sizes = np.bincount(components)
    cells = np.unique(components * (int(workers.max(initial=0)) + 1) + workers)
    n_workers = np.bincount(cells // (int(workers.max(initial=0)) + 1), minlength=len(sizes))
    n_pairs = np.pad(n_pairs, (0, len(sizes) - len(n_pairs)))
    whole: NDArray[np.bool_] = (n_workers == sizes) & (n_pairs == sizes * (sizes - 1) // 2)
    return whole


def renumbered(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """The same groups, numbered from 0 in the order in which they begin."""
    _, firsts, inverse = np.unique(groups, return_index=True, return_inverse=True)
    rank = np.empty(len(firsts), dtype=np.int64)
    rank[np.argsort(firsts)] = np.arange(len(firsts))
    return rank[inverse]


def _components(
    first: NDArray[np.int64], second: NDArray[np.int64], groups: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The component of each mark: clusters are joined only along pairs that are alike enough."""
    parents = list(range(len(groups)))

    def root(mark: int) -> int:
        while parents[mark] != mark:
            parents[mark] = parents[parents[mark]]
            mark = parents[mark]
        return mark

    begins: dict[int, int] = {}
    for mark, group in enumerate(groups.tolist()):
        parents[mark] = root(begins.setdefault(group, mark))
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        one_root, other_root = root(one), root(other)
        parents[max(one_root, other_root)] = min(one_root, other_root)
    return renumbered(np.array([root(mark) for mark in range(len(groups))], dtype=np.int64))


def _joined(sums: Floats, workers: Ints, groups: NDArray[np.int64], threshold: float) -> NDArray[np.int64]:
    """For each mark the first mark of its cluster; `sums` are likenesses of marks, shape (n, n)."""
    _, firsts, own = np.unique(groups, return_index=True, return_inverse=True)
    order = np.argsort(firsts)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    own = rank[own]
    starts = firsts[order]
    n = len(starts)
    sizes = np.bincount(own).astype(np.float64)
    if n < len(own):
        by_group = np.argsort(own, kind="stable")
        edges = np.searchsorted(own[by_group], np.arange(n))
        sums = np.add.reduceat(sums[by_group], edges, axis=0)
        sums = np.add.reduceat(sums[:, by_group], edges, axis=1)
    has = np.zeros((n, int(workers.max()) + 1), dtype=np.float32)
    np.add.at(has, (own, workers), 1)
    means = np.where(has @ has.T > 0, _NEVER, sums / np.outer(sizes, sizes))
    np.fill_diagonal(means, _NEVER)
    # A cluster is never more like the joined ones than it was like one of them: what a row had at best
    # stays the most that it can have, and is looked up again only when that is the most of all.
    best = means.argmax(axis=1)
    highest = means[np.arange(n), best]
    while True:
        one = int(highest.argmax())
        if highest[one] < threshold:
            return starts[own]
        if means[one, best[one]] != highest[one]:
            best[one] = means[one].argmax()
            highest[one] = means[one, best[one]]
            continue
        one, other = sorted((one, int(best[one])))
        own[own == other] = one
        sums[one] += sums[other]
        sums[:, one] = sums[one]
        sizes[one] += sizes[other]
        has[one] += has[other]
        means[other] = means[:, other] = highest[other] = _NEVER
        open_ = (means[one] > _NEVER) & ~(has @ has[one] > 0)
        row = np.where(open_, sums[one] / (sizes[one] * sizes), _NEVER)
        row[one] = _NEVER
        means[one] = means[:, one] = row
        best[one] = row.argmax()
        highest[one] = row[best[one]]
        equal = np.flatnonzero(row == highest)
        best[equal] = np.minimum(best[equal], one)
        more = np.flatnonzero(row > highest)  # by an error of rounding
        best[more], highest[more] = one, row[more]


def single_linkage(pairs: AlikePairs, workers: Ints, preferred: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The cluster of each mark, numbered from 0: along all pairs listed, the most alike first.

    Two clusters with a mark of the same worker are never joined. Of equally alike pairs those `preferred`
    come first, then those listed first.
    """
    clusters = np.arange(len(workers))
    members = [{worker} for worker in workers.tolist()]
    for pair in np.lexsort((~preferred, -pairs.likeness)).tolist():
        one, other = clusters[pairs.first[pair]], clusters[pairs.second[pair]]
        if one != other and not members[one] & members[other]:
            one, other = min(one, other), max(one, other)
            clusters[clusters == other] = one
            members[one] |= members[other]
    return renumbered(clusters)
