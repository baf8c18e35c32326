"""The points that workers of a keypoint job begin with: an earlier label's, or those that the line brings."""

from __future__ import annotations

import math
from typing import Any, Final

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import JobFacts
from trigpoint.tasktypes.answer_values import MOST_MARKS

INITIAL_VALUE: Final = "initialValue"
_ADJUSTED: Final = "adjusted-"
_ABSENT: Final = 0


def initial_points(line: dict[str, Any], job: JobFacts) -> list[dict[str, Any]]:
    """`initialValue` of the line, else the points of the label that the job adjusts; empty where neither is.

    That label is the one that the label category file names, else, for a job whose label attribute is called
    `adjusted-NAME`, NAME. Raises InvalidInput for points that cannot be drawn.
    """
    if INITIAL_VALUE in line:
        return _points(line[INITIAL_VALUE], INITIAL_VALUE)
    name = job.audited
    if name is None and job.label_attribute_name.startswith(_ADJUSTED):
        name = job.label_attribute_name.removeprefix(_ADJUSTED)
        if name not in line:
            return []
    if name is None:
        return []
    if name not in line:
        raise InvalidInput(f"the manifest line has no label {name!r}, which the job is to show")
    label = line[name]
    if isinstance(label, dict) and isinstance(label.get("consolidated"), dict):
        label = label["consolidated"]
    return _points(label.get("keypoints") if isinstance(label, dict) else None, name)


def _points(given: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(given, list):
        raise InvalidInput(f"{name} of the manifest line holds no list of keypoints")
    if len(given) > MOST_MARKS:
        raise InvalidInput(f"{name} has {len(given)} keypoints; {MOST_MARKS} are allowed")
    return [_point(point, f"{name}[{place}]") for place, point in enumerate(given)]


def _point(point: Any, where: str) -> dict[str, Any]:
    """What the element reads of a point; one that is absent needs no place."""
    if not isinstance(point, dict) or not isinstance(point.get("label"), str):
        raise InvalidInput(f"{where} has no label")
    kept: dict[str, Any] = {"label": point["label"]}
    for key in ("x", "y"):
        value = point.get(key, 0 if point.get("visibility") == _ABSENT else None)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise InvalidInput(f"{where} has the {key} {value!r:.40}, which is no number")
        kept[key] = value
    for key in ("visibility", "instance"):
        if isinstance(point.get(key), int):
            kept[key] = int(point[key])
    return kept
