"""Masks of several workers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from trigpoint.consolidate import label_maps
from trigpoint.consolidate.label_maps import ArrayLabelMap
from trigpoint.consolidate.masks import MASK_METHODS, MaskEm, VoteSmooth, smoothed


def fused(method: str, *maps: np.ndarray) -> tuple[np.ndarray, float]:
    fusion = MASK_METHODS[method]([ArrayLabelMap(each.astype(np.uint8)) for each in maps])
    rows = np.concatenate(list(fusion.rows()))
    return rows, fusion.confidence


def disc(x: float, y: float, radius: float, class_: int = 1, size: int = 60) -> np.ndarray:
    rows, columns = np.mgrid[0:size, 0:size]
    return np.where((columns - x) ** 2 + (rows - y) ** 2 < radius**2, class_, 0)


def test_smoothing_is_the_gaussian_of_scipy() -> None:
    plane = np.random.default_rng(1).random((40, 30)).astype(np.float32)
    theirs = gaussian_filter(plane, 1.0, mode="nearest", truncate=2.0)
    assert np.abs(smoothed(plane) - theirs).max() < 1e-6


@pytest.mark.parametrize("method", MASK_METHODS)
def test_one_mask_is_kept_to_the_pixel(method: str) -> None:
    only = np.random.default_rng(2).integers(0, 4, (33, 21))
    rows, confidence = fused(method, only)
    assert (rows == only).all() and confidence == 1.0


@pytest.mark.parametrize("method", MASK_METHODS)
def test_what_all_agree_on_keeps_its_place(method: str) -> None:
    both = np.maximum(disc(20, 20, 12), disc(42, 42, 9, 2))
    rows, confidence = fused(method, both, both, both)
    assert confidence > 0.999
    assert (rows != both).mean() < 0.01  # smoothing takes single pixels off the border


def test_the_confidence_is_the_mean_of_the_highest_shares_by_hand() -> None:
    """Two pixels all three marked, one two marked, one that one marked (background has 2/3 there)."""
    one, two, three = np.zeros((3, 6, 6), int)
    one[0, :4] = 1
    two[0, :3] = 1
    three[0, :2] = 1
    assert fused("vote-smooth", one, two, three)[1] == pytest.approx((1 + 1 + 2 / 3 + 2 / 3) / 4)


def test_two_workers_who_disagree_leave_the_background() -> None:
    rows, _ = fused("vote-smooth", disc(30, 30, 15), np.zeros((60, 60)))
    assert not rows.any()


@pytest.mark.parametrize("method", MASK_METHODS)
def test_nothing_marked_is_background_for_certain(method: str) -> None:
    rows, confidence = fused(method, np.zeros((5, 9)), np.zeros((5, 9)))
    assert rows.shape == (5, 9) and not rows.any() and confidence == 1.0


def test_a_worker_who_marks_anything_is_outvoted_and_found_out() -> None:
    rng = np.random.default_rng(7)
    truth = np.maximum(disc(20, 22, 13), disc(43, 40, 10, 2))
    noise = rng.integers(0, 3, truth.shape)
    shaken = [np.where(rng.random(truth.shape) < 0.05, rng.integers(0, 3, truth.shape), truth) for _ in "ab"]
    for method in MASK_METHODS:
        rows, _ = fused(method, *shaken, noise)
        assert (rows == truth).mean() > 0.97, method


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.permutations(range(4)), st.integers(1, 40))
def test_neither_the_order_of_workers_nor_the_size_of_strips_matters(
    seed: int, order: list[int], cells: int
) -> None:
    rng = np.random.default_rng(seed)
    maps = [rng.integers(0, 3, (11, 7)) * (rng.random((11, 7)) < 0.7) for _ in order]
    for method in MASK_METHODS:
        whole, confidence = fused(method, *maps)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(label_maps, "_STRIP_CELLS", cells)
            rows, other = fused(method, *(maps[worker] for worker in order))
        assert (rows == whole).all()
        assert other == pytest.approx(confidence, abs=1e-9)


def test_fusions_know_their_confidence_after_the_last_strip_alone() -> None:
    for kind in (VoteSmooth, MaskEm):
        fusion = kind([ArrayLabelMap(disc(30, 30, 9).astype(np.uint8))] * 2)
        assert fusion.confidence == 1.0
        list(fusion.rows())
        assert 0.9 < fusion.confidence <= 1.0
