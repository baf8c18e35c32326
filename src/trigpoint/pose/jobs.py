"""The labeling jobs that were made of a project's frames, as its folder remembers them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from trigpoint.model.errors import NotFound
from trigpoint.model.labeling_job import FINAL_STATES
from trigpoint.model.s3_uri import is_bucket_name
from trigpoint.pose.frame_table import write_whole

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

Kind = Literal["new", "pilot", "flagged", "more-workers", "adjust"]
"""Why frames were sent: for the first time, as a pilot, or again because they are doubtful."""

ATTRIBUTE: Final = "annotatedResult"
"""Name of the element and, but for adjusting jobs, of the label."""
ADJUSTED: Final = f"adjusted-{ATTRIBUTE}"
KIND_TAG: Final = "trigpoint-pose"
INPUT: Final = "input.manifest"
OUTPUT: Final = "output.manifest"


@dataclass(frozen=True)
class SentJob:
    """One job: its folder, and what was asked for."""

    folder: Path
    attribute: str = ATTRIBUTE
    n_workers: int = 0
    kind: Kind = "new"

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def is_downloaded(self) -> bool:
        """Whether all that there will ever be is here."""
        return (self.folder / OUTPUT).exists()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The manifest that was sent, line by line."""
        return [
            json.loads(line) for line in (self.folder / INPUT).read_text(encoding="utf-8").split("\n") if line
        ]

    @property
    def images(self) -> list[str]:
        return [str(line["frame"]) for line in self.lines]


def sent_job(project: Project, name: str) -> SentJob:
    """Raises NotFound for a job that is not the project's."""
    folder = job_folder(project, name)
    try:
        request = json.loads((folder / "request.json").read_bytes())
    except (OSError, ValueError):
        return SentJob(folder)
    kinds = [tag["Value"] for tag in request.get("Tags", ()) if tag["Key"] == KIND_TAG]
    return SentJob(
        folder,
        str(request.get("LabelAttributeName", ATTRIBUTE)),
        int(request.get("HumanTaskConfig", {}).get("NumberOfHumanWorkersPerDataObject", 0)),
        kinds[0] if kinds else "new",
    )


def jobs_of(project: Project) -> list[str]:
    """Names of the jobs that were made of the project's frames, oldest first."""
    found = [path.parent for path in project.jobs_folder.glob("*/submitted")]
    return [
        folder.name for folder in sorted(found, key=lambda folder: (folder / "submitted").stat().st_mtime)
    ]


def sent_jobs(project: Project) -> list[SentJob]:
    return [sent_job(project, name) for name in jobs_of(project)]


def job_folder(project: Project, job: str) -> Path:
    folder = project.jobs_folder / job
    if not (folder / "submitted").exists():
        known = ", ".join(jobs_of(project)) or "none yet"
        raise NotFound("job", job, f"the project has no job {job!r}; it has {known}")
    return folder


def bucket_of(project: Project) -> str:
    """The project's data bucket, or one named after the project where that names none."""
    if is_bucket_name(project.file.data_bucket):
        return project.file.data_bucket
    stem = re.sub(r"[^a-z0-9]+", "-", project.name.lower()).strip("-")[:50].strip("-")
    return f"pose-{stem or 'project'}"


def settle(project: Project, sagemaker: Any) -> None:
    """Finds out what became of requests after which nothing was noted: the process may have been killed."""
    for request in project.jobs_folder.glob("*/request.json"):
        if (request.parent / "submitted").exists():
            continue
        try:
            sagemaker.describe_labeling_job(LabelingJobName=request.parent.name)
        except sagemaker.exceptions.ResourceNotFound:
            continue  # it never arrived
        write_whole(request.parent / "submitted", "")


def awaited_frames(project: Project, sagemaker: Any) -> dict[str, str]:
    """Frames whose answers are still to come, and the job that they are in.

    That job runs, or it has ended and was not downloaded. What a job had that ended without an answer to a
    frame, because it was stopped for instance, is awaited no longer.
    """
    awaited: dict[str, str] = {}
    for job in sent_jobs(project):
        if job.is_downloaded:
            continue
        try:
            said = sagemaker.describe_labeling_job(LabelingJobName=job.name)
        except sagemaker.exceptions.ResourceNotFound:
            said = {"LabelingJobStatus": "unknown here"}  # another server may know it
        if said["LabelingJobStatus"] not in FINAL_STATES or "LabelingJobOutput" in said:
            awaited |= dict.fromkeys(job.images, job.name)
    return awaited
