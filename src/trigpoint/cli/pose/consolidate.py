"""`trigpoint pose consolidate`: one pose from all answers."""

from __future__ import annotations

from typing import Annotated

import typer

from trigpoint.cli.output import note, print_table, say, warn
from trigpoint.cli.pose.options import HERE, PARTLY, Folder


def consolidate(
    method: Annotated[
        str | None,
        typer.Option(help="em, mars, median, geomedian, mean or medoid. [default: consolidate.method]"),
    ] = None,
    project: Folder = HERE,
) -> None:
    """Makes one pose of all workers' answers, with how sure each point is, and says what is doubtful.

    Writes annotation_data/poses.parquet (poses.csv where pyarrow is not installed) and swaps.csv, the left
    and right that were exchanged. A second run makes the same again; raw answers are never changed. Ends with
    3 when answers were of no use, which are listed, and with 1 when there are none at all.

    ```
    trigpoint pose consolidate --project mice
    trigpoint pose consolidate --method mars --project mice
    ```
    """
    from trigpoint.pose.project import Project
    from trigpoint.pose.results import SWAPS, keep, results_of

    opened = Project.open(project)
    results = results_of(opened, method=method or opened.file.consolidate.method)
    path = keep(opened, results)
    n_points = results.poses.visibility.size
    answers = results.consolidation.answers
    say(
        f"{results.n_placed:,} points in {results.n_answered_frames:,} frames, from "
        f"{int(answers.answered.sum()):,} answers of {len(answers.workers):,} workers, "
        f"by {results.poses.method}"
    )
    n_asked = results.n_answered_frames * n_points // max(len(results.poses.frames), 1)
    if results.n_placed < n_asked:
        note(f"{n_asked - results.n_placed:,} points are not there: most workers set none")
    rows = [(name, f"{count:,}", meaning) for name, count, meaning in results.flag_lines()]
    print_table(["Flag", "Points", "Meaning"], rows, empty="No point is doubtful.")
    if rows:
        say(f"{results.n_flagged:,} points have a flag")
    swaps = results.swaps_by_worker
    if swaps:
        each = ", ".join(f"{worker} {count:,}" for worker, count in swaps.most_common())
        say(f"{sum(swaps.values()):,} mirrored pairs exchanged: {each} ({opened.data_folder / SWAPS})")
    confused = results.exchanges_by_worker
    if confused:
        each = ", ".join(f"{worker} {count:,}" for worker, count in confused.most_common())
        say(f"Animals exchanged in {sum(confused.values()):,} answers: {each}")
    for problem in results.problems:
        warn(f"{problem.image}: {problem.worker}: {problem.reason}")
    say(str(path))
    if results.problems:
        raise typer.Exit(PARTLY)
