"""`trigpoint pose plot`: pictures of what the answers come to."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trigpoint.cli.output import note, progress_bars, say
from trigpoint.cli.pose.options import HERE, Folder

if TYPE_CHECKING:
    from trigpoint.pose.agreement import Unit


class What(StrEnum):
    """Pictures there are."""

    FRAMES = "frames"
    PCK = "pck"
    ELLIPSES = "ellipses"
    WORKERS = "workers"
    COVERAGE = "coverage"
    SKELETON = "skeleton"


class Format(StrEnum):
    """Files a picture is written as."""

    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


def plot(
    what: Annotated[What, typer.Argument(help="The picture.", show_choices=True)],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Folder. [default: annotation_data/plots]", file_okay=False),
    ] = None,
    frames: Annotated[
        str,
        typer.Option(
            help="For frames: numbers from 0, ranges and names, separated by commas; or all. "
            "[default: the twelve most doubtful]"
        ),
    ] = "",
    cm: Annotated[
        bool, typer.Option("--cm", help="For pck: distances in cm (pixels_per_cm is needed).")
    ] = False,
    px: Annotated[bool, typer.Option("--px", help="For pck: distances in pixels.")] = False,
    body: Annotated[bool, typer.Option("--body", help="For pck: distances in body lengths.")] = False,
    format_: Annotated[Format, typer.Option("--format", help="Kind of file.")] = Format.PDF,
    method: Annotated[
        str | None,
        typer.Option(help="em, mars, median, geomedian, mean or medoid. [default: that of the poses]"),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="For frames: the whole picture, not the animal alone.")
    ] = False,
    dark: Annotated[bool, typer.Option("--dark", help="On a dark ground.")] = False,
    project: Folder = HERE,
) -> None:
    """Draws from the answers that were downloaded, and writes each picture with its numbers as CSV beside it.

    `frames` shows every worker's clicks with what they come to; `pck` how many clicks are within a radius of
    the others' (with `--method mars` MARS's own figure); `ellipses` in which direction clicks scatter;
    `workers` how workers differ; `coverage` which videos, places and poses the frames cover; `skeleton` the
    keypoints themselves.

    ```
    trigpoint pose plot pck --cm --project mice
    trigpoint pose plot frames --frames 3,10-14 --format png -o figures --project mice
    ```
    """
    from trigpoint.pose.figures import draw
    from trigpoint.pose.project import Project

    if cm + px + body > 1:
        raise typer.BadParameter("one of --cm, --px and --body")
    unit: Unit | None = "cm" if cm else "px" if px else "body" if body else None
    opened = Project.open(project)
    with progress_bars() as progress:
        written = draw(
            opened,
            what.value,
            output or opened.data_folder / "plots",
            format_=format_.value,
            frames=frames,
            unit=unit,
            method=method,
            crop=not whole,
            dark=dark,
            progress=progress,
        )
    for path in written:
        say(str(path))
    note("The numbers are beside each picture, in a CSV of the same name.")
