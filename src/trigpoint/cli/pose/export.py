"""`trigpoint pose export`: poses for another tool."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.output import note, print_table, say
from trigpoint.cli.pose.options import HERE, Folder


class Split(StrEnum):
    """What is assigned to train, val or test as a whole."""

    PROJECT = "project"
    VIDEO = "video"
    FRAME = "frame"


class Box(StrEnum):
    """How boxes are drawn around animals."""

    PADDED = "padded"
    MARS = "mars"


def export(
    format_: Annotated[str, typer.Argument(metavar="[FORMAT]", help="One of those that --list names.")] = "",
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Folder. [default: annotation_data/export/FORMAT]", file_okay=False
        ),
    ] = None,
    split: Annotated[
        Split,
        typer.Option(help="Training, validation and test frames: as frames.csv says, or drawn anew."),
    ] = Split.PROJECT,
    seed: Annotated[int, typer.Option(help="Of the splits and the order of records.")] = 0,
    box: Annotated[
        Box, typer.Option(help="A tenth of the longer side around all points, or MARS's rule.")
    ] = Box.PADDED,
    one_class: Annotated[
        bool, typer.Option("--one-class", help="YOLO: all animals are of one class.")
    ] = False,
    link: Annotated[bool, typer.Option("--link", help="Link pictures instead of copying them.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="Say which formats there are, no more.")] = False,
    project: Folder = HERE,
) -> None:
    """Writes what the answers come to as another tool reads it; the answers are consolidated first.

    Frames that nobody has answered are left out. A second run writes the same files again.

    ```
    trigpoint pose export --list
    trigpoint pose export coco --project mice
    trigpoint pose export mars -o ~/MARS_Developer/mice --project mice
    ```
    """
    from trigpoint.formats.pose.registry import FORMATS
    from trigpoint.pose.exports import export_project
    from trigpoint.pose.project import Project

    if listed:
        rows = [(each.name, "yes" if each.reader else "no", each.about) for each in FORMATS.values()]
        print_table(["Format", "Read too", "What"], rows, empty="")
        return
    if not format_:
        raise typer.BadParameter(f"say which format: {', '.join(FORMATS)}")
    done = export_project(
        Project.open(project),
        format_,
        output,
        split=split.value,
        seed=seed,
        box=box.value,
        one_class=one_class,
        link=link,
    )
    for path in done.files:
        say(str(path))
    left = f"; {done.n_left_out:,} that nobody has answered are left out" if done.n_left_out else ""
    note(f"{done.n_frames:,} frames in {done.folder}{left}")
