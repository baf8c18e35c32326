"""`trigpoint jobs list|describe|stop`: labeling jobs and how far they are."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from trigpoint.cli.connection import connect
from trigpoint.cli.options import AsJson, Data, JobName
from trigpoint.cli.output import note, out, print_json, print_table, say, status_text

Status = Literal["Initializing", "InProgress", "Completed", "Failed", "Stopping", "Stopped"]


def n_objects(counters: dict[str, int]) -> int:
    """Objects of the job; 0 until its manifest has been read."""
    return counters["TotalLabeled"] + counters["FailedNonRetryableError"] + counters["Unlabeled"]


def list_(
    status: Annotated[Status | None, typer.Option(help="Only jobs in this state.")] = None,
    name: Annotated[str | None, typer.Option(help="Only jobs whose name contains this.")] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Lists labeling jobs, newest first.

    ```
    trigpoint jobs list
    trigpoint jobs list --status InProgress --name menu
    ```
    """
    sagemaker = connect(data).client("sagemaker")
    filters = {"StatusEquals": status, "NameContains": name}
    pages = sagemaker.get_paginator("list_labeling_jobs").paginate(
        SortBy="CreationTime",
        SortOrder="Descending",
        **{key: value for key, value in filters.items() if value},
    )
    jobs = [job for page in pages for job in page["LabelingJobSummaryList"]]
    if as_json:
        print_json(jobs)
    else:
        print_table(
            ["Job", "Status", "Labeled", "Failed", "Created"], map(_row, jobs), empty="No labeling jobs."
        )


def _row(job: dict[str, Any]) -> tuple[str | Text, ...]:
    counters = job["LabelCounters"]
    failed = counters["FailedNonRetryableError"]
    return (
        job["LabelingJobName"],
        status_text(job["LabelingJobStatus"]),
        f"{counters['TotalLabeled']:,}/{n_objects(counters):,}",
        Text(f"{failed:,}", "red") if failed else "0",
        _local(job["CreationTime"]),
    )


def _local(instant: datetime) -> str:
    return f"{instant.astimezone():%Y-%m-%d %H:%M}"


def describe(job: JobName, data: Data = None, as_json: AsJson = False) -> None:
    """Shows one labeling job: its state, counters, places and settings.

    ```
    trigpoint jobs describe menu-1
    trigpoint jobs describe menu-1 --json
    ```
    """
    said = connect(data).client("sagemaker").describe_labeling_job(LabelingJobName=job)
    said.pop("ResponseMetadata", None)
    if as_json:
        print_json(said)
        return
    table = Table.grid(padding=(0, 3))
    for name, value in _facts(said):
        table.add_row(Text(name, "bold"), value if isinstance(value, Text) else Text(value))
    out.print(table, soft_wrap=False)


def _facts(job: dict[str, Any]) -> list[tuple[str, str | Text]]:
    """What a person wants to know of a job, in order; what is not given is left out."""
    counters = job["LabelCounters"]
    human = job["HumanTaskConfig"]
    source = job["InputConfig"]["DataSource"].get("S3DataSource", {})
    facts: list[tuple[str, str | Text | None]] = [
        ("Job", job["LabelingJobName"]),
        ("Status", status_text(job["LabelingJobStatus"])),
        ("Reason", Text(job["FailureReason"], "red") if job.get("FailureReason") else None),
        ("Labeled", f"{counters['TotalLabeled']:,} of {n_objects(counters):,}"),
        ("  by people", f"{counters['HumanLabeled']:,}"),
        ("  failed", f"{counters['FailedNonRetryableError']:,}"),
        ("Label attribute", job.get("LabelAttributeName")),
        ("Title", human["TaskTitle"]),
        ("Team", human["WorkteamArn"]),
        ("Workers per object", str(human["NumberOfHumanWorkersPerDataObject"])),
        ("Input", source.get("ManifestS3Uri")),
        (
            "Output",
            job.get("LabelingJobOutput", {}).get("OutputDatasetS3Uri") or job["OutputConfig"]["S3OutputPath"],
        ),
        ("Created", _local(job["CreationTime"])),
        ("Last changed", _local(job["LastModifiedTime"])),
        ("ARN", job["LabelingJobArn"]),
    ]
    return [(name, value) for name, value in facts if value is not None]


def stop(job: JobName, data: Data = None) -> None:
    """Stops a running job; what is labeled is kept, and the rest can be chained.

    ```
    trigpoint jobs stop menu-1 && trigpoint jobs wait menu-1
    ```
    """
    connect(data).client("sagemaker").stop_labeling_job(LabelingJobName=job)
    say(f"{job} is stopping. Its partial output manifest appears when it is Stopped.")
    note(f"Go on with the rest later: trigpoint jobs chain {job}")
