"""Brings answers home: whole files only, and those that are here already are not fetched again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trigpoint.model.labeling_job import FINAL_STATES
from trigpoint.model.s3_uri import S3Uri
from trigpoint.pose.submission import job_folder, jobs_of, settle
from trigpoint.setup.transfer import get_file, is_missing

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

Progress = Callable[[str, int, int | None], None]


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
    progress: Progress = lambda *_: None,
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
    n_new = _fetch_responses(s3, root, folder, progress)
    has_manifest = False
    if ended:
        uri = said.get("LabelingJobOutput", {}).get("OutputDatasetS3Uri")
        source = S3Uri.parse(uri) if uri else root.join("manifests", "output", "output.manifest")
        try:
            get_file(s3, source, folder / "output.manifest")
            has_manifest = True
        except s3.exceptions.ClientError as exc:
            if not is_missing(exc):
                raise
    return Fetched(folder.name, status, n_new, has_manifest)


def _fetch_responses(s3: Any, root: S3Uri, folder: Path, progress: Progress) -> int:
    """Workers' files never change: one that is here is here for good."""
    prefix = root.join("annotations", "worker-response", "")
    target = folder / "worker-response"
    target.mkdir(exist_ok=True)
    keys = [
        entry["Key"]
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=prefix.bucket, Prefix=prefix.key)
        for entry in page.get("Contents", ())
    ]
    n_new = 0
    for done, key in enumerate(keys, 1):
        path = target / key.removeprefix(prefix.key)
        if path.resolve().is_relative_to(target.resolve()) and not path.exists():
            get_file(s3, S3Uri(prefix.bucket, key), path)
            n_new += 1
        progress(f"Downloading {folder.name}", done, len(keys))
    return n_new
