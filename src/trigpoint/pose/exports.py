"""A project's poses in another tool's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.dataset import BoxRule, Dataset
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.registry import format_of
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.results import keep, results_of
from trigpoint.pose.splits import split_of

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

Split = Literal["project", "video", "frame"]
SPLITS_BY: Final[tuple[Split, ...]] = ("project", "video", "frame")
"""As `frames.csv` says; whole videos, drawn anew; single frames, neighbours in different splits."""


@dataclass(frozen=True)
class Exported:
    """What was written: the files to begin with, and how many frames."""

    folder: Path
    files: list[Path]
    n_frames: int
    n_left_out: int


def export_project(
    project: Project,
    format_name: str,
    folder: Path | None = None,
    *,
    split: Split = "project",
    seed: int = 0,
    box: BoxRule = "padded",
    one_class: bool = False,
    link: bool = False,
) -> Exported:
    """Consolidates the project's answers as its file says, keeps the poses, and writes them.

    Frames that nobody has answered are left out. Raises InvalidInput for an unknown format, and where there
    are no answers.
    """
    wanted = format_of(format_name)
    results = results_of(project)
    keep(project, results)
    found = results.consolidation
    answers = replace(found.answers, points=found.repaired)
    dataset = Dataset(
        project.name,
        with_splits(results.poses, split, seed),
        answers,
        box=box,
        one_class=one_class,
        link=link,
        seed=seed,
        models=_named(project.file.raw.get("pose")),
        detectors=_named(project.file.raw.get("detection")),
    )
    known = answers.answered.any(axis=1) | (results.poses.visibility > 0).any(axis=(1, 2))
    target = folder or project.data_folder / "export" / wanted.name
    return _written(dataset.at(np.flatnonzero(known)), wanted.name, target, int((~known).sum()))


def export(
    poses: Poses, format_name: str, folder: str | Path, *, answers: Annotations | None = None, **wishes: Any
) -> list[Path]:
    """Writes poses in a format of FORMATS; for `wishes` see `Dataset`."""
    dataset = Dataset(wishes.pop("name", "poses"), poses, answers, **wishes)
    return _written(dataset, format_name, Path(folder), 0).files


def load(format_name: str, path: str | Path) -> Annotations:
    """Reads what another tool has written. Raises InvalidInput where the file is not of that format."""
    return format_of(format_name).read(Path(path))


def _written(dataset: Dataset, format_name: str, folder: Path, n_left_out: int) -> Exported:
    if not dataset.frames:
        raise InvalidInput("There is no frame with a pose to export: trigpoint pose download")
    return Exported(folder, format_of(format_name).write(dataset, folder), len(dataset.frames), n_left_out)


def with_splits(poses: Poses, by: Split, seed: int) -> Poses:
    """The poses, with frames assigned to train, val and test: 85, 5 and 10 %."""
    if by == "project":
        return poses
    return replace(poses, frames=tuple(_in_split(frame, by, seed) for frame in poses.frames))


def _in_split(frame: Frame, by: Split, seed: int) -> Frame:
    return replace(frame, split=split_of(frame.video or frame.image if by == "video" else frame.image, seed))


def _named(value: Any) -> Mapping[str, Sequence[str]]:
    """MARS's `pose` and `detection`: names, each with its animals."""
    if not isinstance(value, dict):
        return {}
    safe = {
        str(name): animals for name, animals in value.items() if "/" not in str(name) and str(name) != ".."
    }
    return {
        name: [str(each) for each in animals] for name, animals in safe.items() if isinstance(animals, list)
    }
