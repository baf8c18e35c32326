"""Workers who click as people do: seeded answers whose truth is known, for experiments and demonstrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

KEYPOINTS: Final = ("nose", "right ear", "left ear", "neck", "right knee", "left knee", "tail base")
PAIRS: Final = ((1, 2), (4, 5))
AXIS: Final = (0, 6)
EDGES: Final = ((0, 1), (0, 2), (1, 3), (2, 3), (3, 4), (3, 5), (4, 6), (5, 6))
_TEMPLATE: Final = np.array(
    [(0, 45), (10, 28), (-10, 28), (0, 25), (13, -12), (-13, -12), (0, -40)], dtype=float
)
_SIGMAS: Final = np.array([0.039, 0.045, 0.045, 0.042, 0.067, 0.067, 0.044])
_SIZE_PX: Final = 60
_POSTURE_PX: Final = 3
_POOL: Final = 20


@dataclass(frozen=True)
class Crowd:
    """How workers err: the chance that a pair is flipped, that all of a pose's are, that a click is wild or
    missing; the spread of their skill (of its logarithm); and how many of the pool click at random."""

    flip: float = 0.0
    flip_all: float = 0.0
    wild: float = 0.0
    missing: float = 0.0
    skill: float = 0.0
    n_spammers: int = 0


CROWDS: Final = {
    "clean": Crowd(),
    "typical": Crowd(flip=0.06, flip_all=0.03, wild=0.02, missing=0.02, skill=0.35, n_spammers=1),
    "hard": Crowd(flip=0.12, flip_all=0.08, wild=0.05, missing=0.04, skill=0.5, n_spammers=3),
}


@dataclass(frozen=True, eq=False)
class Simulation:
    """Answers and what they should have been.

    Parameters
    ----------
    points
        Clicks in pixels, shape (n_frames, pool, n_keypoints, 2); NaN where a worker set none.
    truth
        Shape (n_frames, n_keypoints, 2).
    factors
        Each worker's spread, shape (pool,).
    spammers
        Who clicks at random, shape (pool,).
    """

    points: Floats
    truth: Floats
    factors: Floats
    spammers: NDArray[np.bool_]

    @property
    def answered(self) -> NDArray[np.bool_]:
        return np.asarray(~np.isnan(self.points[..., 0]).all(axis=2))


def simulate(crowd: Crowd, *, n_frames: int = 400, n_workers: int = 5, seed: int = 0) -> Simulation:
    """Answers of `n_workers` of a pool of twenty to each frame of 640 x 640 px; same seed, same answers."""
    rng = np.random.default_rng(seed)
    n_keypoints = len(KEYPOINTS)
    truth = _bodies(rng, n_frames)
    factors = np.exp(rng.normal(0, crowd.skill, _POOL))
    spammers = np.isin(np.arange(_POOL), rng.permutation(_POOL)[: crowd.n_spammers])
    asked = rng.random((n_frames, _POOL)).argsort(axis=1)[:, :n_workers]
    factor = factors[asked][:, :, None, None]
    spread = np.sqrt(2) * _SIGMAS[None, None, :, None] * _SIZE_PX * factor
    clicks = truth[:, None] + rng.normal(size=(n_frames, n_workers, n_keypoints, 2)) * spread
    whole = rng.random((n_frames, n_workers)) < crowd.flip_all
    for a, b in PAIRS:
        at = whole | (rng.random((n_frames, n_workers)) < crowd.flip)
        clicks[:, :, [a, b]] = np.where(at[..., None, None], clicks[:, :, [b, a]], clicks[:, :, [a, b]])
    shape = clicks.shape[:3]
    centres = truth.mean(axis=1)[:, None, None]
    wild = rng.random(shape) < crowd.wild
    clicks = np.where(wild[..., None], centres + rng.uniform(-150, 150, clicks.shape), clicks)
    spam = (rng.random(shape) < 0.6) & spammers[asked][..., None]
    clicks = np.where(spam[..., None], clicks + rng.uniform(-120, 120, clicks.shape), clicks)
    clicks[rng.random(shape) < crowd.missing] = np.nan
    points = np.full((n_frames, _POOL, n_keypoints, 2), np.nan)
    points[np.arange(n_frames)[:, None], asked] = clicks
    return Simulation(points, truth, factors, spammers)


def _bodies(rng: np.random.Generator, n_frames: int) -> Floats:
    bodies = _TEMPLATE + rng.normal(0, _POSTURE_PX, (n_frames, len(_TEMPLATE), 2))
    angles = rng.uniform(0, 2 * np.pi, n_frames)
    turns = np.array([[np.cos(angles), -np.sin(angles)], [np.sin(angles), np.cos(angles)]])
    centres = rng.uniform(80, 560, (n_frames, 1, 2))
    found: Floats = np.einsum("ijf,fkj->fki", turns, bodies) + centres
    return found
