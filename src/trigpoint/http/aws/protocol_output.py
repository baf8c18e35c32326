"""Shapes responses: our values in the model's order, unset members left out."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from trigpoint.http.aws.service_model import Shape
from trigpoint.model.clock import to_micros


def write_output(shapes: Mapping[str, Shape], shape: str, value: Any) -> Any:
    """`value` as JSON has it: instants in seconds with milliseconds, blobs in base64, no nulls.

    Raises KeyError for a member that the model does not know: a mistake of ours.
    """
    described = shapes[shape]
    if described.type == "structure":
        return {
            name: write_output(shapes, described.members[name].shape, member)
            for name, member in value.items()
            if member is not None
        }
    if described.member is not None:
        return [write_output(shapes, described.member.shape, item) for item in value]
    if described.value is not None:
        return {key: write_output(shapes, described.value.shape, item) for key, item in value.items()}
    if isinstance(value, datetime):
        return to_micros(value) // 1000 / 1000
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value
