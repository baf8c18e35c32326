"""`trigpoint pose review`: another look at doubtful frames."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data, names_in
from trigpoint.cli.output import note, print_table, progress_bars, say
from trigpoint.cli.pose.options import HERE, Folder, Team, team_arn
from trigpoint.cli.workforce import PrivateWorkforce

MOST_SHOWN = 20


def review(
    flagged: Annotated[
        bool, typer.Option("--flagged", help="Frames with a doubtful point: what is looked at anyway.")
    ] = False,
    more_workers: Annotated[
        int | None,
        typer.Option(help="So many more workers label them anew. [default: 2]", min=1, max=9),
    ] = None,
    adjust: Annotated[
        bool, typer.Option("--adjust", help="Workers correct what the answers come to.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(help="With --adjust: workers who correct each frame. [default: 1]", min=1, max=9),
    ] = None,
    frames: Annotated[
        str,
        typer.Option(help="These frames instead: names separated by commas, or a file with one in a line."),
    ] = "",
    team: Team = None,
    name: Annotated[str | None, typer.Option(help="Name of the job. [default: PROJECT-time]")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say which frames, no more.")] = False,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Makes a job of doubtful frames alone; its answers improve the same project when they are downloaded.

    A frame is doubtful when one of its points has a flag: workers contradict each other, left and right are
    uncertain, too few have answered. Frames whose answers are still to come are not sent again. Workers who
    have answered a frame before may get it again, and their new answer replaces the old one; name another
    --team to have others look.

    ```
    trigpoint pose review --dry-run --project mice
    trigpoint pose review --more-workers 2 --project mice
    trigpoint pose review --adjust --team experts --project mice
    ```
    """
    from trigpoint.pose.project import Project
    from trigpoint.pose.review import USUAL_MORE_WORKERS, plan_review, send_review

    if adjust and more_workers is not None:
        raise typer.BadParameter("more workers label anew, or some adjust: one of the two")
    if workers is not None and not adjust:
        raise typer.BadParameter("--workers goes with --adjust; without it say --more-workers")
    if flagged and frames:
        raise typer.BadParameter("--flagged and --frames exclude each other")
    opened = Project.open(project)
    connection = connect(data)
    sagemaker = connection.client("sagemaker")
    plan = plan_review(opened, sagemaker, images=_named(frames) if frames else None)
    rows = [
        (each.image, f"{each.n_answers:,}", f"{each.deviation:.2f}", ", ".join(each.flags) or "none")
        for each in plan.doubts[:MOST_SHOWN]
    ]
    print_table(["Frame", "Answers", "Error / body", "Flags"], rows, empty="No frame is doubtful.")
    if len(plan.doubts) > MOST_SHOWN:
        say(f"... and {len(plan.doubts) - MOST_SHOWN:,} more")
    if plan.awaited:
        jobs = ", ".join(sorted(set(plan.awaited.values())))
        note(f"{len(plan.awaited):,} doubtful frames wait for answers of {jobs}: trigpoint pose download")
    if dry_run or not plan.doubts:
        return
    workforce = PrivateWorkforce(connection)
    with progress_bars() as progress:
        done = send_review(
            opened,
            sagemaker,
            connection.client("s3"),
            plan,
            team_arn=team_arn(workforce, team or opened.file.labeling.team),
            role_arn=connection.role_arn(),
            n_workers=(workers or 1) if adjust else (more_workers or USUAL_MORE_WORKERS),
            adjust=adjust,
            name=name,
            progress=progress,
        )
    if done is not None:
        say(done.job)
        note(f"{done.n_frames:,} frames; what was sent is in {done.folder}")
        note(f"Workers label at {workforce.portal_url()}; then: trigpoint pose download")


def _named(frames: str) -> list[str]:
    """Names from a file that lists them, or from the option itself."""
    path = Path(frames)
    if path.is_file() and path.suffix not in (".jpg", ".png"):
        return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return list(names_in(frames))
