"""Who said what of which object, as integers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
_CELLS_PER_SLICE = 2_000_000


@dataclass(frozen=True, eq=False)
class Votes:
    """Votes as three parallel arrays: vote v says that object `objects[v]` is `labels[v]`, says `workers[v]`.

    Numbers start at 0. An object may have any number of votes, none included.
    """

    objects: Ints
    workers: Ints
    labels: Ints
    n_objects: int
    n_workers: int
    n_classes: int

    @classmethod
    def of(
        cls,
        objects: ArrayLike,
        workers: ArrayLike,
        labels: ArrayLike,
        *,
        n_objects: int,
        n_workers: int,
        n_classes: int,
    ) -> Votes:
        """Votes from anything NumPy takes for arrays of integers."""
        return cls(_ints(objects), _ints(workers), _ints(labels), n_objects, n_workers, n_classes)

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """Worker and answer as one number, `worker * n_classes + label`."""
        return self.workers.astype(np.int64) * self.n_classes + self.labels

    def ordered(self) -> tuple[Votes, NDArray[np.int64]]:
        """The same votes with objects in an order that depends on what was said alone, and that order.

        Object `order[i]` here is object i there. Sums over objects and over votes then come out the same
        to the last bit however objects and answers were ordered, so that no tie is decided by rounding.
        """
        order = np.argsort(_fingerprints(self.objects, self.cells, self.n_objects), kind="stable")
        rank = np.empty(self.n_objects, dtype=np.int32)
        rank[order] = np.arange(self.n_objects, dtype=np.int32)
        objects = rank[self.objects]
        by = np.lexsort((self.cells, objects))
        return (
            Votes(
                objects[by],
                self.workers[by],
                self.labels[by],
                self.n_objects,
                self.n_workers,
                self.n_classes,
            ),
            order,
        )

    def slices(self) -> Iterator[VoteSlice]:
        """Runs of objects with their votes, small enough for a posterior of each; only for ordered votes."""
        step = max(1, _CELLS_PER_SLICE // max(1, self.n_classes))
        starts = range(0, self.n_objects, step)
        edges = np.searchsorted(self.objects, [*starts, self.n_objects])
        for start, first, last in zip(starts, edges, edges[1:], strict=False):
            n_objects = min(step, self.n_objects - start)
            yield VoteSlice(start, n_objects, self.objects[first:last] - start, self.cells[first:last])


@dataclass(frozen=True, eq=False)
class VoteSlice:
    """The votes of objects `start` to `start + n_objects`, counted from 0 here."""

    start: int
    n_objects: int
    objects: Ints
    cells: NDArray[np.int64]


def _ints(numbers: ArrayLike) -> Ints:
    return np.asarray(numbers, dtype=np.int32).reshape(-1)


def _fingerprints(objects: Ints, cells: NDArray[np.int64], n_objects: int) -> NDArray[np.uint64]:
    """A number for each object that depends on the set of its votes, not on their order."""
    sums = np.zeros(n_objects, dtype=np.uint64)
    if len(objects):
        by = np.argsort(objects, kind="stable")
        ordered = objects[by]
        starts = np.flatnonzero(np.diff(ordered, prepend=-1))
        sums[ordered[starts]] = np.add.reduceat(_scrambled(cells[by]), starts)
    return sums


def _scrambled(numbers: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Well mixed 64-bit numbers (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    z = (numbers.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def summed(numbers: NDArray[Any], weights: Floats, size: int) -> Floats:
    """The sum of the weights that stand at each number from 0 to `size - 1`."""
    return np.bincount(numbers, weights=weights, minlength=size).astype(np.float64, copy=False)
