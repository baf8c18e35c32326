"""Parts of an image as grids of cells: polygons filled, grids compared, outlines traced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trigpoint.consolidate.clusters import AlikePairs
from trigpoint.consolidate.votes import Floats, Ints
from trigpoint.model.errors import InvalidInput

Cells = NDArray[np.bool_]
MOST_MEETINGS: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class Region:
    """Cells of a grid over the image, where `cells[0, 0]` is the cell in row `top` and column `left`."""

    top: int
    left: int
    cells: Cells

    @property
    def bottom(self) -> int:
        return self.top + len(self.cells)

    @property
    def right(self) -> int:
        return self.left + int(self.cells.shape[1])

    @property
    def n_cells(self) -> int:
        return int(self.cells.sum())

    def within(self, top: int, left: int, bottom: int, right: int) -> Cells:
        """A view of the part that lies in both; may be empty."""
        return self.cells[
            max(0, top - self.top) : max(0, bottom - self.top),
            max(0, left - self.left) : max(0, right - self.left),
        ]


def filled(vertices: ArrayLike, stride: float = 1.0) -> Region:
    """The cells whose centres lie in the polygon, by the even-odd rule; cells are `stride` pixels wide.

    `vertices` are x and y in image pixels, shape (n, 2); the last is joined to the first.
    """
    points = np.asarray(vertices, dtype=np.float64).reshape(-1, 2) / stride
    left, top = np.floor(points.min(axis=0)).astype(int)
    right, bottom = np.ceil(points.max(axis=0)).astype(int)
    crossings = np.zeros((max(1, bottom - top), max(1, right - left) + 1), dtype=np.int32)
    for (x, y), (next_x, next_y) in zip(points, np.roll(points, -1, axis=0), strict=True):
        low, high = min(y, next_y), max(y, next_y)
        rows = np.arange(int(np.ceil(low - 0.5)), int(np.ceil(high - 0.5)))
        if len(rows):
            at = x + (rows + 0.5 - y) * (next_x - x) / (next_y - y)
            columns = np.clip(np.ceil(at - 0.5).astype(int) - left, 0, crossings.shape[1] - 1)
            np.add.at(crossings, (rows - top, columns), 1)
    cells = np.cumsum(crossings[:, :-1], axis=1) % 2 == 1
    return Region(int(top), int(left), cells)


def overlaps(regions: list[Region], workers: Ints) -> AlikePairs:
    """Pairs of regions of different workers that share cells, and their intersection over union.

    Raises InvalidInput when more than `MOST_MEETINGS` of them may, which are too many to be of things.
    """
    sizes = [each.n_cells for each in regions]
    boxes = np.array([(r.top, r.left, r.bottom, r.right) for r in regions]).reshape(-1, 4)
    first, second, likeness = [], [], []
    n_meetings = 0
    for one, region in enumerate(regions):
        rest = boxes[one + 1 :]
        meet = (np.minimum(rest[:, 2:], boxes[one, 2:]) > np.maximum(rest[:, :2], boxes[one, :2])).all(axis=1)
        meet &= workers[one + 1 :] != workers[one]
        n_meetings += int(meet.sum())
        if n_meetings > MOST_MEETINGS:
            raise InvalidInput(f"{len(regions)} outlines lie over one another: too many to compare")
        for other in (np.flatnonzero(meet) + one + 1).tolist():
            box = (*np.maximum(boxes[one, :2], boxes[other, :2]).tolist(),)
            ends = (*np.minimum(boxes[one, 2:], boxes[other, 2:]).tolist(),)
            shared = int((region.within(*box, *ends) & regions[other].within(*box, *ends)).sum())
            if shared:
                first.append(one)
                second.append(other)
                likeness.append(shared / (sizes[one] + sizes[other] - shared))
    return AlikePairs(np.array(first, np.int64), np.array(second, np.int64), np.array(likeness, np.float64))


def majority(regions: list[Region]) -> Region:
    """The cells that more than half of the regions have."""
    top, left = min(each.top for each in regions), min(each.left for each in regions)
    bottom, right = max(each.bottom for each in regions), max(each.right for each in regions)
    counts = np.zeros((bottom - top, right - left), dtype=np.uint8)
    for each in regions:
        counts[each.top - top : each.bottom - top, each.left - left : each.right - left] += each.cells
    return Region(top, left, counts * 2 > len(regions))


def outline(region: Region) -> Floats:
    """The outer border of the region's biggest part, as corners of cells, x and y, shape (n, 2).

    Runs with the region on its right (clockwise on the screen), from the first corner of the topmost row;
    corners on a straight line are left out, holes are ignored. Cells that touch at a corner only are apart.
    Empty when the region is.
    """
    loops = _loops(np.pad(region.cells, 1))
    if not loops:
        return np.empty((0, 2))
    biggest = max(loops, key=_signed_area)
    turns = biggest[(np.roll(biggest, 1, axis=0) + np.roll(biggest, -1, axis=0) != 2 * biggest).any(axis=1)]
    corners: Floats = turns + np.array([region.left - 1.0, region.top - 1.0])
    return corners


def _loops(padded: Cells) -> list[Floats]:
    """Closed paths along the borders of cells; (x, y) corners one cell apart."""
    above, below = padded[:-1], padded[1:]
    before, after = padded[:, :-1], padded[:, 1:]
    steps: dict[tuple[int, int], list[tuple[int, int]]] = {}
    # Along the top of a cell to the right, down its right side, and so on around it.
    for mask, start, step in (
        (below & ~above, (0, 1), (1, 0)),
        (above & ~below, (1, 1), (-1, 0)),
        (after & ~before, (1, 1), (0, -1)),
        (before & ~after, (1, 0), (0, 1)),
    ):
        rows, columns = np.nonzero(mask)
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            at = (column + start[0], row + start[1])
            steps.setdefault(at, []).append(step)
    loops = []
    for begin in sorted(steps, key=lambda at: (at[1], at[0])):
        while steps[begin]:
            loops.append(_walked(steps, begin))
    return loops


def _walked(steps: dict[tuple[int, int], list[tuple[int, int]]], begin: tuple[int, int]) -> Floats:
    """One loop from the corner on; where two ways lead on, that which keeps to the same cell."""
    at, heading = begin, steps[begin][0]
    path = []
    while True:
        ways = steps[at]
        right_turn = (-heading[1], heading[0])
        heading = right_turn if right_turn in ways else ways[0]
        ways.remove(heading)
        path.append(at)
        at = (at[0] + heading[0], at[1] + heading[1])
        if at == begin:
            return np.array(path, dtype=np.float64)


def _signed_area(points: Floats) -> float:
    """The area within, positive where the path runs clockwise on the screen (y down)."""
    x, y = points.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def simplified(points: Floats, tolerance: float) -> Floats:
    """The closed path with fewer points: what is left out lies within `tolerance` of it.

    Source: Douglas and Peucker, Cartographica 10(2), 1973; begins at the two points farthest apart from
    each other, seen from the first.
    """
    if len(points) <= 3:
        return points
    far = int(((points - points[0]) ** 2).sum(axis=1).argmax())
    keep = np.zeros(len(points) + 1, dtype=bool)
    keep[[0, far, len(points)]] = True
    closed = np.vstack((points, points[:1]))
    spans = [(0, far), (far, len(points))]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        distances = _distances(closed[start + 1 : end], closed[start], closed[end])
        worst = int(distances.argmax())
        if distances[worst] > tolerance:
            middle = start + 1 + worst
            keep[middle] = True
            spans += [(start, middle), (middle, end)]
    kept = closed[:-1][keep[:-1]]
    return kept if len(kept) >= 3 else points


def _distances(points: Floats, start: Floats, end: Floats) -> Floats:
    """How far each point is from the stretch between two."""
    along = end - start
    length = float(along @ along)
    share = np.clip((points - start) @ along / length, 0, 1) if length else np.zeros(len(points))
    found: Floats = np.linalg.norm(points - (start + share[:, None] * along), axis=1)
    return found
