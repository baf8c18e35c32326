"""One pose from several workers' keypoints, with how sure each point is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.click_model import (
    FIRST_HEAT,
    SECOND_HEAT,
    START_SPREAD,
    Estimate,
    Spreads,
    estimated,
)
from trigpoint.consolidate.click_places import weighed
from trigpoint.consolidate.pose_swaps import Axis, Repair, unswapped
from trigpoint.consolidate.poses import (
    Answers,
    Pairs,
    Poses,
    body_scales,
    geometric_median,
    median,
    median_of,
    medoid,
    repaired,
    squared_distances,
    weighted_mean,
)
from trigpoint.consolidate.votes import Floats

_ENOUGH_FOR_A_SHAPE: Final = 3.5
_SHARE_OF_SHAPE: Final = 0.25


@dataclass(frozen=True, eq=False)
class KeypointFit:
    """What the workers' points come to; shapes (n_poses, n_keypoints) where nothing else is said.

    Parameters
    ----------
    points
        x and y in image pixels, shape (n_poses, n_keypoints, 2); NaN where most workers set no point.
    covariances
        Of the points' errors in square pixels, shape (n_poses, n_keypoints, 2, 2); NaN where nobody set one.
    confidences
        Chance that the truth lies within 0.12 of the body's scale, 0 to 1.
    n_workers
        How many set the point.
    no_majority, minority, disagree
        The workers contradict each other: no two agree; fewer than half of those who set the point do; two
        workers alone are farther apart than chance makes likely.
    swapped
        Mirrored pairs that were exchanged, shape (n_poses, n_workers, n_pairs).
    ambiguous_swap, polarity_fixed
        Left and right are doubtful; or were set against most workers, by the side of the body.
    occluded
        Most workers marked the point as hidden.
    inliers
        Chance that each click is meant for the point, shape (n_poses, n_workers, n_keypoints); 0 without one.
        Of methods that know of no wild clicks, 1 for each.
    sigmas, factors, wild
        What `em` found: the spread of clicks by keypoint as a share of the body's scale, each worker's
        times that, and how often each clicks far off; shapes (n_keypoints,) and (n_workers,). NaN by
        other methods.
    """

    points: Floats
    covariances: Floats
    confidences: Floats
    n_workers: NDArray[np.int64]
    no_majority: NDArray[np.bool_]
    minority: NDArray[np.bool_]
    disagree: NDArray[np.bool_]
    swapped: NDArray[np.bool_]
    occluded: NDArray[np.bool_]
    ambiguous_swap: NDArray[np.bool_]
    polarity_fixed: NDArray[np.bool_]
    inliers: Floats
    sigmas: Floats
    factors: Floats
    wild: Floats

    @property
    def deviations(self) -> Floats:
        """Standard error of a coordinate in pixels, whatever its direction."""
        found: Floats = np.sqrt(np.trace(self.covariances, axis1=2, axis2=3) / 2)
        return found


def robust_em(poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit:
    """Robust expectation maximisation over all poses of a job ("em").

    Left and right are set right before, by the other workers' points, and again with what was learned and,
    where the body's `axis` (head, tail) is given, with the side that the pair is usually on. After Dawid and
    Skene, Appl. Stat. 28(1), 1979, and Welinder and Perona, CVPR Workshops 2010.
    """
    n_workers, n_keypoints = poses.points.shape[1:3]
    answers = Answers.of(poses)
    spreads = Spreads.start(n_workers, n_keypoints)
    original = answers.points
    scales = body_scales(median(original), answers.areas)
    repair, estimate = None, None
    for round_ in range(2 if pairs else 1):
        if pairs:
            deviations = spreads.of_clicks(scales, answers.workers)
            weights = spreads.weights[answers.workers]
            repair = unswapped(original, pairs, deviations, weights, axis if round_ else None)
            answers = replace(answers, points=repair.points)
        heat = SECOND_HEAT if round_ else FIRST_HEAT
        estimate = estimated(answers, scales, spreads.alike(), heat)
        spreads = estimate.spreads
    assert estimate is not None
    estimate = weighed(answers, scales, estimate)
    fit = _with_repair(_fit(answers, estimate, scales), repair, pairs)
    return replace(
        fit,
        inliers=answers.by_worker(fit.inliers, n_workers),
        swapped=answers.by_worker(fit.swapped, n_workers),
    )


def _with_repair(fit: KeypointFit, repair: Repair | None, pairs: Pairs) -> KeypointFit:
    if repair is None:
        return fit
    doubtful, turned = np.zeros_like(fit.no_majority), np.zeros_like(fit.no_majority)
    for place, pair in enumerate(pairs):
        doubtful[:, pair] |= repair.doubtful[:, place, None]
        turned[:, pair] |= repair.turned[:, place, None]
    return replace(fit, swapped=repair.swapped, ambiguous_swap=doubtful, polarity_fixed=turned)


def middle_of(poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit:
    """The median of each coordinate ("median")."""
    return _plain_fit(poses, median(poses.points))


def repaired_middle(poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit:
    """The median after left and right were repaired by MARS's rule ("mars")."""
    points = repaired(poses.points, pairs, poses.sizes)
    fit = _plain_fit(poses.with_points(points), median(points))
    moved = ((points != poses.points) & ~np.isnan(points)).any(axis=3)
    swapped = np.stack([moved[:, :, a] & moved[:, :, b] for a, b in pairs], axis=2) if pairs else fit.swapped
    return replace(fit, swapped=swapped)


def nearest_to_all(poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit:
    """The geometric median ("geomedian")."""
    return _plain_fit(poses, geometric_median(poses.points, poses.present.astype(float)))


def mean_of(poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit:
    """The mean ("mean")."""
    return _plain_fit(poses, weighted_mean(poses.points, poses.present.astype(float)))


def medoid_of(poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit:
    """The worker's point that is nearest to all others' ("medoid")."""
    return _plain_fit(poses, medoid(poses.points))


class _Method(Protocol):
    def __call__(self, poses: Poses, pairs: Pairs = (), axis: Axis | None = None) -> KeypointFit: ...


KEYPOINT_METHODS: Final[Mapping[str, _Method]] = {
    "em": robust_em,
    "mars": repaired_middle,
    "median": middle_of,
    "geomedian": nearest_to_all,
    "medoid": medoid_of,
    "mean": mean_of,
}


def _fit(poses: Answers, estimate: Estimate, scales: Floats) -> KeypointFit:
    deviations = estimate.spreads.of_clicks(scales, poses.workers)
    inliers = estimate.inliers
    squares = squared_distances(poses.points, estimate.points)
    n_clicks = poses.present.sum(axis=1)
    support = inliers.sum(axis=1)
    with np.errstate(all="ignore"):
        variance = 1 / (inliers / deviations**2).sum(axis=1)
        scatter = (inliers * squares / deviations**2).sum(axis=1) / (2 * np.maximum(support - 1, 0.5))
        variance = variance * np.maximum(1, (support * scatter + 4) / (support + 4))
        middle = median_of(np.where(poses.present, squares, np.nan))
        variance = np.where(estimate.lonely, 1.5 * middle / (1.386 * np.maximum(n_clicks, 1)), variance)
        variance = np.maximum(variance + estimate.ambiguity, 1e-6)
        reach = 2 * START_SPREAD * scales[:, None]
        confidences = 1 - np.exp(-(reach**2) / (2 * variance))
        none = np.zeros(n_clicks.shape, dtype=bool)
        usual = (deviations * poses.present).sum(axis=1) / np.maximum(n_clicks, 1)
        disagree = (n_clicks == 2) & (_farthest_apart(poses) > 3 * np.sqrt(2) * usual)
    return _seen(
        poses,
        KeypointFit(
            estimate.points,
            np.where(n_clicks > 0, variance, np.nan)[..., None, None] * _shapes(poses, estimate, support),
            confidences,
            n_clicks,
            estimate.lonely,
            (support < n_clicks / 2) & (n_clicks >= 3),
            disagree,
            np.zeros((*poses.present.shape[:2], 0), dtype=bool),
            none,
            none,
            none,
            inliers,
            estimate.spreads.sigma,
            estimate.spreads.factor,
            estimate.spreads.wild,
        ),
    )


def _shapes(poses: Answers, estimate: Estimate, support: Floats) -> Floats:
    """Shapes of the errors, of trace 2, (n_poses, n_keypoints, 2, 2): circles, where four agree drawn out a
    little as their clicks are. So few say little about a shape: more would make round ones worse.
    """
    away = np.nan_to_num(poses.points - estimate.points[:, None])
    scatter = np.einsum("fwk,fwki,fwkj->fkij", estimate.inliers, away, away)
    size = np.trace(scatter, axis1=2, axis2=3)
    share = np.where((support > _ENOUGH_FOR_A_SHAPE) & (size > 0) & ~estimate.lonely, _SHARE_OF_SHAPE, 0.0)
    scatter *= (2 * share / np.where(size > 0, size, 1.0))[..., None, None]
    found: Floats = (1 - share)[..., None, None] * np.eye(2) + scatter
    return found


def _plain_fit(poses: Poses, points: Floats) -> KeypointFit:
    """A fit whose deviations come from the scatter of the clicks alone."""
    present = poses.present
    n_clicks = present.sum(axis=1)
    squares = squared_distances(poses.points, points) * present
    scales = body_scales(points, poses.areas)
    usual = (START_SPREAD * scales[:, None]) ** 2
    # Two clicks at the usual spread stand beside those there are.
    variance = (squares.sum(axis=1) / 2 + 2 * usual) / (n_clicks + 1) / np.maximum(n_clicks, 1)
    reach = 2 * START_SPREAD * scales[:, None]
    none = np.zeros(n_clicks.shape, dtype=bool)
    unknown = np.full(present.shape[1], np.nan)
    return _seen(
        poses,
        KeypointFit(
            points,
            np.where(n_clicks > 0, variance, np.nan)[..., None, None] * np.eye(2),
            1 - np.exp(-(reach**2) / (2 * variance)),
            n_clicks,
            none,
            none,
            none,
            np.zeros((*present.shape[:2], 0), dtype=bool),
            none,
            none,
            none,
            present.astype(float),
            np.full(present.shape[2], np.nan),
            unknown,
            unknown,
        ),
    )


def _seen(poses: Poses, fit: KeypointFit) -> KeypointFit:
    """The fit without the points that most workers left out; hidden are those that most call so."""
    n_answers = poses.answered.sum(axis=1)[:, None]
    absent = fit.n_workers * 2 < n_answers
    hidden = (poses.occluded & poses.present).sum(axis=1) * 2 > fit.n_workers
    points = np.where((absent | (fit.n_workers == 0))[..., None], np.nan, fit.points)
    return replace(fit, points=points, occluded=hidden)


def _farthest_apart(poses: Poses) -> Floats:
    """The greatest distance between two clicks at each point, by the box around them."""
    points = poses.points
    with np.errstate(all="ignore"):
        there = poses.present[..., None]
        low = np.where(there, points, np.inf).min(axis=1)
        high = np.where(there, points, -np.inf).max(axis=1)
        apart = np.where(np.isfinite(high - low), high - low, 0.0)
    found: Floats = np.linalg.norm(apart, axis=2)
    return found
