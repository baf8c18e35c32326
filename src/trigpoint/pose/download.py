"""Brings answers home: whole files only, and those that are here already are not fetched again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trigpoint.model.labeling_job import FINAL_STATES
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri
from trigpoint.pose.jobs import OUTPUT, job_folder, jobs_of, settle
from trigpoint.setup.transfer import download as download_files
from trigpoint.setup.transfer import get_file, is_missing

if TYPE_CHECKING:
    from trigpoint.pose.project import Project


@dataclass(frozen=True)
class Fetched:
    """What there is of a job on this machine now."""

    job: str
    status: str
    n_new_files: int
    has_manifest: bool

    @property
    def is_whole(self) -> bool:
        return self.status in FINAL_STATES and self.has_manifest


def download(
    project: Project,
    sagemaker: Any,
    s3: Any,
    *,
    job: str | None = None,
    partial: bool = False,
    progress: Progress = silent,
) -> list[Fetched]:
    """Fetches the answers of one job or of all; with `partial` also of jobs that still run."""
    settle(project, sagemaker)
    jobs = [job] if job is not None else jobs_of(project)
    return [_fetch(job_folder(project, each), sagemaker, s3, partial, progress) for each in jobs]


def _fetch(folder: Path, sagemaker: Any, s3: Any, partial: bool, progress: Progress) -> Fetched:
    said = sagemaker.describe_labeling_job(LabelingJobName=folder.name)
    status = said["LabelingJobStatus"]
    ended = status in FINAL_STATES
    if not ended and not partial:
        return Fetched(folder.name, status, 0, False)
    root = S3Uri.parse(said["OutputConfig"]["S3OutputPath"]).join(folder.name)
    responses = root.join("annotations", "worker-response", "")
    n_new = download_files(s3, responses, folder / "worker-response", progress, only_new=True)
    has_manifest = False
    if ended:
        uri = said.get("LabelingJobOutput", {}).get("OutputDatasetS3Uri")
        source = S3Uri.parse(uri) if uri else root.join("manifests", "output", OUTPUT)
        try:
            get_file(s3, source, folder / OUTPUT)
            has_manifest = True
        except s3.exceptions.ClientError as exc:
            if not is_missing(exc):
                raise
    return Fetched(folder.name, status, n_new, has_manifest)
