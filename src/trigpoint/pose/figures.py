"""The pictures of a project, drawn from its answers and written to a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from trigpoint.formats.pose.frame import Frame
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.progress import Progress, silent
from trigpoint.pose import plot
from trigpoint.pose.agreement import Unit
from trigpoint.pose.plot.canvas import FORMATS
from trigpoint.pose.quality_tables import Quality
from trigpoint.pose.results import quality_of_project, results_of

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

KINDS: Final = ("frames", "pck", "ellipses", "workers", "coverage", "skeleton")
USUAL_FRAMES: Final = 12
_SPAN: Final = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)


def draw(
    project: Project,
    kind: str,
    folder: Path,
    *,
    format_: str = "pdf",
    frames: str = "",
    unit: Unit | None = None,
    method: str | None = None,
    crop: bool = True,
    dark: bool = False,
    progress: Progress = silent,
) -> list[Path]:
    """Writes one kind of picture; where they are.

    `frames` are numbers, ranges and names as in `chosen_frames`. Raises InvalidInput where there are no
    answers, but for the skeleton, which needs none.
    """
    if kind not in KINDS or format_ not in FORMATS:
        raise InvalidInput(f"There are {', '.join(KINDS)}, as {', '.join(FORMATS)}.")
    theme = plot.DARK if dark else plot.LIGHT
    if kind == "skeleton":
        try:
            poses = project.poses()
        except NotFound:
            poses = None
        return [plot.skeleton(project.skeleton, poses, theme=theme).save(folder / f"skeleton.{format_}")]
    results = results_of(project, method=method)
    found = results.consolidation
    if kind == "coverage":
        return [plot.coverage(found.given, found.poses, theme=theme).save(folder / f"coverage.{format_}")]
    quality = quality_of_project(project, results)
    if kind == "frames":
        written = []
        indices = chosen_frames(quality, frames)
        for done, index in enumerate(indices):
            progress("Frames", done, len(indices))
            picture = plot.frame(found.given, found, index, crop=crop, theme=theme)
            written.append(picture.save(folder / f"frame_{index:06d}.{format_}"))
        return written
    drawing = {
        "pck": lambda: plot.pck(quality, unit=unit, theme=theme),
        "ellipses": lambda: plot.ellipses(quality, theme=theme),
        "workers": lambda: plot.workers(quality, theme=theme),
    }[kind]()
    return [drawing.save(folder / f"{kind}.{format_}")]


def chosen_frames(quality: Quality, wanted: str = "") -> list[int]:
    """Places of frames: "3,10-14,cage_000007.jpg", "all" that somebody answered, or the most doubtful ones.

    Raises NotFound for a frame that there is not.
    """
    answers = quality.agreement.annotations
    answered = np.asarray(answers.answered.any(axis=1))
    if not wanted:
        return [row.index for row in quality.frames if answered[row.index]][:USUAL_FRAMES]
    if wanted == "all":
        return [int(place) for place in np.flatnonzero(answered)]
    return list(dict.fromkeys(_places(answers.frames, wanted)))


def _places(frames: tuple[Frame, ...], wanted: str) -> Iterator[int]:
    images = {frame.image: place for place, frame in enumerate(frames)}
    for word in filter(None, (each.strip() for each in wanted.split(","))):
        span = _SPAN.fullmatch(word)
        first = int(span[1]) if span else 0
        last = int(span[2] or first) if span else -1
        if word in images:
            yield images[word]
        elif first <= last < len(frames):
            yield from range(first, last + 1)
        else:
            raise NotFound(
                "frame",
                word,
                f"There is no frame {word!r}; there are {len(frames):,}, from 0, and names such "
                f"as {frames[0].image if frames else 'none'}.",
            )
