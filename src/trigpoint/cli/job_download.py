"""`trigpoint jobs download`: brings results to this machine."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trigpoint.cli.connection import connect
from trigpoint.cli.options import Data, JobName
from trigpoint.cli.output import progress_bars, say
from trigpoint.model.errors import WrongState
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.transfer import download as download_folder
from trigpoint.setup.transfer import get_file


def download(
    job: JobName,
    to: Annotated[
        Path | None,
        typer.Option(help="File or, with --all, folder to write. [default: JOB.manifest or JOB/]"),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="The whole folder of the job: answers, consolidation, manifests.")
    ] = False,
    data: Data = None,
) -> None:
    """Downloads the output manifest of a job, or with --all its whole folder.

    ```
    trigpoint jobs download menu-1
    trigpoint jobs download menu-1 --all --to results/
    ```
    """
    connection = connect(data)
    said = connection.client("sagemaker").describe_labeling_job(LabelingJobName=job)
    s3 = connection.client("s3")
    name = said["LabelingJobName"]
    if everything:
        folder = to or Path(name)
        prefix = S3Uri.parse(said["OutputConfig"]["S3OutputPath"]).join(name, "")
        with progress_bars() as progress:
            n_files = download_folder(s3, prefix, folder, progress)
        say(f"{n_files:,} files in {folder}")
        return
    output = said.get("LabelingJobOutput", {}).get("OutputDatasetS3Uri")
    if not output:
        status = said["LabelingJobStatus"]
        raise WrongState(f"{name} is {status} and has no output manifest yet", state=status)
    path = to or Path(f"{name}.manifest")
    get_file(s3, S3Uri.parse(output), path)
    say(str(path))
