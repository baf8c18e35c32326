"""`trigpoint pose submit`: a labeling job of new frames."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data
from trigpoint.cli.output import note, progress_bars, say
from trigpoint.cli.pose.options import HERE, Folder, Team, team_arn
from trigpoint.cli.pose.pilot_text import pilot_text
from trigpoint.cli.workforce import PrivateWorkforce


class Which(StrEnum):
    """Frames that nobody has answered, or doubtful ones."""

    NEW = "new"
    FLAGGED = "flagged"


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
    only: Annotated[
        Which, typer.Option(help="Frames that nobody has answered, or doubtful ones.")
    ] = Which.NEW,
    prelabels: Annotated[
        Path | None,
        typer.Option(help="A model's predictions that pages begin with. [default: labeling.prelabels]"),
    ] = None,
    guard: Annotated[
        float | None,
        typer.Option(
            help="Share of frames without pre-labels, to compare with. [default: labeling.guard]",
            min=0,
            max=0.99,
        ),
    ] = None,
    gold: Annotated[
        int | None,
        typer.Option(help="Frames with known poses to mix in. [default: labeling.gold]", min=0),
    ] = None,
    gold_from: Annotated[
        Path | None, typer.Option(help="File of known poses. [default: the project's own sure ones]")
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Of the choice of gold frames and of those without pre-labels.")
    ] = 0,
    yes: Annotated[bool, typer.Option("--yes", help="Send the rest after a pilot without asking.")] = False,
    recipe: Annotated[
        bool,
        typer.Option("--recipe", help="Use the functions of AWS's recipe, as MARS does: answers as given."),
    ] = False,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Sends the frames that nobody has answered to be labeled: files, manifest, page and job.

    Frames that wait in another job are not sent again; what a stopped job left behind is. After a pilot, the
    agreement of its workers and what the rest will take are shown first.

    ```
    trigpoint pose submit --pilot 20 --workers 3 --project mice
    trigpoint pose submit --workers 5 --gold 10 --project mice
    trigpoint pose submit --prelabels predictions.csv --project mice
    ```
    """
    from trigpoint.pose.pilot import pilot_report
    from trigpoint.pose.project import Project
    from trigpoint.pose.submission import new_frames
    from trigpoint.pose.submission import submit as send

    opened = Project.open(project)
    connection = connect(data)
    sagemaker = connection.client("sagemaker")
    if pilot is None and only is Which.NEW:
        report = pilot_report(
            opened,
            n_rest=len(new_frames(opened, sagemaker)),
            n_workers=workers or opened.file.labeling.workers,
        )
        if report is not None and report.n_rest:
            note(pilot_text(report))
            if not yes and sys.stdin.isatty():
                typer.confirm(f"Send the other {report.n_rest:,} frames?", abort=True, err=True)
    workforce = PrivateWorkforce(connection)
    with progress_bars() as progress:
        done = send(
            opened,
            sagemaker,
            connection.client("s3"),
            team_arn=team_arn(workforce, team or opened.file.labeling.team),
            role_arn=connection.role_arn(),
            progress=progress,
            workers=workers,
            name=name,
            pilot=pilot,
            only=only.value,
            prelabels=prelabels,
            guard=guard,
            gold=gold,
            gold_from=gold_from,
            seed=seed,
            recipe=recipe,
        )
    if done is None:
        say(
            "Every frame is in a job already, or answered: trigpoint pose extract makes more."
            if only is Which.NEW
            else "No frame is doubtful."
        )
        return
    say(done.job)
    note(f"{done.n_frames:,} frames, {done.n_uploaded:,} uploaded; what was sent is in {done.folder}")
    note(f"Workers label at {workforce.portal_url()}")
