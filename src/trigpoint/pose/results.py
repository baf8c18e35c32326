"""What a project's answers come to, and where that is kept."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from trigpoint.formats.pose.poses import FLAGS, Poses
from trigpoint.formats.pose.poses_table import read_poses, write_poses
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.pose.answers import Problem, read_annotations
from trigpoint.pose.consolidation import Consolidation, consolidation
from trigpoint.pose.flag_meanings import MEANINGS
from trigpoint.pose.frame_table import write_whole
from trigpoint.pose.quality_tables import Quality, quality_of

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

POSES: Final = "poses.parquet"
"""Or, without pyarrow, a CSV of that name."""
SWAPS: Final = "swaps.csv"


class Swap(NamedTuple):
    """A mirrored pair that a worker had the wrong way round, and that was exchanged.

    Or an animal, where the keypoint is empty: it got the points that the worker gave to the other animal.
    """

    image: str
    animal: str
    instance: int
    worker: str
    keypoint: str
    other: str


@dataclass(frozen=True, eq=False)
class Results:
    """What all answers come to, and the answers of no use that were left out."""

    consolidation: Consolidation
    problems: list[Problem]

    @property
    def poses(self) -> Poses:
        return self.consolidation.poses

    @property
    def n_placed(self) -> int:
        return int((self.poses.visibility > 0).sum())

    @property
    def n_answered_frames(self) -> int:
        return int(self.consolidation.answers.answered.any(axis=1).sum())

    def flag_lines(self) -> Iterator[tuple[str, int, str]]:
        """Each flag that some points have: name, how many, and what it means. A point may have several."""
        for name in FLAGS:
            count = int(self.poses.flagged(name).sum())
            if count:
                yield name, count, MEANINGS[name]

    @property
    def n_flagged(self) -> int:
        return int((self.poses.flags > 0).sum())

    def exchanges(self) -> Iterator[Swap]:
        """Every animal that got another's points, frame by frame."""
        exchanged = self.consolidation.exchanged
        if exchanged is None:
            return
        tracks, answers = self.poses.skeleton.tracks, self.consolidation.answers
        for frame, track, worker in zip(*np.nonzero(exchanged.exchanged), strict=True):
            other = tracks[exchanged.order[frame, track, worker]].animal
            image, animal = self.poses.frames[frame].image, tracks[track].animal
            yield Swap(image, animal, 1, answers.workers[worker], "", other)

    def swaps(self) -> Iterator[Swap]:
        """Every pair that was exchanged, frame by frame."""
        skeleton, swapped = self.poses.skeleton, self.consolidation.swapped
        for frame, track, worker, pair in zip(*np.nonzero(swapped), strict=True):
            a, b = skeleton.pairs[pair]
            yield Swap(
                self.poses.frames[frame].image,
                skeleton.tracks[track].animal,
                skeleton.tracks[track].instance + 1,
                self.consolidation.answers.workers[worker],
                skeleton.keypoints[a],
                skeleton.keypoints[b],
            )

    @property
    def swaps_by_worker(self) -> Counter[str]:
        return Counter(swap.worker for swap in self.swaps())

    @property
    def exchanges_by_worker(self) -> Counter[str]:
        """Frames in which a worker had taken animals for each other."""
        return Counter(worker for _, worker in {(each.image, each.worker) for each in self.exchanges()})


def results_of(project: Project, *, method: str | None = None) -> Results:
    """Consolidates the answers that were downloaded; nothing is written.

    The settings are those of the project file's `consolidate` block, the method that of the poses on disk
    where there are some. Raises InvalidInput where nobody has answered anything.
    """
    annotations, problems = read_annotations(project)
    if not annotations.answered.any():
        told = f" {len(problems):,} were of no use." if problems else ""
        raise InvalidInput(f"There are no answers yet: trigpoint pose download.{told}")
    settings = project.file.consolidate
    found = consolidation(
        annotations,
        method=method or _method_on_disk(project) or settings.method,
        flag_deviation=settings.flag_sd,
        min_answers=settings.min_answers,
        use_axis=settings.chirality == "auto",
    )
    return Results(found, problems)


def quality_of_project(project: Project, results: Results) -> Quality:
    """How good the answers of a project are, in its own centimetres where it knows them."""
    return quality_of(results.consolidation, pixels_per_cm=project.file.pixels_per_cm)


def keep(project: Project, results: Results) -> Path:
    """Writes the poses, and which pairs and animals were exchanged; where the poses are."""
    path = write_poses(project.data_folder / POSES, results.poses)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(Swap._fields)
    writer.writerows(results.exchanges())
    writer.writerows(results.swaps())
    write_whole(project.data_folder / SWAPS, table.getvalue())
    return path


def poses_of(project: Project) -> Poses:
    """The poses on disk. Raises NotFound where there are none."""
    try:
        return read_poses(project.data_folder / POSES, project.skeleton, project.frames)
    except FileNotFoundError:
        message = "There are no poses yet: trigpoint pose consolidate"
        raise NotFound("poses", str(project.folder), message) from None


def _method_on_disk(project: Project) -> str:
    try:
        return poses_of(project).method
    except (NotFound, InvalidInput):
        return ""
