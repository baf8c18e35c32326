"""`task.input` made of a manifest line alone."""

from __future__ import annotations

from typing import Any


def data_object_of(line: dict[str, Any]) -> str | None:
    """The text (`source`) or else the reference (`source-ref`) of a manifest line; None if it has neither."""
    for key in ("source", "source-ref"):
        if isinstance(line.get(key), str):
            return str(line[key])
    return None


def line_as_input(line: dict[str, Any]) -> dict[str, Any]:
    """The whole line, and its data object as `taskObject` unless it has an attribute of that name."""
    task_object = data_object_of(line)
    if task_object is None or "taskObject" in line:
        return line
    return {**line, "taskObject": task_object}
