"""What built-in pre-annotation functions make of a manifest line."""

from __future__ import annotations

from typing import Any

from trigpoint.model.errors import InvalidInput
from trigpoint.model.s3_uri import S3Uri


def task_object_of(line: dict[str, Any]) -> str:
    """The text (`source`) of a line, or else the S3 URI of its file (`source-ref`).

    Raises InvalidInput when it has neither, or when the reference is no S3 URI.
    """
    text = line.get("source")
    if isinstance(text, str):
        return text
    if isinstance(line.get("source-ref"), str):
        return file_of(line)
    raise InvalidInput("the manifest line has neither a text 'source' nor a 'source-ref'")


def file_of(line: dict[str, Any]) -> str:
    """The S3 URI of a line's file. Raises InvalidInput when it has none."""
    reference = line.get("source-ref")
    if not isinstance(reference, str):
        raise InvalidInput("the manifest line has no 'source-ref'")
    try:
        S3Uri.parse(reference)
    except InvalidInput as exc:
        raise InvalidInput(f"source-ref: {exc.message}") from exc
    return reference


def text_of(line: dict[str, Any]) -> str:
    """The text of a line. Raises InvalidInput when it has none."""
    text = line.get("source")
    if not isinstance(text, str):
        raise InvalidInput("the manifest line has no text 'source'")
    return text
