"""`trigpoint pose extract`: frames worth labeling."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.output import note, print_table, progress_bars, say, warn
from trigpoint.cli.pose.options import HERE, PARTLY, Folder


def extract(
    n: Annotated[
        int | None,
        typer.Option(
            "-n", "--frames", help="Frames that the project is to have. [default: extract.n]", min=1
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(help="uniform, kmeans, motion, uncertainty or mixed. [default: extract.method]"),
    ] = None,
    per_video: Annotated[
        bool | None, typer.Option("--per-video", help="That many frames of each video. [default: in all]")
    ] = None,
    skip: Annotated[int, typer.Option(help="Frames to pass over at the start of each video.", min=0)] = 0,
    start: Annotated[
        float | None, typer.Option(help="Share of each video where to begin.", min=0, max=1)
    ] = None,
    stop: Annotated[
        float | None, typer.Option(help="Share of each video where to end.", min=0, max=1)
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Same seed, same frames. [default: extract.seed]")] = None,
    random: Annotated[
        bool | None,
        typer.Option("--random", help="uniform: draw within each part instead of taking its middle."),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option(help="A model's predictions, a file or a folder of them, for the method uncertainty."),
    ] = None,
    context: Annotated[
        int | None,
        typer.Option(
            help="Frames before and after each to keep and to show. [default: extract.context]", min=0, max=5
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be extracted, no more.")] = False,
    project: Folder = HERE,
) -> None:
    """Chooses and writes frames until the project has as many as asked for; a second run adds nothing.

    Duplicates, black and blurred frames are left out and listed in left_out.csv. Ends with 3 when the videos
    do not have enough.

    ```
    trigpoint pose extract -n 500 --method mixed --project mice
    trigpoint pose extract -n 600 --scores predictions.csv --context 2 --project mice
    ```
    """
    from trigpoint.pose.project import Project

    opened = Project.open(project)
    with progress_bars() as progress:
        done = opened.extract(
            n,
            method=method,
            seed=seed,
            start=start,
            stop=stop,
            context=context,
            random=random,
            per_video=per_video,
            skip=skip,
            scores=scores,
            dry_run=dry_run,
            progress=progress,
        )
    rows = []
    for each in done.plans:
        reasons = Counter(each.selection.left_out.values())
        left_out = ", ".join(f"{count:,} {reason}" for reason, count in sorted(reasons.items()))
        rows.append((each.video.video, f"{len(each.selection.choices):,}", left_out or "none"))
        if each.selection.choices and each.selection.gap_seconds < opened.file.extract.min_gap_s:
            note(f"{each.video.video}: frames are {each.selection.gap_seconds:g} s apart, to have enough")
    print_table(["Video", "New frames", "Left out"], rows, empty="No videos.")
    if dry_run:
        say(f"{sum(len(each.selection.choices) for each in done.plans):,} would be written")
        return
    total = len(opened.frame_rows)
    say(f"{total:,} frames in {opened.images_folder}")
    wanted = (n or opened.file.extract.n) * (len(done.plans) if per_video else 1)
    if total < wanted:
        warn(f"{wanted:,} were asked for; the videos have no more that differ and are sharp")
        raise typer.Exit(PARTLY if total else 1)
