"""Animals that workers took for each other."""

from __future__ import annotations

import numpy as np

from trigpoint.consolidate.identities import identities


def answers(n_frames: int = 30, n_animals: int = 2, n_workers: int = 5) -> np.ndarray:
    rng = np.random.default_rng(2)
    truth = rng.uniform(0, 500, (n_frames, n_animals, 1, 1, 2)) + rng.uniform(-30, 30, (1, 1, 6, 1, 2))
    return truth + rng.normal(0, 2, (n_frames, n_animals, 6, n_workers, 2))


def test_names_are_those_that_most_workers_gave() -> None:
    points = answers()
    points[4, :, :, 1] = points[4, ::-1, :, 1]
    points[7, :, :, :2] = points[7, ::-1, :, :2]
    points[9, 1, :, 3] = np.nan
    points[9, :, :, 3] = points[9, ::-1, :, 3]  # named the one animal that they saw by the other's name
    found = identities(points, np.full(30, 5.0))
    assert {tuple(each) for each in np.argwhere(found.exchanged[:, 0])} == {(4, 1), (7, 0), (7, 1), (9, 3)}
    assert not found.doubtful.any()


def test_two_against_two_are_in_doubt() -> None:
    points = answers(n_workers=4)
    points[3, :, :, :2] = points[3, ::-1, :, :2]
    found = identities(points, np.full(30, 5.0))
    assert found.doubtful.tolist() == [frame == 3 for frame in range(30)]
    assert found.exchanged[3, 0].sum() == 2


def test_three_animals_may_be_in_any_order() -> None:
    points = answers(n_animals=3)
    points[5, :, :, 2] = points[5, [1, 2, 0], :, 2]
    found = identities(points, np.full(30, 5.0))
    assert np.array_equal(points[5][found.order[5, :, 2], :, 2], answers(n_animals=3)[5, :, :, 2])
    assert found.exchanged.sum() == 3


def test_one_animal_or_one_worker_is_left_alone() -> None:
    for points in (answers(n_animals=1), answers(n_workers=1), answers(n_animals=7, n_workers=2)):
        found = identities(points, np.full(30, 5.0))
        assert not found.exchanged.any() and found.order.shape == (30, points.shape[1], points.shape[3])
