"""Spans of a text that several workers marked, as one span for each thing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from trigpoint.consolidate.clusters import AlikePairs, single_linkage
from trigpoint.model.errors import InvalidInput

LEAST_JACCARD: Final = 0.5
MOST_MEETINGS: Final = 5_000_000


class Span(NamedTuple):
    """Characters `start` to `end` (not included) of a text, and what they are."""

    start: int
    end: int
    class_: int


class FusedSpan(NamedTuple):
    span: Span
    confidence: float
    """0 to 1."""


def jaccard(one: Span, other: Span) -> float:
    """Characters that both have over those that either has."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return max(0, shared) / (one.end - one.start + other.end - other.start - max(0, shared))


def fuse_spans(by_worker: Sequence[Sequence[Span]], rng: random.Random) -> list[FusedSpan]:
    """One span for each thing that at least half of the workers marked ("span-cluster").

    Spans are clustered by single linkage where their Jaccard index is 0.5 or more, whatever their classes,
    those of the same class first; a worker has one span in a cluster at most. Start and end are the most
    frequent ones, or the median, rounded down, where two are equally frequent. The class is the most frequent
    one; `rng` draws among equally frequent ones. Confidence is (size / workers) x mean Jaccard index with the
    result. As documented for Ground Truth; the thresholds and the confidence are ours.

    The order of workers does not matter. Sorted by start, end and class.
    """
    marks = sorted(
        (span, worker) for worker, spans in enumerate(_canonical(by_worker)) for span in sorted(set(spans))
    )
    spans = [span for span, _ in marks]
    workers = np.array([worker for _, worker in marks], dtype=np.int32)
    pairs = _alike(spans, workers.tolist())
    same = np.array(
        [
            spans[one].class_ == spans[other].class_
            for one, other in zip(pairs.first, pairs.second, strict=True)
        ],
        dtype=bool,
    )
    clusters = single_linkage(pairs, workers, same)
    members: dict[int, list[Span]] = {}
    for span, cluster in zip(spans, clusters.tolist(), strict=True):
        members.setdefault(cluster, []).append(span)
    n = len(by_worker)
    fused: dict[Span, float] = {}
    for each in members.values():
        if len(each) * 2 >= n:
            span = _fused(each, rng)
            confidence = len(each) / n * (sum(jaccard(span, other) for other in each) / len(each))
            fused[span] = max(confidence, fused.get(span, 0.0))
    return [FusedSpan(span, fused[span]) for span in sorted(fused)]


def _canonical(by_worker: Sequence[Sequence[Span]]) -> list[Sequence[Span]]:
    return sorted(by_worker, key=lambda spans: sorted(set(spans)))


def _alike(spans: Sequence[Span], workers: Sequence[int]) -> AlikePairs:
    """Pairs of different workers with a Jaccard index of 0.5 or more; the spans are sorted."""
    found = []
    n_meetings = 0
    for one, span in enumerate(spans):
        if n_meetings > MOST_MEETINGS:
            raise InvalidInput(f"{len(spans)} spans lie over one another: too many to compare")
        for other in range(one + 1, len(spans)):
            if spans[other].start >= span.end:
                break
            n_meetings += 1
            if workers[one] == workers[other]:
                continue
            likeness = jaccard(span, spans[other])
            if likeness >= LEAST_JACCARD:
                found.append((one, other, likeness))
    first, second, likenesses = zip(*found, strict=True) if found else ((), (), ())
    return AlikePairs(np.array(first, np.int64), np.array(second, np.int64), np.array(likenesses, np.float64))


def _fused(members: Sequence[Span], rng: random.Random) -> Span:
    start, end = _usual([each.start for each in members]), _usual([each.end for each in members])
    counts = Counter(each.class_ for each in members)
    highest = max(counts.values())
    classes = sorted(class_ for class_, count in counts.items() if count == highest)
    class_ = classes[0] if len(classes) == 1 else rng.choice(classes)
    if start < end:
        return Span(start, end, class_)
    # Borders that do not fit together: the span that is most like the others.
    nearest = max(sorted(members), key=lambda span: sum(jaccard(span, other) for other in members))
    return nearest._replace(class_=class_)


def _usual(numbers: Sequence[int]) -> int:
    """The most frequent number, or the median, rounded down, when several are."""
    counts = Counter(numbers)
    highest = max(counts.values())
    modes = [number for number, count in counts.items() if count == highest]
    if len(modes) == 1:
        return modes[0]
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2
