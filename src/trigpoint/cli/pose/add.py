"""`trigpoint pose add`: videos for a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.output import say, warn
from trigpoint.cli.pose.options import HERE, PARTLY, Folder


def add(
    videos: Annotated[list[Path], typer.Argument(metavar="VIDEO...", help="Video files of any kind.")],
    link: Annotated[bool, typer.Option("--link", help="Link to the videos instead of copying them.")] = False,
    project: Folder = HERE,
) -> None:
    """Brings videos into the project, each checked by decoding. A video that is there is not added again.

    Ends with 3 when some could not be read, which are listed, and with 1 when none could.

    ```
    trigpoint pose add cage1.mp4 cage2.avi --project mice
    ```
    """
    from trigpoint.pose.project import Project

    added = Project.open(project).add_videos(videos, link=link)
    for each in added:
        if each.row is None:
            warn(f"{each.source}: {each.reason}")
        else:
            row = each.row
            kept = each.reason or (
                f"frames will be named {row.stem}_..." if row.stem != each.source.stem else ""
            )
            say(f"{row.video}  {row.width}x{row.height}" + (f"  ({kept})" if kept else ""))
    n_bad = sum(each.row is None for each in added)
    if n_bad:
        raise typer.Exit(1 if n_bad == len(added) else PARTLY)
