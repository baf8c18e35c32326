"""Verifying and adjusting labels of an earlier job."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, JobFacts
from trigpoint.tasktypes.built_in_uis import built_in_ui
from trigpoint.tasktypes.label_categories import parse_label_categories
from trigpoint.tasktypes.registry import TASK_TYPES

DATE = "2031-04-05T08:00:12.700310"
MakeJob = Callable[..., JobFacts]
VERIFY, VERIFY_MASK = TASK_TYPES["VerificationBoundingBox"], TASK_TYPES["VerificationSemanticSegmentation"]
ADJUST, ADJUST_MASK = TASK_TYPES["AdjustmentBoundingBox"], TASK_TYPES["AdjustmentSemanticSegmentation"]
LINE = {
    "source-ref": "s3://in-bkt/a.jpg",
    "old": {"annotations": []},
    "old-metadata": {"class-map": {}},
    "cover-ref": "s3://out-bkt/m.png",
    "cover-ref-metadata": {"internal-color-map": {"1": {"class-name": "reed", "hex-color": "#2ca02c"}}},
    "new": {"annotations": [{"class_id": "7"}]},
    "new-metadata": {"class-map": {"7": "coot"}, "type": "groundtruth/object-detection"},
    "failed-metadata": {"failure-reason": "x"},
}


def shown(task_type: Any, job: JobFacts, line: dict[str, Any]) -> tuple[str | None, str | None]:
    (answer,) = task_type.pre([line], job)
    name = answer.task_input["auditLabelAttributeName"] if answer.task_input else None
    return name, answer.failure_reason


def test_the_last_label_of_the_kind_is_shown_unless_the_job_names_one(job: MakeJob) -> None:
    for task_type in (VERIFY, ADJUST):
        assert shown(task_type, job(label_attribute_name="mine"), LINE) == ("new", None)
        assert shown(task_type, job(label_attribute_name="new"), LINE) == ("old", None)
        assert shown(task_type, job(audited="old"), LINE) == ("old", None)
    for task_type in (VERIFY_MASK, ADJUST_MASK):
        assert shown(task_type, job(), LINE) == ("cover-ref", None)


@pytest.mark.parametrize(
    ("task_type", "changes", "line", "reason"),
    [
        (
            VERIFY,
            {},
            {"source-ref": "s3://in-bkt/a.jpg"},
            "the manifest line has no earlier label with boxes",
        ),
        (
            ADJUST_MASK,
            {},
            {"source-ref": "s3://in-bkt/a.jpg"},
            "the manifest line has no earlier label with a mask",
        ),
        (
            ADJUST,
            {"audited": "gone"},
            LINE,
            "the manifest line has no label 'gone', which the job is to show",
        ),
        (
            ADJUST,
            {"audited": "cover-ref"},
            LINE,
            "the label 'cover-ref' of the manifest line does not have boxes",
        ),
        (
            ADJUST,
            {"audited": "new"},
            LINE | {"new": {"annotations": [{"class_id": 5}]}},
            "new.annotations[0] has a class_id that class-map of new-metadata does not have",
        ),
        (
            ADJUST_MASK,
            {},
            LINE | {"cover-ref-metadata": {"internal-color-map": {"1": {"class-name": "reed"}}}},
            "cover-ref-metadata: internal-color-map['1'] has no hex-color: the mask cannot be drawn again",
        ),
    ],
)
def test_a_line_without_the_label_fails_alone(
    task_type: Any, changes: dict[str, Any], line: dict[str, Any], reason: str, job: MakeJob
) -> None:
    name, failure = shown(task_type, job(**changes), line)
    assert name is None and failure is not None and failure.startswith(f"ClientError: {reason}")


@pytest.mark.parametrize("task_type", [VERIFY, VERIFY_MASK])
def test_a_verdict_is_a_text_with_everybodys_comments(
    task_type: Any, job: MakeJob, answered: Callable[..., AnsweredObject]
) -> None:
    def verdict(label: str, **more: Any) -> dict[str, Any]:
        return {"crowd-image-classifier": {"label": label, **more}}

    facts = job(label_attribute_name="birds-check", labels=("good", "bad"))
    consolidator = task_type.consolidator(facts)
    consolidator.add(
        answered(
            0,
            verdict("bad", workerComment="left edge"),
            verdict("bad", workerComment=""),
            verdict("bad", workerComment="label"),
        )
    )
    consolidator.add(answered(1, *[verdict("good")] * 3))
    bad, good = consolidator.finish(DATE)
    assert json.dumps(bad.content) == json.dumps(
        {
            "birds-check": "1",
            "birds-check-metadata": {
                "confidence": bad.content["birds-check-metadata"]["confidence"],
                "class-name": "bad",
                "worker-feedback": [{"comment": "left edge"}, {"comment": "label"}],
                "job-name": "labeling-job/ponds-1",
                "human-annotated": "yes",
                "creation-date": DATE,
                "type": "groundtruth/label-verification",
            },
        }
    )
    assert (
        good.content["birds-check"] == "0" and "worker-feedback" not in good.content["birds-check-metadata"]
    )


def test_comments_of_other_task_types_are_no_feedback(
    job: MakeJob, answered: Callable[..., AnsweredObject]
) -> None:
    consolidator = TASK_TYPES["ImageMultiClass"].consolidator(job())
    consolidator.add(answered(0, {"x": {"label": "coot", "workerComment": "far"}}))
    (found,) = consolidator.finish(DATE)
    assert found.content is not None and "worker-feedback" not in found.content["birds-metadata"]


def test_the_file_names_the_label_display_names_and_instructions() -> None:
    document = {
        "labels": [{"label": "place", "shortDisplayName": "plc", "longDisplayName": "x"}, {"label": "time"}],
        "auditLabelAttributeName": "birds",
        "instructions": {"shortIntroduction": "short", "fullInstruction": "<b>full</b>"},
    }
    options = parse_label_categories(json.dumps(document).encode(), None).options
    assert options.label_details == ({"label": "place", "shortDisplayName": "plc"}, {"label": "time"})
    assert options.audited == "birds"
    assert options.instructions == {"shortInstruction": "short", "fullInstruction": "<b>full</b>"}
    plain = parse_label_categories(b'{"labels": [{"label": "a"}]}', None).options
    assert (plain.label_details, plain.audited, plain.instructions) == ((), None, {})


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (
            {"labels": [{"label": "a", "shortDisplayName": 7}]},
            r"labels\[0\].shortDisplayName is 7, not a short text",
        ),
        ({"auditLabelAttributeName": 7}, "auditLabelAttributeName is 7, not a text"),
        ({"instructions": "x"}, "'instructions' is \"x\", not an object"),
        ({"instructions": {"fullInstruction": 7}}, "instructions.fullInstruction is 7, not a text"),
    ],
)
def test_members_of_a_wrong_kind_are_refused(members: dict[str, Any], message: str) -> None:
    document = {"labels": [{"label": "a"}]} | members
    with pytest.raises(InvalidInput, match=message):
        parse_label_categories(json.dumps(document).encode(), None)


def test_awss_own_interfaces_are_known_by_their_arns() -> None:
    arn = "arn:aws:sagemaker:eu-west-1:394669845002:human-task-ui/{}"
    assert (
        built_in_ui(arn.format("NamedEntityRecognition"))
        == TASK_TYPES["NamedEntityRecognition"].default_template
    )
    assert built_in_ui(arn.format("mine")) is None and built_in_ui("") is None
    with pytest.raises(InvalidInput, match="'VideoObjectTracking' is not served yet"):
        built_in_ui(arn.format("VideoObjectTracking"))
