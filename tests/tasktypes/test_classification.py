"""Classification: what the page gets, and what answers become."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, JobFacts
from trigpoint.tasktypes.registry import TASK_TYPES

ONE = [TASK_TYPES["ImageMultiClass"], TASK_TYPES["TextMultiClass"]]
MANY = [TASK_TYPES["ImageMultiClassMultiLabel"], TASK_TYPES["TextMultiClassMultiLabel"]]
IMAGE, TEXT = ONE
IMAGES, TEXTS = MANY
DATE = "2031-04-02T09:18:44.120553"
MakeJob = Callable[..., JobFacts]
MakeAnswered = Callable[..., AnsweredObject]


def one(label: Any, **others: Any) -> dict[str, Any]:
    return {"crowd-image-classifier": {"label": label, **others}}


def many(*labels: Any) -> dict[str, Any]:
    return {"crowd-classifier-multi-select": {"labels": list(labels)}}


def labels_of(task_type: Any, job: JobFacts, objects: list[AnsweredObject]) -> list[ConsolidatedObject]:
    consolidator = task_type.consolidator(job)
    for each in objects:
        consolidator.add(each)
    return list(consolidator.finish(DATE))


@pytest.mark.parametrize("task_type", [*ONE, *MANY])
def test_the_template_gets_object_labels_and_line(task_type: Any, job: MakeJob) -> None:
    lines = [
        {"source": "a text", "id": 1},
        {"source-ref": "s3://in-bkt/a.jpg"},
        {"source": "both", "source-ref": "s3://in-bkt/a.jpg"},
    ]
    inputs = [answer.task_input for answer in task_type.pre(lines, job())]
    assert [each["taskObject"] for each in inputs] == ["a text", "s3://in-bkt/a.jpg", "both"]
    assert inputs[0]["labels"] == ["heron", "coot", "reed"]
    assert inputs[0]["manifestLine"] == lines[0]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"id": 1}, "ClientError: the manifest line has neither"),
        ({"source": 5}, "ClientError: the manifest line has neither"),
        ({"source-ref": "http://x/y"}, "ClientError: source-ref: 'http://x/y' is not an S3 URI"),
    ],
)
def test_a_line_that_no_worker_can_label_fails_alone(line: Any, reason: str, job: MakeJob) -> None:
    bad, good = IMAGE.pre([line, {"source": "x"}], job())
    assert bad.task_input is None and bad.failure_reason is not None and bad.failure_reason.startswith(reason)
    assert good.task_input is not None


def test_one_label_from_three_workers(job: MakeJob, answered: MakeAnswered) -> None:
    (found,) = labels_of(
        IMAGE, job(), [answered(4, one("coot"), one("coot", workerComment="far"), one("coot"))]
    )
    assert found.object_index == 4
    assert json.dumps(found.content) == json.dumps(
        {
            "birds": 1,
            "birds-metadata": {
                "confidence": 0.95,
                "class-name": "coot",
                "job-name": "labeling-job/ponds-1",
                "human-annotated": "yes",
                "creation-date": DATE,
                "type": "groundtruth/image-classification",
            },
        }
    )


def test_several_labels_from_three_workers(job: MakeJob, answered: MakeAnswered) -> None:
    objects = [answered(0, many("reed", "heron"), many("reed"), many("reed"))]
    objects += [answered(i, many("coot"), many("coot"), many("coot")) for i in range(1, 9)]
    found = labels_of(TEXTS, job(method="mv"), objects)
    assert found[0].content == {
        "birds": [2, 0],
        "birds-metadata": {
            "confidence-map": {"2": 0.95, "0": 0.33},
            "class-map": {"2": "reed", "0": "heron"},
            "job-name": "labeling-job/ponds-1",
            "human-annotated": "yes",
            "creation-date": DATE,
            "type": "groundtruth/text-classification-multilabel",
        },
    }
    by_default = labels_of(TEXTS, job(), objects)
    assert [each.content["birds"] for each in by_default if each.content] == [[2, 0], *[[1]] * 8]


def test_equal_confidences_stand_in_the_order_of_labels(job: MakeJob, answered: MakeAnswered) -> None:
    (found,) = labels_of(IMAGES, job(), [answered(0, *[many("reed", "heron", "coot")] * 3)])
    assert found.content is not None and found.content["birds"] == [0, 1, 2]


@pytest.mark.parametrize("task_type", ONE)
def test_one_wanted_worker_is_followed_with_confidence_zero(
    task_type: Any, job: MakeJob, answered: MakeAnswered
) -> None:
    objects = [answered(i, one("heron")) for i in range(50)] + [answered(50, one("reed"))]
    found = labels_of(task_type, job(n_workers=1), objects)
    assert found[50].content is not None and found[50].content["birds"] == 2
    assert {each.content["birds-metadata"]["confidence"] for each in found if each.content} == {0.0}


@pytest.mark.parametrize("task_type", MANY)
def test_one_wanted_workers_labels_all_have_confidence_zero(
    task_type: Any, job: MakeJob, answered: MakeAnswered
) -> None:
    found = labels_of(task_type, job(n_workers=1), [answered(0, many("reed", "heron")), answered(1, many())])
    assert found[0].content is not None and found[1].content is not None
    assert found[0].content["birds"] == [0, 2]
    assert found[0].content["birds-metadata"]["confidence-map"] == {"0": 0.0, "2": 0.0}
    assert found[1].content["birds"] == [] and found[1].content["birds-metadata"]["class-map"] == {}


def test_fewer_answers_than_wanted_get_the_models_confidence(job: MakeJob, answered: MakeAnswered) -> None:
    objects = [answered(i, *[one(name)] * 3) for i, name in enumerate(["heron", "coot", "reed"] * 5)]
    found = labels_of(IMAGE, job(), [*objects, answered(15, one("reed"))])
    assert found[15].content is not None and found[15].content["birds-metadata"]["confidence"] > 0.5


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            one("goose"),
            "ClientError: an answer has the label 'goose', which is not in the label category file",
        ),
        (one(3), 'ClientError: an answer has no value of the form {"label": "..."}'),
        ({}, "ClientError: an answer has no value"),
        ({"crowd-image-classifier": "coot"}, "ClientError: an answer has no value"),
        (many("coot"), "ClientError: an answer has no value"),
    ],
)
def test_an_answer_that_does_not_fit_fails_its_object_alone(
    content: Any, reason: str, job: MakeJob, answered: MakeAnswered
) -> None:
    good = answered(7, one("coot"), one("coot"), one("coot"))
    bad, other = labels_of(IMAGE, job(), [answered(6, one("coot"), content), good])
    assert bad.content is None and bad.failure_reason is not None and bad.failure_reason.startswith(reason)
    assert [other] == labels_of(IMAGE, job(), [good])


def test_a_multi_label_answer_that_does_not_fit_fails_its_object(
    job: MakeJob, answered: MakeAnswered
) -> None:
    objects = [answered(0, many("goose")), answered(1, one("coot")), answered(2, many(1)), answered(3)]
    reasons = [each.failure_reason for each in labels_of(IMAGES, job(), objects)]
    assert all(reason is not None and reason.startswith("ClientError: ") for reason in reasons)


def test_the_first_value_of_the_right_shape_counts(job: MakeJob, answered: MakeAnswered) -> None:
    content = {
        "age": "7",
        "box": {"boundingBoxes": []},
        "mine": {"label": "reed"},
        "other": {"label": "coot"},
    }
    (found,) = labels_of(TEXT, job(), [answered(0, content)])
    assert found.content is not None and found.content["birds"] == 2


def test_a_label_chosen_twice_in_an_answer_counts_once(job: MakeJob, answered: MakeAnswered) -> None:
    (found,) = labels_of(IMAGES, job(method="mv"), [answered(0, many("reed", "reed"), many("coot"))])
    assert found.content is not None
    assert found.content["birds-metadata"]["confidence-map"] == {"1": 0.5, "2": 0.5}


@pytest.mark.parametrize("task_type", [IMAGE, IMAGES])
def test_groups_learn_from_one_another(task_type: Any, job: MakeJob, answered: MakeAnswered) -> None:
    say = one if task_type is IMAGE else many
    names = ["heron", "coot", "reed"]
    state = b""
    for i in range(30):
        consolidator = task_type.consolidator(job(), state)
        spam = names[(i * 7 + i // 3) % 3]
        consolidator.add(answered(i, say(names[i % 3]), say(names[i % 3]), say(spam), say(spam)))
        list(consolidator.finish(DATE))
        assert consolidator.state != state
        state = consolidator.state
    accuracy = {name: sum(each["counts"]) for name, each in json.loads(state)["workers"].items()}
    assert accuracy.keys() == {"w0", "w1", "w2", "w3"}


def test_nothing_is_learned_of_a_single_worker_or_by_majority(job: MakeJob, answered: MakeAnswered) -> None:
    assert IMAGE.learns(job()) and IMAGES.learns(job(method="mds"))
    for facts in (job(n_workers=1), job(method="mv")):
        assert not IMAGE.learns(facts)
        consolidator = IMAGE.consolidator(facts)
        consolidator.add(answered(0, one("coot")))
        list(consolidator.finish(DATE))
        assert consolidator.state == b""


@pytest.mark.parametrize("task_type", [*ONE, *MANY])
def test_an_empty_group_gives_nothing(task_type: Any, job: MakeJob) -> None:
    assert labels_of(task_type, job(), []) == []
