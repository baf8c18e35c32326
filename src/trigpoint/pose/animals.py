"""Which animal is which in the answers of several workers."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.bodies import Click, bodies_of
from trigpoint.consolidate.click_model import START_SPREAD
from trigpoint.consolidate.identities import Identities, identities
from trigpoint.consolidate.poses import median
from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.pose.clicks import clicks_of, scales_of

_SHARE_OF_IMAGE: Final = 0.02


def matched_instances(annotations: Annotations) -> Annotations:
    """The same answers, with the animals alike of each frame numbered as one worker did.

    That one is nearest to all others; the rest are matched to it by the least sum of distances.
    """
    skeleton = annotations.skeleton
    alike = skeleton.n_instances
    if alike == 1 or len(annotations.workers) < 2:
        return annotations
    n_names = len(skeleton.animals) or 1
    order = np.empty(
        (len(annotations.frames), len(skeleton.tracks), len(annotations.workers)), dtype=np.int64
    )
    for number, frame in enumerate(annotations.frames):
        reach = _SHARE_OF_IMAGE * max(frame.width, frame.height)
        for name in range(n_names):
            tracks = slice(name * alike, (name + 1) * alike)
            placed = _instance_order(annotations.points[number, tracks], reach)
            order[number, tracks] = placed + name * alike
    return in_order(annotations, order)


def identities_of(annotations: Annotations) -> Identities | None:
    """Animals with names that workers took for each other; None where there are no two such animals.

    Corrections stay as they are: somebody looked at the names.
    """
    skeleton = annotations.skeleton
    if len(skeleton.animals) < 2 or skeleton.n_instances > 1 or len(annotations.workers) < 2:
        return None
    corrections = np.array([source == "adjusted" for source in annotations.sources], dtype=bool)
    points = np.where(corrections[:, None], np.nan, annotations.points)
    middle = median(clicks_of(annotations).points).reshape(*points.shape[:3], 2)
    return identities(points, START_SPREAD * scales_of(middle, annotations).mean(axis=1))


def in_order(annotations: Annotations, order: NDArray[np.int64]) -> Annotations:
    """The answers with each worker's animals at other places, shape (F, A, W)."""
    by_keypoint = order[:, :, None, :]
    return replace(
        annotations,
        points=np.take_along_axis(annotations.points, by_keypoint[..., None], axis=1),
        visibility=np.take_along_axis(annotations.visibility, by_keypoint, axis=1),
        marked_absent=np.take_along_axis(annotations.marked_absent, by_keypoint, axis=1),
        scores=np.take_along_axis(annotations.scores, by_keypoint, axis=1),
        moved=np.take_along_axis(annotations.moved, by_keypoint, axis=1),
    )


def _instance_order(points: Floats, reach: float) -> NDArray[np.int64]:
    """The instance of each worker that belongs at each place, shape (n_instances, n_workers)."""
    alike, _, n_workers = points.shape[:3]
    there = ~np.isnan(points[..., 0])
    answers = [
        [
            Click(int(k), float(points[i, k, w, 0]), float(points[i, k, w, 1]), int(i))
            for i, k in zip(*np.nonzero(there[:, :, w]), strict=True)
        ]
        for w in range(n_workers)
    ]
    order = np.empty((alike, n_workers), dtype=np.int64)
    for worker, bodies in enumerate(bodies_of(answers, reach)):
        given = [next((click.body for click in body.values()), None) for body in bodies]
        given += [None] * (alike - len(given))
        left = iter(sorted(set(range(alike)) - {each for each in given if each is not None}))
        order[:, worker] = [next(left) if each is None else each for each in given]
    return order
