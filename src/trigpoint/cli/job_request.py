"""Builds a request for CreateLabelingJob from what a person says, uploading local files on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trigpoint.cli.connection import Connection
from trigpoint.cli.job_copies import team_arn
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.transfer import ensure_bucket
from trigpoint.tasktypes.registry import task_type_of

FUNCTIONS_ACCOUNT = "432418664414"
"""AWS's account of the built-in functions in us-east-1; any account is recognised."""


@dataclass(frozen=True, kw_only=True)
class JobWish:
    """A labeling job in a person's words. Places are S3 URIs or local files, which are uploaded."""

    name: str
    manifest: str
    output: str
    task_type: str
    team: str
    labels: str | None = None
    """Label categories separated by commas, or the place of a label category file."""
    template: str | None = None
    """Place of a worker template; None is the task type's own."""
    title: str | None = None
    description: str | None = None
    n_workers: int = 1
    time_limit_seconds: int = 300
    label_attribute: str | None = None


def function_arns(task_type: str, region: str) -> tuple[str, str]:
    """ARNs of the built-in pre- and post-function of a task type."""
    stem = f"arn:aws:lambda:{region}:{FUNCTIONS_ACCOUNT}:function:"
    return f"{stem}PRE-{task_type}", f"{stem}ACS-{task_type}"


class RequestBuilder:
    """Turns a wish into a request."""

    def __init__(self, connection: Connection) -> None:
        self._s3 = connection.client("s3")
        self._sagemaker = connection.client("sagemaker")
        self._sts = connection.client("sts")

    def build(self, wish: JobWish) -> dict[str, Any]:
        """The request for CreateLabelingJob; files that it names are in S3 when this returns."""
        folder = S3Uri.parse(wish.output).join("setup", wish.name)
        ensure_bucket(self._s3, folder.bucket)
        pre, post = function_arns(wish.task_type, self._sagemaker.meta.region_name)
        request: dict[str, Any] = {
            "LabelingJobName": wish.name,
            "LabelAttributeName": wish.label_attribute or wish.name,
            "RoleArn": f"arn:aws:iam::{self._sts.get_caller_identity()['Account']}:role/trigpoint",
            "InputConfig": {
                "DataSource": {"S3DataSource": {"ManifestS3Uri": self._place(wish.manifest, folder)}}
            },
            "OutputConfig": {"S3OutputPath": wish.output},
            "HumanTaskConfig": {
                "WorkteamArn": team_arn(self._sagemaker, wish.team),
                "UiConfig": {"UiTemplateS3Uri": self._template(wish, pre, folder)},
                "PreHumanTaskLambdaArn": pre,
                "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": post},
                "TaskTitle": wish.title or wish.name,
                "TaskDescription": wish.description or wish.title or wish.name,
                "NumberOfHumanWorkersPerDataObject": wish.n_workers,
                "TaskTimeLimitInSeconds": wish.time_limit_seconds,
            },
        }
        if wish.labels:
            request["LabelCategoryConfigS3Uri"] = self._labels(wish.labels, folder)
        return request

    def _place(self, place: str, folder: S3Uri) -> str:
        """The S3 URI of a place; a local file is uploaded into `folder` first."""
        if "://" in place:
            return str(S3Uri.parse(place))
        path = Path(place)
        if not path.is_file():
            raise NotFound("file", place, f"there is no file {place}")
        return self._put(folder.join(path.name), path.read_bytes())

    def _template(self, wish: JobWish, pre_arn: str, folder: S3Uri) -> str:
        if wish.template:
            return self._place(wish.template, folder)
        kind = task_type_of(pre_arn)
        if kind is None or not kind.default_template:
            raise InvalidInput(f"task type {wish.task_type!r} has no template of its own: give --template")
        return self._put(folder.join("template.liquid.html"), kind.default_template.encode())

    def _labels(self, labels: str, folder: S3Uri) -> str:
        if "://" in labels or labels.endswith(".json"):
            return self._place(labels, folder)
        names = [name.strip() for name in labels.split(",") if name.strip()]
        return self._put(folder.join("labels.json"), label_file(names))

    def _put(self, target: S3Uri, body: bytes) -> str:
        self._s3.put_object(Bucket=target.bucket, Key=target.key, Body=body)
        return str(target)


def label_file(names: list[str]) -> bytes:
    """A label category configuration file of the simple form."""
    document = {"document-version": "2018-11-28", "labels": [{"label": name} for name in names]}
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
