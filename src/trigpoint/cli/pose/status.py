"""`trigpoint pose status`: how far the project's jobs are."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data
from trigpoint.cli.output import print_table, say, status_text
from trigpoint.cli.pose.options import HERE, Folder
from trigpoint.model.labeling_job import FINAL_STATES


def status(
    watch: Annotated[bool, typer.Option("--watch", help="Go on until every job has ended.")] = False,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1)] = 5.0,
    project: Folder = HERE,
    data: Data = None,
) -> None:
    """Shows, for each job of the project, the frames that are done, open and failed.

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
            return
        time.sleep(every)


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
