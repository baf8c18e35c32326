"""Builds a request for CreateLabelingJob from what a person says, uploading local files on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trigpoint.cli.connection import Connection
from trigpoint.cli.job_copies import team_arn
from trigpoint.cli.options import names_in
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.function_arns import function_arns
from trigpoint.setup.transfer import ensure_bucket
from trigpoint.tasktypes.label_attribute_name import wants_ref
from trigpoint.tasktypes.label_categories import parse_label_categories
from trigpoint.tasktypes.registry import proposed_seconds, task_type_of
from trigpoint.tasktypes.task_type import TaskType


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
    audit: str | None = None
    """Name of the earlier label to be verified or adjusted."""
    template: str | None = None
    """Place of a worker template; None is the task type's own."""
    title: str | None = None
    description: str | None = None
    n_workers: int = 1
    time_limit_seconds: int | None = None
    label_attribute: str | None = None


class RequestBuilder:
    """Turns a wish into a request."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._s3 = connection.client("s3")
        self._sagemaker = connection.client("sagemaker")

    def build(self, wish: JobWish) -> dict[str, Any]:
        """The request for CreateLabelingJob; files that it names are in S3 when this returns."""
        folder = S3Uri.parse(wish.output).join("setup", wish.name)
        ensure_bucket(self._s3, folder.bucket)
        pre, post = function_arns(wish.task_type, self._sagemaker.meta.region_name)
        kind = task_type_of(pre)
        assert kind is not None
        labels = self._labels(wish, kind, folder)
        request: dict[str, Any] = {
            "LabelingJobName": wish.name,
            "LabelAttributeName": wish.label_attribute or label_attribute_name(wish.name, post),
            "RoleArn": self._connection.role_arn(),
            "InputConfig": {
                "DataSource": {"S3DataSource": {"ManifestS3Uri": self._place(wish.manifest, folder)}}
            },
            "OutputConfig": {"S3OutputPath": wish.output},
            "HumanTaskConfig": {
                "WorkteamArn": team_arn(self._sagemaker, wish.team),
                "UiConfig": {"UiTemplateS3Uri": self._template(wish, kind, folder)},
                "PreHumanTaskLambdaArn": pre,
                "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": post},
                "TaskTitle": wish.title or wish.name,
                "TaskDescription": wish.description or wish.title or wish.name,
                "NumberOfHumanWorkersPerDataObject": wish.n_workers,
                "TaskTimeLimitInSeconds": wish.time_limit_seconds or proposed_seconds(kind),
            },
        }
        if labels:
            request["LabelCategoryConfigS3Uri"] = labels
        return request

    def _place(self, place: str, folder: S3Uri) -> str:
        """The S3 URI of a place; a local file is uploaded into `folder` first."""
        if "://" in place:
            return str(S3Uri.parse(place))
        path = Path(place)
        if not path.is_file():
            raise NotFound("file", place, f"there is no file {place}")
        return self._put(folder.join(path.name), path.read_bytes())

    def _template(self, wish: JobWish, kind: TaskType, folder: S3Uri) -> str:
        if wish.template:
            return self._place(wish.template, folder)
        return self._put(folder.join("template.liquid.html"), kind.default_template.encode())

    def _labels(self, wish: JobWish, kind: TaskType, folder: S3Uri) -> str | None:
        """The URI of the label category file, checked before it is uploaded; None when there is none."""
        if not wish.labels:
            if kind.min_labels:
                raise InvalidInput(
                    f"task type {kind.name} needs label categories: --labels with names separated by commas, "
                    "or with a label category file"
                )
            return None
        if "://" in wish.labels:
            if wish.audit:
                raise InvalidInput(
                    f"--audit: write it as auditLabelAttributeName into the label category file {wish.labels}"
                )
            return str(S3Uri.parse(wish.labels))
        document = label_document(wish.labels)
        if wish.audit:
            document["auditLabelAttributeName"] = wish.audit
        body = json.dumps(document, ensure_ascii=False, indent=2).encode()
        parse_label_categories(body, kind)
        return self._put(folder.join("labels.json"), body)

    def _put(self, target: S3Uri, body: bytes) -> str:
        self._s3.put_object(Bucket=target.bucket, Key=target.key, Body=body)
        return str(target)


def label_document(labels: str) -> dict[str, Any]:
    """A label category file: the one named, or one of the simple form with the names given.

    Raises NotFound or InvalidInput when there is no such file, or when it is not JSON.
    """
    if not labels.endswith(".json"):
        return {"document-version": "2018-11-28", "labels": [{"label": name} for name in names_in(labels)]}
    path = Path(labels)
    if not path.is_file():
        raise NotFound("file", labels, f"there is no file {labels}")
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as exc:
        raise InvalidInput(f"{labels} is not JSON: {exc}") from exc
    if not isinstance(document, dict):
        raise InvalidInput(f"{labels} is no label category file: it holds no object")
    return document


def label_attribute_name(job_name: str, post_function_arn: str) -> str:
    """The job's name, with the suffix of labels that are files where it must have it."""
    if wants_ref(post_function_arn) and not job_name.endswith("-ref"):
        return f"{job_name}-ref"
    return job_name
