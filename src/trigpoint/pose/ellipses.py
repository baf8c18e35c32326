"""In which direction clicks scatter: ellipses in the animal's own frame."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.poses import Poses
from trigpoint.pose.clicks import scales_of

RADII: Final = {"1 sd": 1.0, "50 %": 1.177, "95 %": 2.448}
"""How many deviations the ellipse is wide that holds so many clicks, where they are normal."""
_FAR: Final = 0.5


class Spread(NamedTuple):
    """Where a keypoint is on the mean animal and how its clicks scatter, in body scales, x towards the head.

    `covariance` has shape (2, 2); NaN where fewer than three clicks are known. `n_far` clicks, farther off
    than half the body's scale, are mistakes and left out.
    """

    keypoint: str
    middle: Floats
    covariance: Floats
    n_points: int
    n_far: int


def spreads(annotations: Annotations, poses: Poses) -> list[Spread]:
    """The spread of every keypoint over all frames and animals; where there is no axis, nothing is turned."""
    scales = scales_of(poses.xy, annotations)[:, :, None, None]
    turns = headings(poses)
    there = ~np.isnan(poses.xy[..., :1])
    n_there = np.maximum(there.sum(axis=2, keepdims=True), 1)
    middle = np.where(there, poses.xy, 0.0).sum(axis=2, keepdims=True) / n_there
    bodies = turned((poses.xy - middle) / scales, turns[:, :, None])
    away = turned((annotations.points - poses.xy[:, :, :, None]) / scales[..., None], turns[:, :, None, None])
    found = []
    for place, keypoint in enumerate(annotations.skeleton.keypoints):
        clicks = away[:, :, place].reshape(-1, 2)
        clicks = clicks[~np.isnan(clicks).any(axis=1)]
        near = np.linalg.norm(clicks, axis=1) <= _FAR
        body = bodies[:, :, place].reshape(-1, 2)
        body = body[~np.isnan(body).any(axis=1)]
        found.append(
            Spread(
                keypoint,
                body.mean(axis=0) if len(body) else np.full(2, np.nan),
                np.cov(clicks[near].T) if near.sum() > 2 else np.full((2, 2), np.nan),
                int(near.sum()),
                int((~near).sum()),
            )
        )
    return found


def headings(poses: Poses) -> Floats:
    """Angle of each animal's axis, tail to head, in radians, (F, A); 0 without one, NaN where unseen."""
    if poses.skeleton.axis is None:
        return np.zeros(poses.xy.shape[:2])
    head, tail = poses.skeleton.axis
    along = poses.xy[:, :, head] - poses.xy[:, :, tail]
    found: Floats = np.arctan2(along[..., 1], along[..., 0])
    return found


def outline(middle: Floats, covariance: Floats, radius: float, n_points: int = 60) -> Floats:
    """The ellipse of so many deviations, shape (n_points, 2)."""
    values, vectors = np.linalg.eigh(covariance)
    turn = np.linspace(0, 2 * np.pi, n_points)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    found: Floats = middle + radius * (vectors @ (np.sqrt(np.maximum(values, 0))[:, None] * circle)).T
    return found


def turned(points: Floats, angles: Floats) -> Floats:
    """The points turned back by the angles, so that the axis lies along x."""
    cos, sin = np.cos(angles), np.sin(angles)
    x, y = points[..., 0], points[..., 1]
    return np.stack([x * cos + y * sin, y * cos - x * sin], axis=-1)
