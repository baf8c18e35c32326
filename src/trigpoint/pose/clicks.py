"""Answers as the numerics take them."""

from __future__ import annotations

import numpy as np

from trigpoint.consolidate.poses import Poses as Clicks
from trigpoint.consolidate.poses import body_scales
from trigpoint.formats.pose.annotations import OCCLUDED, Annotations, Floats


def clicks_of(annotations: Annotations) -> Clicks:
    """The answers as the numerics take them: a pose is an animal in a frame, frames outer."""
    n_frames, n_tracks, n_keypoints, n_workers = annotations.points.shape[:4]
    shape = (n_frames * n_tracks, n_workers, n_keypoints)
    by_worker = np.moveaxis(annotations.points, 3, 2)
    occluded = np.moveaxis(annotations.visibility == OCCLUDED, 3, 2)
    areas = np.repeat([float(frame.area) for frame in annotations.frames], n_tracks)
    return Clicks(
        by_worker.reshape(*shape, 2),
        areas,
        occluded.reshape(shape),
        np.repeat(annotations.answered, n_tracks, axis=0),
        np.repeat(annotations.sizes, n_tracks, axis=0),
    )


def scales_of(xy: Floats, annotations: Annotations) -> Floats:
    """How big each animal is in pixels: the root of its box's area, shape (F, A)."""
    n_frames, n_tracks = xy.shape[:2]
    areas = np.repeat([float(frame.area) for frame in annotations.frames], n_tracks)
    return body_scales(xy.reshape(-1, *xy.shape[2:]), areas).reshape(n_frames, n_tracks)
