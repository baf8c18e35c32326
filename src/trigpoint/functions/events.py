"""What is said to pre- and post-annotation functions, and what they say: plain JSON, built and read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import msgspec

from trigpoint.functions.label_content import custom_metadata
from trigpoint.model.errors import FunctionFailed
from trigpoint.model.functions import (
    AnsweredObject,
    ConsolidatedObject,
    ConsolidatedText,
    ImageSize,
    JobFacts,
    PreAnswer,
    WorkerAnswer,
)

VERSION: Final = "2018-10-06"
_REQUIRED_NAMES: Final = ("isHumanAnnotationRequired", "humanAnnotationRequired")
NOT_REQUIRED: Final = (
    "ClientError: the pre-annotation function says that no human annotation is required for this object"
)
LEFT_OUT: Final = "ClientError: the post-annotation function returned nothing for this object"


def pre_event(job: JobFacts, line: Mapping[str, Any]) -> dict[str, Any]:
    """The event of a pre-annotation function for one manifest line."""
    return {"version": VERSION, "labelingJobArn": job.job_arn, "dataObject": dict(line)}


def parse_pre_response(response: Any) -> PreAnswer:
    """The task input, or that the object is not for humans.

    Both published names of the second member are known, with true and false as booleans or texts in any
    case. Raises FunctionFailed for any other shape.
    """
    if not isinstance(response, dict):
        raise FunctionFailed(f"the pre-annotation function returned {_kind(response)}, not an object")
    if not all(_truth(response[name], name) for name in _REQUIRED_NAMES if name in response):
        return PreAnswer(None, NOT_REQUIRED)
    task_input = response.get("taskInput")
    if not isinstance(task_input, dict):
        raise FunctionFailed(
            f"taskInput of the pre-annotation function is {_kind(task_input)}, not an object"
        )
    return PreAnswer(task_input)


def _truth(value: Any, name: str) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise FunctionFailed(f"{name} of the pre-annotation function is {value!r:.80}, not true or false")


class AnnotationData(msgspec.Struct, frozen=True):
    content: str
    """The answer as JSON, in raw UTF-8."""


class Annotation(msgspec.Struct, frozen=True, rename="camel"):
    worker_id: str
    annotation_data: AnnotationData


class PayloadEntry(msgspec.Struct, frozen=True, rename="camel"):
    """One object of a consolidation request file."""

    dataset_object_id: str
    data_object: dict[str, Any]
    annotations: list[Annotation]


class _Consolidated(msgspec.Struct, frozen=True):
    content: Any


class _ResponseEntry(msgspec.Struct, frozen=True, rename="camel"):
    dataset_object_id: str
    consolidated_annotation: _Consolidated


_payload = msgspec.json.Decoder(list[PayloadEntry])


def answer_annotations(answers: Iterable[WorkerAnswer]) -> list[dict[str, Any]]:
    """The answers as functions see them: each content a text that holds its JSON, in raw UTF-8."""
    return [
        {"workerId": answer.worker_id, "annotationData": {"content": _json_text(answer.content)}}
        for answer in answers
    ]


def payload_entry(
    object_index: int, data_object: dict[str, Any], answers: Iterable[tuple[str, str]]
) -> PayloadEntry:
    """What a consolidation request says of an object; `answers` are worker ids and JSON texts."""
    annotations = [Annotation(worker_id, AnnotationData(text)) for worker_id, text in answers]
    return PayloadEntry(str(object_index), data_object, annotations)


def payload_of(objects: Iterable[AnsweredObject]) -> bytes:
    """The content of a consolidation request file."""
    return msgspec.json.encode(
        [
            payload_entry(
                each.object_index,
                each.data_object,
                ((answer.worker_id, _json_text(answer.content)) for answer in each.answers),
            )
            for each in objects
        ]
    )


def answered_objects(
    payload: bytes, images: Mapping[int, ImageSize] = MappingProxyType({})
) -> Iterator[AnsweredObject]:
    """The objects that `payload_of` was made of, with what is known of their images.

    Answers are decoded when their object's turn comes, for they can be big.
    """
    for entry in _payload.decode(payload):
        answers = tuple(
            WorkerAnswer(each.worker_id, msgspec.json.decode(each.annotation_data.content))
            for each in entry.annotations
        )
        index = int(entry.dataset_object_id)
        yield AnsweredObject(index, entry.data_object, answers, images.get(index))


def post_event(job: JobFacts, payload_uri: str) -> dict[str, Any]:
    """The event of a post-annotation function; members that the job has no value for are absent."""
    event: dict[str, Any] = {
        "version": VERSION,
        "labelingJobArn": job.job_arn,
        "payload": {"s3Uri": payload_uri},
        "labelAttributeName": job.label_attribute_name,
        "roleArn": job.role_arn,
        "outputConfig": job.output_config,
        "maxHumanWorkersPerDataObject": job.n_workers,
        "vpcEnabled": False,
    }
    if job.labels:
        event["labelCategories"] = list(job.labels)
    if job.kms_key_id:
        event["kmsKeyId"] = job.kms_key_id
    return event


def response_of(objects: Iterable[ConsolidatedObject | ConsolidatedText]) -> bytes:
    """The content of a consolidation response file; failed objects are left out."""
    return msgspec.json.encode(
        [
            _ResponseEntry(str(each.object_index), _Consolidated(each.content))
            for each in objects
            if each.content is not None
        ]
    )


def parse_post_response(
    response: Any, job: JobFacts, object_indexes: Sequence[int], creation_date: str
) -> list[ConsolidatedObject]:
    """What becomes of the objects that a user's post-annotation function was asked about, in their order.

    Of several entries for an object the last counts; one that was left out, or has no label of the job's
    label attribute name, fails. Raises FunctionFailed when the response has another shape.
    """
    if not isinstance(response, list):
        raise FunctionFailed(f"the post-annotation function returned {_kind(response)}, not an array")
    contents = dict(_entry(entry, place) for place, entry in enumerate(response))
    return [_custom(index, contents.get(str(index)), job, creation_date) for index in object_indexes]


def _entry(entry: Any, place: int) -> tuple[str, dict[str, Any]]:
    """Object id and content of one element of a response."""
    annotation = entry.get("consolidatedAnnotation") if isinstance(entry, dict) else None
    content = annotation.get("content") if isinstance(annotation, dict) else None
    object_id = entry.get("datasetObjectId") if isinstance(entry, dict) else None
    if not isinstance(content, dict) or not isinstance(object_id, str | int) or isinstance(object_id, bool):
        raise FunctionFailed(
            f"element {place} of the post-annotation function's response is not of the form "
            '{"datasetObjectId": "0", "consolidatedAnnotation": {"content": {...}}}'
        )
    return str(object_id), content


def _custom(
    index: int, content: dict[str, Any] | None, job: JobFacts, creation_date: str
) -> ConsolidatedObject:
    label = job.label_attribute_name
    if content is None:
        return ConsolidatedObject(index, None, LEFT_OUT)
    if label not in content:
        found = ", ".join(map(repr, content)) or "nothing"
        reason = f"ClientError: the post-annotation function returned {found:.200} and no {label!r}"
        return ConsolidatedObject(index, None, reason)
    metadata = custom_metadata(job.job_name, creation_date, content.get(f"{label}-metadata"))
    return ConsolidatedObject(index, content | {f"{label}-metadata": metadata})


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _kind(value: Any) -> str:
    return f"{json.dumps(value, default=repr):.80}"
