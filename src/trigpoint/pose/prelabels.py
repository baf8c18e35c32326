"""A model's points for workers to begin with, and what these do to their answers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from trigpoint.formats.pose.annotations import Annotations, Floats
from trigpoint.formats.pose.poses import Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.animals import matched_instances
from trigpoint.pose.answers import read_annotations
from trigpoint.pose.beginnings import beginnings, is_sure
from trigpoint.pose.clicks import scales_of
from trigpoint.pose.consolidation import consolidate
from trigpoint.pose.jobs import sent_jobs
from trigpoint.pose.point_table import point_table, read_point_table

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

Group = Literal["prelabels", "guard"]
NOTE: Final = "prelabels.csv"
"""In a job's folder: the points, and which frames were sent without them."""


@dataclass(frozen=True)
class Prelabels:
    """What the lines of a job bring for their pages, and the note of it."""

    extras: dict[str, dict[str, Any]]
    note: str
    n_prelabeled: int
    n_guarded: int


def prelabels_of(poses: Poses, *, guard: float, seed: int, allow_occluded: bool = True) -> Prelabels:
    """The points that are sure enough, but for a share of frames that show none.

    Workers who begin with a model's points tend to leave them where they are; the frames without them say
    how much. Which these are, `seed` decides.
    """
    if not 0 <= guard < 1:
        raise InvalidInput("The share of frames without pre-labels is at least 0 and less than 1.")
    all_points = beginnings(poses, allow_occluded=allow_occluded)
    begun = {image: points for image, points in all_points.items() if points}
    images = list(begun)
    n_guarded = round(guard * len(images))
    chosen = np.random.default_rng(seed).permutation(len(images))[:n_guarded]
    guarded = {images[place] for place in chosen}
    groups = {image: "guard" if image in guarded else "prelabels" for image in images}
    return Prelabels(
        {image: {"initialValue": points} for image, points in begun.items() if image not in guarded},
        point_table(poses, {"group": groups}),
        len(images) - n_guarded,
        n_guarded,
    )


@dataclass(frozen=True)
class Anchoring:
    """How answers to frames with pre-labels, or without them (the guard), stand to the model and each other.

    Distances are medians in body scales. Where people begin with the model's points, they are nearer to
    these than where they do not: the difference of `to_model` is how far they are drawn to them, and the
    difference of `seconds` what that saves.
    """

    group: Group
    n_frames: int
    n_answers: int
    to_model: float
    to_others: float
    kept: float
    """Share of the points that were there at the start and stayed where they were; NaN in the guard."""
    seconds: float


def anchoring(project: Project) -> list[Anchoring]:
    """The two groups of all jobs with pre-labels; empty when there are none with answers."""
    jobs = [job for job in sent_jobs(project) if (job.folder / NOTE).exists()]
    if not jobs:
        return []
    annotations = read_annotations(project, jobs=[job.name for job in jobs])[0]
    groups: dict[str, str] = {}
    model = np.full((*annotations.points.shape[:3], 2), np.nan)
    for job in jobs:
        groups |= groups_of(job.folder / NOTE)
        found = read_point_table(job.folder / NOTE, project.skeleton).on(annotations.frames)
        model = np.where(np.isnan(found.xy), model, found.xy)
    return compare_groups(annotations, Poses.of_points(project.skeleton, annotations.frames, model), groups)


def groups_of(path: Path) -> dict[str, str]:
    """By image, whether its page showed the points ("prelabels") or not ("guard")."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["image"]: row["group"] for row in csv.DictReader(file) if row.get("group")}


def compare_groups(annotations: Annotations, model: Poses, groups: dict[str, str]) -> list[Anchoring]:
    """One row for each group that has answers."""
    matched = matched_instances(annotations)
    poses = consolidate(annotations)
    scales = scales_of(poses.xy, matched)[:, :, None, None]
    points = np.where(is_sure(model)[..., None], model.xy, np.nan)
    to_model = np.linalg.norm(matched.points - points[..., None, :], axis=-1) / scales
    alone = matched.answered.sum(axis=1)[:, None, None, None] < 2
    to_others = np.linalg.norm(matched.points - poses.xy[..., None, :], axis=-1) / scales
    to_others = np.where(alone, np.nan, to_others)
    found = []
    names: tuple[Group, ...] = ("prelabels", "guard")
    for group in names:
        inside = np.array([groups.get(frame.image) == group for frame in matched.frames], dtype=bool)
        rows = np.flatnonzero(inside & matched.answered.any(axis=1))
        if len(rows):
            moved = _there(matched.moved[rows])
            found.append(
                Anchoring(
                    group,
                    len(rows),
                    int(matched.answered[rows].sum()),
                    _median(to_model[rows]),
                    _median(to_others[rows]),
                    float((moved == 0).mean()) if len(moved) else float("nan"),
                    _median(matched.seconds[rows]),
                )
            )
    return found


def _there(values: Floats) -> Floats:
    return values[~np.isnan(values)]


def _median(values: Floats) -> float:
    there = _there(values)
    return float(np.median(there)) if len(there) else float("nan")
