"""Simulated answers in the form of a project's, to try things out before anybody has labeled."""

from __future__ import annotations

import numpy as np

from trigpoint.formats.pose.annotations import VISIBLE, Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.simulate import AXIS, CROWDS, EDGES, KEYPOINTS, PAIRS, simulate

_SIZE_PX = 640
_SECONDS = 25.0


def simulated_answers(
    crowd: str = "typical", *, n_frames: int = 200, n_workers: int = 5, seed: int = 0
) -> tuple[Annotations, Poses]:
    """What a crowd of twenty clicked, `n_workers` of them on each frame, and where they should have clicked.

    `crowd` is "clean", "typical" or "hard", as in `simulate.CROWDS`. Same seed, same answers. Raises
    InvalidInput for another crowd.
    """
    if crowd not in CROWDS:
        raise InvalidInput(f"There is no crowd {crowd!r}; there are {', '.join(CROWDS)}.")
    made = simulate(CROWDS[crowd], n_frames=n_frames, n_workers=n_workers, seed=seed)
    skeleton = Skeleton("mouse", (), KEYPOINTS, PAIRS, EDGES, AXIS)
    frames = tuple(
        Frame(f"frame_{n:06d}.jpg", _SIZE_PX, _SIZE_PX, "simulated.mp4", n) for n in range(n_frames)
    )
    workers = tuple(f"worker {n + 1:02d}" for n in range(made.points.shape[1]))
    answers = Annotations.empty(skeleton, frames, workers)
    answers.points[:, 0] = np.moveaxis(made.points, 1, 2)
    answers.visibility[~np.isnan(answers.points[..., 0])] = VISIBLE
    answers.answered[:] = made.answered
    rng = np.random.default_rng(seed)
    answers.seconds[:] = np.where(made.answered, rng.gamma(4, _SECONDS / 4, made.answered.shape), np.nan)
    answers.submitted_at[:] = np.where(made.answered, np.arange(n_frames)[:, None] * _SECONDS, np.nan)
    return answers, Poses.of_points(skeleton, frames, made.truth[:, None])
