"""What is said to functions, and what they say."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trigpoint.functions import events
from trigpoint.functions.label_content import EXPIRED, failed_content, line_attributes, reference_content
from trigpoint.functions.task_input import line_as_input
from trigpoint.model.errors import FunctionFailed
from trigpoint.model.functions import AnsweredObject, JobFacts, WorkerAnswer

DATE = "2031-04-02T09:18:44.120553"
JOB = JobFacts(
    job_name="Ponds-1",
    job_arn="arn:aws:sagemaker:eu-west-1:000000000000:labeling-job/ponds-1",
    label_attribute_name="birds",
    labels=("heron", "coot"),
    n_workers=3,
    role_arn="arn:aws:iam::000000000000:role/gt",
    output_config="s3://out-bkt/Ponds-1/annotations",
)
CUSTOM = JobFacts(
    job_name="Ponds-1", job_arn="arn", label_attribute_name="birds", labels=(), n_workers=3, kms_key_id="key"
)


def test_the_pre_event_carries_the_whole_line() -> None:
    line = {"source": "x", "id": 1}
    assert events.pre_event(JOB, line) == {
        "version": "2018-10-06",
        "labelingJobArn": JOB.job_arn,
        "dataObject": line,
    }


@pytest.mark.parametrize("name", ["isHumanAnnotationRequired", "humanAnnotationRequired"])
@pytest.mark.parametrize(
    ("value", "required"), [(True, True), ("TRUE", True), (False, False), ("False", False)]
)
def test_both_names_and_spellings_of_human_annotation_are_known(
    name: str, value: Any, required: bool
) -> None:
    answer = events.parse_pre_response({"taskInput": {"a": 1}, name: value})
    assert (answer.task_input == {"a": 1}) is required
    assert (answer.failure_reason is None) is required


def test_human_annotation_is_required_by_default() -> None:
    assert events.parse_pre_response({"taskInput": {}}).task_input == {}


@pytest.mark.parametrize(
    "response", [None, [], "x", {}, {"taskInput": "x"}, {"taskInput": {}, "isHumanAnnotationRequired": 1}]
)
def test_another_shape_of_a_pre_response_is_a_failure(response: Any) -> None:
    with pytest.raises(FunctionFailed, match="pre-annotation function"):
        events.parse_pre_response(response)


def test_the_payload_holds_answers_as_text() -> None:
    content = {"box": {"label": "é/</x>", "n": 1.5}}
    answered = AnsweredObject(
        4, {"s3Uri": "s3://b/4.jpg"}, (WorkerAnswer("w1", content), WorkerAnswer("w0", {}))
    )
    payload = events.payload_of([answered])
    (entry,) = json.loads(payload)
    assert entry["datasetObjectId"] == "4" and entry["dataObject"] == {"s3Uri": "s3://b/4.jpg"}
    assert [each["workerId"] for each in entry["annotations"]] == ["w1", "w0"]
    text = entry["annotations"][0]["annotationData"]["content"]
    assert json.loads(text) == content and "é/</x>" in text
    assert list(events.answered_objects(payload)) == [answered]


def test_the_post_event_has_the_members_of_real_calls() -> None:
    uri = "s3://out-bkt/Ponds-1/annotations/consolidated-annotation/consolidation-request/iteration-1/x.json"
    assert events.post_event(JOB, uri) == {
        "version": "2018-10-06",
        "labelingJobArn": JOB.job_arn,
        "payload": {"s3Uri": uri},
        "labelAttributeName": "birds",
        "roleArn": "arn:aws:iam::000000000000:role/gt",
        "outputConfig": "s3://out-bkt/Ponds-1/annotations",
        "maxHumanWorkersPerDataObject": 3,
        "vpcEnabled": False,
        "labelCategories": ["heron", "coot"],
    }
    custom = events.post_event(CUSTOM, uri)
    assert "labelCategories" not in custom and custom["kmsKeyId"] == "key"


def entry(object_id: Any, **content: Any) -> dict[str, Any]:
    return {"datasetObjectId": object_id, "consolidatedAnnotation": {"content": content}}


def test_a_custom_label_gets_our_metadata() -> None:
    (found,) = events.parse_post_response([entry("0", birds={"n": 1})], JOB, [0], DATE)
    assert found.content == {
        "birds": {"n": 1},
        "birds-metadata": {
            "type": "groundtruth/custom",
            "job-name": "Ponds-1",
            "human-annotated": "yes",
            "creation-date": "2031-04-02T09:18:44.120000",
        },
    }


def test_four_members_of_the_metadata_win_and_others_are_kept() -> None:
    returned = {"type": "mine", "job-name": "x", "human-annotated": "no", "creation-date": "y", "quality": 3}
    (found,) = events.parse_post_response([entry(0, birds=1, **{"birds-metadata": returned})], JOB, [0], DATE)
    assert found.content is not None
    metadata = found.content["birds-metadata"]
    assert metadata.pop("quality") == 3
    assert metadata == events.custom_metadata("Ponds-1", DATE)


def test_the_last_entry_of_an_object_counts_and_unknown_ids_do_not() -> None:
    response = [entry("1", birds="old"), entry("9", birds="?"), entry(1, birds="new")]
    (found,) = events.parse_post_response(response, JOB, [1], DATE)
    assert found.content is not None and found.content["birds"] == "new"


def test_an_object_that_was_left_out_or_has_another_label_name_fails() -> None:
    left_out, other, good = events.parse_post_response(
        [entry("3", birds=0), entry("2", boats=1)], JOB, [1, 2, 3], DATE
    )
    assert left_out.content is None and left_out.failure_reason == events.LEFT_OUT
    assert other.content is None and other.failure_reason is not None
    assert other.failure_reason == "ClientError: the post-annotation function returned 'boats' and no 'birds'"
    assert good.failure_reason is None


def test_an_empty_response_fails_every_object() -> None:
    assert [each.content for each in events.parse_post_response([], JOB, [0, 1], DATE)] == [None, None]


@pytest.mark.parametrize(
    "response",
    [
        None,
        {},
        ["x"],
        [{}],
        [{"datasetObjectId": "0"}],
        [{"datasetObjectId": None, "consolidatedAnnotation": {"content": {}}}],
    ],
)
def test_another_shape_of_a_post_response_is_a_failure(response: Any) -> None:
    with pytest.raises(FunctionFailed, match="post-annotation function"):
        events.parse_post_response(response, JOB, [0], DATE)


def test_the_response_file_leaves_failed_objects_out() -> None:
    found = events.parse_post_response([entry("1", birds=0)], JOB, [0, 1], DATE)
    (stored,) = json.loads(events.response_of(found))
    assert stored["datasetObjectId"] == "1"
    assert list(stored["consolidatedAnnotation"]["content"]) == ["birds", "birds-metadata"]


def test_other_keys_come_before_the_label_unless_the_line_has_them() -> None:
    content = {"birds": 1, "score": 2, "source": "evil", "birds-metadata": {"type": "t"}}
    attributes = line_attributes(content, "birds", {"source": "s", "birds": 0})
    assert list(attributes.items()) == [("score", 2), ("birds", 1), ("birds-metadata", {"type": "t"})]


def test_a_label_by_reference_says_where_the_answers_are() -> None:
    content = reference_content("birds", "Ponds-1", "s3://out/x.json", DATE)
    assert content["birds"] == {}
    assert content["birds-metadata"]["worker-response-ref"] == "s3://out/x.json"
    assert content["birds-metadata"]["type"] == "groundtruth/custom"


def test_a_failed_line_has_metadata_and_no_label() -> None:
    assert failed_content("birds", EXPIRED) == {
        "birds-metadata": {"retry-count": 1, "failure-reason": EXPIRED, "human-annotated": "true"}
    }
    assert EXPIRED.startswith("ClientError: Annotation tasks expired.  Probable Reasons are 1) ")


def test_a_line_is_its_own_task_input() -> None:
    assert line_as_input({"source": "t", "source-ref": "s3://b/k"})["taskObject"] == "t"
    assert line_as_input({"x": 1}) == {"x": 1}
