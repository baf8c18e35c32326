"""Boxes around animals, from their points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Floats
from trigpoint.formats.pose.dataset import BoxRule

_PADDING = 0.10
_MARS_STRETCH = 0.04


def boxes(xy: Floats, sizes: NDArray[np.int64], rule: BoxRule = "padded") -> Floats:
    """xmin, ymin, xmax, ymax in pixels, shape (F, A, 4); NaN around animals without a point.

    "padded": all points, and a tenth of the longer side more on each, within the image. "mars": MARS's own,
    where each side moves out by 0.04 of the image, or by as much as the nearer edge leaves.

    Parameters
    ----------
    xy
        Points in pixels, shape (F, A, K, 2).
    sizes
        Width and height of each frame, shape (F, 2).
    """
    known = np.asarray((~np.isnan(xy[..., 0])).any(axis=2))
    low = np.where(np.isnan(xy), np.inf, xy).min(axis=2)
    high = np.where(np.isnan(xy), -np.inf, xy).max(axis=2)
    whole = sizes[:, None, :].astype(float)
    with np.errstate(invalid="ignore"):
        if rule == "mars":
            room = np.minimum(low / whole, np.abs(1 - high / whole))
            margin = np.minimum(_MARS_STRETCH, room) * whole
            found = np.concatenate([low - margin, high + margin], axis=2)
        else:
            margin = _PADDING * (high - low).max(axis=2, keepdims=True)
            found = np.concatenate(
                [np.clip(low - margin, 0, whole), np.clip(high + margin, 0, whole)], axis=2
            )
    return np.where(known[..., None], found, np.nan)
