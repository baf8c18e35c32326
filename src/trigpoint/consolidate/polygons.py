"""Polygons that several workers drew in one image, as one polygon for each thing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.consolidate.clusters import AlikePairs, average_linkage
from trigpoint.consolidate.regions import Region, filled, majority, outline, overlaps, simplified
from trigpoint.consolidate.votes import Floats, Ints

LEAST_IOU: Final = 0.5
LONE_IOU: Final = 0.5
MOST_CELLS: Final = 16_000_000
"""Of all polygons of an image together; bigger ones are compared on a coarser grid."""


@dataclass(frozen=True, eq=False)
class WorkerPolygons:
    """All polygons of one image: vertices (n, 2) in image pixels, class and worker of each."""

    vertices: Sequence[Floats]
    classes: Ints
    workers: Ints
    n_answers: int


@dataclass(frozen=True, eq=False)
class FusedPolygons:
    """Polygons found, sorted by class, then by left edge; `confidences` are 0 to 1."""

    vertices: list[Floats]
    classes: list[int]
    confidences: list[float]


@dataclass(frozen=True, eq=False)
class MatchedRegions:
    """A thing that several workers marked: which of the regions given, its class, and how sure it is."""

    members: list[int]
    class_: int
    confidence: float


def match_regions(
    regions: list[Region], classes: Ints, workers: Ints, n_answers: int
) -> list[MatchedRegions]:
    """What at least half of the workers marked, by overlap (IoU) as boxes are matched in `boxes`.

    Confidence is (size / workers) x mean IoU of its pairs, 0.5 for a region that nobody else marked.
    """
    pairs = overlaps(regions, workers)
    clusters = _clusters(pairs, classes, workers)
    inside = clusters[pairs.first] == clusters[pairs.second]
    alike = np.bincount(clusters[pairs.first[inside]], weights=pairs.likeness[inside], minlength=len(regions))
    found = []
    for cluster in range(int(clusters.max(initial=-1)) + 1):
        members = np.flatnonzero(clusters == cluster)
        size = len(members)
        if size * 2 < n_answers:
            continue
        n_pairs = size * (size - 1) / 2
        likeness = float(alike[cluster]) / n_pairs if n_pairs else LONE_IOU
        class_ = int(np.bincount(classes[members]).argmax())
        found.append(MatchedRegions(members.tolist(), class_, size / n_answers * likeness))
    return found


def _clusters(pairs: AlikePairs, classes: Ints, workers: Ints) -> NDArray[np.int64]:
    same = classes[pairs.first] == classes[pairs.second]
    of_class = AlikePairs(pairs.first[same], pairs.second[same], pairs.likeness[same])
    clusters = average_linkage(of_class, workers, LEAST_IOU)
    return clusters if same.all() else average_linkage(pairs, workers, LEAST_IOU, clusters)


def fuse_polygons(polygons: WorkerPolygons) -> FusedPolygons:
    """The outline of what most workers have within theirs, where half of them drew the thing ("outline").

    Polygons are matched by overlap; of each match the pixels that more than half of its polygons hold are
    taken, their biggest part is traced, and the trace is simplified to within 0.75 of a grid cell. Equal
    polygons, and those of one worker alone, are kept as they were drawn.
    """
    order = sorted(
        range(len(polygons.vertices)),
        key=lambda place: (int(polygons.classes[place]), polygons.vertices[place].tolist()),
    )
    vertices = [polygons.vertices[place] for place in order]
    stride = _stride(vertices)
    regions = [filled(each, stride) for each in vertices]
    classes, workers = polygons.classes[order], polygons.workers[order]
    fused = []
    for match in match_regions(regions, classes, workers, polygons.n_answers):
        drawn = [vertices[place] for place in match.members]
        traced = drawn[0] if _are_equal(drawn) else _traced([regions[m] for m in match.members], stride)
        if len(traced) >= 3:
            fused.append((match.class_, traced, match.confidence))
    fused.sort(key=lambda each: (each[0], each[1].min(axis=0).tolist(), each[1].tolist()))
    return FusedPolygons(
        [each[1] for each in fused], [each[0] for each in fused], [each[2] for each in fused]
    )


def _traced(regions: list[Region], stride: float) -> Floats:
    return simplified(outline(majority(regions)), 0.75) * stride


def _are_equal(drawn: list[Floats]) -> bool:
    return all(np.array_equal(each, drawn[0]) for each in drawn)


def _stride(vertices: Sequence[Floats]) -> float:
    """How wide a cell must be for all polygons to fit into memory."""
    n_cells = sum(float(np.prod(np.ptp(each, axis=0) + 1)) for each in vertices)
    return max(1.0, math.sqrt(n_cells / MOST_CELLS))
