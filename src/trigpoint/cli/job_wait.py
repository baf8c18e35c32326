"""`trigpoint jobs wait`: a live bar until a job has ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from trigpoint.cli.connection import connect
from trigpoint.cli.jobs import n_objects
from trigpoint.cli.options import Data, JobName
from trigpoint.cli.output import err, say, warn
from trigpoint.model.labeling_job import FINAL_STATES


def wait(
    job: JobName,
    timeout: Annotated[
        float | None, typer.Option(help="Give up after so many seconds (ends with 3).", min=0)
    ] = None,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1)] = 2.0,
    data: Data = None,
) -> None:
    """Waits until a job has ended, with a bar. Ends with 0 when it completed, 2 when stopped, 1 when failed.

    ```
    trigpoint jobs wait menu-1 && trigpoint jobs download menu-1
    ```
    """
    sagemaker = connect(data).client("sagemaker")
    last: dict[str, Any] = {}
    with _bar() as bar:
        task = bar.add_task("", total=None)
        for last in look(lambda: sagemaker.describe_labeling_job(LabelingJobName=job), every, timeout):
            counters = last["LabelCounters"]
            total = n_objects(counters)
            done = counters["TotalLabeled"] + counters["FailedNonRetryableError"]
            text = f"{job}  {last['LabelingJobStatus']}  {counters['TotalLabeled']:,}/{total:,} labeled"
            bar.update(task, description=text, completed=done, total=total or None)
    _conclude(job, last)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn(), console=err
    )


def look(
    describe: Callable[[], dict[str, Any]],
    every_seconds: float,
    timeout_seconds: float | None,
    *,
    now: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[dict[str, Any]]:
    """Descriptions of a job, one after another, until it has ended or the time is over."""
    deadline = None if timeout_seconds is None else now() + timeout_seconds
    while True:
        said = describe()
        yield said
        if said["LabelingJobStatus"] in FINAL_STATES:
            return
        if deadline is not None and now() + every_seconds > deadline:
            return
        sleep(every_seconds)


def _conclude(job: str, last: dict[str, Any]) -> None:
    status = last["LabelingJobStatus"]
    output = last.get("LabelingJobOutput", {}).get("OutputDatasetS3Uri")
    if output:
        say(output)
    if status == "Completed":
        return
    if status not in FINAL_STATES:
        warn(f"{job} is still {status}")
        raise typer.Exit(3)
    warn(f"{job} is {status}" + (f": {last['FailureReason']}" if last.get("FailureReason") else ""))
    raise typer.Exit(1 if status == "Failed" else 2)
