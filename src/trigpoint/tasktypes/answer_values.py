"""Reading answers: data that a browser sent, of which nothing is believed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Final

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ImageSize, JobFacts, WorkerAnswer

MOST_MARKS: Final = 1000
"""Boxes, polygons, points or spans in one answer."""
MOST_PIXELS: Final = 100_000_000
_FARTHEST: Final = 10_000_000


class ClassIds:
    """From a label to its place in the label category file."""

    def __init__(self, job: JobFacts) -> None:
        self._ids = {label: number for number, label in enumerate(job.labels)}

    def __contains__(self, label: object) -> bool:
        return label in self._ids

    def of(self, label: Any) -> int:
        """Raises InvalidInput for a label that the file does not have."""
        if not isinstance(label, str):
            raise InvalidInput("an answer has a mark without a label")
        found = self._ids.get(label)
        if found is None:
            raise InvalidInput(
                f"an answer has the label {label[:256]!r}, which is not in the label category file"
            )
        return found


def value_of(answer: WorkerAnswer, fits: Callable[[dict[str, Any]], bool], form: str) -> dict[str, Any]:
    """The first value of the answer that has the task type's shape.

    Raises InvalidInput with that `form` when none has it.
    """
    for value in answer.content.values():
        if isinstance(value, dict) and fits(value):
            return value
    raise InvalidInput(f"an answer has no value of the form {form}")


def marks_of(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The list of what was drawn; null, which old files have, is an empty one."""
    marks = value[name] or []
    if not all(isinstance(mark, dict) for mark in marks):
        raise InvalidInput(f"an answer's {name} are not all objects")
    if len(marks) > MOST_MARKS:
        raise InvalidInput(f"an answer has {len(marks)} {name}; {MOST_MARKS} are allowed")
    return list(marks)


def has_list(name: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a value has a list of that name, or null in its place."""
    return lambda value: name in value and isinstance(value[name], list | None)


def number(mark: dict[str, Any], name: str) -> float:
    """A finite number of reasonable size. Raises InvalidInput for anything else."""
    found = mark.get(name)
    if isinstance(found, bool) or not isinstance(found, int | float) or not math.isfinite(found):
        raise InvalidInput(f"an answer has a mark whose {name} is {found!r:.40}, not a number")
    if abs(found) > _FARTHEST:
        raise InvalidInput(f"an answer has a mark whose {name} is {found!r:.40}, far outside any image")
    return float(found)


def integer(mark: dict[str, Any], name: str) -> int:
    """A whole number. Raises InvalidInput for anything else."""
    found = number(mark, name)
    if found != int(found):
        raise InvalidInput(f"an answer has a mark whose {name} is {found!r}, not a whole number")
    return int(found)


def is_modified(values: Iterable[dict[str, Any]]) -> bool:
    """Whether any worker has changed what was drawn at the beginning."""
    return any(value.get("initialValueModified") is True for value in values)


def image_size_of(answered: AnsweredObject, values: Iterable[dict[str, Any]]) -> ImageSize:
    """The size of the object's image: what its file says, else what most answers say.

    Raises InvalidInput where neither does.
    """
    if answered.image is not None:
        return answered.image
    said = [size for value in values if (size := _said_size(value)) is not None]
    if not said:
        raise InvalidInput("the size of the image is not known: its file is not readable as an image")
    return max(sorted(said, key=lambda size: (size.width, size.height)), key=said.count)


def _said_size(value: dict[str, Any]) -> ImageSize | None:
    said = value.get("inputImageProperties")
    if not isinstance(said, dict):
        return None
    width, height = said.get("width"), said.get("height")
    if type(width) is not int or type(height) is not int or width < 1 or height < 1:
        return None
    return ImageSize(width, height, 3) if width * height <= MOST_PIXELS else None


def size_entry(size: ImageSize) -> list[dict[str, int]]:
    """`image_size` as labels have it: a list of one."""
    return [{"width": size.width, "height": size.height, "depth": size.depth}]
