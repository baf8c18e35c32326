"""Which names a label may have in a line, by task type."""

from __future__ import annotations

from typing import Final

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.function_arn import built_in_function

_RESERVED: Final = frozenset({"source", "source-ref"})
_REFERENCES: Final = frozenset(
    prefix + name
    for prefix in ("", "Adjustment")
    for name in (
        "SemanticSegmentation",
        "VideoObjectDetection",
        "VideoObjectTracking",
        "3DPointCloudSemanticSegmentation",
        "3DPointCloudObjectTracking",
    )
)
_FREE: Final = frozenset({"PassThrough", "Recipe", "Keypoint", "Polygon", "InstanceSegmentation"})


def check_label_attribute_name(name: str, post_function_arn: str | None) -> None:
    """Raise InvalidInput unless a job with that post-annotation function may have this name for its label.

    Task types whose label is a reference to a file want the suffix `-ref`, the others forbid it; custom
    jobs are free.
    """
    if name in _RESERVED:
        raise InvalidInput(f"LabelAttributeName {name!r} is reserved: it names the data object of a line")
    if name.endswith("-metadata"):
        raise InvalidInput(f"LabelAttributeName {name!r} must not end in '-metadata'")
    if "$" in name:
        raise InvalidInput(f"LabelAttributeName {name!r} must not contain '$'")
    wanted = wants_ref(post_function_arn)
    if wanted is True and not name.endswith("-ref"):
        raise InvalidInput(f"LabelAttributeName {name!r} must end in '-ref' for this task type")
    if wanted is False and name.endswith("-ref"):
        raise InvalidInput(f"LabelAttributeName {name!r} must not end in '-ref' for this task type")


def wants_ref(post_function_arn: str | None) -> bool | None:
    """Whether the label's name must end in `-ref` (True), must not (False), or is free (None)."""
    function = built_in_function(post_function_arn) if post_function_arn else None
    return type_wants_ref(function.task_type) if function is not None else None


def type_wants_ref(task_type: str) -> bool | None:
    """As `wants_ref`, for the name of a built-in task type."""
    return None if task_type in _FREE else task_type in _REFERENCES
