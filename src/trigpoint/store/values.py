"""How values stand in columns and statements: JSON text, and numbers among which one is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, literal_column

_encoder = msgspec.json.Encoder()
T = TypeVar("T")


def as_json(value: Any) -> str:
    """Compact JSON text of a value or struct."""
    return _encoder.encode(value).decode()


def from_json(text: str) -> Any:
    return msgspec.json.decode(text)


def struct_from_json(text: str, kind: type[T]) -> T:
    return msgspec.json.decode(text, type=kind)


def is_among(column: ColumnElement[Any], numbers: Iterable[int]) -> ColumnElement[bool]:
    """Whether the column has one of a few numbers, which are written into the statement."""
    return column.in_([literal_column(str(int(each))) for each in numbers])
