"""The points that a worker's page begins with."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED
from trigpoint.formats.pose.poses import Poses

LEAST_CONFIDENCE: Final = 0.3
"""A point that is less sure is left for the worker to place."""


def beginnings(
    poses: Poses, *, allow_occluded: bool = True, absent: NDArray[np.bool_] | None = None
) -> dict[str, list[dict[str, Any]]]:
    """By image, the points as the element takes them for its `initial-value`.

    Confidences that are not known count as sure. `absent` are keypoints to begin with as marked absent,
    shape (F, A, K).
    """
    skeleton, sure = poses.skeleton, is_sure(poses)
    gone = np.zeros_like(sure) if absent is None else absent
    labels = {place: label for label, place in skeleton.by_label.items()}
    found: dict[str, list[dict[str, Any]]] = {frame.image: [] for frame in poses.frames}
    for at in map(tuple, np.argwhere(sure | gone)):
        frame, number, keypoint = at
        animal, instance = skeleton.tracks[number]
        point: dict[str, Any] = {"label": labels[animal, int(keypoint)]}
        if sure[at]:
            x, y = (round(float(value), 2) for value in poses.xy[at])
            point |= {"x": x, "y": y}
            if allow_occluded and poses.visibility[at] == OCCLUDED:
                point["visibility"] = OCCLUDED
        else:
            point |= {"x": 0, "y": 0, "visibility": NOT_GIVEN}
        if skeleton.n_instances > 1:
            point["instance"] = instance + 1
        found[poses.frames[frame].image].append(point)
    return found


def is_sure(poses: Poses) -> NDArray[np.bool_]:
    """Points that pages may begin with, shape (F, A, K)."""
    confidences = np.nan_to_num(poses.confidences, nan=1.0)
    found: NDArray[np.bool_] = ~np.isnan(poses.xy).any(axis=-1) & (confidences >= LEAST_CONFIDENCE)
    return found
