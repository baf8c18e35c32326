"""Points that several workers set in several poses, as arrays, and plain ways to make one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.votes import Floats

_STEPS: Final = 25
_FLOOR_PX: Final = 0.05
_POSES_AT_ONCE: Final = 2000
Pairs = Sequence[tuple[int, int]]
"""Keypoints that are mirror images of each other, such as the left and the right ear."""


@dataclass(frozen=True, eq=False)
class Poses:
    """All answers to some poses (an animal in a frame).

    Parameters
    ----------
    points
        x and y in image pixels, shape (n_poses, n_workers, n_keypoints, 2); NaN where there is none.
    areas
        Of the poses' images in square pixels, shape (n_poses,).
    occluded
        Points that their worker marked as hidden, shape (n_poses, n_workers, n_keypoints).
    answered
        Who answered, shape (n_poses, n_workers).
    sizes
        Width and height of the poses' images in pixels, shape (n_poses, 2); None for square ones.
    """

    points: Floats
    areas: Floats
    occluded: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    sizes: NDArray[np.int64] | None = None

    @property
    def present(self) -> NDArray[np.bool_]:
        """Where there is a point, shape (n_poses, n_workers, n_keypoints)."""
        there: NDArray[np.bool_] = ~np.isnan(self.points[..., 0])
        return there

    def with_points(self, points: Floats) -> Poses:
        return replace(self, points=points)


@dataclass(frozen=True, eq=False)
class Answers(Poses):
    """Poses with as many places for answers as the most answered one has: of a large crowd most workers have
    not seen a pose.

    Parameters
    ----------
    workers
        Who gave the answer, shape (n_poses, n_answers); anybody where there is none.
    """

    workers: NDArray[np.int64] = field(kw_only=True)

    @classmethod
    def of(cls, poses: Poses) -> Answers:
        given = poses.answered | poses.present.any(axis=2)
        n_most = max(int(given.sum(axis=1).max(initial=0)), 1)
        workers = np.argsort(~given, axis=1, kind="stable")[:, :n_most]
        rows = np.arange(len(workers))[:, None]
        return cls(
            poses.points[rows, workers],
            poses.areas,
            poses.occluded[rows, workers],
            poses.answered[rows, workers],
            poses.sizes,
            workers=workers,
        )

    def by_worker(self, values: NDArray[Any], n_workers: int) -> NDArray[Any]:
        """Values of shape (n_poses, n_answers, ...) as (n_poses, n_workers, ...); 0 without an answer."""
        spread = np.zeros((len(values), n_workers, *values.shape[2:]), dtype=values.dtype)
        spread[np.arange(len(values))[:, None], self.workers] = values
        return spread


def in_parts(n_poses: int) -> Iterator[slice]:
    """All poses, so many at once that the arrays of a step stay in the processor's cache."""
    for start in range(0, max(n_poses, 1), _POSES_AT_ONCE):
        yield slice(start, start + _POSES_AT_ONCE)


def weighted_mean(points: Floats, weights: Floats) -> Floats:
    """The mean over workers, shape (n_poses, n_keypoints, 2); NaN where there is no weight."""
    total = weights.sum(axis=1)
    sums = np.einsum("fwk,fwkd->fkd", weights, np.nan_to_num(points))
    found: Floats = np.divide(
        sums, total[..., None], out=np.full(sums.shape, np.nan), where=total[..., None] > 0
    )
    return found


def median(points: Floats) -> Floats:
    """The median of each coordinate over workers; NaN where there is no point."""
    return np.stack([median_of(points[..., axis]) for axis in (0, 1)], axis=2)


def median_of(values: Floats) -> Floats:
    """The median over workers (axis 1) of what is not NaN; NaN where all is."""
    n = (~np.isnan(values)).sum(axis=1)
    ordered = np.sort(values, axis=1)  # NaN last
    if not ordered.shape[1]:
        return np.full(n.shape, np.nan)
    middle = [np.take_along_axis(ordered, each[:, None], axis=1)[:, 0] for each in ((n - 1) // 2, n // 2)]
    found: Floats = np.where(n > 0, (middle[0] + middle[1]) / 2, np.nan)
    return found


def geometric_median(points: Floats, weights: Floats) -> Floats:
    """The point with the least weighted sum of distances to the workers' points.

    By Weiszfeld's iteration, 25 steps from the median, distances not below 0.05 px. Weights have shape
    (n_poses, n_workers, n_keypoints), 0 where there is no point. Source: Weiszfeld, Tohoku Mathematical
    Journal 43, 1937.
    """
    found = np.full((len(points), *points.shape[2:]), np.nan)
    for part in in_parts(len(points)):
        found[part] = _weiszfeld(points[part], weights[part])
    return found


def _weiszfeld(points: Floats, weights: Floats) -> Floats:
    middle = median(np.where(weights[..., None] > 0, points, np.nan))
    # Workers first and poses last: sums over workers are then over whole rows.
    x, y = (np.ascontiguousarray(np.nan_to_num(points[..., axis]).transpose(1, 2, 0)) for axis in (0, 1))
    weight = np.ascontiguousarray(weights.transpose(1, 2, 0))
    m_x, m_y = middle[..., 0].T, middle[..., 1].T
    with np.errstate(invalid="ignore"):
        for _ in range(_STEPS):
            distances = np.sqrt((x - m_x) ** 2 + (y - m_y) ** 2)
            pull = weight / np.maximum(distances, _FLOOR_PX)
            total = pull.sum(axis=0)
            m_x, m_y = (pull * x).sum(axis=0) / total, (pull * y).sum(axis=0) / total
    return np.stack([m_x.T, m_y.T], axis=2)


def squared_distances(points: Floats, middle: Floats) -> Floats:
    """Of every worker's point to the pose's, shape (n_poses, n_workers, n_keypoints); NaN counts as 0, 0."""
    x, y = (np.nan_to_num(points[..., axis]) - np.nan_to_num(middle[:, None, :, axis]) for axis in (0, 1))
    found: Floats = x * x + y * y
    return found


def medoid(points: Floats) -> Floats:
    """The worker's point with the least sum of distances to the others'; NaN where there is none."""
    filled, present = np.nan_to_num(points), ~np.isnan(points[..., 0])
    costs = np.zeros(present.shape)
    for worker in range(points.shape[1]):
        distances = np.linalg.norm(filled - filled[:, worker : worker + 1], axis=3)
        costs[:, worker] = (distances * present).sum(axis=1)
    best = np.where(present, costs, np.inf).argmin(axis=1)
    found: Floats = np.take_along_axis(points, best[:, None, :, None], axis=1)[:, 0]
    return found


def repaired(points: Floats, pairs: Pairs, sizes: NDArray[np.int64] | None = None) -> Floats:
    """Points after mirrored pairs were swapped back where they lie nearer to each other's median.

    The rule of MARS: with medians m_a and m_b, a worker's points are exchanged when each is farther from its
    own median than the other is, in shares of the image's width and height. Three passes for each pair, with
    new medians after each. A missing point is never exchanged (MARS reads it as 0, 0).
    Source: Segalin et al., eLife 10, 2021.
    """
    points = points.copy()
    unit = np.ones(2) if sizes is None else sizes[:, None, None, :].astype(float)
    for a, b in pairs:
        for _ in range(3):
            shares = points[:, :, [a, b]] / unit
            middle = median(shares)[:, None]
            own = np.linalg.norm(shares - middle, axis=3)
            other = np.linalg.norm(shares[:, :, ::-1] - middle, axis=3)  # p_b to m_a, p_a to m_b
            with np.errstate(invalid="ignore"):
                wrong = (own[:, :, 0] > other[:, :, 0]) & (own[:, :, 1] > other[:, :, 1])
            if not wrong.any():
                break
            points = exchanged(points, a, b, wrong)
    return points


def exchanged(points: Floats, a: int, b: int, where: NDArray[np.bool_]) -> Floats:
    """The points with keypoints a and b exchanged for those poses and workers."""
    swapped = points.copy()
    swapped[:, :, a][where], swapped[:, :, b][where] = points[:, :, b][where], points[:, :, a][where]
    return swapped


def body_scales(middle: Floats, areas: Floats) -> Floats:
    """How big each body is: the square root of the area of the box around its points.

    Within half and twice the median of all poses; a twentieth of the image's where points span no area.
    """
    with np.errstate(all="ignore"):
        known: NDArray[np.bool_] = ~np.isnan(middle[..., 0])
        low = np.where(known[..., None], middle, np.inf).min(axis=1, initial=np.inf)
        high = np.where(known[..., None], middle, -np.inf).max(axis=1, initial=-np.inf)
        sides = np.where(np.asarray(known.any(axis=1))[:, None], high - low, 0.0)
    scales = np.sqrt(sides[:, 0] * sides[:, 1])
    smallest = 0.05 * np.sqrt(areas)
    scales = np.where(scales > 1, scales, smallest)
    usual = float(np.median(scales)) if len(scales) else 1.0
    found: Floats = np.clip(scales, usual / 2, usual * 2)
    return found
