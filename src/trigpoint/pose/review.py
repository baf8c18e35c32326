"""A second look at doubtful frames: by more workers, or by some who correct what the first came to."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.progress import Progress, silent
from trigpoint.pose.adjustment import counted_answers
from trigpoint.pose.answers import RawAnswer, raw_answers
from trigpoint.pose.beginnings import beginnings
from trigpoint.pose.clicks import scales_of
from trigpoint.pose.consolidation import consolidate
from trigpoint.pose.jobs import ATTRIBUTE, awaited_frames, settle
from trigpoint.pose.sending import Order, Submitted, send

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

USUAL_MORE_WORKERS: Final = 2
_LEAST_ANSWERS: Final = 2


@dataclass(frozen=True)
class Doubt:
    """A frame that needs another look: the flags of its points, and which points have some."""

    image: str
    n_answers: int
    flags: tuple[str, ...]
    labels: tuple[str, ...]
    deviation: float
    """Greatest standard error of a point, as a share of the body's scale."""


@dataclass(frozen=True)
class Review:
    """What is to be looked at again, most doubtful first, and what is in a job already, by image."""

    doubts: list[Doubt]
    awaited: dict[str, str]
    poses: Poses
    annotations: Annotations


def plan_review(project: Project, sagemaker: Any, *, images: Collection[str] | None = None) -> Review:
    """Frames with a flag, or those of `images`, which are frames with answers.

    Frames whose answers are still to come are left out, so that a second run sends nothing twice. Raises
    InvalidInput when there are no answers, and NotFound for an image that has none.
    """
    settle(project, sagemaker)
    annotations = project.annotations()
    if not annotations.answered.any():
        raise InvalidInput("There are no answers yet: trigpoint pose download")
    least = min(_LEAST_ANSWERS, project.file.labeling.workers)
    poses = consolidate(annotations, min_answers=least)
    found = doubts(annotations, poses, images)
    if images is not None and len(found) < len(set(images)):
        missing = sorted(set(images) - {each.image for each in found})
        raise NotFound("frame", missing[0], f"no answers to these frames: {', '.join(missing)}")
    awaited = awaited_frames(project, sagemaker)
    return Review(
        [each for each in found if each.image not in awaited],
        {each.image: awaited[each.image] for each in found if each.image in awaited},
        poses,
        annotations,
    )


def doubts(annotations: Annotations, poses: Poses, images: Collection[str] | None = None) -> list[Doubt]:
    """Answered frames with a flag, or those of `images`, most doubtful first."""
    counted = counted_answers(annotations)
    shares = poses.deviations / scales_of(poses.xy, annotations)[..., None]
    worst = np.nan_to_num(shares).reshape(len(poses.frames), -1).max(axis=1, initial=0.0)
    names = {place: label for label, place in poses.skeleton.by_label.items()}
    found = []
    for index in np.flatnonzero(annotations.answered.any(axis=1)):
        image, flags = poses.frames[index].image, poses.flags[index]
        if (image not in images) if images is not None else not flags.any():
            continue
        bits = int(np.bitwise_or.reduce(flags, axis=None))
        tracks = poses.skeleton.tracks
        labels = [names[tracks[track].animal, int(k)] for track, k in np.argwhere(flags)]
        found.append(
            Doubt(
                image,
                int(counted.answered[index].sum()),
                tuple(name for place, name in enumerate(FLAGS) if bits >> place & 1),
                tuple(dict.fromkeys(labels)),
                float(worst[index]),
            )
        )
    return sorted(found, key=lambda each: (-each.deviation, each.image))


def send_review(
    project: Project,
    sagemaker: Any,
    s3: Any,
    plan: Review,
    *,
    team_arn: str,
    role_arn: str,
    n_workers: int,
    adjust: bool = False,
    name: str | None = None,
    progress: Progress = silent,
) -> Submitted | None:
    """A job of the doubtful frames; None when there are none.

    Without `adjust` so many more workers label the frames as if nobody had. Their lines leave the earlier
    label out: with it they would count as labeled. With `adjust` the lines keep it, and workers begin with
    what the answers come to.
    """
    if not plan.doubts:
        return None
    frames = {frame.image: frame for frame in plan.poses.frames}
    images = [doubt.image for doubt in plan.doubts]
    order = Order(
        kind="adjust" if adjust else "more-workers",
        frames=[frames[image] for image in images],
        n_workers=n_workers,
        team_arn=team_arn,
        role_arn=role_arn,
        name=name,
        extras=_earlier_labels(project, plan, images) if adjust else {},
        begins_with_points=adjust,
        notes={},
    )
    return send(project, sagemaker, s3, order, progress)


def _earlier_labels(project: Project, plan: Review, images: Collection[str]) -> dict[str, dict[str, Any]]:
    """The label as a job's output has it, of the answers of all jobs and of what they come to."""
    wanted = set(images)
    answers: dict[str, list[dict[str, Any]]] = {image: [] for image in images}
    for each in raw_answers(project):
        if isinstance(each, RawAnswer) and each.image in wanted:
            content = json.dumps({ATTRIBUTE: each.content}, ensure_ascii=False)
            answers[each.image].append({"workerId": each.worker, "annotationData": {"content": content}})
    absent = _mostly_absent(plan.annotations) if project.file.labeling.allow_absent else None
    points = beginnings(plan.poses, allow_occluded=project.file.labeling.allow_occluded, absent=absent)
    metadata = {"type": "groundtruth/custom", "human-annotated": "yes"}
    return {
        doubt.image: {
            ATTRIBUTE: {
                "annotationsFromAllWorkers": answers[doubt.image],
                "consolidated": {
                    "keypoints": points[doubt.image],
                    "flags": [{"flag": flag} for flag in doubt.flags],
                },
            },
            f"{ATTRIBUTE}-metadata": metadata,
        }
        for doubt in plan.doubts
    }


def _mostly_absent(annotations: Annotations) -> Any:
    """Keypoints that most who answered marked as absent, shape (F, A, K)."""
    counted = counted_answers(annotations)
    n_answers = counted.answered.sum(axis=1)[:, None, None]
    return 2 * counted.marked_absent.sum(axis=-1) > n_answers
