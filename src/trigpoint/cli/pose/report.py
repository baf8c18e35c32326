"""`trigpoint pose report`: how good the answers are."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from trigpoint.cli.output import note, progress_bars, say
from trigpoint.cli.pose.options import HERE, Folder


def report(
    method: Annotated[
        str | None,
        typer.Option(help="em, mars, median, geomedian, mean or medoid. [default: that of the poses]"),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Show it in the browser.")] = False,
    project: Folder = HERE,
) -> None:
    """Writes annotation_data/report.html: how well workers agree, by keypoint and by worker.

    One file that needs nothing else, neither a server nor the internet: it can be sent to colleagues. It
    holds pictures of the most doubtful frames and the workers' names.

    ```
    trigpoint pose report --open --project mice
    ```
    """
    from trigpoint.pose.project import Project
    from trigpoint.pose.report.page import write_report

    opened = Project.open(project)
    with progress_bars() as progress:
        path = write_report(opened, method=method, progress=progress)
    say(str(path))
    note(f"{path.stat().st_size / 1e6:.1f} MB; it opens in any browser")
    if open_:
        webbrowser.open(path.resolve().as_uri())
