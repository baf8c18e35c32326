"""Poses that somebody has corrected: on their frames, corrections take the place of the first answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.click_model import START_SPREAD
from trigpoint.consolidate.poses import geometric_median
from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations, Floats
from trigpoint.formats.pose.poses import FLAGS, Poses

_OKS_LENGTH: Final = 0.12
"""As in `KeypointFit.confidences`: of the body's scale."""
_FAR_APART: Final = 3 * np.sqrt(2)


def adjusted_columns(annotations: Annotations) -> NDArray[np.bool_]:
    """Which workers' columns are corrections, shape (W,)."""
    return np.array([source == "adjusted" for source in annotations.sources], dtype=bool)


def first_answers(annotations: Annotations) -> Annotations:
    """The answers without corrections: those that corrections began with."""
    adjusted = adjusted_columns(annotations)
    if not adjusted.any():
        return annotations
    if adjusted.all():
        return _without(annotations, np.ones_like(annotations.answered))
    return annotations.part(np.arange(len(annotations.frames)), np.flatnonzero(~adjusted))


def counted_answers(annotations: Annotations) -> Annotations:
    """Corrections where there are some, the first answers elsewhere."""
    adjusted = adjusted_columns(annotations)
    corrected: NDArray[np.bool_] = np.any(annotations.answered & adjusted, axis=1, keepdims=True)
    return _without(annotations, corrected & ~adjusted)


def _without(annotations: Annotations, gone: NDArray[np.bool_]) -> Annotations:
    """Without the answers of those workers to those frames, shape (F, W)."""
    if not gone.any():
        return annotations
    by_point = gone[:, None, None, :]
    return replace(
        annotations,
        points=np.where(by_point[..., None], np.nan, annotations.points),
        visibility=np.where(by_point, NOT_GIVEN, annotations.visibility).astype(np.int8),
        marked_absent=annotations.marked_absent & ~by_point,
        answered=annotations.answered & ~gone,
    )


def with_corrections(poses: Poses, annotations: Annotations, scales: Floats) -> Poses:
    """The poses of the first answers, with the geometric median of the corrections on frames that have some.

    People who correct begin at the same place, so that their clicks tell nothing of how far clicks scatter:
    the deviation is that of the first answers, or where there are none the usual one. One correction
    settles a frame: what was doubtful before is flagged no longer, but corrections that lie far apart are.
    `scales` is the size of each animal in pixels, shape (F, A).
    """
    adjusted = np.flatnonzero(adjusted_columns(annotations))
    rows = np.flatnonzero(annotations.answered[:, adjusted].any(axis=1))
    if not len(rows):
        return poses
    given = annotations.part(rows, adjusted)
    spread = _click_spread(poses, scales) * scales[rows, :, None]
    clicks = given.points
    there = ~np.isnan(clicks[..., 0])
    n_answers = given.answered.sum(axis=1)[:, None, None]
    n = there.sum(axis=-1)
    is_placed = 2 * n >= np.maximum(n_answers, 1)
    xy = np.where((is_placed & (n > 0))[..., None], _middle(clicks), np.nan)
    known = ~np.isnan(xy[..., 0])
    deviations = np.where(known, spread / np.sqrt(np.maximum(n, 1)), np.nan)
    occluded = ((given.visibility == OCCLUDED) & there).sum(axis=-1) * 2 > n
    with np.errstate(invalid="ignore", divide="ignore"):
        away = np.linalg.norm(clicks - xy[..., None, :], axis=-1)
        disagree = known & (np.where(there, away, 0).max(axis=-1) > _FAR_APART * spread / 2)
        outside = known & ((xy < 0) | (xy > given.sizes[:, None, None])).any(axis=-1)
        reach = _OKS_LENGTH * scales[rows, :, None]
        confidences = 1 - np.exp(-(reach**2) / (2 * deviations**2))
    flags = (disagree.astype(np.uint16) << FLAGS.index("disagree")) | (
        outside.astype(np.uint16) << FLAGS.index("outside")
    )
    visibility = np.where(known, np.where(occluded, OCCLUDED, VISIBLE), NOT_GIVEN)
    return replace(
        poses,
        xy=_put(poses.xy, rows, xy),
        covariances=_put(poses.covariances, rows, deviations[..., None, None] ** 2 * np.eye(2)),
        confidences=_put(poses.confidences, rows, confidences),
        n_used=_put(poses.n_used, rows, n),
        visibility=_put(poses.visibility, rows, visibility),
        flags=_put(poses.flags, rows, flags),
    )


def _click_spread(poses: Poses, scales: Floats) -> Floats:
    """Of a single click, as a share of the body's scale, by keypoint, shape (K,)."""
    with np.errstate(invalid="ignore"):
        shares = poses.deviations * np.sqrt(poses.n_used) / scales[..., None]
    shares = shares.reshape(-1, shares.shape[-1])
    known = np.isfinite(shares) & (shares > 0)
    return np.array(
        [
            np.median(column[there]) if there.any() else START_SPREAD
            for column, there in zip(shares.T, known.T, strict=True)
        ]
    )


def _middle(clicks: Floats) -> Floats:
    """Geometric median over workers, shape (F, A, K, 2) of (F, A, K, W, 2)."""
    n_frames, n_tracks, n_keypoints, n_workers = clicks.shape[:4]
    by_worker = np.moveaxis(clicks, 3, 2).reshape(n_frames * n_tracks, n_workers, n_keypoints, 2)
    weights = np.asarray(~np.isnan(by_worker[..., 0]), dtype=np.float64)
    return geometric_median(by_worker, weights).reshape(n_frames, n_tracks, n_keypoints, 2)


def _put(whole: NDArray[Any], rows: NDArray[np.int64], part: NDArray[Any]) -> NDArray[Any]:
    found = whole.copy()
    found[rows] = part
    return found
