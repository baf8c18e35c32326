"""Boxes that several workers drew in one image, as one box for each thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trigpoint.consolidate.clusters import MOST_PAIRS, AlikePairs, average_linkage
from trigpoint.consolidate.votes import Floats, Ints
from trigpoint.model.errors import InvalidInput

LEAST_IOU: Final = 0.5
FUSION_IOU: Final = 0.55
LONE_IOU: Final = 0.5
"""How alike a box that nobody else drew counts as."""
MOST_BOXES: Final = 30_000
"""Of all answers for an image."""
_CELLS_AT_ONCE: Final = 2_000_000


@dataclass(frozen=True, eq=False)
class WorkerBoxes:
    """All boxes of one image, as parallel arrays.

    Parameters
    ----------
    edges
        Left, top, right, bottom in image pixels, shape (n_boxes, 4).
    classes, workers
        Of each box, shape (n_boxes,), numbers from 0.
    n_answers
        Workers who answered, those who drew nothing included.
    """

    edges: Floats
    classes: Ints
    workers: Ints
    n_answers: int

    @classmethod
    def of(cls, edges: ArrayLike, classes: ArrayLike, workers: ArrayLike, n_answers: int) -> WorkerBoxes:
        """Boxes from anything NumPy takes for arrays."""
        return cls(
            np.asarray(edges, dtype=np.float64).reshape(-1, 4),
            np.asarray(classes, dtype=np.int32).reshape(-1),
            np.asarray(workers, dtype=np.int32).reshape(-1),
            n_answers,
        )

    def ordered(self) -> WorkerBoxes:
        """The same boxes in an order that depends on what was drawn alone, and so with the workers."""
        by = np.lexsort((*self.edges.T[::-1], self.classes))
        edges, classes, workers = self.edges[by], self.classes[by], self.workers[by]
        _, kinds = np.unique(np.column_stack((classes, edges)), axis=0, return_inverse=True)
        drawn: dict[int, list[int]] = {}
        for worker, kind in zip(workers.tolist(), kinds.ravel().tolist(), strict=True):
            drawn.setdefault(worker, []).append(kind)
        rank = {worker: place for place, worker in enumerate(sorted(drawn, key=lambda each: drawn[each]))}
        workers = np.array([rank[each] for each in workers.tolist()], dtype=np.int32)
        by = np.lexsort((workers, kinds.ravel()))
        return WorkerBoxes(edges[by], classes[by], workers[by], self.n_answers)


@dataclass(frozen=True, eq=False)
class FusedBoxes:
    """Boxes found, sorted by class, then by left edge; parallel arrays as in WorkerBoxes.

    `confidences` are 0 to 1.
    """

    edges: Floats
    classes: Ints
    confidences: Floats


def ious(edges: Floats, others: Floats) -> Floats:
    """Intersection over union of each box with each other, shape (n, m); 0 where both are empty."""
    overlap = np.minimum(edges[:, None, 2:], others[None, :, 2:]) - np.maximum(
        edges[:, None, :2], others[None, :, :2]
    )
    shared = np.prod(np.maximum(overlap, 0), axis=2)
    union = areas(edges)[:, None] + areas(others)[None, :] - shared
    found: Floats = np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)
    return found


def areas(edges: Floats) -> Floats:
    """Width times height of each box."""
    sizes: Floats = np.prod(np.maximum(edges[:, 2:] - edges[:, :2], 0), axis=1)
    return sizes


def average_matched(boxes: WorkerBoxes) -> FusedBoxes:
    """The mean of boxes that overlap most, where at least half of the workers have one ("iou-mean").

    Boxes of the same class are clustered first, by mean overlap (IoU) of 0.5 or more, one box of each worker
    at most; then clusters of different classes in the same way, which get the class of most of their boxes.
    Confidence is (cluster size / workers) x mean IoU of the pairs of its boxes; a box that stands alone
    counts as 0.5. After the documented idea of Ground Truth, which matches the most similar boxes by their
    Jaccard index and averages them; thresholds and confidence are ours.
    """
    boxes = _few_enough(boxes).ordered()
    pairs = _overlapping(boxes)
    clusters = _clusters(boxes, pairs)
    return _fused(boxes, clusters, pairs)


def fuse_weighted(boxes: WorkerBoxes) -> FusedBoxes:
    """Weighted boxes fusion with equal weights for all workers ("wbf").

    Boxes join, one after another, the fused box of their class that they overlap most, by IoU of more than
    0.55, and move it to the mean; kept are those of at least half of the workers. Confidence is the share of
    workers, at most 1. Source: Solovyev, Wang and Gabruseva, Image and Vision Computing 107, 2021.
    """
    boxes = _few_enough(boxes).ordered()
    clusters = np.empty(len(boxes.classes), dtype=np.int64)
    means, classes, sizes = np.empty((0, 4)), np.empty(0, np.int32), np.empty(0)
    for place, (edges, class_) in enumerate(zip(boxes.edges, boxes.classes, strict=True)):
        overlaps = np.where(classes == class_, ious(edges[None], means)[0], 0)
        found = int(overlaps.argmax()) if len(overlaps) else 0
        if not len(overlaps) or overlaps[found] <= FUSION_IOU:
            found = len(sizes)
            means, sizes = np.vstack((means, edges)), np.append(sizes, 0)
            classes = np.append(classes, class_)
        means[found] = (means[found] * sizes[found] + edges) / (sizes[found] + 1)
        sizes[found] += 1
        clusters[place] = found
    kept = np.minimum(sizes, boxes.n_answers) >= _least_size(boxes.n_answers)
    shares = np.minimum(sizes, boxes.n_answers) / max(1, boxes.n_answers)
    return _sorted(means[kept], classes[kept], shares[kept])


BOX_METHODS: Final[Mapping[str, Callable[[WorkerBoxes], FusedBoxes]]] = {
    "iou-mean": average_matched,
    "wbf": fuse_weighted,
}
"""Methods that look at one image alone."""


def _clusters(boxes: WorkerBoxes, pairs: AlikePairs) -> NDArray[np.int64]:
    same = boxes.classes[pairs.first] == boxes.classes[pairs.second]
    of_class = AlikePairs(pairs.first[same], pairs.second[same], pairs.likeness[same])
    clusters = average_linkage(of_class, boxes.workers, LEAST_IOU)
    if same.all():
        return clusters
    return average_linkage(pairs, boxes.workers, LEAST_IOU, clusters)


def _few_enough(boxes: WorkerBoxes) -> WorkerBoxes:
    if len(boxes.edges) > MOST_BOXES:
        raise InvalidInput(f"{len(boxes.edges)} boxes were drawn in one image; {MOST_BOXES} can be compared")
    return boxes


def _overlapping(boxes: WorkerBoxes) -> AlikePairs:
    """Pairs of boxes of different workers that overlap at all; some rows at a time."""
    edges, workers = boxes.edges, boxes.workers
    found, n_found = [], 0
    rows = max(1, _CELLS_AT_ONCE // max(1, len(edges)))
    for start in range(0, len(edges), rows):
        overlaps = ious(edges[start : start + rows], edges)
        first, second = np.nonzero(overlaps)
        kept = (first + start < second) & (workers[first + start] != workers[second])
        found.append((first[kept] + start, second[kept], overlaps[first[kept], second[kept]]))
        n_found += len(found[-1][0])
        if n_found > MOST_PAIRS:
            message = (
                f"{len(edges)} boxes were drawn in one image, mostly over one another: too many to compare"
            )
            raise InvalidInput(message)
    if not found:
        return AlikePairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return AlikePairs(*(np.concatenate(each) for each in zip(*found, strict=True)))


def _fused(boxes: WorkerBoxes, clusters: NDArray[np.int64], pairs: AlikePairs) -> FusedBoxes:
    n = int(clusters.max()) + 1 if len(clusters) else 0
    sizes = np.bincount(clusters, minlength=n)
    sums = np.zeros((n, 4))
    np.add.at(sums, clusters, boxes.edges)
    inside = clusters[pairs.first] == clusters[pairs.second]
    alike = np.bincount(clusters[pairs.first[inside]], weights=pairs.likeness[inside], minlength=n)
    n_pairs = sizes * (sizes - 1) / 2
    likeness = np.divide(alike, n_pairs, out=np.full(n, LONE_IOU), where=n_pairs > 0)
    classes = _majorities(boxes.classes, clusters, n)
    kept = sizes >= _least_size(boxes.n_answers)
    confidences = sizes / max(1, boxes.n_answers) * likeness
    return _sorted((sums / np.maximum(sizes, 1)[:, None])[kept], classes[kept], confidences[kept])


def _least_size(n_answers: int) -> int:
    """Half of the workers, rounded up: of two workers' boxes, those that one of them drew stay."""
    return max(1, -(-n_answers // 2))


def _majorities(classes: Ints, clusters: NDArray[np.int64], n: int) -> Ints:
    """The most frequent class of each cluster; ties go to the lowest."""
    if not len(classes):
        return np.empty(0, np.int32)
    known, numbers = np.unique(classes, return_inverse=True)
    counts = np.zeros((n, len(known)), dtype=np.int64)
    np.add.at(counts, (clusters, numbers), 1)
    found: Ints = known[counts.argmax(axis=1)]
    return found


def _sorted(edges: Floats, classes: Ints, confidences: Floats) -> FusedBoxes:
    by = np.lexsort((*edges.T[::-1], classes))
    return FusedBoxes(edges[by], classes[by], confidences[by])
