"""`python -m benchmarks.pose [--seeds N]`: how near each way of merging clicks comes, and how fast."""

from __future__ import annotations

import argparse
import os
import time

import numpy as np

from trigpoint.consolidate.keypoints import KEYPOINT_METHODS, robust_em
from trigpoint.consolidate.poses import Poses
from trigpoint.pose.simulate import AXIS, CROWDS, PAIRS, Simulation, simulate

_SETTINGS = (("clean", 5), ("typical", 3), ("typical", 5), ("typical", 7), ("hard", 3), ("hard", 5))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--poses", type=int, default=20_000, help="for the speed")
    given = parser.parse_args()
    print("Mean error / 99th percentile in pixels\n")
    names = [*KEYPOINT_METHODS, "em without axis"]
    print("| crowd | workers | " + " | ".join(names) + " |")
    print("|---" * (len(names) + 2) + "|")
    for crowd, n_workers in _SETTINGS:
        runs = [simulate(CROWDS[crowd], n_workers=n_workers, seed=seed) for seed in range(given.seeds)]
        cells = [_cell([_errors(run, name) for run in runs]) for name in names]
        print(f"| {crowd} | {n_workers} | " + " | ".join(cells) + " |", flush=True)
    print(
        f"\nEM, {given.poses} poses x 10 points x 5 workers: {_seconds(given.poses):.1f} s of processor time"
    )
    print(f"load {os.getloadavg()[0]:.1f}")


def _errors(run: Simulation, name: str) -> tuple[float, float]:
    poses = _poses(run.points, run.answered)
    fit = KEYPOINT_METHODS[name.split(maxsplit=1)[0]](
        poses, PAIRS, AXIS if name in KEYPOINT_METHODS else None
    )
    errors = np.linalg.norm(fit.points - run.truth, axis=2)
    return float(np.nanmean(errors)), float(np.nanpercentile(errors, 99))


def _cell(errors: list[tuple[float, float]]) -> str:
    mean, high = np.mean(errors, axis=0)
    return f"{mean:.2f} / {high:.1f}"


def _seconds(n_poses: int) -> float:
    rng = np.random.default_rng(0)
    truth = rng.uniform(80, 580, (n_poses, 1, 1, 2)) + rng.uniform(-40, 40, (n_poses, 1, 10, 2))
    clicks = truth + rng.normal(0, 4, (n_poses, 5, 10, 2))
    start = time.process_time()
    robust_em(_poses(clicks, np.ones((n_poses, 5), dtype=bool)), PAIRS, AXIS)
    return time.process_time() - start


def _poses(points: np.ndarray, answered: np.ndarray) -> Poses:
    return Poses(points, np.full(len(points), 640.0 * 640), np.zeros(points.shape[:3], dtype=bool), answered)


if __name__ == "__main__":
    main()
