"""Label maps: which class each pixel of an image has, read a strip of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

LabelRows = NDArray[np.uint8]
BACKGROUND: Final = 0
_STRIP_CELLS: Final = 4_000_000


class LabelMap(Protocol):
    """One worker's label map; 0 is the background."""

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""

    def rows(self, first: int, last: int) -> LabelRows:
        """The rows `first` to `last`, the latter not included; shape (last - first, columns)."""


class ArrayLabelMap:
    """A label map that is an array."""

    def __init__(self, labels: LabelRows) -> None:
        self._labels = labels

    @property
    def shape(self) -> tuple[int, int]:
        return self._labels.shape[0], self._labels.shape[1]

    def rows(self, first: int, last: int) -> LabelRows:
        return self._labels[first:last]


def strips(shape: tuple[int, int], n_maps: int) -> Iterator[tuple[int, int]]:
    """Runs of rows, first and last (not included), of about four million cells of all maps together."""
    step = max(1, _STRIP_CELLS // max(1, shape[1] * n_maps))
    for first in range(0, shape[0], step):
        yield first, min(first + step, shape[0])


def stacked(maps: Sequence[LabelMap], first: int, last: int) -> LabelRows:
    """The same rows of all maps, shape (n_maps, rows, columns)."""
    return np.stack([each.rows(first, last) for each in maps])
