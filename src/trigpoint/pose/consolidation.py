"""One pose for each animal of each frame, from all workers' answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate import keypoints
from trigpoint.consolidate.bodies import Click, bodies_of
from trigpoint.consolidate.poses import Poses as Clicks
from trigpoint.consolidate.poses import body_scales
from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations, Floats
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.adjustment import first_answers, with_corrections

_UNCERTAIN: Final = 0.10
_SHARE_OF_IMAGE: Final = 0.02


@dataclass(frozen=True, eq=False)
class Consolidation:
    """Poses, and what was found out about the answers on the way; F, A, K, W as in Annotations.

    Parameters
    ----------
    given
        The answers as they were given.
    answers
        Those of people, animals alike matched.
    inliers
        Chance that each click is meant for its point, shape (F, A, K, W); 0 where there is no click, 1 for
        corrections.
    swapped
        Mirrored pairs of the skeleton that were exchanged, shape (F, A, W, P); P is 0 by methods that never
        exchange any.
    sigmas, factors, wild
        Spread by keypoint (share of the body's scale), each worker's times that, and how often each clicks
        anywhere: shapes (K,), (W,) and (W,); NaN by methods other than "em".
    """

    poses: Poses
    given: Annotations
    answers: Annotations
    inliers: Floats
    swapped: NDArray[np.bool_]
    sigmas: Floats
    factors: Floats
    wild: Floats
    use_axis: bool = True

    @property
    def repaired(self) -> Floats:
        """The clicks with the pairs exchanged that were, shape (F, A, K, W, 2)."""
        points = self.answers.points.copy()
        for place, (a, b) in enumerate(self.answers.skeleton.pairs[: self.swapped.shape[-1]]):
            at = self.swapped[..., place]
            points[:, :, a][at], points[:, :, b][at] = points[:, :, b][at], points[:, :, a][at]
        return points


def consolidate(annotations: Annotations, **wishes: Any) -> Poses:
    """The poses alone; for `wishes` see `consolidation`."""
    return consolidation(annotations, **wishes).poses


def consolidation(
    annotations: Annotations,
    *,
    method: str = "em",
    flag_deviation: float = _UNCERTAIN,
    min_answers: int = 2,
    use_axis: bool = True,
) -> Consolidation:
    """What all answers come to, and how sure each point is.

    Parameters
    ----------
    method
        One of KEYPOINT_METHODS: "em" is the best; the others are there to compare it with.
    flag_deviation
        Standard error, as a share of the body's scale, beyond which a point is flagged `uncertain`.
    min_answers
        Points of fewer workers are flagged `few`.
    use_axis
        Let the side of the body, seen from above or below, speak on left and right.

    Where people answered, a model's points are not counted: they are what people are asked to check. Where
    people corrected the pose (source "adjusted"), it is what they made of it (see `with_corrections`).
    Animals alike are told apart by where they are, whatever number a worker gave them (see
    `matched_instances`). Raises InvalidInput for an unknown method.
    """
    if method not in keypoints.KEYPOINT_METHODS:
        known = ", ".join(sorted(keypoints.KEYPOINT_METHODS))
        raise InvalidInput(f"There is no method {method!r}; there are {known}.")
    given = annotations
    matched = matched_instances(_of_people(given))
    annotations = first_answers(matched)
    each = annotations.points.shape[:3]
    skeleton = annotations.skeleton
    fit = keypoints.KEYPOINT_METHODS[method](
        clicks_of(annotations), skeleton.pairs, skeleton.axis if use_axis else None
    )
    xy = fit.points.reshape(*each, 2)
    there = ~np.isnan(xy[..., 0])
    scales = scales_of(xy, annotations)
    # A pose that nobody placed has no deviation to speak of.
    covariances = np.where(there[..., None, None], fit.covariances.reshape(*each, 2, 2), np.nan)
    deviations = np.where(there, fit.deviations.reshape(each), np.nan)
    visibility = np.where(there, np.where(fit.occluded.reshape(each), OCCLUDED, VISIBLE), NOT_GIVEN)
    n_used = fit.n_workers.reshape(each)
    found = {name: getattr(fit, name).reshape(each) for name in FLAGS if hasattr(fit, name)}
    with np.errstate(invalid="ignore"):
        found["uncertain"] = deviations > flag_deviation * scales[..., None]
        beyond = (xy < 0) | (xy > annotations.sizes[:, None, None])
    found["few"] = n_used < min_answers
    found["outside"] = beyond.any(axis=-1)
    poses = Poses(
        annotations.skeleton,
        annotations.frames,
        xy,
        covariances=covariances,
        confidences=np.where(there, fit.confidences.reshape(each), np.nan),
        n_used=n_used,
        visibility=visibility.astype(np.int8),
        flags=_bits(found, there),
        method=method,
    )
    poses = with_corrections(poses, matched, scales)
    return _beside_all(fit, poses, given, matched, annotations, use_axis)


def _beside_all(
    fit: keypoints.KeypointFit,
    poses: Poses,
    given: Annotations,
    matched: Annotations,
    fitted: Annotations,
    use_axis: bool,
) -> Consolidation:
    """What was learned of the workers whose answers were fitted, in the columns of all."""
    n_frames, n_tracks, n_keypoints, n_all = matched.points.shape[:4]
    columns = [matched.workers.index(worker) for worker in fitted.workers]
    inliers = (~np.isnan(matched.points[..., 0])).astype(float)
    inliers[..., columns] = np.moveaxis(
        fit.inliers.reshape(n_frames, n_tracks, len(columns), n_keypoints), 2, 3
    )
    n_pairs = fit.swapped.shape[-1]
    swapped = np.zeros((n_frames, n_tracks, n_all, n_pairs), dtype=bool)
    swapped[:, :, columns] = fit.swapped.reshape(n_frames, n_tracks, len(columns), n_pairs)
    factors, wild = np.full(n_all, np.nan), np.full(n_all, np.nan)
    factors[columns], wild[columns] = fit.factors, fit.wild
    return Consolidation(poses, given, matched, inliers, swapped, fit.sigmas, factors, wild, use_axis)


def _of_people(annotations: Annotations) -> Annotations:
    """The answers without those of models, where there are others."""
    models = np.array([source == "model" for source in annotations.sources], dtype=bool)
    if models.all() or not models.any():
        return annotations
    return replace(
        annotations,
        points=np.where(models[:, None], np.nan, annotations.points),
        answered=annotations.answered & ~models,
    )


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


def _bits(found: dict[str, NDArray[np.bool_]], there: NDArray[np.bool_]) -> NDArray[np.uint16]:
    flags = np.zeros(there.shape, dtype=np.uint16)
    for place, name in enumerate(FLAGS):
        if name in found:
            flags |= ((found[name] & there).astype(np.uint16) << place).astype(np.uint16)
    return flags
