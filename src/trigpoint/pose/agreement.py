"""How well workers agree: each one's clicks against what all the others' come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.poses import Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.animals import matched_instances
from trigpoint.pose.clicks import scales_of
from trigpoint.pose.consolidation import consolidate

Unit = Literal["px", "cm", "body"]
_BOOTSTRAPS: Final = 200
_FAR: Final = 0.5
_GOOD, _JITTER = 0.85, 0.5
_USUAL_SIGMA: Final = 0.06
ERRORS: Final = ("good", "jitter", "inversion", "swap", "miss")
"""Kinds of clicks after Ronchi and Perona, ICCV 2017: near enough; somewhat off; where another keypoint of
the same animal is; where another animal's is; elsewhere."""


@dataclass(frozen=True, eq=False)
class Curve:
    """The share of clicks within a radius, by radius, with the band that 95 % of resampled frames give."""

    radii: Floats
    shares: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Agreement:
    """Every click beside the pose that the other workers' clicks come to; F, A, K, W as in Annotations.

    Parameters
    ----------
    others
        That pose, by the worker who was left out, shape (F, A, K, W, 2).
    distances
        From each click to it in pixels, shape (F, A, K, W); NaN where either is missing.
    missing
        Where a worker who answered set no point, and the others' come to one.
    scales
        How big each animal is in pixels, shape (F, A).
    sigmas
        Spread of clicks as a share of the scale by COCO's definition, shape (K,): the skeleton's, else those
        found here.
    pixels_per_cm
        None where unknown.
    """

    annotations: Annotations
    poses: Poses
    others: Floats
    distances: Floats
    missing: NDArray[np.bool_]
    scales: Floats
    sigmas: Floats
    pixels_per_cm: float | None = None

    def lengths(self, unit: Unit = "px") -> Floats:
        """The distances in a unit. Raises InvalidInput for "cm" where `pixels_per_cm` is unknown."""
        if unit == "body":
            return self.distances / self.scales[:, :, None, None]
        if unit == "px":
            return self.distances
        if not self.pixels_per_cm:
            raise InvalidInput("Centimetres need pixels_per_cm: set it in the project file.")
        return self.distances / self.pixels_per_cm

    @property
    def torsos(self) -> Floats | None:
        """How long each animal's axis is in pixels, to divide distances by; None where there is no axis."""
        axis = self.annotations.skeleton.axis
        if axis is None:
            return None
        along = self.poses.xy[:, :, axis[0]] - self.poses.xy[:, :, axis[1]]
        found: Floats = np.linalg.norm(along, axis=-1)[..., None, None]
        return found

    def curve(
        self,
        radii: Floats,
        *,
        unit: Unit = "body",
        keypoint: int | None = None,
        worker: int | None = None,
        missing_is_wrong: bool = False,
        seed: int = 0,
    ) -> Curve:
        """PCK: the share of clicks within each radius, of one keypoint or worker or of all."""
        lengths, missing = self.lengths(unit), self.missing & missing_is_wrong
        if keypoint is not None:
            lengths, missing = lengths[:, :, keypoint : keypoint + 1], missing[:, :, keypoint : keypoint + 1]
        if worker is not None:
            lengths, missing = lengths[..., worker : worker + 1], missing[..., worker : worker + 1]
        n_frames = len(lengths)
        by_frame = np.where(np.isnan(lengths), np.inf, lengths).reshape(n_frames, -1)
        counted = (~np.isnan(lengths) | missing).reshape(n_frames, -1).sum(axis=1)
        within = np.stack([(by_frame <= radius).sum(axis=1) for radius in radii], axis=1)
        rng = np.random.default_rng(seed)
        drawn = rng.multinomial(n_frames, np.full(n_frames, 1 / n_frames), _BOOTSTRAPS) if n_frames else None
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = within.sum(axis=0) / counted.sum()
            if drawn is None:
                return Curve(radii, shares, shares, shares)
            resampled = (drawn @ within) / (drawn @ counted)[:, None]
        usable = resampled[~np.isnan(resampled).any(axis=1)]
        if not len(usable):
            return Curve(radii, shares, shares, shares)
        low, high = np.quantile(usable, [0.025, 0.975], axis=0)
        return Curve(radii, shares, low, high)

    @property
    def similarities(self) -> Floats:
        """Of each click to the others' point, exp(-d² / (2 area (2 sigma)²)), shape (F, A, K, W)."""
        reach = 2 * self.sigmas[None, None, :] * self.scales[..., None]
        found: Floats = np.exp(-(self.distances**2) / (2 * reach[..., None] ** 2))
        return found

    @property
    def oks(self) -> Floats:
        """Object keypoint similarity of each worker's animal to the others', shape (F, A, W); NaN: no point.

        A keypoint that the worker left out, and the others did not, counts as 0.
        """
        similarity = np.where(self.missing, 0.0, self.similarities)
        counted = ~np.isnan(similarity)
        n = counted.sum(axis=2)
        total = np.where(counted, similarity, 0.0).sum(axis=2)
        found: Floats = np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
        return found

    def errors(self) -> NDArray[np.int8]:
        """The kind of each click as an index of ERRORS, shape (F, A, K, W); -1 where there is no click."""
        points = matched_instances(self.annotations).points
        similarity = self.similarities
        kinds = np.full(self.distances.shape, -1, dtype=np.int8)
        there = ~np.isnan(self.distances)
        kinds[there] = ERRORS.index("miss")
        swap, inversion = np.zeros_like(there), np.zeros_like(there)
        n_tracks, n_keypoints = points.shape[1:3]
        reach = 2 * self.sigmas[None, :] * self.scales[..., None].reshape(-1, n_tracks, 1)
        limit = reach * np.sqrt(-2 * np.log(_JITTER))
        for track in range(n_tracks):
            for other in range(n_tracks):
                for keypoint in range(n_keypoints):
                    away = np.linalg.norm(
                        points[:, track] - self.others[:, other, keypoint][:, None], axis=-1
                    )
                    with np.errstate(invalid="ignore"):
                        near = away < limit[:, other, keypoint][:, None, None]
                    if track != other:
                        swap[:, track] |= near
                    else:
                        near[:, keypoint] = False
                        inversion[:, track] |= near
        kinds[there & swap] = ERRORS.index("swap")
        kinds[there & inversion] = ERRORS.index("inversion")
        kinds[there & (similarity >= _JITTER)] = ERRORS.index("jitter")
        kinds[there & (similarity >= _GOOD)] = ERRORS.index("good")
        return kinds


def agreement(
    annotations: Annotations,
    poses: Poses | None = None,
    *,
    method: str = "",
    use_axis: bool = True,
    pixels_per_cm: float | None = None,
) -> Agreement:
    """How well workers agree, each left out in turn and compared with the rest.

    Each worker is compared on the frames that they answered, with the same `method`, by default the poses'
    own, else "em". Models are measured by people, people never by models.
    """
    method = method or (poses.method if poses is not None else "") or "em"
    if poses is None:
        poses = consolidate(annotations, method=method, use_axis=use_axis)
    matched = matched_instances(annotations)
    others = np.full(matched.points.shape, np.nan)
    people = np.array([source != "model" for source in matched.sources], dtype=bool)
    for worker in range(len(matched.workers)):
        rows = np.flatnonzero(matched.answered[:, worker])
        if len(rows) and np.delete(people, worker).any():
            rest = _without(matched, worker, rows)
            others[rows, :, :, worker] = consolidate(rest, method=method, use_axis=use_axis).xy
    distances = np.linalg.norm(matched.points - others, axis=-1)
    scales = scales_of(poses.xy, matched)
    given = matched.skeleton.sigmas
    sigmas = sigma_coco(matched, poses) if given is None else np.array(given, dtype=float)
    return Agreement(
        matched,
        poses,
        others,
        distances,
        missing=np.isnan(matched.points[..., 0])
        & ~np.isnan(others[..., 0])
        & matched.answered[:, None, None],
        scales=scales,
        sigmas=np.where(sigmas > 0, sigmas, _USUAL_SIGMA),
        pixels_per_cm=pixels_per_cm,
    )


def sigma_coco(annotations: Annotations, poses: Poses) -> Floats:
    """Annotators' spread by COCO's definition, the root of the mean of d² / area, shape (K,); NaN: unknown.

    Times n / (n - 1), as each click is part of the pose that it is compared with. Clicks farther off than
    half the body's scale are mistakes, not spread.
    """
    scales = scales_of(poses.xy, annotations)[:, :, None, None]
    shares = np.linalg.norm(annotations.points - poses.xy[:, :, :, None], axis=-1) / scales
    shares = np.where(shares > _FAR, np.nan, shares)
    n = (~np.isnan(shares)).sum(axis=3, keepdims=True)
    squares = np.where(n > 1, shares**2 * n / np.maximum(n - 1, 1), np.nan)
    counted = (~np.isnan(squares)).sum(axis=(0, 1, 3))
    total = np.nansum(squares, axis=(0, 1, 3))
    found: Floats = np.sqrt(np.divide(total, counted, out=np.full(total.shape, np.nan), where=counted > 0))
    return found


def sigma_mars(annotations: Annotations, poses: Poses) -> Floats:
    """The same by MARS's: the mean of (std x + std y) / 2 over the root of twice the area, shape (K,).

    Deviations have the number of workers as divisor. Source: Segalin et al., eLife 10, 2021.
    """
    points = annotations.points
    there = ~np.isnan(points[..., :1])
    n = there.sum(axis=3)
    filled = np.where(there, points, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = filled.sum(axis=3) / n
        spread = np.sqrt((np.where(there, points - mean[..., None, :], 0.0) ** 2).sum(axis=3) / n)
    share = spread.mean(axis=-1) / (np.sqrt(2) * scales_of(poses.xy, annotations)[..., None])
    share = np.where(n[..., 0] > 1, share, np.nan)
    counted = (~np.isnan(share)).sum(axis=(0, 1))
    total = np.nansum(share, axis=(0, 1))
    found: Floats = np.divide(total, counted, out=np.full(total.shape, np.nan), where=counted > 0)
    return found


def _without(annotations: Annotations, worker: int, rows: NDArray[np.int64]) -> Annotations:
    """Some frames of the answers, without those of one worker."""
    return annotations.part(rows, np.delete(np.arange(len(annotations.workers)), worker))
