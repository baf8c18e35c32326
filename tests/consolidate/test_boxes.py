"""Boxes of several workers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.consolidate.boxes import (
    BOX_METHODS,
    MOST_BOXES,
    FusedBoxes,
    WorkerBoxes,
    average_matched,
    fuse_weighted,
    ious,
)
from trigpoint.model.errors import InvalidInput


def boxes(*drawn: tuple[int, int, tuple[float, float, float, float]], n: int = 3) -> WorkerBoxes:
    """(worker, class, (left, top, right, bottom)) each."""
    return WorkerBoxes.of(
        [each[2] for each in drawn], [each[1] for each in drawn], [each[0] for each in drawn], n
    )


def shown(fused: FusedBoxes) -> list[tuple[int, list[float], float]]:
    rows = zip(fused.classes.tolist(), fused.edges.tolist(), fused.confidences.tolist(), strict=True)
    return [(class_, edges, round(confidence, 4)) for class_, edges, confidence in rows]


def test_overlap_by_hand() -> None:
    """Two squares of side 10, one moved by 5: 50 of 150."""
    a, b = np.array([[0.0, 0, 10, 10]]), np.array([[5.0, 0, 15, 10], [20, 0, 30, 10], [3, 3, 3, 3]])
    assert ious(a, b).tolist() == [[pytest.approx(1 / 3), 0, 0]]
    assert ious(b[2:], b[2:]).tolist() == [[0]]


def test_three_workers_boxes_by_hand() -> None:
    """IoUs 9/11, 8/12 and 9/11: mean .7677, all three of three workers."""
    fused = average_matched(boxes((0, 1, (0, 0, 10, 10)), (1, 1, (1, 0, 11, 10)), (2, 1, (2, 0, 12, 10))))
    assert shown(fused) == [(1, [1, 0, 11, 10], round((9 / 11 + 8 / 12 + 9 / 11) / 3, 4))]


def test_what_one_of_three_drew_is_dropped_and_one_of_two_kept() -> None:
    assert shown(average_matched(boxes((0, 0, (0, 0, 9, 9))))) == []
    assert shown(average_matched(boxes((0, 0, (0, 0, 9, 9)), n=2))) == [(0, [0, 0, 9, 9], 0.25)]
    assert shown(average_matched(boxes((0, 0, (0, 0, 9, 9)), n=1))) == [(0, [0, 0, 9, 9], 0.5)]


def test_the_class_is_that_of_most() -> None:
    same = (0, 0, 10, 10)
    assert shown(average_matched(boxes((0, 2, same), (1, 1, same), (2, 1, same)))) == [(1, list(same), 1.0)]
    assert shown(average_matched(boxes((0, 2, same), (1, 1, same), n=2))) == [(1, list(same), 1.0)]


def test_things_that_overlap_stay_two_things() -> None:
    rider, horse = (0, 0, 10, 20), (0, 5, 12, 25)
    fused = average_matched(
        boxes(*((worker, class_, box) for worker in range(3) for class_, box in enumerate((rider, horse))))
    )
    assert shown(fused) == [(0, list(rider), 1.0), (1, list(horse), 1.0)]


def test_weighted_fusion_by_hand() -> None:
    drawn = boxes((0, 0, (0, 0, 10, 10)), (1, 0, (1, 0, 11, 10)), (2, 0, (50, 50, 60, 60)))
    assert shown(fuse_weighted(drawn)) == [(0, [0.5, 0, 10.5, 10], round(2 / 3, 4))]


@pytest.mark.parametrize("method", BOX_METHODS)
def test_no_boxes_give_none(method: str) -> None:
    assert shown(BOX_METHODS[method](boxes(n=3))) == []


DRAWN = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 1), st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(1, 12)] * 2)
    ),
    max_size=10,
)


@settings(max_examples=60, deadline=None)
@given(DRAWN, st.randoms(use_true_random=False))
def test_neither_the_order_of_boxes_nor_of_workers_matters(drawn: list, rng: object) -> None:
    placed = [(worker, class_, (x, y, x + w, y + h)) for worker, class_, (x, y, w, h) in drawn]
    names = [0, 1, 2, 3]
    rng.shuffle(names)  # type: ignore[attr-defined]
    other = [(names[worker], class_, box) for worker, class_, box in placed]
    rng.shuffle(other)  # type: ignore[attr-defined]
    for method in BOX_METHODS.values():
        one, two = method(boxes(*placed, n=4)), method(boxes(*other, n=4))
        assert shown(one) == shown(two)
        assert ((one.confidences >= 0) & (one.confidences <= 1)).all()


def test_noisy_boxes_of_many_things_are_found_again() -> None:
    rng = np.random.default_rng(3)
    corners = np.array([(x * 100.0, y * 100.0) for x in range(6) for y in range(6)])
    truth = np.hstack((corners, corners + rng.uniform(40, 80, (36, 2))))
    drawn = [
        (worker, thing % 3, tuple(truth[thing] + rng.normal(0, 2, 4)))
        for worker in range(5)
        for thing in range(36)
        if rng.random() < 0.9
    ]
    fused = average_matched(boxes(*drawn, n=5))
    assert len(fused.edges) == 36
    best = ious(truth, fused.edges)
    assert (best.max(axis=1) > 0.9).all()
    assert best.max(axis=1).mean() > 0.93


@pytest.mark.parametrize("method", BOX_METHODS)
def test_a_heap_of_equal_boxes_is_one_thing_for_each_that_a_worker_drew(method: str) -> None:
    heap = boxes(*((worker, 0, (0, 0, 9, 9)) for worker in range(3) for _ in range(200)))
    found = BOX_METHODS[method](heap)
    assert len(found.classes) == {"iou-mean": 200, "wbf": 1}[method]
    assert found.confidences.tolist() == [1.0] * len(found.classes)
    with pytest.raises(InvalidInput, match=f"{MOST_BOXES + 1} boxes"):
        BOX_METHODS[method](WorkerBoxes.of(np.zeros((MOST_BOXES + 1, 4)), *np.zeros((2, MOST_BOXES + 1)), 1))
