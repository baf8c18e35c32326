"""An `output.manifest` that MARS's own scripts read without a hitch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.adjustment import counted_answers
from trigpoint.pose.answers import keep_first_manifest, read_annotations
from trigpoint.pose.frame_table import write_whole
from trigpoint.pose.jobs import ATTRIBUTE, bucket_of

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

_FEWEST_OTHERS = 2
"""Workers who must have a point before it is filled in for one who has not."""


@dataclass(frozen=True)
class ForMars:
    """What was written, and where it says what was filled in or left out."""

    manifest: Path
    notes: Path
    n_frames: int
    n_left_out: int


def write_for_mars(project: Project) -> ForMars:
    """Writes the manifest under the name that the project file gives it, and `for-mars.txt` beside it."""
    annotations, problems = read_annotations(project)
    lines, notes, n_left_out = mars_lines(annotations, f"s3://{bucket_of(project)}/frames", project.name)
    notes = [*name_warnings(project.skeleton), *notes]
    notes += [f"{each.image}: {each.worker or 'somebody'}: {each.reason}" for each in problems]
    keep_first_manifest(project)
    path = project.for_mars_notes_path
    write_whole(path, "\n".join(notes or ["Nothing was filled in or left out."]) + "\n")
    write_whole(project.manifest_path, "\n".join(lines) + "\n" if lines else "")
    return ForMars(project.manifest_path, path, len(lines), n_left_out)


def mars_lines(annotations: Annotations, folder: str, job: str) -> tuple[list[str], list[str], int]:
    """Lines, notes, and how many frames were left out.

    Where somebody corrected a frame, its workers are those who did. Every worker of a line has every label
    exactly once: a missing point is the median of all others' who answered the frame, and a frame where too
    few others have it is left out. Content is written anew, of labels and numbers alone.
    Of animals alike MARS keeps one point, so the first is written.
    """
    lines, notes, n_left_out = [], [], 0
    counted = counted_answers(annotations)
    for index, frame in enumerate(annotations.frames):
        workers = np.flatnonzero(counted.answered[index])
        if not len(workers):
            continue
        completed = _completed(annotations, index, workers)
        reason = _unfit(frame.image, frame.path) or completed.reason
        if reason:
            notes.append(f"{frame.image}: left out: {reason}")
            n_left_out += 1
            continue
        notes += completed.notes
        answers = [
            _answer(annotations, frame, annotations.workers[worker], completed.points[:, :, w])
            for w, worker in enumerate(workers)
        ]
        line: dict[str, Any] = {
            "source-ref": f"{folder}/{frame.image}",
            ATTRIBUTE: {"annotationsFromAllWorkers": answers},
            f"{ATTRIBUTE}-metadata": {
                "type": "groundtruth/custom",
                "job-name": job,
                "human-annotated": "yes",
            },
        }
        lines.append(json.dumps(line))
    return lines, notes, n_left_out


@dataclass(frozen=True, eq=False)
class _Completed:
    """Points of a frame's workers, shape (A, K, W, 2), without gaps unless there is a reason why not."""

    points: Floats
    notes: list[str]
    reason: str = ""


def _completed(annotations: Annotations, index: int, workers: NDArray[np.int64]) -> _Completed:
    points = annotations.points[index][:, :, workers].copy()
    image, notes = annotations.frames[index].image, []
    for label, track, keypoint in _labeled(annotations.skeleton):
        clicks = points[track, keypoint]
        there = np.isfinite(clicks).all(axis=1)
        if there.all():
            continue
        others = clicks[there]
        if len(others) < _FEWEST_OTHERS:
            others = annotations.points[index, track, keypoint][annotations.answered[index]]
            others = others[np.isfinite(others).all(axis=1)]
        if len(others) < _FEWEST_OTHERS:
            n_answers = int(annotations.answered[index].sum())
            return _Completed(points, [], f"only {len(others)} of {n_answers} answers have {label!r}")
        clicks[~there] = np.median(others, axis=0)
        notes += [
            f"{image}: {annotations.workers[workers[w]]}: {label!r} filled in from the others"
            for w in np.flatnonzero(~there)
        ]
    return _Completed(points, notes)


def _labeled(skeleton: Skeleton) -> Iterator[tuple[str, int, int]]:
    """Each label with the track and the keypoint that it stands for."""
    first = {track.animal: index for index, track in reversed(list(enumerate(skeleton.tracks)))}
    for label, (animal, keypoint) in skeleton.by_label.items():
        yield label, first[animal], keypoint


def _answer(annotations: Annotations, frame: Frame, worker: str, points: Floats) -> dict[str, Any]:
    """One worker's answer; `points` has the shape (A, K, 2)."""
    keypoints = []
    for label, track, keypoint in _labeled(annotations.skeleton):
        x, y = map(_plain, points[track, keypoint])
        keypoints.append({"label": label, "x": x, "y": y})
    size = {"height": frame.height, "width": frame.width}
    content = {ATTRIBUTE: {"inputImageProperties": size, "keypoints": keypoints}}
    return {
        "workerId": worker,
        "annotationData": {"content": json.dumps(content, ensure_ascii=False)},
    }


def _plain(value: float) -> int | float:
    """A whole number without its point, as the element writes it."""
    return int(value) if float(value).is_integer() else float(value)


def _unfit(image: str, path: Path | None) -> str:
    if not image.endswith((".jpg", ".png")):
        return "MARS reads .jpg and .png in lower case"
    return "" if path is None or path.is_file() else f"its picture {path} is not there"


def name_warnings(skeleton: Skeleton) -> list[str]:
    """Names that MARS, which looks for them by substring, takes for one another."""
    found = [] if skeleton.animals else ["animal_names is empty: MARS reads no points without names."]
    for name in skeleton.animals:
        found += [
            f"The animal name {name!r} is part of {other!r}: MARS takes one for the other."
            for other in skeleton.animals
            if other != name and name in other
        ]
    found += [
        f"The keypoint {keypoint!r} has {word!r} in it, which MARS takes out: it will not find the keypoint."
        for keypoint in skeleton.keypoints
        for word in (skeleton.species, *skeleton.animals)
        if word and word in keypoint
    ]
    if skeleton.n_instances > 1:
        found.append("num_obj is more than 1: MARS reads one animal of each name, so the first is written.")
    return found
