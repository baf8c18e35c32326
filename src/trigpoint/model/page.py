"""A page of a list."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

Position = tuple[int | str, ...]
"""Where a page ended, in the list's order: the sort key of its last item."""


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some items, and the position to go on from; None on the last page."""

    items: tuple[T, ...]
    next_after: Position | None = None
