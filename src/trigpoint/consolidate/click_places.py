"""Where clicks contradict each other: the places that they could be meant for, and how likely each is.

Expectation maximisation climbs to one place. Where some clicks are far from it, it is begun again at each
click, and the point is the geometric median of the places it ends at, weighed by their chances: the guess
that is least wrong on average.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.click_model import Estimate, Spreads, chances, is_lonely, weights
from trigpoint.consolidate.poses import Answers, geometric_median
from trigpoint.consolidate.votes import Floats

_SURE: Final = 0.9
"""Chance of a click above which nothing else is worth trying."""
_STEPS: Final = 6
_SAME: Final = 0.1
"""Places are one when they are nearer than that many deviations."""
_AT_ONCE: Final = 20_000


def weighed(answers: Answers, scales: Floats, estimate: Estimate) -> Estimate:
    """The estimate, with doubtful points put where they are most likely."""
    present = answers.present
    doubtful = ((estimate.inliers < _SURE) & present).any(axis=1) & (present.sum(axis=1) > 1)
    points, inliers, away = estimate.points.copy(), estimate.inliers.copy(), estimate.ambiguity.copy()
    chosen = np.argwhere(doubtful)
    for start in range(0, len(chosen), _AT_ONCE):
        poses, keypoints = chosen[start : start + _AT_ONCE].T
        clicks = _Clicks.of(answers, scales, estimate.spreads, poses, keypoints)
        points[poses, keypoints], inliers[poses, :, keypoints], away[poses, keypoints] = clicks.settled(
            points[poses, keypoints]
        )
    lonely = is_lonely(inliers, present.sum(axis=1), axis=1)
    return replace(estimate, points=points, inliers=inliers, lonely=lonely, ambiguity=away)


@dataclass(frozen=True, eq=False)
class _Clicks:
    """The clicks at some points: places (n_points, n_answers, 2), the rest (n_points, n_answers)."""

    places: Floats
    present: Floats
    variances: Floats
    wide: Floats
    wild: Floats

    @classmethod
    def of(
        cls,
        answers: Answers,
        scales: Floats,
        spreads: Spreads,
        poses: NDArray[np.int64],
        keypoints: NDArray[np.int64],
    ) -> _Clicks:
        workers = answers.workers[poses]
        deviations = scales[poses, None] * spreads.factor[workers] * spreads.sigma[keypoints, None]
        wide = np.maximum((spreads.reach * scales[poses, None]) ** 2, deviations**2)
        return cls(
            np.nan_to_num(answers.points[poses, :, keypoints]),
            answers.present[poses, :, keypoints].astype(float),
            deviations**2,
            wide,
            spreads.wild[workers],
        )

    def settled(self, points: Floats) -> tuple[Floats, Floats, Floats]:
        """The points (n_points, 2), from where they are; each click's chance to be meant for them; and the
        mean square that the places are away from them, on each axis.
        """
        n_answers = self.places.shape[1]
        ends = [self._climbed(points)]
        usable = [np.ones(len(points), dtype=bool)]
        near = _SAME**2 * self.variances.min(axis=1)
        for answer in range(n_answers):
            end = self._climbed(self.places[:, answer])
            new = [((end - other) ** 2).sum(axis=1) > near for other in ends]
            usable.append((self.present[:, answer] > 0) & np.logical_and.reduce(new))
            ends.append(end)
        heights, inliers = zip(*(self._height(end) for end in ends), strict=True)
        likely = np.where(np.stack(usable, axis=1), np.stack(heights, axis=1), -np.inf)
        chances = np.exp(likely - likely.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        places = np.stack(ends, axis=1)
        middle = geometric_median(places[:, :, None], chances[:, :, None])[:, 0]
        shares = (chances[..., None] * np.stack(inliers, axis=1)).sum(axis=1)
        away = ((places - middle[:, None]) ** 2).sum(axis=2)
        return middle, shares, (chances * away).sum(axis=1) / 2

    def _climbed(self, points: Floats) -> Floats:
        for _ in range(_STEPS):
            quality = self._quality(self._inliers(self._squares(points)))
            points = (quality[..., None] * self.places).sum(axis=1) / quality.sum(axis=1)[:, None]
        return points

    def _height(self, points: Floats) -> tuple[Floats, Floats]:
        """Logarithm of how likely the truth is about a place, by Laplace; and the clicks' chances there."""
        squares = self._squares(points)
        meant = (1 - self.wild) * np.exp(-squares / (2 * self.variances)) / self.variances
        either = meant + self.wild * np.exp(-squares / (2 * self.wide)) / self.wide
        heights: Floats = (self.present * np.log(np.maximum(either, np.finfo(float).tiny))).sum(axis=1)
        inliers = self._inliers(squares)
        return heights - np.log(self._quality(inliers).sum(axis=1)), inliers

    def _squares(self, points: Floats) -> Floats:
        found: Floats = ((self.places - points[:, None]) ** 2).sum(axis=2)
        return found

    def _inliers(self, squares: Floats) -> Floats:
        return chances(self.present, squares, self.variances, self.wide, self.wild / (1 - self.wild))

    def _quality(self, inliers: Floats) -> Floats:
        return weights(self.present, inliers, self.variances, self.wide)
