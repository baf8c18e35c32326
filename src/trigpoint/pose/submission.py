"""Which frames go to be labeled, what their pages begin with, and which known ones are mixed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.model.errors import InvalidInput
from trigpoint.model.progress import Progress, silent
from trigpoint.pose import gold as gold_frames
from trigpoint.pose import prelabels as pre
from trigpoint.pose.answers import answered_images
from trigpoint.pose.jobs import Kind, awaited_frames, settle
from trigpoint.pose.point_table import point_table
from trigpoint.pose.prediction_files import read_predictions
from trigpoint.pose.review import plan_review
from trigpoint.pose.sending import Order, Submitted, send

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

Which = Literal["new", "flagged"]


@dataclass(frozen=True)
class Wishes:
    """What a user may ask of a job; None leaves it to the project file.

    Parameters
    ----------
    pilot
        So many frames, spread over all videos.
    only
        "new": frames that nobody has answered; "flagged": doubtful ones, for more workers.
    prelabels
        File of a model's predictions that pages begin with.
    guard
        Share of the frames with predictions whose pages begin with nothing.
    gold, gold_from
        So many frames with known poses mixed in; these are the project's own unless they come from a file.
    recipe
        The functions are those of AWS's labeling recipe, which MARS uses; the server does not consolidate.
    """

    workers: int | None = None
    name: str | None = None
    pilot: int | None = None
    only: Which = "new"
    prelabels: Path | None = None
    guard: float | None = None
    gold: int | None = None
    gold_from: Path | None = None
    seed: int = 0
    recipe: bool = False


def submit(
    project: Project,
    sagemaker: Any,
    s3: Any,
    *,
    team_arn: str,
    role_arn: str,
    progress: Progress = silent,
    **wishes: Any,
) -> Submitted | None:
    """A labeling job of the project's frames (see Wishes); None when there are none to send."""
    wanted = Wishes(**wishes)
    settle(project, sagemaker)
    frames = _chosen(project, sagemaker, wanted)
    if not frames:
        return None
    labeling = project.file.labeling
    notes: dict[str, str] = {}
    extras: dict[str, dict[str, Any]] = {}
    tested: set[str] = set()
    n_gold = labeling.gold if wanted.gold is None else wanted.gold
    if n_gold:
        known = _gold(project, sagemaker, n_gold, wanted)
        frames = gold_frames.mixed(frames, known.frames, seed=wanted.seed)
        tested = {frame.image for frame in known.frames}
        notes[gold_frames.NOTE] = point_table(known)
    path = wanted.prelabels or _in_project(project, labeling.prelabels)
    if path is not None:
        found = _prelabels(project, path, [frame for frame in frames if frame.image not in tested], wanted)
        extras, notes[pre.NOTE] = found.extras, found.note
    order = Order(
        kind=_kind(wanted),
        frames=frames,
        n_workers=wanted.workers or labeling.workers,
        team_arn=team_arn,
        role_arn=role_arn,
        name=wanted.name,
        recipe=wanted.recipe,
        extras=extras,
        begins_with_points=path is not None,
        notes=notes,
    )
    return send(project, sagemaker, s3, order, progress)


def new_frames(project: Project, sagemaker: Any) -> list[Frame]:
    """Frames that have no answer and wait for none: also those that a stopped job left behind."""
    frames = project.frames
    if not frames:
        raise InvalidInput("There are no frames yet: trigpoint pose extract")
    spoken_for = awaited_frames(project, sagemaker).keys() | answered_images(project)
    return [frame for frame in frames if frame.image not in spoken_for]


def spread(frames: Sequence[Frame], n: int) -> list[Frame]:
    """So many frames, evenly through the list, which is in the order of videos."""
    if n >= len(frames):
        return list(frames)
    return [frames[int((place + 0.5) * len(frames) / n)] for place in range(n)]


def _chosen(project: Project, sagemaker: Any, wanted: Wishes) -> list[Frame]:
    if wanted.only == "new":
        frames = new_frames(project, sagemaker)
    else:
        plan = plan_review(project, sagemaker)
        by_image = {frame.image: frame for frame in plan.poses.frames}
        frames = [by_image[doubt.image] for doubt in plan.doubts]
    return frames if wanted.pilot is None else spread(frames, wanted.pilot)


def _kind(wanted: Wishes) -> Kind:
    if wanted.pilot is not None:
        return "pilot"
    return "new" if wanted.only == "new" else "flagged"


def _in_project(project: Project, path: str | None) -> Path | None:
    """A path of the project file, which is seen from the project's folder."""
    return None if path is None else project.folder / path


def _prelabels(project: Project, path: Path, frames: Sequence[Frame], wanted: Wishes) -> pre.Prelabels:
    if wanted.recipe:
        raise InvalidInput("The recipe's functions give pages no points to begin with: leave out --recipe.")
    labeling = project.file.labeling
    poses = read_predictions(path, project.skeleton).on(frames)
    found = pre.prelabels_of(
        poses,
        guard=labeling.guard if wanted.guard is None else wanted.guard,
        seed=wanted.seed,
        allow_occluded=labeling.allow_occluded,
    )
    if not found.n_prelabeled:
        raise InvalidInput(
            f"{path.name} has no sure point for any of these {len(frames)} frames: its pictures or videos "
            "must be named as the project's are."
        )
    return found


def _gold(project: Project, sagemaker: Any, n: int, wanted: Wishes) -> Poses:
    taken = awaited_frames(project, sagemaker)
    if wanted.gold_from is not None:
        known = read_predictions(wanted.gold_from, project.skeleton).on(project.frames)
    else:
        known = gold_frames.known_poses(project.annotations())
    return gold_frames.choose_gold(known, n, taken=taken, seed=wanted.seed)
