"""Poses and reports from answers whose truth is known."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from trigpoint.formats.pose.annotations import OCCLUDED, VISIBLE, Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.agreement import ERRORS, agreement
from trigpoint.pose.consolidation import consolidate
from trigpoint.pose.ellipses import outline, spreads
from trigpoint.pose.mars_pck import mars_distances
from trigpoint.pose.quality_tables import quality

NAMES = ("nose", "left ear", "right ear", "tail base")
BODY = np.array([[50, 0], [30, -20], [30, 20], [-50, 0]], dtype=float)


def answers(
    n_frames: int = 30, noise: tuple[float, ...] = (1, 2, 2, 6), n_instances: int = 1, seed: int = 3
) -> tuple[Annotations, np.ndarray]:
    """Workers whose clicks scatter by so many pixels, and where they should have clicked, (F, A, K, 2)."""
    rng = np.random.default_rng(seed)
    skeleton = Skeleton("mouse", ("black",), NAMES, pairs=((1, 2),), axis=(0, 3), n_instances=n_instances)
    frames = tuple(Frame(f"{number}.jpg", 640, 480) for number in range(n_frames))
    found = Annotations.empty(
        skeleton, frames, tuple(f"worker {letter}" for letter in "abcdefghi"[: len(noise)])
    )
    angle = rng.uniform(0, 2 * np.pi, (n_frames, n_instances))
    turn = np.stack([np.cos(angle), -np.sin(angle), np.sin(angle), np.cos(angle)], -1)
    centres = rng.uniform((100, 100), (200, 380), (n_frames, n_instances, 2))
    centres[..., 0] += 220 * np.arange(n_instances)
    truth = np.einsum("faij,kj->faki", turn.reshape(n_frames, n_instances, 2, 2), BODY) + centres[:, :, None]
    found.points[:] = truth[:, :, :, None] + rng.normal(size=found.points.shape) * np.array(noise)[:, None]
    found.visibility[:] = VISIBLE
    found.answered[:] = True
    found.seconds[:] = 10.0
    return found, truth


@pytest.mark.parametrize("method", ["em", "mars", "mean"])
def test_poses_are_near_the_truth(method: str) -> None:
    given, truth = answers()
    poses = consolidate(given, method=method)
    assert np.linalg.norm(poses.xy - truth, axis=-1).mean() < 3
    assert poses.method == method and (poses.visibility == VISIBLE).all() and (poses.n_used == 4).all()
    assert np.isfinite(poses.deviations).all()


def test_an_unknown_method_names_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="em"):
        consolidate(answers(2)[0], method="magic")


def test_what_is_hidden_missing_and_alone_is_said() -> None:
    given, _ = answers(3)
    given.visibility[0, 0, 1] = OCCLUDED
    given.points[1, 0, 2] = np.nan
    given.points[2, 0, :, 1:] = np.nan
    given.answered[2, 1:] = False
    given.points[0, 0, 0] = (700, 10)
    poses = consolidate(given)
    assert poses.visibility[0, 0].tolist() == [VISIBLE, OCCLUDED, VISIBLE, VISIBLE]
    assert np.isnan(poses.xy[1, 0, 2]).all() and poses.flags[1, 0, 2] == 0
    assert poses.flagged("few")[2].all() and not poses.flagged("few")[0].any()
    assert poses.flagged("outside")[0, 0, 0]


def test_animals_alike_are_told_apart_by_their_places() -> None:
    given, truth = answers(n_instances=2)
    given.points[::2, :, :, 0] = given.points[::2, ::-1, :, 0].copy()
    poses = consolidate(given)
    error = np.minimum(
        np.linalg.norm(poses.xy - truth, axis=-1).mean(axis=(1, 2)),
        np.linalg.norm(poses.xy[:, ::-1] - truth, axis=-1).mean(axis=(1, 2)),
    )
    assert error.max() < 5


def test_no_frames_and_one_worker() -> None:
    assert consolidate(answers(0)[0]).xy.shape == (0, 1, 4, 2)
    alone, _ = answers(2, noise=(1.0,))
    assert consolidate(alone).xy == pytest.approx(alone.points[:, :, :, 0])
    row = quality(alone).workers[0]
    assert row.n_answers == 2 and np.isnan(row.median_distance)


def test_the_careless_worker_is_seen() -> None:
    given, _ = answers()
    found = quality(given, pixels_per_cm=20)
    medians = [row.median_distance for row in found.workers]
    assert medians.index(max(medians)) == 3 and found.workers[0].oks > found.workers[3].oks
    assert found.workers[0].median_seconds == 10
    assert all(0.9 < row.within_5_mm <= 1 for row in found.keypoints)


def test_models_are_measured_by_people_and_not_the_other_way_round() -> None:
    given, _ = answers()
    people = dataclasses.replace(given, points=given.points.copy())
    people.points[..., 3, :], people.answered[:, 3] = np.nan, False
    given.points[..., 3, :] += (25, 0)
    with_model = dataclasses.replace(
        given, sources=("human", "human", "human", "model"), answered=np.ones_like(given.answered)
    )
    assert consolidate(with_model).xy == pytest.approx(consolidate(people).xy)
    assert agreement(with_model).distances[..., 3].mean() == pytest.approx(25, rel=0.15)
    alone = dataclasses.replace(with_model, sources=("human", "model", "model", "model"))
    assert np.isnan(agreement(alone).distances[..., 0]).all()


def test_every_error_has_its_kind() -> None:
    given, _ = answers(40, noise=(1, 1, 1, 1), n_instances=2)
    given.points[0, 0, [1, 2], 0] = given.points[0, 0, [2, 1], 0].copy()
    given.points[1, 0, 0, 0] = given.points[1, 1, 0, 0] + 1
    given.points[2, 0, 0, 0] += (0, 250)
    given.points[3, 0, 0, 0] = np.nan
    found = agreement(given)
    kinds = found.errors()
    assert [ERRORS[kind] for kind in kinds[0, 0, [1, 2], 0]] == ["inversion", "inversion"]
    assert ERRORS[kinds[1, 0, 0, 0]] == "swap" and ERRORS[kinds[2, 0, 0, 0]] == "miss"
    assert kinds[3, 0, 0, 0] == -1 and found.missing[3, 0, 0, 0] and found.missing.sum() == 1


def test_curves_rise_within_their_bands_and_count_what_is_missing() -> None:
    given, _ = answers()
    given.points[:10, 0, 0, 0] = np.nan
    found = agreement(given)
    radii = np.linspace(0, 40, 30)
    curve = found.curve(radii, unit="px", keypoint=0, worker=0)
    strict = found.curve(radii, unit="px", keypoint=0, worker=0, missing_is_wrong=True)
    assert (np.diff(curve.shares) >= 0).all() and curve.shares[-1] == 1
    assert (curve.low <= curve.shares).all() and (curve.shares <= curve.high).all()
    assert strict.shares[-1] == pytest.approx(20 / 30)
    with pytest.raises(InvalidInput, match="pixels_per_cm"):
        found.lengths("cm")


def test_marss_curves_by_hand() -> None:
    given, _ = answers(1, noise=(0, 0, 0))
    given.points[0, 0, 0] = [(0, 0), (10, 0), (30, 0)]
    found = mars_distances(given)
    assert {name: float(each[0, 0, 0]) for name, each in found.items()} == {
        "best": 5,
        "median": 20,
        "worst": 25,
    }


def test_sigmas_are_those_that_were_put_in() -> None:
    """For clicks of 3 px an axis: 3 sqrt(2) / scale by COCO, and 0.92 * 3 / (sqrt(2) scale) by MARS."""
    given, _ = answers(150, noise=(3.0,) * 9)
    found = quality(given)
    scale = float(found.agreement.scales.mean())
    assert [row.sigma_coco * scale for row in found.keypoints] == pytest.approx([4.24] * 4, rel=0.1)
    assert [row.sigma_mars * scale for row in found.keypoints] == pytest.approx([1.94] * 4, rel=0.15)


def test_ellipses_lie_along_the_animal() -> None:
    given, truth = answers(60, noise=(0.0,) * 5)
    along = truth[:, 0, 0] - truth[:, 0, 3]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    given.points[:, 0, 3] += np.random.default_rng(1).normal(0, 5, (60, 5, 1)) * along[:, None]
    tail = spreads(given, consolidate(given, method="mean"))[3]
    assert tail.covariance[0, 0] > 20 * tail.covariance[1, 1] and tail.middle[0] < 0
    ring = outline(np.zeros(2), np.diag([4.0, 1.0]), 2.0)
    assert np.abs(ring).max(axis=0) == pytest.approx([4, 2], rel=0.01)


def test_the_most_doubtful_frame_comes_first() -> None:
    given, _ = answers()
    given.points[7, 0, 0] += np.random.default_rng(0).uniform(-90, 90, (4, 2))
    found = quality(given)
    assert found.frames[0].index == 7 and found.frames[0].flags
