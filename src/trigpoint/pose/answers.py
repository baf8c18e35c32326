"""Raw answers, from the files of a job: data that is read, never evaluated."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trigpoint.formats.pose.annotations import NOT_GIVEN, OCCLUDED, VISIBLE, Annotations, Source
from trigpoint.pose.frame_table import write_whole
from trigpoint.pose.jobs import ADJUSTED, ATTRIBUTE, OUTPUT, SentJob, sent_jobs

if TYPE_CHECKING:
    from trigpoint.pose.project import Project


@dataclass(frozen=True)
class RawAnswer:
    """What one worker submitted for one frame; `adjusted` when they began with the earlier answers' pose."""

    image: str
    worker: str
    content: dict[str, Any]
    seconds: float = math.nan
    submitted_at: float = math.nan
    adjusted: bool = False

    @property
    def column(self) -> str:
        """The name that the answer has among the workers: what somebody corrected is apart from what they
        placed themselves."""
        return f"{self.worker} (adjusted)" if self.adjusted else self.worker


@dataclass(frozen=True)
class Problem:
    """An answer that is of no use, and why."""

    image: str
    worker: str
    reason: str


def manifest_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of an output manifest that are JSON objects."""
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            yield value


def image_of(line: dict[str, Any]) -> str:
    """The file name of a line's picture."""
    return str(line.get("source-ref", "")).rpartition("/")[2]


def answers_in_manifest(path: Path, attribute: str = ATTRIBUTE) -> Iterator[RawAnswer | Problem]:
    """Answers of an output manifest of ours or of AWS's."""
    for line in manifest_lines(path):
        label = line.get(attribute)
        given = label.get("annotationsFromAllWorkers") if isinstance(label, dict) else None
        for each in given if isinstance(given, list) else ():
            if isinstance(each, dict):
                data = each.get("annotationData")
                content = data.get("content") if isinstance(data, dict) else None
                yield _read(image_of(line), str(each.get("workerId", "")), content)


def answers_in_responses(folder: Path) -> Iterator[RawAnswer | Problem]:
    """Answers in the workers' own files, which are there before a job has ended, with their times."""
    images = [image_of(line) for line in manifest_lines(folder / "input.manifest")]
    for path in sorted((folder / "worker-response").rglob("*.json")):
        index = path.parent.name
        if not index.isdecimal() or int(index) >= len(images):
            continue
        try:
            value = json.loads(path.read_bytes())
        except ValueError:
            yield Problem(images[int(index)], "", f"{path.name} is no JSON")
            continue
        for each in value.get("answers", ()) if isinstance(value, dict) else ():
            found = _read(images[int(index)], str(each.get("workerId", "")), each.get("answerContent"))
            if isinstance(found, RawAnswer):
                found = RawAnswer(
                    found.image,
                    found.worker,
                    found.content,
                    _number(each.get("timeSpentInSeconds")),
                    _instant(each.get("submissionTime")),
                )
            yield found


def _read(image: str, worker: str, content: Any) -> RawAnswer | Problem:
    """Content is JSON, as text or as it is; anything else is a problem."""
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return Problem(image, worker, "the answer is no JSON")
    value = content.get(ATTRIBUTE) if isinstance(content, dict) else None
    if not isinstance(value, dict) or not isinstance(value.get("keypoints"), list):
        return Problem(image, worker, f'the answer has no {{"{ATTRIBUTE}": {{"keypoints": [...]}}}}')
    return RawAnswer(image, worker, value)


def _number(value: Any) -> float:
    fits = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if fits and math.isfinite(value) else math.nan


def _instant(value: Any) -> float:
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except ValueError:
        return math.nan


def raw_answers(project: Project, *, jobs: Collection[str] | None = None) -> Iterator[RawAnswer | Problem]:
    """All answers of the project: those that a project of MARS's came with, then job after job.

    With `jobs` the answers of these alone.
    """
    first = project.first_manifest_path
    if jobs is None and first.exists():
        yield from answers_in_manifest(first)
    elif jobs is None and _has_manifest_of_others(project):
        yield from answers_in_manifest(project.manifest_path)
    for job in sent_jobs(project):
        if jobs is not None and job.name not in jobs:
            continue
        for each in _answers_of(job):
            if isinstance(each, RawAnswer) and job.attribute == ADJUSTED:
                yield replace(each, adjusted=True)
            else:
                yield each


def _answers_of(job: SentJob) -> Iterator[RawAnswer | Problem]:
    if (job.folder / "worker-response").is_dir():
        yield from answers_in_responses(job.folder)
    elif job.is_downloaded:
        yield from answers_in_manifest(job.folder / OUTPUT, job.attribute)


def answered_images(project: Project) -> set[str]:
    """Frames that somebody has answered, as far as answers are here."""
    return {each.image for each in raw_answers(project) if isinstance(each, RawAnswer)}


def keep_first_manifest(project: Project) -> None:
    """Puts the answers that a project of MARS's came with aside, before ours take their place."""
    if _has_manifest_of_others(project) and not project.first_manifest_path.exists():
        write_whole(project.first_manifest_path, project.manifest_path.read_bytes())


def _has_manifest_of_others(project: Project) -> bool:
    """Whether the manifest where MARS looks for one was not written by us."""
    ours = project.for_mars_notes_path.exists() or bool(sent_jobs(project))
    return project.manifest_path.exists() and not ours


def read_annotations(
    project: Project, *, jobs: Collection[str] | None = None
) -> tuple[Annotations, list[Problem]]:
    """The answers as arrays, of all jobs or of some, and those that are of no use.

    Of several answers of one worker to one frame the last counts; what they corrected in an adjusting job
    stands beside it, in a column with the source "adjusted". A point whose label or place makes no
    sense is left out, and told of. Where animals are alike and the answer does not say which is which, the
    n-th point of a label belongs to the n-th animal.
    """
    frames = project.frames
    places = {frame.image: index for index, frame in enumerate(frames)}
    answers: dict[tuple[str, str], RawAnswer] = {}
    problems: list[Problem] = []
    for each in raw_answers(project, jobs=jobs):
        if isinstance(each, Problem):
            problems.append(each)
        elif each.image not in places:
            problems.append(Problem(each.image, each.worker, "the project has no such frame"))
        else:
            answers[each.image, each.column] = each
    adjusted = {answer.column: answer.adjusted for answer in answers.values()}
    workers = tuple(sorted(adjusted))
    sources = tuple[Source, ...]("adjusted" if adjusted[worker] else "human" for worker in workers)
    found = Annotations.empty(project.skeleton, frames, workers, sources)
    columns = {worker: place for place, worker in enumerate(workers)}
    for answer in answers.values():
        at = places[answer.image], columns[answer.column]
        found.answered[at] = True
        found.seconds[at] = answer.seconds
        found.submitted_at[at] = answer.submitted_at
        problems += _fill(found, *at, answer)
    return found, problems


def _fill(found: Annotations, frame: int, worker: int, answer: RawAnswer) -> Iterator[Problem]:
    skeleton = found.skeleton
    tracks = {(track.animal, track.instance): index for index, track in enumerate(skeleton.tracks)}
    seen: dict[str, int] = {}
    for point in answer.content["keypoints"]:
        label = point.get("label") if isinstance(point, dict) else None
        if not isinstance(label, str) or label not in skeleton.by_label:
            yield Problem(answer.image, answer.worker, f"there is no label {str(label)[:80]!r}")
            continue
        animal, keypoint = skeleton.by_label[label]
        said = point.get("instance")
        seen[label] = seen.get(label, -1) + 1
        instance = said - 1 if isinstance(said, int) and skeleton.n_instances > 1 else seen[label]
        if (animal, instance) not in tracks:
            yield Problem(answer.image, answer.worker, f"{label!r} was given more often than asked for")
            continue
        at = frame, tracks[animal, instance], keypoint, worker
        visibility = point.get("visibility", VISIBLE)
        if visibility == NOT_GIVEN:
            found.marked_absent[at] = True
            continue
        x, y = _number(point.get("x")), _number(point.get("y"))
        if not np.isfinite([x, y]).all():
            yield Problem(answer.image, answer.worker, f"{label!r} has no place")
            continue
        found.points[at] = x, y
        found.visibility[at] = OCCLUDED if visibility == OCCLUDED else VISIBLE
        found.moved[at] = _number(point.get("moved"))
