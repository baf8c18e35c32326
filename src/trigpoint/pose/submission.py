"""Sends frames to be labeled: files, manifest, template and request, by the public API."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trigpoint.formats.pose.frame import Frame
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri, is_bucket_name
from trigpoint.pose.frame_table import write_whole
from trigpoint.pose.template import template_of
from trigpoint.setup.function_arns import function_arn
from trigpoint.setup.transfer import Progress, ensure_bucket, put_file, put_files, silent

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

ATTRIBUTE: Final = "annotatedResult"
_JOB_NAME: Final = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_RECIPE: Final = ("GtRecipePreHumanTaskFunc", "GtRecipeAnnotationConsol")
_KEYPOINT: Final = ("PRE-Keypoint", "ACS-Keypoint")


@dataclass(frozen=True)
class Submitted:
    """A job that was made, and the frames in it."""

    job: str
    n_frames: int
    n_uploaded: int
    folder: Path


def submit(
    project: Project,
    sagemaker: Any,
    s3: Any,
    *,
    team_arn: str,
    role_arn: str,
    workers: int | None = None,
    name: str | None = None,
    pilot: int | None = None,
    recipe: bool = False,
    progress: Progress = silent,
) -> Submitted | None:
    """A labeling job of the frames that are in no job yet; None when there are none.

    `pilot` takes so many of them, spread over all videos. With `recipe` the functions are those of AWS's
    labeling recipe, which MARS uses, and the server does not consolidate.
    """
    labeling = project.file.labeling
    n_workers = workers or labeling.workers
    if not 1 <= n_workers <= 9:
        raise InvalidInput("Between 1 and 9 workers look at a frame.")
    job = name or default_job_name(project.name)
    if not _JOB_NAME.fullmatch(job):
        raise InvalidInput(
            f"{job!r} cannot be a job's name: 1 to 63 letters, digits and hyphens, with no hyphen at an end."
        )
    settle(project, sagemaker)
    frames = _new_frames(project)
    if pilot is not None:
        frames = _spread(frames, pilot)
    if not frames:
        return None
    bucket = bucket_of(project)
    ensure_bucket(s3, bucket)
    n_uploaded = _upload(s3, frames, bucket, progress)
    root = S3Uri(bucket, f"setup/{job}")
    folder = project.jobs_folder / job
    for file, content in (
        ("input.manifest", _manifest(frames, bucket)),
        ("annotation_interface.template", template_of(project.file)),
    ):
        write_whole(folder / file, content)
        put_file(s3, folder / file, root.join(file))
    pre, post = (
        function_arn(each, sagemaker.meta.region_name) for each in (_RECIPE if recipe else _KEYPOINT)
    )
    request = {
        "LabelingJobName": job,
        "LabelAttributeName": ATTRIBUTE,
        "RoleArn": role_arn,
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": str(root.join("input.manifest"))}}},
        "OutputConfig": {"S3OutputPath": f"s3://{bucket}/output/"},
        "HumanTaskConfig": {
            "WorkteamArn": team_arn,
            "UiConfig": {"UiTemplateS3Uri": str(root.join("annotation_interface.template"))},
            "PreHumanTaskLambdaArn": pre,
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": post},
            "TaskTitle": project.file.header[:128] or "Label each body part of interest",
            "TaskDescription": "Please label each body part of interest",
            "TaskKeywords": ["pose", "keypoints", "animal"],
            "NumberOfHumanWorkersPerDataObject": n_workers,
            "MaxConcurrentTaskCount": labeling.batch,
            "TaskTimeLimitInSeconds": labeling.time_limit_s,
            "TaskAvailabilityLifetimeInSeconds": int(labeling.available_days * 86_400),
        },
    }
    write_whole(folder / "request.json", json.dumps(request, indent=2))
    sagemaker.create_labeling_job(**request)
    write_whole(folder / "submitted", "")
    return Submitted(job, len(frames), n_uploaded, folder)


def default_job_name(project_name: str, now: Callable[[], float] = time.time) -> str:
    """A name that the API allows and that sorts by time."""
    stem = re.sub(r"[^a-zA-Z0-9]+", "-", project_name).strip("-")[:40].strip("-")
    return f"{stem or 'pose'}-{int(now())}"


def bucket_of(project: Project) -> str:
    """The project's data bucket, or one named after the project where that names none."""
    if is_bucket_name(project.file.data_bucket):
        return project.file.data_bucket
    stem = re.sub(r"[^a-z0-9]+", "-", project.name.lower()).strip("-")[:50].strip("-")
    return f"pose-{stem or 'project'}"


def jobs_of(project: Project) -> list[str]:
    """Names of the jobs that were made of the project's frames, oldest first."""
    found = [path.parent for path in project.jobs_folder.glob("*/submitted")]
    return [
        folder.name for folder in sorted(found, key=lambda folder: (folder / "submitted").stat().st_mtime)
    ]


def job_folder(project: Project, job: str) -> Path:
    folder = project.jobs_folder / job
    if not (folder / "submitted").exists():
        known = ", ".join(jobs_of(project)) or "none yet"
        raise NotFound("job", job, f"the project has no job {job!r}; it has {known}")
    return folder


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


def _manifest(frames: Sequence[Frame], bucket: str) -> str:
    return "".join(
        json.dumps(
            {"source-ref": str(S3Uri(bucket, f"frames/{frame.image}")), "frame": frame.image}
            | ({"video": frame.video} if frame.video else {}),
            ensure_ascii=False,
        )
        + "\n"
        for frame in frames
    )


def _new_frames(project: Project) -> list[Frame]:
    sent = {
        json.loads(line)["frame"]
        for job in jobs_of(project)
        for line in (project.jobs_folder / job / "input.manifest").read_text(encoding="utf-8").splitlines()
    }
    frames = project.frames
    if not frames:
        raise InvalidInput("There are no frames yet: trigpoint pose extract")
    return [frame for frame in frames if frame.image not in sent]


def _spread(frames: Sequence[Frame], n: int) -> list[Frame]:
    """So many frames, evenly through the list, which is in the order of videos."""
    if n >= len(frames):
        return list(frames)
    return [frames[int((place + 0.5) * len(frames) / n)] for place in range(n)]


def _upload(s3: Any, frames: Sequence[Frame], bucket: str, progress: Progress) -> int:
    """Uploads frames that the bucket does not have as they are; their number."""
    there: dict[str, str] = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="frames/"):
        there |= {entry["Key"]: entry["ETag"].strip('"') for entry in page.get("Contents", ())}
    files = []
    for frame in frames:
        assert frame.path is not None
        if not frame.path.is_file():
            raise NotFound("frame", frame.image, f"the picture {frame.path} is gone: extract again")
        key = f"frames/{frame.image}"
        digest = hashlib.md5(frame.path.read_bytes(), usedforsecurity=False).hexdigest()
        if there.get(key) != digest:
            files.append((frame.path, S3Uri(bucket, key)))
    put_files(s3, files, progress)
    return len(files)
