"""`trigpoint pose download`: the answers."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data
from trigpoint.cli.output import note, progress_bars, say, warn
from trigpoint.cli.pose.options import HERE, PARTLY, Folder


def download(
    job: Annotated[str | None, typer.Option(help="Only this job. [default: all of the project]")] = None,
    partial: Annotated[bool, typer.Option("--partial", help="Also what a running job has so far.")] = False,
    for_mars: Annotated[
        bool,
        typer.Option(
            "--for-mars", help="Also write the manifest that MARS's scripts read, and for-mars.txt."
        ),
    ] = False,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Brings the answers home; what is here already is not fetched again. Ends with 3 while jobs still run.

    ```
    trigpoint pose download --project mice
    trigpoint pose download --partial --for-mars --project mice
    ```
    """
    from trigpoint.pose.answers import read_annotations
    from trigpoint.pose.download import download as fetch
    from trigpoint.pose.for_mars import write_for_mars
    from trigpoint.pose.project import Project

    opened = Project.open(project)
    connection = connect(data)
    with progress_bars() as progress:
        fetched = fetch(
            opened,
            connection.client("sagemaker"),
            connection.client("s3"),
            job=job,
            partial=partial,
            progress=progress,
        )
    for each in fetched:
        say(f"{opened.jobs_folder / each.job}  {each.status}, {each.n_new_files:,} new files")
    annotations, problems = read_annotations(opened)
    n_answers = int(annotations.answered.sum())
    n_frames = int(annotations.answered.any(axis=1).sum())
    say(f"{n_answers:,} answers of {len(annotations.workers)} workers to {n_frames:,} frames")
    for problem in problems:
        warn(f"{problem.image}: {problem.worker}: {problem.reason}")
    if for_mars:
        written = write_for_mars(opened)
        say(str(written.manifest))
        note(f"{written.n_frames:,} frames, {written.n_left_out:,} left out: {written.notes}")
    if any(not each.is_whole for each in fetched):
        raise typer.Exit(PARTLY if n_answers else 1)
