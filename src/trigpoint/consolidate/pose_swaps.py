"""Left and right that a worker has confused, set right by the others' points."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.poses import Pairs, exchanged, geometric_median
from trigpoint.consolidate.votes import Floats

_KNEE: Final = 2.5
_CHANGE_COST: Final = 2.0
_SWEEPS: Final = 10


def unswapped(
    points: Floats, pairs: Pairs, deviations: Floats, weights: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """The points with mirrored pairs exchanged where that fits better, and which were, by pose, worker, pair.

    The cost of a pair as it stands or exchanged is a Huber loss (knee 2.5) of its distances to the others'
    points in `deviations`, and 2 more when it differs from what the worker wrote. It is compared with the
    worker nearest to all others first, then with the geometric median of the others, worker after worker
    until nothing changes. Where most workers would be changed then, the others are instead. `weights` are the
    workers', shape (n_workers,).
    """
    n_poses, n_workers = points.shape[:2]
    swapped = np.zeros((n_poses, n_workers, len(pairs)), dtype=bool)
    if n_workers < 2 or not n_poses:
        return points, swapped
    medoid = _medoids(points, deviations)
    middle = points[np.arange(n_poses), medoid]
    others = np.arange(n_workers)[None, :] != medoid[:, None]
    swapped = _chosen(points, pairs, np.repeat(middle[:, None], n_workers, axis=1), deviations)
    swapped &= others[..., None]
    active = np.ones(n_poses, dtype=bool)
    for _ in range(_SWEEPS):
        before = swapped.copy()
        for worker in range(n_workers):
            at = np.flatnonzero(active)
            now = _applied(points[at], pairs, swapped[at])
            weight = np.where(np.isnan(now[..., 0]), 0.0, weights[None, :, None])
            weight[:, worker] = 0
            middle = geometric_median(now, weight)[:, None]
            own = _chosen(points[at, worker : worker + 1], pairs, middle, deviations[at, worker : worker + 1])
            swapped[at, worker] = own[:, 0]
        active = (swapped != before).any(axis=(1, 2))
        if not active.any():
            break
    swapped ^= (support(points, pairs, swapped, weights) < 0)[:, None]
    return _applied(points, pairs, swapped), swapped


def support(points: Floats, pairs: Pairs, swapped: NDArray[np.bool_], weights: Floats) -> Floats:
    """How much more the workers left as they wrote it than was exchanged, by pose and pair.

    In units of a worker of mean weight; only those with both points count. Below 0 the agreement is the wrong
    way round: most workers would have confused the pair.
    """
    present = ~np.isnan(points[..., 0])
    both = np.stack([present[:, :, a] & present[:, :, b] for a, b in pairs], axis=2)
    signs = np.where(swapped, -1.0, 1.0) * both
    found: Floats = np.einsum("fwp,w->fp", signs, weights / weights.mean())
    return found


def _medoids(points: Floats, deviations: Floats) -> NDArray[np.int64]:
    """The worker of each pose whose points are nearest to all others'; the first of equals."""
    n_workers = points.shape[1]
    costs = np.zeros(points.shape[:2])
    for worker in range(n_workers):
        costs[:, worker] = _loss(points, points[:, worker : worker + 1], deviations).sum(axis=(1, 2))
    n_points = (~np.isnan(points[..., 0])).sum(axis=2)
    return np.asarray(np.where(n_points == n_points.max(axis=1, keepdims=True), costs, np.inf).argmin(axis=1))


def _chosen(points: Floats, pairs: Pairs, middle: Floats, deviations: Floats) -> NDArray[np.bool_]:
    """Which pairs fit better when exchanged, by pose, worker and pair."""
    found = np.zeros((*points.shape[:2], len(pairs)), dtype=bool)
    for place, (a, b) in enumerate(pairs):
        s_a, s_b = deviations[:, :, a], deviations[:, :, b]
        kept = _loss(points[:, :, a], middle[:, :, a], s_a) + _loss(points[:, :, b], middle[:, :, b], s_b)
        changed = _loss(points[:, :, b], middle[:, :, a], s_a) + _loss(points[:, :, a], middle[:, :, b], s_b)
        found[:, :, place] = changed + _CHANGE_COST < kept
    return found


def _applied(points: Floats, pairs: Pairs, swapped: NDArray[np.bool_]) -> Floats:
    for place, (a, b) in enumerate(pairs):
        points = exchanged(points, a, b, swapped[:, :, place])
    return points


def _loss(points: Floats, middle: Floats, deviations: Floats) -> Floats:
    """Huber's loss of distances over deviations; 0 where either point is missing."""
    distances = np.nan_to_num(np.linalg.norm(points - middle, axis=-1)) / deviations
    found: Floats = np.where(distances <= _KNEE, distances**2 / 2, _KNEE * (distances - _KNEE / 2))
    return found
