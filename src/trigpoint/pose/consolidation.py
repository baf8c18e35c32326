"""One pose for each animal of each frame, from all workers' answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate import keypoints
from trigpoint.consolidate.identities import Identities
from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations, Floats
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.adjustment import first_answers, with_corrections
from trigpoint.pose.animals import identities_of, in_order, matched_instances
from trigpoint.pose.clicks import clicks_of, scales_of

_UNCERTAIN: Final = 0.10


@dataclass(frozen=True, eq=False)
class Consolidation:
    """Poses, and what was found out about the answers on the way; F, A, K, W as in Annotations.

    Parameters
    ----------
    given
        The answers as they were given.
    answers
        Those of people, animals alike matched, and those with names where most workers have them.
    inliers
        Chance that each click is meant for its point, shape (F, A, K, W); 0 where there is no click, 1 for
        corrections.
    swapped
        Mirrored pairs of the skeleton that were exchanged, shape (F, A, W, P); P is 0 by methods that never
        exchange any.
    sigmas, factors, wild
        Spread by keypoint (share of the body's scale), each worker's times that, and how often each clicks
        anywhere: shapes (K,), (W,) and (W,); NaN by methods other than "em".
    exchanged
        Animals whose names workers had confused; None where there are no two with names.
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
    exchanged: Identities | None = None

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
    exchanged = identities_of(matched) if method == "em" else None
    if exchanged is not None:
        matched = in_order(matched, exchanged.order)
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
    if exchanged is not None:
        found["ambiguous_animal"] = np.broadcast_to(exchanged.doubtful[:, None, None], each)
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
    found_out = _beside_all(fit, poses, given, matched, annotations, use_axis)
    return found_out if exchanged is None else replace(found_out, exchanged=exchanged)


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


def _bits(found: dict[str, NDArray[np.bool_]], there: NDArray[np.bool_]) -> NDArray[np.uint16]:
    flags = np.zeros(there.shape, dtype=np.uint16)
    for place, name in enumerate(FLAGS):
        if name in found:
            flags |= ((found[name] & there).astype(np.uint16) << place).astype(np.uint16)
    return flags
