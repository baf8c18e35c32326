"""Which frames go to be labeled for the first time, and how many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from trigpoint.formats.pose.frame import Frame
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.answers import answered_images
from trigpoint.pose.jobs import awaited_frames, settle
from trigpoint.pose.sending import Order, Submitted, send
from trigpoint.setup.transfer import Progress, silent

if TYPE_CHECKING:
    from trigpoint.pose.project import Project


def submit(
    project: Project,
    sagemaker: Any,
    s3: Any,
    *,
    team_arn: str,
    role_arn: str,
    workers: int | None = None,
    name: str | None = None,
    pilot: int | None = None,
    recipe: bool = False,
    progress: Progress = silent,
) -> Submitted | None:
    """A labeling job of the frames that nobody has answered and that are in no other job; None when there
    are none.

    `pilot` takes so many of them, spread over all videos. With `recipe` the functions are those of AWS's
    labeling recipe, which MARS uses, and the server does not consolidate.
    """
    settle(project, sagemaker)
    frames = new_frames(project, sagemaker)
    if pilot is not None:
        frames = spread(frames, pilot)
    if not frames:
        return None
    order = Order(
        kind="new" if pilot is None else "pilot",
        frames=frames,
        n_workers=workers or project.file.labeling.workers,
        team_arn=team_arn,
        role_arn=role_arn,
        name=name,
        recipe=recipe,
        extras={},
        notes={},
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
