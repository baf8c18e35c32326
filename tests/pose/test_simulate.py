"""Simulated workers, and what the numerics make of their answers."""

from __future__ import annotations

import numpy as np
import pytest

from trigpoint.consolidate.keypoints import KEYPOINT_METHODS
from trigpoint.consolidate.poses import Poses
from trigpoint.pose.simulate import AXIS, CROWDS, PAIRS, Simulation, simulate


def mean_error(simulation: Simulation, method: str) -> float:
    points = simulation.points
    poses = Poses(
        points,
        np.full(len(points), 640.0 * 640),
        np.zeros(points.shape[:3], dtype=bool),
        simulation.answered,
    )
    fit = KEYPOINT_METHODS[method](poses, PAIRS, AXIS)
    return float(np.nanmean(np.linalg.norm(fit.points - simulation.truth, axis=2)))


def test_the_same_seed_gives_the_same_answers() -> None:
    one, same, other = (simulate(CROWDS["hard"], n_frames=20, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(one.points, same.points, equal_nan=True)
    assert not np.array_equal(one.points, other.points, equal_nan=True)


def test_crowds_err_as_they_are_said_to() -> None:
    hard = simulate(CROWDS["hard"], n_workers=3)
    assert (hard.answered.sum(axis=1) == 3).all() and hard.spammers.sum() == 3
    given = hard.points[hard.answered]
    assert 0.02 < np.isnan(given[..., 0]).mean() < 0.06
    clean = simulate(CROWDS["clean"])
    off = (clean.points - clean.truth[:, None])[clean.answered]
    assert (
        np.abs(
            off.std(axis=(0, 2)) / (np.sqrt(2) * 60) - [0.039, 0.045, 0.045, 0.042, 0.067, 0.067, 0.044]
        ).max()
        < 0.003
    )


@pytest.mark.parametrize(("crowd", "n_workers", "share"), [("typical", 5, 0.75), ("hard", 3, 0.77)])
def test_the_em_is_a_quarter_nearer_than_marss_rule(crowd: str, n_workers: int, share: float) -> None:
    run = simulate(CROWDS[crowd], n_workers=n_workers, n_frames=200, seed=1)
    assert mean_error(run, "em") < share * mean_error(run, "mars")


def test_the_em_is_as_good_as_the_mean_of_clean_clicks() -> None:
    clean = simulate(CROWDS["clean"], n_frames=200, seed=1)
    assert mean_error(clean, "em") < 1.02 * mean_error(clean, "mean")
