"""Where clicks are meant to be, how far they scatter and which are wild: expectation maximisation.

Clicks are Gaussian around the truth, with a spread for each keypoint (share of the body's scale) times one
for each worker, or wild: far around it, at each worker's own rate. The contaminated normal of Tukey, 1960.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.poses import Answers, geometric_median, in_parts
from trigpoint.consolidate.votes import Floats

START_SPREAD: Final = 0.06
"""Of a click, as a share of the body's scale."""
_START_WILD: Final = 0.05
_START_REACH: Final = 1.5
_LEAST_REACH: Final = 0.5
_PRIOR_CLICKS: Final = 20
"""That many clicks speak for a worker's usual share of wild ones, and for how far these usually are."""
FIRST_HEAT: Final = 6
SECOND_HEAT: Final = 2
"""Root of what variances are multiplied by at first, when places are unknown, and once they are known."""
_COLD_ROUNDS: Final = 14
_LEAST_SUPPORT: Final = 1.5
_LEAST_SUPPORT_OF_FEW: Final = 0.5
_MOST_OF_ONE: Final = 0.9
"""Of a mean that a single click can be."""


@dataclass(frozen=True, eq=False)
class Spreads:
    """How far clicks scatter: by keypoint (`sigma`, share of scale), by worker (`factor`, mean 1); how often
    a worker's are wild (`wild`), and how far these scatter (`reach`, share of scale)."""

    sigma: Floats
    factor: Floats
    wild: Floats
    reach: float

    @classmethod
    def start(cls, n_workers: int, n_keypoints: int) -> Spreads:
        sigma, wild = np.full(n_keypoints, START_SPREAD), np.full(n_workers, _START_WILD)
        return cls(sigma, np.ones(n_workers), wild, _START_REACH)

    def alike(self) -> Spreads:
        """With all workers alike: who is careless now and then does not stay one who is always vague."""
        return replace(self, factor=np.ones_like(self.factor))

    def of_clicks(self, scales: Floats, workers: NDArray[np.int64]) -> Floats:
        """Deviation of each click in pixels, shape (n_poses, n_answers, n_keypoints)."""
        spreads: Floats = (scales[:, None] * self.factor[workers])[..., None] * self.sigma
        return spreads

    @property
    def weights(self) -> Floats:
        """How much a worker's word counts about left and right, 1 on average; nobody outvotes two others."""
        clipped = np.clip((1 - self.wild) / self.factor**2, 0.5, 2)
        found: Floats = clipped / clipped.mean()
        return found


@dataclass(frozen=True, eq=False)
class Estimate:
    """Points (n_poses, n_keypoints, 2); the chance that each click is meant for its point, 0 where there is
    none (n_poses, n_answers, n_keypoints); points that have no majority (n_poses, n_keypoints); how far, by
    their chances, other places are that the clicks could be meant for, in square pixels on each axis."""

    points: Floats
    inliers: Floats
    spreads: Spreads
    lonely: NDArray[np.bool_]
    ambiguity: Floats


def estimated(answers: Answers, scales: Floats, spreads: Spreads, first_heat: int = FIRST_HEAT) -> Estimate:
    """The points that the clicks are most likely meant for, and what they tell of their workers.

    Annealing keeps the EM from locking on one click; where no two agree, the geometric median stands, and
    teaches nothing. A click is part of its own mean, hence the (1 - h) in its residual.
    """
    # All workers alike: with weights, one good worker's wild click would be where it begins, and ends.
    safe = geometric_median(answers.points, answers.present.astype(float))
    parts = [_Part(answers, scales, safe, part) for part in in_parts(len(safe))]
    for root in (*range(first_heat, 1, -1), *[1] * _COLD_ROUNDS):
        learned = _Sums(len(spreads.factor), len(spreads.sigma))
        for part in parts:
            part.fit(spreads, root**2, learned)
        spreads = learned.spreads(spreads)
    points = np.concatenate([part.points for part in parts])
    return Estimate(
        points,
        np.concatenate([part.inliers.transpose(2, 0, 1) for part in parts]),
        spreads,
        np.concatenate([part.lonely.T for part in parts]),
        np.zeros(points.shape[:2]),
    )


def is_lonely(inliers: Floats, n_clicks: NDArray[np.int64], axis: int) -> NDArray[np.bool_]:
    """Where clicks agree with too few others to be believed, summed over `axis`."""
    enough = np.where(n_clicks >= 3, _LEAST_SUPPORT, _LEAST_SUPPORT_OF_FEW)
    found: NDArray[np.bool_] = (inliers.sum(axis=axis) < enough) & (n_clicks > 0)
    return found


def chances(
    there: Floats, squares: Floats, variances: Floats, wide: Floats, odds: Floats, heat: float = 1.0
) -> Floats:
    """That clicks so far from a point (`squares`) are meant for it; 0 where there is none.

    `wide` is the variance of wild clicks, `odds` are those of being wild, `heat` multiplies all variances.
    """
    less = (1 / variances - 1 / wide) / (2 * heat)
    with np.errstate(over="ignore"):  # a click far away has no chance at all
        against = np.exp(squares * less) * (variances / wide) * odds
    return there / (1 + against)


def weights(there: Floats, inliers: Floats, variances: Floats, wide: Floats) -> Floats:
    """What each click counts in the mean: wild ones still say roughly where the point is."""
    return inliers / variances + (there - inliers) / wide


class _Part:
    """Some of the poses, few enough for the processor's cache; answers come first and poses last, so that
    sums over answers are over whole rows."""

    def __init__(self, answers: Answers, scales: Floats, safe: Floats, part: slice) -> None:
        self._x, self._y, self._there = (
            np.ascontiguousarray(np.nan_to_num(each[part]).transpose(1, 2, 0), dtype=float)
            for each in (answers.points[..., 0], answers.points[..., 1], answers.present)
        )
        self._workers = np.ascontiguousarray(answers.workers[part].T)
        keypoints = np.arange(self._x.shape[1])[:, None]
        self._cells = (self._workers[:, None] * len(keypoints) + keypoints).ravel()
        self._squared_scales = scales[part] ** 2
        self._safe_x, self._safe_y = (np.ascontiguousarray(safe[part, :, axis].T) for axis in (0, 1))
        self._n_clicks = self._there.sum(axis=0)
        self._any = self._n_clicks > 0
        self._at_x, self._at_y = np.nan_to_num(self._safe_x), np.nan_to_num(self._safe_y)
        self.inliers = self._there
        self.lonely: NDArray[np.bool_] = ~self._any

    @property
    def points(self) -> Floats:
        """Shape (n_poses, n_keypoints, 2); NaN where there is no click."""
        return np.stack([np.where(self._any, at, np.nan).T for at in (self._at_x, self._at_y)], axis=2)

    def fit(self, spreads: Spreads, heat: float, learned: _Sums) -> None:
        """One step to better points, and what the clicks' residuals tell of the spreads."""
        squares = self._squares()
        by_answer = self._squared_scales * (spreads.factor**2)[self._workers]
        variances = by_answer[:, None] * (spreads.sigma**2)[:, None]
        wide = np.maximum(spreads.reach**2 * self._squared_scales, variances)
        odds = (spreads.wild / (1 - spreads.wild))[self._workers]
        inliers = chances(self._there, squares, variances, wide, odds[:, None], heat)
        quality = weights(self._there, inliers, variances, wide)
        total = quality.sum(axis=0)
        whole = np.where(total > 0, total, 1.0)
        self.inliers = inliers
        self.lonely = is_lonely(inliers, self._n_clicks, axis=0)
        alone = self.lonely | (total <= 0)
        self._at_x = np.where(alone, np.nan_to_num(self._safe_x), (quality * self._x).sum(axis=0) / whole)
        self._at_y = np.where(alone, np.nan_to_num(self._safe_y), (quality * self._y).sum(axis=0) / whole)
        own = np.minimum(quality / whole, _MOST_OF_ONE)
        counted = np.where(self.lonely, 0.0, inliers)
        shares = self._squares() / (2 * self._squared_scales)
        seen = np.where(self.lonely, 0.0, self._there)
        learned.add(self._cells, counted * shares / (1 - own), counted, seen, (seen - counted) * shares)

    def _squares(self) -> Floats:
        x, y = self._x - self._at_x, self._y - self._at_y
        found: Floats = x * x + y * y
        return found


class _Sums:
    """What all clicks together tell of the spreads, by worker and keypoint."""

    def __init__(self, n_workers: int, n_keypoints: int) -> None:
        self._shape = n_workers, n_keypoints
        self._residuals, self._counted, self._seen = (np.zeros(self._shape) for _ in range(3))
        self._far = 0.0

    def add(
        self, cells: NDArray[np.int64], residuals: Floats, counted: Floats, seen: Floats, far: Floats
    ) -> None:
        """Squared residuals in body scales, chances, and clicks, of the workers and keypoints in `cells`;
        `far` are the squares of wild clicks."""
        self._residuals += self._summed(cells, residuals)
        self._counted += self._summed(cells, counted)
        self._seen += self._summed(cells, seen)
        self._far += float(far.sum())

    def _summed(self, cells: NDArray[np.int64], values: Floats) -> Floats:
        n_workers, n_keypoints = self._shape
        found: Floats = np.bincount(cells, values.ravel(), n_workers * n_keypoints).astype(float)
        return found.reshape(self._shape)

    def spreads(self, before: Spreads) -> Spreads:
        by_keypoint = (self._residuals / before.factor[:, None] ** 2).sum(axis=0)
        # One click at the usual spread more, so that a keypoint seen once does not become exact.
        sigma = np.sqrt((by_keypoint + START_SPREAD**2) / (self._counted.sum(axis=0) + 1))
        by_worker = (self._residuals / sigma**2).sum(axis=1)
        factor = np.sqrt((by_worker + 5) / (self._counted.sum(axis=1) + 5))
        level = float(np.exp(np.log(factor).mean()))
        n_wild = (self._seen - self._counted).sum(axis=1)
        wild = (n_wild + _PRIOR_CLICKS * _START_WILD) / (self._seen.sum(axis=1) + _PRIOR_CLICKS)
        squared_reach = (self._far + _PRIOR_CLICKS * _START_REACH**2) / (n_wild.sum() + _PRIOR_CLICKS)
        return Spreads(sigma * level, factor / level, wild, max(_LEAST_REACH, float(np.sqrt(squared_reach))))
