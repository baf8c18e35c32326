"""How values stand in columns: JSON text and microseconds."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

_encoder = msgspec.json.Encoder()
T = TypeVar("T")


def as_json(value: Any) -> str:
    """Compact JSON text of a value or struct."""
    return _encoder.encode(value).decode()


def from_json(text: str) -> Any:
    return msgspec.json.decode(text)


def struct_from_json(text: str, kind: type[T]) -> T:
    return msgspec.json.decode(text, type=kind)
