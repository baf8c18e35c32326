"""Left and right that a worker has confused, set right by the others' points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.losses import huber
from trigpoint.consolidate.poses import Pairs, exchanged, geometric_median
from trigpoint.consolidate.votes import Floats

_CHANGE_COST: Final = 2.0
_SWEEPS: Final = 10
_VOTE: Final = 2.0
"""What one worker's word is worth against the sign of the body, in nats."""
_LEAST_SHARE: Final = 0.9
_LEAST_POSES: Final = 50
_SURE: Final = 5.0
Axis = tuple[int, int]
"""Keypoints at the head and the tail of the body."""


@dataclass(frozen=True, eq=False)
class Repair:
    """What became of left and right.

    Parameters
    ----------
    points
        After the exchanges, shape (n_poses, n_workers, n_keypoints, 2).
    swapped
        Pairs exchanged, shape (n_poses, n_workers, n_pairs).
    turned
        Where the side of the body outweighed most workers, shape (n_poses, n_pairs).
    doubtful
        Where the evidence either way is weak, shape (n_poses, n_pairs).
    """

    points: Floats
    swapped: NDArray[np.bool_]
    turned: NDArray[np.bool_]
    doubtful: NDArray[np.bool_]


def unswapped(
    points: Floats, pairs: Pairs, deviations: Floats, weights: Floats, axis: Axis | None = None
) -> Repair:
    """The points with mirrored pairs exchanged where that fits better, and which were, by pose, worker, pair.

    The cost of a pair as it stands or exchanged is a Huber loss (knee 2.5) of its distances to the others'
    points in `deviations`, and 2 more when it differs from what the worker wrote. It is compared with the
    worker nearest to all others first, then with the geometric median of the others, worker after worker
    until nothing changes. Costs add up over pairs, so that the best of each pair is the best of all their
    subsets. Where most workers would be changed then, the others are instead, unless the body's side says
    otherwise (with `axis`; see `side_evidence`). `weights` are those of the answers' workers, 1 on average,
    shape (n_poses, n_workers); a pose has as many workers as `points` has places for their answers.
    """
    n_poses, n_workers = points.shape[:2]
    swapped = np.zeros((n_poses, n_workers, len(pairs)), dtype=bool)
    if n_workers < 2 or not n_poses:
        none = np.zeros((n_poses, len(pairs)), dtype=bool)
        return Repair(points, swapped, none, none)
    medoid = _medoids(points, deviations)
    middle = points[np.arange(n_poses), medoid]
    others = np.arange(n_workers)[None, :] != medoid[:, None]
    swapped = _chosen(points, pairs, np.repeat(middle[:, None], n_workers, axis=1), deviations)
    swapped &= others[..., None]
    # Only what can be exchanged counts from here on.
    members = sorted({keypoint for pair in pairs for keypoint in pair})
    places = {keypoint: place for place, keypoint in enumerate(members)}
    own_pairs = [(places[a], places[b]) for a, b in pairs]
    paired, spreads = points[:, :, members], deviations[:, :, members]
    active = np.ones(n_poses, dtype=bool)
    for _ in range(_SWEEPS):
        before = swapped.copy()
        for worker in range(n_workers):
            at = np.flatnonzero(active)
            now = _applied(paired[at], own_pairs, swapped[at])
            weight = np.where(np.isnan(now[..., 0]), 0.0, weights[at, :, None])
            weight[:, worker] = 0
            middle = geometric_median(now, weight)[:, None]
            own = _chosen(
                paired[at, worker : worker + 1], own_pairs, middle, spreads[at, worker : worker + 1]
            )
            swapped[at, worker] = own[:, 0]
        active = (swapped != before).any(axis=(1, 2))
        if not active.any():
            break
    votes = support(points, pairs, swapped, weights)
    by_votes = votes < 0
    swapped ^= by_votes[:, None]
    repaired = _applied(points, pairs, swapped)
    contested: NDArray[np.bool_] = np.asarray(swapped.any(axis=1))
    if axis is None:
        return Repair(repaired, swapped, np.zeros_like(by_votes), contested & (_VOTE * np.abs(votes) < _SURE))
    present = (~np.isnan(repaired[..., 0])).astype(float)
    middle = geometric_median(repaired, present * weights[..., None])
    evidence = side_evidence(middle, pairs, axis, ~contested)
    total = _VOTE * np.abs(votes) + evidence
    turned = total < 0
    swapped = swapped ^ turned[:, None]
    doubtful = (np.abs(total) < _SURE) & (contested | (evidence < 0))
    return Repair(_applied(points, pairs, swapped), swapped, turned, doubtful)


def side_evidence(middle: Floats, pairs: Pairs, axis: Axis, agreed: NDArray[np.bool_]) -> Floats:
    """What the body's side says for (above 0) or against each pair as it stands, in nats; (n_poses, n_pairs).

    Seen from above (or below), left and right are always on the same sides of the line from tail to head:
    with r the share of poses on the commoner side, a pose on that side counts log(r / (1 - r)), one on the
    other the negative. The share is that among poses where all workers have `agreed` on the pair, shape
    (n_poses, n_pairs): of careless workers, the others would be too many on the wrong side. Nothing where a
    pair is seen from both sides (r up to 0.9) or agreed in fewer than 50 poses.
    """
    along = middle[:, axis[0]] - middle[:, axis[1]]
    found = np.zeros((len(middle), len(pairs)))
    for place, (a, b) in enumerate(pairs):
        across = middle[:, b] - middle[:, a]
        side = np.nan_to_num(np.sign(along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]))
        known = side[agreed[:, place] & (side != 0)]
        n_known = len(known)
        if n_known < _LEAST_POSES:
            continue
        common = 1.0 if known.sum() >= 0 else -1.0
        share = min(float((known == common).sum()) / n_known, 0.995)
        if share > _LEAST_SHARE:
            found[:, place] = np.log(share / (1 - share)) * side * common
    return found


def support(points: Floats, pairs: Pairs, swapped: NDArray[np.bool_], weights: Floats) -> Floats:
    """How much more the workers left as they wrote it than was exchanged, by pose and pair.

    In units of a worker of mean weight; only those with both points count. Below 0 the agreement is the wrong
    way round: most workers would have confused the pair.
    """
    present = ~np.isnan(points[..., 0])
    both = np.stack([present[:, :, a] & present[:, :, b] for a, b in pairs], axis=2)
    signs = np.where(swapped, -1.0, 1.0) * both
    found: Floats = np.einsum("fwp,fw->fp", signs, weights)
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
    x, y = (points[..., axis] - middle[..., axis] for axis in (0, 1))
    distances = np.sqrt(np.nan_to_num(x * x + y * y)) / deviations
    return huber(distances)
