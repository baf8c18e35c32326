"""Where a model is unsure of a video: frames whose labels would teach it most."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.poses import body_scales
from trigpoint.formats.pose.annotations import Floats
from trigpoint.formats.pose.skeleton import Pair

_LEAST_SPREAD = 0.02
"""Of likelihoods, and of lengths as shares of the body: what differs by less is no surprise."""


def uncertainties(
    xy: Floats, scores: Floats, there: NDArray[np.bool_], *, edges: tuple[Pair, ...], area: float
) -> Floats:
    """How surprising each frame of a video is, shape (T,); -inf where the model said nothing.

    The greatest of three robust z-scores (distance from the median over the median deviation): of 1 - mean
    likelihood, where a missing point counts as 0; of the largest jump of a point since the frame before; of
    how much an edge of the skeleton is longer or shorter than usual. Lengths are in body sizes.

    Parameters
    ----------
    xy, scores
        As in Predictions, shapes (T, A, K, 2) and (T, A, K), a row for each frame.
    there
        Frames that the model looked at, shape (T,).
    area
        Of the picture, in square pixels.
    """
    n_frames, n_tracks = xy.shape[:2]
    if not there.any():
        return np.full(n_frames, -np.inf)
    given = ~np.isnan(xy[..., 0])
    likelihood = np.where(given, np.nan_to_num(scores, nan=1.0), 0.0).reshape(n_frames, -1).mean(axis=1)
    flat = xy.reshape(n_frames * n_tracks, *xy.shape[2:])
    scales = body_scales(flat, np.full(len(flat), area)).reshape(n_frames, n_tracks)
    jumps = np.zeros(n_frames)
    steps = np.linalg.norm(np.diff(xy, axis=0), axis=-1) / scales[1:, :, None]
    jumps[1:] = np.nan_to_num(steps.reshape(n_frames - 1, -1)).max(axis=1, initial=0.0)
    surprises = [_surprise(1 - likelihood, there), _surprise(jumps, there)]
    for a, b in edges:
        lengths = np.linalg.norm(xy[:, :, a] - xy[:, :, b], axis=-1) / scales
        for track in range(n_tracks):
            known = there & ~np.isnan(lengths[:, track])
            surprises.append(np.abs(_surprise(lengths[:, track], known)))
    found = np.max(surprises, axis=0)
    return np.where(there, found, -np.inf)


def _surprise(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Robust z-scores; 0 where nothing is known."""
    if not known.any():
        return np.zeros(len(values))
    middle = float(np.median(values[known]))
    spread = 1.4826 * float(np.median(np.abs(values[known] - middle)))
    return np.where(known, (values - middle) / max(spread, _LEAST_SPREAD), 0.0)
