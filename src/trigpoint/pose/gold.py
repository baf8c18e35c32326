"""Frames whose poses are known, mixed in with others to see how well each worker does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.adjustment import adjusted_columns
from trigpoint.pose.animals import matched_instances
from trigpoint.pose.answers import read_annotations
from trigpoint.pose.clicks import scales_of
from trigpoint.pose.consolidation import consolidate
from trigpoint.pose.jobs import sent_jobs
from trigpoint.pose.point_table import read_point_table

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

NOTE: Final = "gold.csv"
"""In a job's folder: the poses that were known of its gold frames."""
LEAST_ANSWERS: Final = 3
"""Workers who must agree on a frame before it is known, unless somebody has corrected it."""
_USUAL_SIGMA: Final = 0.06


def known_poses(annotations: Annotations) -> Poses:
    """The poses of frames that were corrected, or on which enough workers agree without a doubt; the other
    frames are left out."""
    poses = consolidate(annotations)
    corrected = annotations.answered[:, adjusted_columns(annotations)].any(axis=1)
    enough = annotations.answered.sum(axis=1) >= LEAST_ANSWERS
    clear = ~poses.flags.any(axis=(1, 2)) & ~np.isnan(poses.xy).all(axis=(1, 2, 3))
    return part_of(poses, np.flatnonzero((corrected | enough) & clear).tolist())


def part_of(poses: Poses, places: Sequence[int]) -> Poses:
    """Some frames' points."""
    return Poses.of_points(
        poses.skeleton,
        tuple(poses.frames[place] for place in places),
        poses.xy[list(places)],
        visibility=poses.visibility[list(places)],
        confidences=poses.confidences[list(places)],
    )


def choose_gold(known: Poses, n: int, *, taken: Collection[str], seed: int) -> Poses:
    """So many of the known frames, those of `taken` left out. Raises InvalidInput when there are too few."""
    places = [
        place
        for place, frame in enumerate(known.frames)
        if frame.image not in taken and not np.isnan(known.xy[place]).all()
    ]
    if len(places) < n:
        raise InvalidInput(
            f"{n} frames with known poses were asked for, and there are {len(places)}: of --gold-from, else "
            f"those that were corrected (pose review --adjust) or on which {LEAST_ANSWERS} workers agree."
        )
    chosen = np.random.default_rng(seed).permutation(len(places))[:n]
    return part_of(known, sorted(places[place] for place in chosen))


def mixed(frames: Sequence[Frame], gold: Sequence[Frame], *, seed: int) -> list[Frame]:
    """The frames in their order, with the gold ones in between, so that nobody can tell them.

    Gold frames that are to be labeled anyway stay where they are.
    """
    found = list(frames)
    there = {frame.image for frame in frames}
    gold = [frame for frame in gold if frame.image not in there]
    places = np.sort(np.random.default_rng(seed).integers(0, len(frames) + 1, len(gold)))
    for before, (place, frame) in enumerate(zip(places, gold, strict=True)):
        found.insert(int(place) + before, frame)
    return found


@dataclass(frozen=True)
class GoldScore:
    """How one worker did on gold frames; distances in body scales, shares 0 to 1.

    `score` is the mean object keypoint similarity to the known pose; a point left out counts as 0.
    """

    worker: str
    n_frames: int
    score: float
    median_distance: float
    within_010: float
    missing: float


def gold_scores(project: Project) -> list[GoldScore]:
    """Each worker's answers to the gold frames that they were given, worst first; empty where nobody was."""
    jobs = [job for job in sent_jobs(project) if (job.folder / NOTE).exists()]
    if not jobs:
        return []
    annotations = read_annotations(project, jobs=[job.name for job in jobs])[0]
    truth = np.full((*annotations.points.shape[:3], 2), np.nan)
    for job in jobs:
        found = read_point_table(job.folder / NOTE, project.skeleton).on(annotations.frames)
        truth = np.where(np.isnan(found.xy), truth, found.xy)
    return score_workers(annotations, Poses.of_points(project.skeleton, annotations.frames, truth))


def score_workers(annotations: Annotations, truth: Poses) -> list[GoldScore]:
    """Each worker against known poses of the same frames; frames without one do not count."""
    sigmas = np.array(truth.skeleton.sigmas or [_USUAL_SIGMA] * truth.skeleton.n_keypoints)
    known = ~np.isnan(truth.xy[..., 0])
    scales = scales_of(truth.xy, annotations)[..., None]
    found = []
    for place, worker in enumerate(annotations.workers):
        rows = np.flatnonzero(annotations.answered[:, place] & known.any(axis=(1, 2)))
        if not len(rows):
            continue
        points = _as_numbered(annotations, truth, rows, place)
        shares = np.linalg.norm(points - truth.xy[rows], axis=-1) / scales[rows]
        counted = known[rows]
        similar = np.where(np.isnan(shares), 0.0, np.exp(-(shares**2) / (2 * (2 * sigmas) ** 2)))
        given = shares[counted & ~np.isnan(shares)]
        found.append(
            GoldScore(
                worker,
                len(rows),
                float(similar[counted].mean()),
                float(np.median(given)) if len(given) else float("nan"),
                float((given <= 0.1).mean()) if len(given) else float("nan"),
                float(1 - len(given) / counted.sum()),
            )
        )
    return sorted(found, key=lambda each: (each.score, each.worker))


def _as_numbered(annotations: Annotations, truth: Poses, rows: NDArray[np.int64], worker: int) -> Floats:
    """A worker's points with animals alike numbered as the known pose numbers them, shape (F, A, K, 2)."""
    given = annotations.part(rows, [worker])
    if truth.skeleton.n_instances == 1:
        return given.points[..., 0, :]
    both = Annotations.empty(truth.skeleton, given.frames, ("truth", "worker"))
    both.points[..., 0, :], both.points[..., 1, :] = truth.xy[rows], given.points[..., 0, :]
    both.answered[...] = True
    matched = matched_instances(both).points
    found = np.full((*both.points.shape[:3], 2), np.nan)
    n_tracks = len(truth.skeleton.tracks)
    for frame, track, place in np.ndindex(len(rows), n_tracks, n_tracks):
        # Either of the two may have been renumbered.
        if np.array_equal(matched[frame, place, :, 0], both.points[frame, track, :, 0], equal_nan=True):
            found[frame, track] = matched[frame, place, :, 1]
    return found
