"""`trigpoint pose submit`: a labeling job of new frames."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data
from trigpoint.cli.output import note, progress_bars, say
from trigpoint.cli.pose.options import HERE, Folder, Team, team_arn
from trigpoint.cli.workforce import PrivateWorkforce


def submit(
    workers: Annotated[
        int | None,
        typer.Option(help="Workers that look at each frame. [default: labeling.workers]", min=1, max=9),
    ] = None,
    team: Team = None,
    name: Annotated[str | None, typer.Option(help="Name of the job. [default: PROJECT-time]")] = None,
    pilot: Annotated[
        int | None, typer.Option(help="Send only so many frames, spread over all videos.", min=1)
    ] = None,
    recipe: Annotated[
        bool,
        typer.Option("--recipe", help="Use the functions of AWS's recipe, as MARS does: answers as given."),
    ] = False,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Sends the frames that nobody has answered to be labeled: files, manifest, page and job.

    Frames that wait in another job are not sent again; what a stopped job left behind is.

    ```
    trigpoint pose submit --pilot 20 --workers 3 --project mice
    trigpoint pose submit --workers 5 --project mice
    ```
    """
    from trigpoint.pose.project import Project
    from trigpoint.pose.submission import submit as send

    opened = Project.open(project)
    connection = connect(data)
    workforce = PrivateWorkforce(connection)
    with progress_bars() as progress:
        done = send(
            opened,
            connection.client("sagemaker"),
            connection.client("s3"),
            team_arn=team_arn(workforce, team or opened.file.labeling.team),
            role_arn=connection.role_arn(),
            workers=workers,
            name=name,
            pilot=pilot,
            recipe=recipe,
            progress=progress,
        )
    if done is None:
        say("Every frame is in a job already, or answered: trigpoint pose extract makes more.")
        return
    say(done.job)
    note(f"{done.n_frames:,} frames, {done.n_uploaded:,} uploaded; what was sent is in {done.folder}")
    note(f"Workers label at {workforce.portal_url()}")
