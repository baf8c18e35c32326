"""What each worker is like: spread with an interval, wild clicks, exchanged pairs, bias, tiredness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from trigpoint.formats.pose.annotations import Floats
from trigpoint.pose.agreement import Agreement
from trigpoint.pose.clicks import scales_of
from trigpoint.pose.consolidation import Consolidation
from trigpoint.pose.ellipses import headings, turned

_BOOTSTRAPS: Final = 200
_PRIOR: Final = 5
"""Clicks of usual spread that each worker's own stand beside, as in the consolidation."""
_GREATEST_OWN: Final = 0.9
_FAR: Final = 0.5
_FEWEST_TO_TIRE: Final = 9


@dataclass(frozen=True, eq=False)
class Traits:
    """One value a worker, shape (W,); NaN where unknown.

    Parameters
    ----------
    spread, spread_low, spread_high
        Of clicks, beside the usual worker's (geometric mean 1), with the interval that holds 95 % of
        resampled frames; by "em" alone.
    wild
        Share of clicks that lie anywhere; by "em" alone.
    weight
        How much their clicks count in a pose beside the usual worker's; by "em" alone.
    exchanged
        Share of mirrored pairs that had to be exchanged.
    bias
        How far, over all keypoints, the middle of their clicks is from the others', in body scales.
    tiring
        Median distance of the last third of their answers over that of the first, above 1 for one who tires.
    """

    spread: Floats
    spread_low: Floats
    spread_high: Floats
    wild: Floats
    weight: Floats
    exchanged: Floats
    bias: Floats
    tiring: Floats


def traits(found: Consolidation, agreement: Agreement, *, seed: int = 0) -> Traits:
    """Everything that is known of each worker's way of clicking."""
    # Of whom nothing was counted, such as models, the EM knows only what it began with.
    known = found.inliers.any(axis=(0, 1, 2))
    spread, wild, low, high = (
        np.where(known, each, np.nan) for each in (found.factors, found.wild, *_interval(found, seed))
    )
    return Traits(
        spread,
        low,
        high,
        wild,
        (1 - wild) / spread**2,
        _exchanged(found),
        _bias(agreement),
        _tiring(agreement),
    )


def _interval(found: Consolidation, seed: int) -> tuple[Floats, Floats]:
    """Of the spread: frames are drawn again, and each worker's spread is fitted to them as the EM does."""
    n_frames, n_workers = len(found.poses.frames), len(found.factors)
    if np.isnan(found.factors).all() or not n_frames:
        return np.full(n_workers, np.nan), np.full(n_workers, np.nan)
    scales = scales_of(found.poses.xy, found.answers)[:, :, None, None]
    away = np.linalg.norm(found.repaired - found.poses.xy[:, :, :, None], axis=-1)
    usual = found.sigmas[None, None, :, None] * scales
    pull = found.inliers / (usual * found.factors) ** 2
    total = pull.sum(axis=3, keepdims=True)
    own = np.divide(pull, total, out=np.zeros_like(pull), where=total > 0).clip(max=_GREATEST_OWN)
    counted = np.where(np.isnan(away), 0.0, found.inliers)
    squares = counted * np.nan_to_num(away / usual) ** 2 / (2 * (1 - own))
    by_frame, n_by_frame = squares.sum(axis=(1, 2)), counted.sum(axis=(1, 2))
    drawn = np.random.default_rng(seed).multinomial(n_frames, np.full(n_frames, 1 / n_frames), _BOOTSTRAPS)
    # The first row is all frames as they are: the interval is that of the spread beside what they give.
    drawn = np.concatenate([np.ones((1, n_frames), dtype=drawn.dtype), drawn])
    fitted = np.sqrt((drawn @ by_frame + _PRIOR) / (drawn @ n_by_frame + _PRIOR))
    fitted /= np.exp(np.log(fitted).mean(axis=1, keepdims=True))
    low, high = np.quantile(fitted[1:] / fitted[0], [0.025, 0.975], axis=0) * found.factors
    return np.minimum(low, found.factors), np.maximum(high, found.factors)


def _exchanged(found: Consolidation) -> Floats:
    there = ~np.isnan(found.answers.points[..., 0])
    n_workers = there.shape[3]
    pairs = found.answers.skeleton.pairs[: found.swapped.shape[-1]]
    if not pairs:
        return np.full(n_workers, np.nan)
    both = np.stack([there[:, :, a] & there[:, :, b] for a, b in pairs], axis=-1)
    n_both = both.sum(axis=(0, 1, 3))
    n_exchanged = (found.swapped & both).sum(axis=(0, 1, 3))
    shares: Floats = np.divide(n_exchanged, n_both, out=np.full(n_workers, np.nan), where=n_both > 0)
    return shares


def _bias(agreement: Agreement) -> Floats:
    """The root of the mean over keypoints of the squared mean offset in the animal's own frame.

    Less what chance alone would give: the variance of that mean. Clicks farther off than half the body's
    scale are mistakes, no bias.
    """
    scales = agreement.scales[:, :, None, None, None]
    away = turned(
        (agreement.annotations.points - agreement.others) / scales,
        headings(agreement.poses)[:, :, None, None],
    )
    with np.errstate(invalid="ignore"):
        near = np.linalg.norm(away, axis=-1) <= _FAR
    n = near.sum(axis=(0, 1))
    kept = np.where(near[..., None], away, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = kept.sum(axis=(0, 1)) / n[..., None]
        variance = (np.where(near[..., None], away - mean, 0.0) ** 2).sum(axis=(0, 1)) / (n - 1)[..., None]
        square = (mean**2 - variance / n[..., None]).sum(axis=-1)
        square = np.where(n > 2, square, np.nan)
        known = ~np.isnan(square)
        found: Floats = np.sqrt(np.maximum(np.nansum(square, axis=0) / known.sum(axis=0), 0.0))
    return found


def _tiring(agreement: Agreement) -> Floats:
    answers, shares = agreement.annotations, agreement.lengths("body")
    found = np.full(len(answers.workers), np.nan)
    for worker in range(len(answers.workers)):
        when = answers.submitted_at[:, worker]
        rows = np.flatnonzero(answers.answered[:, worker] & ~np.isnan(when))
        if len(rows) < _FEWEST_TO_TIRE:
            continue
        rows = rows[np.argsort(when[rows], kind="stable")]
        third = len(rows) // 3
        first, last = (shares[part, ..., worker] for part in (rows[:third], rows[-third:]))
        first, last = first[~np.isnan(first)], last[~np.isnan(last)]
        if len(first) and len(last) and np.median(first) > 0:
            found[worker] = np.median(last) / np.median(first)
    return found
