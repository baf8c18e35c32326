"""Instances that several workers painted in one image, as one mask with a number for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.label_maps import LabelMap, LabelRows, stacked, strips
from trigpoint.consolidate.polygons import MatchedRegions, match_regions
from trigpoint.consolidate.regions import Region
from trigpoint.consolidate.votes import Ints

MOST_INSTANCES: Final = 255
_MATCHED_CELLS: Final = 4_000_000
"""Of one worker's mask: bigger images are compared on a coarser grid."""


@dataclass(frozen=True, eq=False)
class PaintedInstances:
    """One worker's mask: pixel value i is instance i - 1, whose class is `classes[i - 1]`; 0 is none."""

    map: LabelMap
    classes: Ints


@dataclass(frozen=True)
class InstanceBox:
    """Where a fused instance lies, in pixels; right and bottom are not included."""

    left: int
    top: int
    right: int
    bottom: int


class InstanceFusion:
    """Fuses instances ("instance-vote"): `rows` is read once, to its end; then the boxes are known.

    Instances are matched across workers by overlap, as polygons are. A pixel belongs to the thing that most
    workers have there, more than half of those who painted it; with one worker everything stays.
    """

    def __init__(self, painted: Sequence[PaintedInstances]) -> None:
        self._maps = [each.map for each in painted]
        self._owners: list[tuple[int, int]] = []
        regions, classes, workers = [], [], []
        stride = _stride(self._maps[0].shape)
        for worker, each in enumerate(painted):
            for number, region in _regions(each.map, stride).items():
                self._owners.append((worker, number))
                regions.append(region)
                classes.append(int(each.classes[number - 1]))
                workers.append(worker)
        matches = match_regions(
            regions, np.array(classes, np.int32), np.array(workers, np.int32), len(painted)
        )
        by_place = sorted(matches, key=lambda each: _place(each, regions))
        self.matches = by_place
        self.boxes: list[InstanceBox | None] = [None] * len(by_place)

    def rows(self) -> Iterator[LabelRows]:
        """The fused mask, strip after strip: 0 is none, i the thing `matches[i - 1]`.

        Where there are more than 255 things, ask `matches` before.
        """
        tables = np.zeros((len(self._maps), 256), dtype=np.uint8)
        for place, match in enumerate(self.matches, start=1):
            for worker, number in (self._owners[member] for member in match.members):
                tables[worker, number] = place
        sizes = np.array([1, *(len(match.members) for match in self.matches)], dtype=np.uint8)
        for first, last in strips(self._maps[0].shape, len(self._maps)):
            votes = stacked(self._maps, first, last)
            numbers = np.stack([table[rows] for table, rows in zip(tables, votes, strict=True)])
            fused = _most_voted(numbers, sizes)
            self._widen(fused, first)
            yield fused

    def _widen(self, fused: LabelRows, first: int) -> None:
        for number, region in _regions_of(fused, first).items():
            box = self.boxes[number - 1]
            found = InstanceBox(region.left, region.top, region.right, region.bottom)
            self.boxes[number - 1] = (
                found
                if box is None
                else InstanceBox(
                    min(box.left, found.left),
                    min(box.top, found.top),
                    max(box.right, found.right),
                    max(box.bottom, found.bottom),
                )
            )


def _most_voted(numbers: LabelRows, sizes: NDArray[np.uint8]) -> LabelRows:
    """Of each pixel the number with most votes, if more than half of its size; ties go to the lowest."""
    fused = np.zeros(numbers.shape[1:], dtype=np.uint8)
    most = np.zeros(numbers.shape[1:], dtype=np.uint8)
    for number in np.flatnonzero(np.bincount(numbers.ravel(), minlength=256)).tolist():
        if number:
            votes = (numbers == number).sum(axis=0, dtype=np.uint8)
            wins = (votes > most) & (votes * 2 > sizes[number])
            fused[wins] = number
            np.copyto(most, votes, where=wins)
    return fused


def _regions(map_: LabelMap, stride: int) -> dict[int, Region]:
    """The cells of each instance of one mask, on a grid that takes every `stride`-th pixel."""
    rows, columns = map_.shape
    grid = np.concatenate(
        [
            map_.rows(first, last)[-first % stride :: stride, ::stride]
            for first, last in strips((rows, columns), 1)
        ]
    )
    return _regions_of(grid, 0)


def _regions_of(grid: LabelRows, top: int) -> dict[int, Region]:
    """The cells of each number in a grid whose first row is `top`."""
    found = {}
    for number in np.flatnonzero(np.bincount(grid.ravel(), minlength=256)).tolist():
        if number:
            has = grid == number
            rows, columns = np.flatnonzero(has.any(axis=1)), np.flatnonzero(has.any(axis=0))
            cells = has[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].copy()
            found[number] = Region(top + int(rows[0]), int(columns[0]), cells)
    return found


def _stride(shape: tuple[int, int]) -> int:
    stride = 1
    while shape[0] * shape[1] > _MATCHED_CELLS * stride * stride:
        stride += 1
    return stride


def _place(match: MatchedRegions, regions: list[Region]) -> tuple[int, ...]:
    members = [regions[member] for member in match.members]
    return (
        match.class_,
        min(each.left for each in members),
        min(each.top for each in members),
        max(each.right for each in members),
        max(each.bottom for each in members),
    )
