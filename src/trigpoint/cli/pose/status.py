"""`trigpoint pose status`: how far the project's jobs are."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data
from trigpoint.cli.output import print_table, say, status_text
from trigpoint.cli.pose.options import HERE, Folder
from trigpoint.cli.pose.pilot_text import pilot_text
from trigpoint.model.labeling_job import FINAL_STATES

if TYPE_CHECKING:
    from trigpoint.pose.project import Project


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until every job has ended.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1)] = 5.0,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Shows, for each job of the project, the frames that are done, open and failed.

    Beneath it stands what the answers that are here say: of a pilot, of gold frames, and of pre-labels.

    ```
    trigpoint pose status --watch --project mice
    ```
    """
    from trigpoint.pose.jobs import jobs_of, settle
    from trigpoint.pose.project import Project

    opened = Project.open(project)
    sagemaker = connect(data).client("sagemaker")
    settle(opened, sagemaker)
    jobs = jobs_of(opened)
    if not jobs:
        say("No jobs yet: trigpoint pose submit")
        return
    before: list[Any] = []
    while True:
        said = [sagemaker.describe_labeling_job(LabelingJobName=job) for job in jobs]
        rows = [_row(each) for each in said]
        if rows != before:
            print_table(["Job", "Status", "Done", "Open", "Failed", "Workers"], rows, empty="")
            before = rows
        if not watch or all(each["LabelingJobStatus"] in FINAL_STATES for each in said):
            break
        time.sleep(every)
    _show_findings(opened, sagemaker)


def _show_findings(project: Project, sagemaker: Any) -> None:
    """What downloaded answers say of workers, models and what is left."""
    from trigpoint.pose.gold import gold_scores
    from trigpoint.pose.pilot import pilot_report
    from trigpoint.pose.prelabels import anchoring
    from trigpoint.pose.submission import new_frames

    n_rest = len(new_frames(project, sagemaker))
    report = pilot_report(project, n_rest=n_rest, n_workers=project.file.labeling.workers)
    if report is not None:
        say(pilot_text(report))
    scores = gold_scores(project)
    if scores:
        print_table(
            ["Worker", "Gold frames", "Score (OKS)", "Median / body", "Missing"],
            [
                (
                    each.worker,
                    f"{each.n_frames:,}",
                    _text(each.score),
                    _text(each.median_distance),
                    _text(each.missing, ".0%"),
                )
                for each in scores
            ],
            empty="",
        )
    groups = anchoring(project)
    if groups:
        print_table(
            ["Pages", "Frames", "Answers", "To model / body", "To others / body", "Kept", "Seconds"],
            [
                (
                    "with pre-labels" if each.group == "prelabels" else "without",
                    f"{each.n_frames:,}",
                    f"{each.n_answers:,}",
                    _text(each.to_model),
                    _text(each.to_others),
                    _text(each.kept, ".0%"),
                    _text(each.seconds, ".1f"),
                )
                for each in groups
            ],
            empty="",
        )


def _text(value: float, form: str = ".3f") -> str:
    return "" if math.isnan(value) else format(value, form)


def _row(said: dict[str, Any]) -> tuple[Any, ...]:
    counters = said["LabelCounters"]
    return (
        said["LabelingJobName"],
        status_text(said["LabelingJobStatus"]),
        f"{counters['TotalLabeled']:,}",
        f"{counters['Unlabeled']:,}",
        f"{counters['FailedNonRetryableError']:,}",
        str(said["HumanTaskConfig"]["NumberOfHumanWorkersPerDataObject"]),
    )
