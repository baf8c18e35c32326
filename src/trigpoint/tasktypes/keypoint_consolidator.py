"""From workers' keypoints to one pose for each animal, with all answers beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np

from trigpoint.consolidate.bodies import Bodies, Click, bodies_of
from trigpoint.consolidate.keypoints import KEYPOINT_METHODS, KeypointFit
from trigpoint.consolidate.poses import Poses
from trigpoint.consolidate.rounding import two_decimals
from trigpoint.functions.events import answer_annotations
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, JobFacts
from trigpoint.tasktypes.answer_values import (
    ClassIds,
    has_list,
    image_size_of,
    integer,
    marks_of,
    number,
    value_of,
)
from trigpoint.tasktypes.drawing import Drawing
from trigpoint.tasktypes.labeled_content import custom_content

_FORM: Final = '{"keypoints": [...]}'
_SIDES: Final = re.compile(r"(?<![a-z])(left|right|l|r)(?![a-z])", re.IGNORECASE)
_SHARE_OF_IMAGE: Final = 0.02
_OCCLUDED, _ABSENT = 1, 0
_FLAGS: Final = ("no_majority", "minority", "disagree", "ambiguous_swap")


class _Object(NamedTuple):
    object_index: int
    annotations: list[dict[str, Any]]
    workers: list[str]
    bodies: list[Bodies]
    area: float
    size: tuple[int, int]


class KeypointConsolidator:
    """The Consolidator of keypoints: the objects of a group, or of the whole job at its end, together."""

    state = b""

    def __init__(self, task_type: Drawing, job: JobFacts) -> None:
        self._job = job
        self._fit = KEYPOINT_METHODS[task_type.method(job)]
        self._class_ids = ClassIds(job) if job.labels else None
        self._labels = list(job.labels)
        self._kept: list[_Object | ConsolidatedObject] = []

    def add(self, answered: AnsweredObject) -> None:
        try:
            if not answered.answers:
                raise InvalidInput("the object has no answer")
            self._kept.append(self._read(answered))
        except InvalidInput as exc:
            reason = f"ClientError: {exc.message}"[:1024]
            self._kept.append(ConsolidatedObject(answered.object_index, None, reason))

    def _read(self, answered: AnsweredObject) -> _Object:
        values = [value_of(answer, has_list("keypoints"), _FORM) for answer in answered.answers]
        size = image_size_of(answered, values)
        clicks = [
            [click for mark in marks_of(value, "keypoints") if (click := self._click(mark)) is not None]
            for value in values
        ]
        scale = _SHARE_OF_IMAGE * max(size.width, size.height)
        return _Object(
            answered.object_index,
            answer_annotations(answered.answers),
            [answer.worker_id for answer in answered.answers],
            bodies_of(clicks, scale),
            float(size.width * size.height),
            (size.width, size.height),
        )

    def _click(self, mark: dict[str, Any]) -> Click | None:
        """The point of an answer; None for one that was marked as absent."""
        visibility = integer(mark, "visibility") if "visibility" in mark else 2
        keypoint = self._class_id(mark.get("label"))
        if visibility == _ABSENT:
            return None
        body = integer(mark, "instance") if "instance" in mark else None
        return Click(keypoint, number(mark, "x"), number(mark, "y"), body, visibility == _OCCLUDED)

    def _class_id(self, label: Any) -> int:
        """The label's place; without a label category file, labels are those that answers have."""
        if self._class_ids is not None:
            return self._class_ids.of(label)
        if not isinstance(label, str):
            raise InvalidInput("an answer has a keypoint without a label")
        if label not in self._labels:
            self._labels.append(label)
        return self._labels.index(label)

    def finish(self, creation_date: str) -> Iterator[ConsolidatedObject]:
        objects = [each for each in self._kept if isinstance(each, _Object)]
        consolidated = iter(self._consolidated(objects))
        for each in self._kept:
            if isinstance(each, ConsolidatedObject):
                yield each
            else:
                label = {
                    "annotationsFromAllWorkers": each.annotations,
                    "consolidated": next(consolidated),
                }
                yield ConsolidatedObject(
                    each.object_index, custom_content(self._job, label, {}, creation_date)
                )

    def _consolidated(self, objects: list[_Object]) -> Iterator[dict[str, Any]]:
        """What each object's answers come to; all poses are fitted at once."""
        if not objects:
            return
        order = sorted(range(len(self._labels)), key=lambda place: self._labels[place])
        order = order if self._class_ids is None else list(range(len(self._labels)))
        names = [self._labels[place] for place in order]
        places = {keypoint: place for place, keypoint in enumerate(order)}
        workers = sorted({worker for each in objects for worker in each.workers})
        pairs = mirrored_pairs(names)
        fit = self._fit(_poses(objects, workers, places), pairs)
        row = 0
        for each in objects:
            n_bodies = len(each.bodies[0])
            rows = range(row, row + n_bodies)
            row += n_bodies
            yield self._described(fit, rows, names, each, workers)

    def _described(
        self, fit: KeypointFit, rows: range, names: list[str], object_: _Object, workers: list[str]
    ) -> dict[str, Any]:
        keypoints: list[dict[str, Any]] = []
        flags: list[dict[str, Any]] = []
        for body, row in enumerate(rows, start=1):
            instance = {"instance": body} if len(rows) > 1 else {}
            for place, name in enumerate(names):
                x, y = (float(value) for value in fit.points[row, place])
                if np.isnan(x):
                    continue
                confidence = 0.0 if self._job.n_workers == 1 else float(fit.confidences[row, place])
                point: dict[str, Any] = {
                    "label": name,
                    "x": round(x, 2),
                    "y": round(y, 2),
                    "sd": round(float(fit.deviations[row, place]), 2),
                    "confidence": two_decimals(confidence),
                    "n": int(fit.n_workers[row, place]),
                }
                occluded = {"visibility": _OCCLUDED} if fit.occluded[row, place] else {}
                keypoints.append(point | occluded | instance)
                found = [flag for flag in _FLAGS if getattr(fit, flag)[row, place]]
                width, height = object_.size
                found += ["outside"] if not (0 <= x <= width and 0 <= y <= height) else []
                found += ["few"] if fit.n_workers[row, place] < min(2, self._job.n_workers) else []
                flags += [{"flag": flag, "label": name, **instance} for flag in found]
            flags += [
                {
                    "flag": "swapped",
                    "worker": workers[worker],
                    "label": names[a],
                    "other": names[b],
                    **instance,
                }
                for worker in range(len(workers))
                for place, (a, b) in enumerate(mirrored_pairs(names))
                if place < fit.swapped.shape[2] and fit.swapped[row, worker, place]
            ]
        return {"keypoints": keypoints, "flags": flags}


def _poses(objects: list[_Object], workers: list[str], places: dict[int, int]) -> Poses:
    """All bodies of all objects as one array; those of one object stand together."""
    n_poses = sum(len(each.bodies[0]) for each in objects)
    shape = (n_poses, len(workers), len(places))
    points, occluded = np.full((*shape, 2), np.nan), np.zeros(shape, dtype=bool)
    areas, answered = np.ones(n_poses), np.zeros(shape[:2], dtype=bool)
    sizes = np.ones((n_poses, 2), dtype=np.int64)
    numbers = {worker: number for number, worker in enumerate(workers)}
    row = 0
    for each in objects:
        n_bodies = len(each.bodies[0])
        areas[row : row + n_bodies] = each.area
        sizes[row : row + n_bodies] = each.size
        for worker, bodies in zip(each.workers, each.bodies, strict=True):
            answered[row : row + n_bodies, numbers[worker]] = True
            for place, body in enumerate(bodies):
                for keypoint, click in body.items():
                    at = row + place, numbers[worker], places[keypoint]
                    points[at] = click.x, click.y
                    occluded[at] = click.occluded
        row += n_bodies
    return Poses(points, areas, occluded, answered, sizes)


def mirrored_pairs(names: list[str]) -> list[tuple[int, int]]:
    """Keypoints whose names differ in "left" and "right" alone, such as `left ear` and `right ear`."""
    places = {name.lower(): place for place, name in enumerate(names)}
    other = {"left": "right", "right": "left", "l": "r", "r": "l"}
    found = []
    for name, place in places.items():
        mirrored = _SIDES.sub(lambda match: other[match[1].lower()], name)
        partner = places.get(mirrored)
        if partner is not None and partner > place:
            found.append((place, partner))
    return found
