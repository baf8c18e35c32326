"""Animals with names that a worker has taken for each other, set right by the other workers' points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, permutations
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.losses import huber
from trigpoint.consolidate.poses import in_parts
from trigpoint.consolidate.votes import Floats

_CHANGE_COST: Final = 2.0
_MOST_IN_ANY_ORDER: Final = 4
"""Animals: of more, only couples are exchanged."""


Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Identities:
    """Which animal of each worker is which.

    Parameters
    ----------
    order
        Whose points belong to each animal, shape (n_frames, n_animals, n_workers).
    doubtful
        Where as many workers say it one way as the other, shape (n_frames,).
    """

    order: Ints
    doubtful: NDArray[np.bool_]

    @property
    def exchanged(self) -> NDArray[np.bool_]:
        """Whose animals were exchanged, shape (n_frames, n_animals, n_workers)."""
        found: NDArray[np.bool_] = self.order != np.arange(self.order.shape[1])[:, None]
        return found


def identities(points: Floats, deviations: Floats) -> Identities:
    """The order of each worker's animals that fits the others' points best.

    A worker's animals as they stand or exchanged cost a Huber loss of their points' distances to those of the
    worker who is nearest to all others, and 2 more when exchanged. The names are then those that most workers
    gave.

    Parameters
    ----------
    points
        Shape (n_frames, n_animals, n_keypoints, n_workers, 2); NaN where there is none.
    deviations
        Usual distance of clicks in pixels, shape (n_frames,).
    """
    n_frames, n_animals, _, n_workers = points.shape[:4]
    orders = _orders(n_animals)
    chosen = np.zeros((n_frames, n_workers), dtype=np.int64)
    doubtful = np.zeros(n_frames, dtype=bool)
    if n_workers > 1 and len(orders) > 1:
        for part in in_parts(n_frames):
            chosen[part], doubtful[part] = _chosen(points[part], deviations[part], orders)
    return Identities(np.moveaxis(orders[chosen], 2, 1), doubtful)


def _orders(n_animals: int) -> Ints:
    """The orders to try, the one as written first; shape (n_orders, n_animals)."""
    if n_animals <= _MOST_IN_ANY_ORDER:
        return np.array(list(permutations(range(n_animals))), dtype=np.int64)
    orders = [list(range(n_animals))]
    for one, other in combinations(range(n_animals), 2):
        order = list(range(n_animals))
        order[one], order[other] = other, one
        orders.append(order)
    return np.array(orders, dtype=np.int64)


def _chosen(points: Floats, deviations: Floats, orders: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """The order of each worker, (n_frames, n_workers), and where it is doubtful."""
    n_frames, _, _, n_workers = points.shape[:4]
    costs = np.zeros((n_frames, len(orders), n_workers, n_workers))
    for place, order in enumerate(orders):
        for reference in range(n_workers):
            away = points[:, order] - points[:, :, :, reference, None]
            costs[:, place, :, reference] = _loss(away, deviations).sum(axis=(1, 2))
    costs[:, 1:] += _CHANGE_COST
    n_points = (~np.isnan(points[..., 0])).sum(axis=(1, 2))
    totals = costs.min(axis=1).sum(axis=1)  # of each worker as the reference
    totals = np.where(n_points == n_points.max(axis=1, keepdims=True), totals, np.inf)
    nearest = totals.argmin(axis=1)
    relative = costs[np.arange(n_frames), :, :, nearest].argmin(axis=1)
    return _by_majority(relative, n_points > 0, orders)


def _by_majority(relative: Ints, answered: NDArray[np.bool_], orders: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """The orders relative to one worker, turned into orders relative to what most workers wrote."""
    places = {tuple(order): place for place, order in enumerate(orders.tolist())}
    joined = np.array(
        [[places.get(tuple(order[first]), -1) for order in orders] for first in orders], dtype=np.int64
    )
    after = joined[:, relative]  # shape (n_orders, n_frames, n_workers)
    unchanged = ((after == 0) & answered).sum(axis=2)
    unchanged[(after < 0).any(axis=2)] = -1
    best = unchanged.argmax(axis=0)
    frames = np.arange(len(relative))
    second = unchanged.copy()
    second[best, frames] = -1
    return after[best, frames], second.max(axis=0) == unchanged[best, frames]


def _loss(away: Floats, deviations: Floats) -> Floats:
    """Huber's loss of distances over deviations, shape (n_frames, n_animals, n_keypoints, n_workers)."""
    return huber(np.linalg.norm(np.nan_to_num(away), axis=-1) / deviations[:, None, None, None])
