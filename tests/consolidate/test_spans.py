"""Spans of several workers."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.consolidate.spans import FusedSpan, Span, fuse_spans, jaccard


def fused(*by_worker: list[tuple[int, int, int]], seed: int = 0) -> list[FusedSpan]:
    return fuse_spans([[Span(*each) for each in spans] for spans in by_worker], random.Random(seed))


def test_jaccard_by_hand() -> None:
    assert jaccard(Span(0, 4, 0), Span(2, 6, 1)) == pytest.approx(2 / 6)
    assert jaccard(Span(0, 4, 0), Span(4, 6, 0)) == 0


def test_borders_are_the_most_frequent_ones() -> None:
    """Spans 8-12, 8-12 and 8-13: Jaccard with the result 1, 1 and 4/5."""
    assert fused([(8, 12, 0)], [(8, 12, 0)], [(8, 13, 0)]) == [
        FusedSpan(Span(8, 12, 0), pytest.approx((1 + 1 + 4 / 5) / 3))
    ]


def test_borders_without_a_most_frequent_one_are_the_median_rounded_down() -> None:
    (found,) = fused([(0, 10, 0)], [(1, 11, 0)], [(2, 12, 0)])
    assert found.span == Span(1, 11, 0)
    (found,) = fused([(0, 10, 0)], [(3, 11, 0)])
    assert found.span == Span(1, 10, 0)


def test_spans_of_fewer_than_half_are_dropped() -> None:
    assert fused([(0, 5, 0)], [], []) == []
    assert fused([(0, 5, 0)], []) == [FusedSpan(Span(0, 5, 0), 0.5)]
    assert fused([], []) == []


def test_the_label_is_that_of_most_and_drawn_by_lot_when_tied() -> None:
    assert fused([(0, 5, 2)], [(0, 5, 1)], [(0, 5, 1)])[0].span.class_ == 1
    drawn = {fused([(0, 5, 2)], [(0, 5, 1)], seed=seed)[0].span.class_ for seed in range(20)}
    assert drawn == {1, 2}
    assert fused([(0, 5, 2)], [(0, 5, 1)], seed=3) == fused([(0, 5, 1)], [(0, 5, 2)], seed=3)


def test_two_labels_on_a_span_stay_where_a_worker_gave_both() -> None:
    both = [(0, 5, 0), (0, 5, 1)]
    assert [each.span for each in fused(both, both, [(0, 5, 0)])] == [Span(0, 5, 0), Span(0, 5, 1)]
    assert len(fused([(0, 5, 0)], [(0, 5, 1)], [(0, 5, 1)])) == 1


def test_neighbours_are_not_mixed_up() -> None:
    spans = [(0, 4, 0), (5, 9, 0)]
    assert [each.span for each in fused(spans, spans, spans)] == [Span(0, 4, 0), Span(5, 9, 0)]


SPANS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6), st.integers(0, 2)).map(
        lambda s: (s[0], s[0] + s[1], s[2])
    ),
    max_size=5,
)


@settings(max_examples=100, deadline=None)
@given(st.lists(SPANS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_workers_and_spans_does_not_matter(by_worker: list, rng: object) -> None:
    before = fused(*by_worker)
    for spans in by_worker:
        rng.shuffle(spans)  # type: ignore[attr-defined]
    rng.shuffle(by_worker)  # type: ignore[attr-defined]
    assert fused(*by_worker) == before
    assert all(0 < each.confidence <= 1 and each.span.start < each.span.end for each in before)
