"""Sends frames to be labeled: files, manifest, template and request, by the public API."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from trigpoint.formats.pose.frame import Frame
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri
from trigpoint.pose.answers import keep_first_manifest
from trigpoint.pose.frame_table import write_whole
from trigpoint.pose.jobs import ADJUSTED, ATTRIBUTE, INPUT, KIND_TAG, Kind, bucket_of
from trigpoint.pose.template import CONTEXT, template_of
from trigpoint.setup.function_arns import function_arn
from trigpoint.setup.transfer import ensure_bucket, put_file, put_files

if TYPE_CHECKING:
    from trigpoint.pose.project import Project

_JOB_NAME: Final = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
_RECIPE: Final = ("GtRecipePreHumanTaskFunc", "GtRecipeAnnotationConsol")
_KEYPOINT: Final = ("PRE-Keypoint", "ACS-Keypoint")
_TEMPLATE: Final = "annotation_interface.template"
MOST_WORKERS: Final = 9


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one job is to be.

    Parameters
    ----------
    extras
        By image, what its manifest line holds besides the frame itself.
    begins_with_points
        The page draws `task.input.initialValue`.
    notes
        Files for the job's folder, by name: what was decided, for later reports.
    """

    kind: Kind
    frames: Sequence[Frame]
    n_workers: int
    team_arn: str
    role_arn: str
    name: str | None = None
    extras: dict[str, dict[str, Any]]
    begins_with_points: bool = False
    recipe: bool = False
    notes: dict[str, str]


@dataclass(frozen=True)
class Submitted:
    """A job that was made, and the frames in it."""

    job: str
    n_frames: int
    n_uploaded: int
    folder: Path


def send(project: Project, sagemaker: Any, s3: Any, order: Order, progress: Progress = silent) -> Submitted:
    """Uploads what is missing and creates the job. What was sent is kept in the project's jobs folder."""
    if not 1 <= order.n_workers <= MOST_WORKERS:
        raise InvalidInput(f"Between 1 and {MOST_WORKERS} workers look at a frame.")
    job = order.name or default_job_name(project.name)
    if not _JOB_NAME.fullmatch(job):
        raise InvalidInput(
            f"{job!r} cannot be a job's name: 1 to 63 letters, digits and hyphens, with no hyphen at an end."
        )
    keep_first_manifest(project)
    bucket = bucket_of(project)
    ensure_bucket(s3, bucket)
    contexts = {frame.image: found for frame in order.frames if (found := project.context_of(frame))}
    pictures = {f"frames/{frame.image}": _path_of(frame) for frame in order.frames}
    around = {f"context/{path.name}": path for paths in contexts.values() for path in paths}
    n_uploaded = _upload(s3, pictures | around, bucket, progress)
    root = S3Uri(bucket, f"setup/{job}")
    template = template_of(
        project.file, begins_with_points=order.begins_with_points, has_context=bool(contexts)
    )
    folder = project.jobs_folder / job
    for name, note in order.notes.items():
        write_whole(folder / name, note)
    for name, content in (
        (INPUT, _manifest(order, contexts, bucket)),
        (_TEMPLATE, template),
    ):
        write_whole(folder / name, content)
        put_file(s3, folder / name, root.join(name))
    request = _request(project, job, order, root, sagemaker.meta.region_name)
    write_whole(folder / "request.json", json.dumps(request, indent=2))
    sagemaker.create_labeling_job(**request)
    write_whole(folder / "submitted", "")
    return Submitted(job, len(order.frames), n_uploaded, folder)


def _request(project: Project, job: str, order: Order, root: S3Uri, region: str) -> dict[str, Any]:
    labeling = project.file.labeling
    pre, post = (function_arn(each, region) for each in (_RECIPE if order.recipe else _KEYPOINT))
    return {
        "LabelingJobName": job,
        "LabelAttributeName": ADJUSTED if order.kind == "adjust" else ATTRIBUTE,
        "RoleArn": order.role_arn,
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": str(root.join(INPUT))}}},
        "OutputConfig": {"S3OutputPath": f"s3://{root.bucket}/output/"},
        "HumanTaskConfig": {
            "WorkteamArn": order.team_arn,
            "UiConfig": {"UiTemplateS3Uri": str(root.join(_TEMPLATE))},
            "PreHumanTaskLambdaArn": pre,
            "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": post},
            "TaskTitle": project.file.header[:128] or "Label each body part of interest",
            "TaskDescription": "Please correct each body part of interest"
            if order.kind == "adjust"
            else "Please label each body part of interest",
            "TaskKeywords": ["pose", "keypoints", "animal"],
            "NumberOfHumanWorkersPerDataObject": order.n_workers,
            "MaxConcurrentTaskCount": labeling.batch,
            "TaskTimeLimitInSeconds": labeling.time_limit_s,
            "TaskAvailabilityLifetimeInSeconds": int(labeling.available_days * 86_400),
        },
        "Tags": [{"Key": KIND_TAG, "Value": order.kind}],
    }


def default_job_name(project_name: str, now: Callable[[], float] = time.time) -> str:
    """A name that the API allows and that sorts by time."""
    stem = re.sub(r"[^a-zA-Z0-9]+", "-", project_name).strip("-")[:40].strip("-")
    return f"{stem or 'pose'}-{int(now())}"


def _manifest(order: Order, contexts: Mapping[str, Sequence[Path]], bucket: str) -> str:
    around = {
        image: {CONTEXT: [str(S3Uri(bucket, f"context/{path.name}")) for path in paths]}
        for image, paths in contexts.items()
    }
    return "".join(
        json.dumps(
            {"source-ref": str(S3Uri(bucket, f"frames/{frame.image}")), "frame": frame.image}
            | ({"video": frame.video} if frame.video else {})
            | around.get(frame.image, {})
            | order.extras.get(frame.image, {}),
            ensure_ascii=False,
        )
        + "\n"
        for frame in order.frames
    )


def _path_of(frame: Frame) -> Path:
    assert frame.path is not None
    if not frame.path.is_file():
        raise NotFound("frame", frame.image, f"the picture {frame.path} is gone: extract again")
    return frame.path


def _upload(s3: Any, pictures: Mapping[str, Path], bucket: str, progress: Progress) -> int:
    """Uploads pictures, by their keys, that the bucket does not have as they are; their number."""
    there: dict[str, str] = {}
    for prefix in sorted({key.partition("/")[0] + "/" for key in pictures}):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            there |= {entry["Key"]: entry["ETag"].strip('"') for entry in page.get("Contents", ())}
    files = []
    for key, path in pictures.items():
        digest = hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()
        if there.get(key) != digest:
            files.append((path, S3Uri(bucket, key)))
    put_files(s3, files, progress)
    return len(files)
