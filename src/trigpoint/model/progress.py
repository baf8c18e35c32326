"""How work that takes long says how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    def __call__(self, step: str, done: int, total: int | None, /) -> None:
        """Told how much of a step is done; `total` is None while nobody knows it."""


def silent(_step: str, _done: int, _total: int | None) -> None:
    """Progress that nobody watches."""
