"""Keypoints of several workers, on poses whose truth is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from trigpoint.consolidate.bodies import Click, bodies_of
from trigpoint.consolidate.keypoints import KEYPOINT_METHODS, KeypointFit, robust_em
from trigpoint.consolidate.pose_swaps import side_evidence
from trigpoint.consolidate.poses import Poses, exchanged, geometric_median, median, medoid, repaired

PAIRS = ((1, 2), (4, 5))


def poses(points: Any) -> Poses:
    points = np.asarray(points, float)
    none = np.zeros(points.shape[:3], dtype=bool)
    return Poses(points, np.full(len(points), 640.0 * 640), none, np.ones(points.shape[:2], dtype=bool))


def simulated(seed: int, n_poses: int = 120, n_workers: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Truth and clicks: workers of 2 to 9 px, 2 to 30 % swaps, 3 % wild and 3 % missing clicks."""
    rng = np.random.default_rng(seed)
    body = rng.uniform(-60, 60, (7, 2))
    turns = rng.uniform(0, 2 * np.pi, n_poses)
    turned = np.stack([np.cos(turns), -np.sin(turns), np.sin(turns), np.cos(turns)], -1).reshape(-1, 2, 2)
    truth = np.einsum("fij,kj->fki", turned, body) + rng.uniform(100, 540, (n_poses, 1, 2))
    noise = np.linspace(2, 9, n_workers)
    clicks = truth[:, None] + rng.normal(size=(n_poses, n_workers, 7, 2)) * noise[None, :, None, None]
    for a, b in PAIRS:
        swapped = rng.random((n_poses, n_workers)) < np.linspace(0.02, 0.3, n_workers)
        clicks = exchanged(clicks, a, b, swapped)
    wild = rng.random(clicks.shape[:3]) < 0.03
    clicks[wild] = rng.uniform(0, 640, (int(wild.sum()), 2))
    clicks[rng.random(clicks.shape[:3]) < 0.03] = np.nan
    return truth, clicks


def errors(fit: KeypointFit, truth: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(fit.points - truth, axis=2))


def test_medians_by_hand() -> None:
    points = np.array([[[[0, 0]], [[4, 0]], [[9, 3]]]], float)
    assert median(points).tolist() == [[[4, 0]]]
    corners = np.array([[[[0, 0]], [[2, 0]], [[0, 2]], [[2, 2]], [[1, 1]]]], float)
    assert geometric_median(corners, np.ones((1, 5, 1)))[0, 0] == pytest.approx([1, 1])
    assert np.isnan(median(np.full((1, 2, 1, 2), np.nan))).all()


def test_marss_rule_swaps_back() -> None:
    left_right = [[10, 0], [50, 0]]
    points = np.array([[left_right, left_right, left_right[::-1]]], float)
    assert repaired(points, [(0, 1)])[0, 2].tolist() == left_right


def test_the_em_is_nearer_to_the_truth_than_all_else() -> None:
    """And says how near: its standard errors are those found."""
    within: dict[str, list[float]] = {name: [] for name in KEYPOINT_METHODS}
    for seed in range(2):
        truth, clicks = simulated(seed)
        for name, method in KEYPOINT_METHODS.items():
            within[name].append(float(np.mean(errors(method(poses(clicks), PAIRS), truth) < 5)))
    best = np.mean(within["em"])
    assert best > 0.95
    assert all(best > np.mean(shares) + 0.1 for name, shares in within.items() if name != "em")
    assert np.mean(within["mars"]) > np.mean(within["median"]) > np.mean(within["mean"])


def test_standard_errors_are_honest() -> None:
    truth, clicks = simulated(5)
    fit = robust_em(poses(clicks), PAIRS)
    squares = errors(fit, truth) ** 2 / 2 / fit.deviations**2
    assert (
        0.5 < np.median(squares) / 0.69 < 2
    )  # the median of a chi-square with two degrees of freedom, halved
    assert (fit.confidences[squares < 0.5].mean()) > 0.8


def test_ellipses_lie_along_the_clicks_where_four_agree() -> None:
    rng = np.random.default_rng(0)
    clicks = np.array([300.0, 200.0]) + rng.normal(0, 1, (60, 5, 3, 2)) * (6, 1)
    shapes = robust_em(poses(clicks)).covariances
    assert np.median(shapes[..., 0, 0] / shapes[..., 1, 1]) > 1.5
    few = robust_em(poses(clicks[:, :3])).covariances
    assert (few[..., 0, 0] == few[..., 1, 1]).all() and (few[..., 0, 1] == 0).all()


def test_a_wild_click_does_not_move_the_point() -> None:
    at = [[100.0, 100.0]]
    fit = robust_em(poses([[at, [[101, 100]], [[99, 101]], [[500, 400]]]]))
    assert fit.points[0, 0] == pytest.approx([100, 100], abs=2)


def test_nobody_agrees_and_says_so() -> None:
    spread = [[[100, 100]], [[300, 100]], [[100, 400]], [[500, 500]]]
    fit = robust_em(poses([spread]))
    assert fit.no_majority[0, 0] and fit.deviations[0, 0] > 50 and fit.confidences[0, 0] < 0.5


def test_what_most_left_out_is_left_out() -> None:
    nan = [np.nan, np.nan]
    fit = robust_em(poses([[[[10, 10], [50, 50]], [[10, 11], nan], [[11, 10], nan]]]))
    assert np.isnan(fit.points[0, 1]).all() and not np.isnan(fit.points[0, 0]).any()
    assert fit.n_workers.tolist() == [[3, 1]]


def test_a_swap_of_one_worker_is_found() -> None:
    pose = [[100, 100], [60, 140], [140, 140]]
    wrong = [pose[0], pose[2], pose[1]]
    fit = robust_em(poses([[pose, pose, wrong]]), [(1, 2)])
    assert fit.points[0] == pytest.approx(np.array(pose), abs=1)
    assert fit.swapped.tolist() == [[[False], [False], [True]]]


@pytest.mark.parametrize("method", KEYPOINT_METHODS)
def test_the_order_of_workers_and_poses_does_not_matter(method: str) -> None:
    _, clicks = simulated(9, n_poses=12)
    one = KEYPOINT_METHODS[method](poses(clicks), PAIRS)
    other = KEYPOINT_METHODS[method](poses(clicks[::-1, ::-1]), PAIRS)
    assert other.points[::-1] == pytest.approx(one.points, nan_ok=True, abs=1e-6)


@pytest.mark.parametrize("method", KEYPOINT_METHODS)
@pytest.mark.parametrize("shape", [(0, 3, 2), (1, 1, 1), (1, 2, 1), (2, 3, 0)])
def test_small_jobs_are_fitted_without_complaint(method: str, shape: tuple[int, int, int]) -> None:
    fit = KEYPOINT_METHODS[method](poses(np.full((*shape, 2), 5.0)), ())
    assert fit.points.shape == (shape[0], shape[2], 2)
    assert np.isfinite(fit.points).all() and np.isfinite(fit.confidences).all()


def clicks_of(*points: tuple[int, float, float]) -> list[Click]:
    return [Click(*each) for each in points]


def test_bodies_are_matched_across_workers() -> None:
    one = clicks_of((0, 10, 10), (1, 12, 20), (0, 200, 10), (1, 202, 20))
    other = clicks_of((0, 201, 11), (0, 11, 9), (1, 203, 21), (1, 13, 22))
    third = [Click(0, 199, 10, 7), Click(1, 200, 19, 7), Click(0, 9, 10, 3)]
    matched = bodies_of([one, other, third], 10.0)
    places = [[body[0].x > 100 for body in bodies] for bodies in matched]
    assert places[0] == places[1] == places[2]
    assert all(body.keys() <= {0, 1} for bodies in matched for body in bodies)


def test_one_body_and_none() -> None:
    assert bodies_of([clicks_of((0, 1, 1)), []], 5.0)[1] == [{}]
    assert bodies_of([[], []], 5.0) == [[], []]


def from_above(n_poses: int) -> np.ndarray:
    """Three workers' clicks on poses turned anyhow: head, right, left, tail; the right is always right."""
    rng = np.random.default_rng(3)
    body = np.array([(0, 40), (12, 0), (-12, 0), (0, -40)], float)
    turns = rng.uniform(0, 2 * np.pi, n_poses)
    turned = np.stack([np.cos(turns), -np.sin(turns), np.sin(turns), np.cos(turns)], -1).reshape(-1, 2, 2)
    truth = np.einsum("fij,kj->fki", turned, body) + 300
    return np.asarray(truth[:, None] + rng.normal(0, 1, (n_poses, 3, 4, 2)))


def test_the_side_of_the_body_outweighs_two_workers_of_three() -> None:
    right = from_above(200)
    wrong = right.copy()
    wrong[0, :2] = wrong[0, :2][:, [0, 2, 1, 3]]
    fit = robust_em(poses(wrong), [(1, 2)], axis=(0, 3))
    assert fit.points[0] == pytest.approx(right[0].mean(axis=0), abs=2)
    assert fit.swapped[0, :, 0].tolist() == [True, True, False]
    assert fit.polarity_fixed[0].tolist() == [False, True, True, False]
    assert not fit.polarity_fixed[1:].any()
    without = robust_em(poses(wrong), [(1, 2)])
    assert np.linalg.norm(without.points[0, 1] - right[0, :, 1].mean(axis=0)) > 15
    assert without.ambiguous_swap[0].tolist() == [False, True, True, False]


def test_sides_are_no_evidence_in_few_poses_or_where_both_are_seen() -> None:
    middle = from_above(200).mean(axis=1)
    agreed = np.ones((200, 1), dtype=bool)
    assert (side_evidence(middle, [(1, 2)], (0, 3), agreed) > 5).all()
    assert not side_evidence(middle[:49], [(1, 2)], (0, 3), agreed[:49]).any()
    middle[::4, [1, 2]] = middle[::4, [2, 1]]
    assert not side_evidence(middle, [(1, 2)], (0, 3), agreed).any()
    agreed[::4] = False
    assert (side_evidence(middle, [(1, 2)], (0, 3), agreed)[::4] < -5).all()


def test_marss_rule_measures_in_shares_of_the_image() -> None:
    """40 px down are nearer than 30 px across where the image is twice as high as wide."""
    rows = [[(0, 0), (30, 40)], [(0, 0), (30, 40)], [(0, 40), (30, 0)]]
    points = np.array([rows], float)
    wide, high = np.array([[1000, 100]]), np.array([[100, 1000]])
    assert repaired(points, [(0, 1)], wide)[0, 2].tolist() == [[30, 0], [0, 40]]
    assert repaired(points, [(0, 1)], high)[0, 2].tolist() == [[0, 40], [30, 0]]


def test_the_medoid_is_somebodys_point() -> None:
    points = np.array([[[[0, 0], [np.nan, np.nan]], [[1, 0], [np.nan, np.nan]], [[9, 9], [np.nan, np.nan]]]])
    assert medoid(points)[0, 0].tolist() == [1, 0]
    assert np.isnan(medoid(points)[0, 1]).all()


def test_workers_who_saw_other_poses_change_nothing() -> None:
    """Of a crowd each pose is seen by a few, whose results go back to their own places."""
    truth, clicks = simulated(5, n_poses=60, n_workers=4)
    few = robust_em(poses(clicks), PAIRS)
    crowd = np.full((60, 9, 7, 2), np.nan)
    seen = [1, 3, 4, 8]
    crowd[:, seen] = clicks
    answered = np.zeros((60, 9), dtype=bool)
    answered[:, seen] = True
    many = robust_em(Poses(crowd, np.full(60, 640.0 * 640), np.zeros(crowd.shape[:3], bool), answered), PAIRS)
    assert many.points == pytest.approx(
        few.points, abs=0.2, nan_ok=True
    )  # the mean spread is of more workers
    assert many.swapped[:, seen].tolist() == few.swapped.tolist()
    assert not many.swapped[:, [0, 2, 5, 6, 7]].any() and not many.inliers[:, [0, 2, 5, 6, 7]].any()
    assert many.inliers[:, seen] == pytest.approx(few.inliers, abs=0.1)
    assert np.median(errors(many, truth)) < 3


def test_poses_beyond_what_is_fitted_at_once_are_fitted_together() -> None:
    truth, clicks = simulated(6, n_poses=2300, n_workers=3)
    fit = robust_em(poses(clicks), PAIRS)
    order = np.random.default_rng(0).permutation(len(clicks))
    other = robust_em(poses(clicks[order]), PAIRS)
    assert other.sigmas == pytest.approx(fit.sigmas)
    assert other.points == pytest.approx(fit.points[order], abs=1e-6, nan_ok=True)
    assert np.nanmedian(errors(fit, truth)) < 3.5
