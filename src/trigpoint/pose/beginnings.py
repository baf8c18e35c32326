"""The points that a worker's page begins with."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED
from trigpoint.formats.pose.poses import Poses

LEAST_CONFIDENCE: Final = 0.3
"""A point that is less sure is left for the worker to place."""


def beginning(
    poses: Poses,
    frame: int,
    *,
    allow_occluded: bool = True,
    absent: NDArray[np.bool_] | None = None,
) -> list[dict[str, Any]]:
    """A frame's points as the element takes them for its `initial-value`.

    Confidences that are not known count as sure. `absent` are keypoints to begin with as marked absent,
    shape (A, K).
    """
    skeleton, sure = poses.skeleton, is_sure(poses, frame)
    labels = {place: label for label, place in skeleton.by_label.items()}
    found: list[dict[str, Any]] = []
    for number, track in enumerate(skeleton.tracks):
        for keypoint in range(skeleton.n_keypoints):
            at = frame, number, keypoint
            point: dict[str, Any] = {"label": labels[track.animal, keypoint]}
            if sure[number, keypoint]:
                x, y = (round(float(value), 2) for value in poses.xy[at])
                point |= {"x": x, "y": y}
                if allow_occluded and poses.visibility[at] == OCCLUDED:
                    point["visibility"] = OCCLUDED
            elif absent is not None and absent[number, keypoint]:
                point |= {"x": 0, "y": 0, "visibility": NOT_GIVEN}
            else:
                continue
            if skeleton.n_instances > 1:
                point["instance"] = track.instance + 1
            found.append(point)
    return found


def is_sure(poses: Poses, frame: int) -> NDArray[np.bool_]:
    """Points of a frame that pages may begin with, shape (A, K)."""
    confidences = np.nan_to_num(poses.confidences[frame], nan=1.0)
    found: NDArray[np.bool_] = ~np.isnan(poses.xy[frame]).any(axis=-1) & (confidences >= LEAST_CONFIDENCE)
    return found
