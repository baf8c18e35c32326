"""Boxes, polygons, entities and keypoints: what the page gets, and what answers become."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, ImageSize, JobFacts
from trigpoint.tasktypes.registry import TASK_TYPES

DATE = "2031-04-02T09:18:44.120553"
MakeJob = Callable[..., JobFacts]
MakeAnswered = Callable[..., AnsweredObject]
SIZE = {"height": 720, "width": 1280}
BOXES, ADJUSTED = TASK_TYPES["BoundingBox"], TASK_TYPES["AdjustmentBoundingBox"]
NAMES, POLYGONS, POINTS = (TASK_TYPES[name] for name in ("NamedEntityRecognition", "Polygon", "Keypoint"))


def consolidated(task_type: Any, job: JobFacts, *objects: AnsweredObject) -> list[ConsolidatedObject]:
    consolidator = task_type.consolidator(job)
    for each in objects:
        consolidator.add(each)
    return list(consolidator.finish(DATE))


def content(task_type: Any, job: JobFacts, answered: AnsweredObject) -> dict[str, Any]:
    (found,) = consolidated(task_type, job, answered)
    assert found.failure_reason is None
    assert found.content is not None
    return found.content


def box(
    label: Any = "coot", left: Any = 64, top: Any = 210, width: Any = 95, height: Any = 120
) -> dict[str, Any]:
    return {"height": height, "label": label, "left": left, "top": top, "width": width}


def boxes(*drawn: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"boundingBox": {"boundingBoxes": list(drawn), "inputImageProperties": SIZE, **more}}


def metadata(job: JobFacts, **facts: Any) -> dict[str, Any]:
    return {
        **facts,
        "job-name": "labeling-job/ponds-1",
        "human-annotated": "yes",
        "creation-date": DATE,
    }


def test_boxes_of_three_workers(job: MakeJob, answered: MakeAnswered) -> None:
    found = content(
        BOXES,
        job(),
        answered(
            4,
            boxes(box()),
            boxes(box(left=62, width=97)),
            boxes(box(top=211, height=119), box("heron", 0, 0, 9, 9)),
        ),
    )
    assert json.dumps(found) == json.dumps(
        {
            "birds": {
                "image_size": [{"width": 1280, "height": 720, "depth": 3}],
                "annotations": [{"class_id": 1, "left": 63, "top": 210, "width": 96, "height": 120}],
            },
            "birds-metadata": metadata(
                job(),
                objects=[{"confidence": found["birds-metadata"]["objects"][0]["confidence"]}],
                **{"class-map": {"1": "coot"}},
            )
            | {"type": "groundtruth/object-detection"},
        }
    )
    assert 0.97 <= found["birds-metadata"]["objects"][0]["confidence"] <= 0.99


def test_one_wanted_workers_boxes_are_kept_with_confidence_zero(job: MakeJob, answered: MakeAnswered) -> None:
    drawn = [box("reed", 5, 5, 10, 10), box("heron", 700, 3, 10, 10), box("heron", 7, 3, 10, 10)]
    found = content(BOXES, job(n_workers=1), answered(0, boxes(*drawn)))
    assert [(each["class_id"], each["left"]) for each in found["birds"]["annotations"]] == [
        (0, 7),
        (0, 700),
        (2, 5),
    ]
    assert found["birds-metadata"]["objects"] == [{"confidence": 0.0}] * 3
    assert found["birds-metadata"]["class-map"] == {"0": "heron", "2": "reed"}


def test_an_image_without_boxes_has_empty_lists(job: MakeJob, answered: MakeAnswered) -> None:
    null = {"mine": {"boundingBoxes": None, "inputImageProperties": SIZE}}
    found = content(BOXES, job(), answered(0, boxes(), null, {"a": "1", **boxes()}))
    assert found["birds"]["annotations"] == [] == found["birds-metadata"]["objects"]
    assert found["birds-metadata"]["class-map"] == {}


def test_the_files_size_wins_and_boxes_stay_within(job: MakeJob, answered: MakeAnswered) -> None:
    drawn = msgspec.structs.replace(
        answered(0, boxes(box(left=-9, top=90.4, width=50, height=70))), image=ImageSize(30, 100, 1)
    )
    found = content(BOXES, job(), drawn)["birds"]
    assert found["image_size"] == [{"width": 30, "height": 100, "depth": 1}]
    assert found["annotations"] == [{"class_id": 1, "left": 0, "top": 90, "width": 30, "height": 10}]


def test_adjusted_boxes_say_whether_anybody_changed_them(job: MakeJob, answered: MakeAnswered) -> None:
    for flags, status in (((False, True), "adjusted"), ((False, False), "unadjusted")):
        objects = answered(0, *(boxes(box(), initialValueModified=flag) for flag in flags))
        found = content(ADJUSTED, job(), objects)["birds-metadata"]
        assert found["adjustment-status"] == status
    assert "adjustment-status" not in content(BOXES, job(), objects)["birds-metadata"]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (boxes(box("goose")), "an answer has the label 'goose', which is not in the label category file"),
        (boxes(box(None)), "an answer has a mark without a label"),
        (boxes(box(left="7")), "an answer has a mark whose left is '7', not a number"),
        (boxes(box(left=True)), "an answer has a mark whose left is True, not a number"),
        (boxes(box(left=1e300)), "an answer has a mark whose left is 1e+300, far outside"),
        (boxes(box(width=0)), "an answer has a box of 0 x 120 pixels"),
        (boxes(*[box()] * 1001), "an answer has 1001 boundingBoxes; 1000 are allowed"),
        ({"boundingBox": {"boundingBoxes": [7]}}, "an answer's boundingBoxes are not all objects"),
        (
            {"boundingBox": {"boundingBoxes": "x"}},
            'an answer has no value of the form {"boundingBoxes": [...]}',
        ),
        ({"boundingBox": {"boundingBoxes": []}}, "the size of the image is not known"),
        ({}, "an answer has no value of the form"),
    ],
)
def test_boxes_that_do_not_fit_fail_their_object_alone(
    answer: Any, reason: str, job: MakeJob, answered: MakeAnswered
) -> None:
    bad, good, none = consolidated(BOXES, job(), answered(1, answer), answered(2, boxes(box())), answered(3))
    assert bad.content is None and bad.failure_reason is not None
    assert bad.failure_reason.startswith(f"ClientError: {reason}")
    assert good.content is not None
    assert none.failure_reason == "ClientError: the object has no answer"


def entity(start: Any, end: Any, label: str = "place") -> dict[str, Any]:
    return {"endOffset": end, "label": label, "startOffset": start}


def entities(*marked: dict[str, Any]) -> dict[str, Any]:
    return {"crowd-entity-annotation": {"entities": list(marked)}}


def text(*answers: dict[str, Any], content: str = "Meet in Lyon 🚉 at 9.") -> AnsweredObject:
    from trigpoint.model.functions import WorkerAnswer

    given = tuple(WorkerAnswer(f"w{place}", each) for place, each in enumerate(answers))
    return AnsweredObject(0, {"content": content}, given)


def names_job(job: MakeJob, **changes: Any) -> JobFacts:
    details = ({"label": "place", "shortDisplayName": "plc", "fullDisplayName": "Place"}, {"label": "time"})
    return job(label_attribute_name="ents", labels=("place", "time"), label_details=details, **changes)


def test_entities_of_three_workers(job: MakeJob) -> None:
    """Offsets count characters: the station is one, though a browser counts two."""
    answers = [
        entities(entity(8, 12), entity(18, 19, "time")),
        entities(entity(8, 12)),
        entities(entity(8, 13), entity(18, 19, "time")),
    ]
    found = content(NAMES, names_job(job), text(*answers))
    assert found["ents"] == {
        "annotations": {
            "entities": [
                {"endOffset": 12, "startOffset": 8, "label": "place"},
                {"endOffset": 19, "startOffset": 18, "label": "time"},
            ],
            "labels": [{"label": "place", "shortDisplayName": "plc"}, {"label": "time"}],
        }
    }
    assert found["ents-metadata"] == metadata(
        names_job(job), entities=[{"confidence": 0.93}, {"confidence": 0.67}]
    ) | {"type": "groundtruth/text-span"}


def test_one_wanted_workers_entities_have_confidence_zero(job: MakeJob) -> None:
    found = content(NAMES, names_job(job, n_workers=1), text(entities(entity(8, 12))))
    assert found["ents-metadata"]["entities"] == [{"confidence": 0.0}]


@pytest.mark.parametrize(
    ("marked", "reason"),
    [
        (entity(8, 99), "an answer has an entity from 8 to 99; the text has 20 characters"),
        (entity(8, 8), "an answer has an entity from 8 to 8"),
        (entity(-1, 8), "an answer has an entity from -1"),
        (entity(1.5, 8), "an answer has a mark whose startOffset is 1.5, not a whole number"),
        (entity(0, 3, "name"), "an answer has the label 'name', which is not in"),
    ],
)
def test_entities_that_do_not_fit_fail_their_object(marked: Any, reason: str, job: MakeJob) -> None:
    (found,) = consolidated(NAMES, names_job(job), text(entities(marked)))
    assert found.failure_reason is not None and found.failure_reason.startswith(f"ClientError: {reason}")


def test_the_page_of_entities_gets_label_objects_and_instructions(job: MakeJob) -> None:
    facts = names_job(job, instructions={"shortInstruction": "<b>Mark</b>"})
    (given,) = NAMES.pre([{"source": "Meet"}], facts)
    assert given.task_input is not None
    assert given.task_input["labels"] == list(facts.label_details)
    assert given.task_input["instructions"] == {"shortInstruction": "<b>Mark</b>"}
    (plain,) = NAMES.pre([{"source": "Meet"}], job(labels=("place",)))
    assert plain.task_input is not None and plain.task_input["labels"] == [{"label": "place"}]
    (bad,) = NAMES.pre([{"source-ref": "s3://in-bkt/a.txt"}], facts)
    assert bad.failure_reason == "ClientError: the manifest line has no text 'source'"


def polygon(*points: tuple[int, int], label: str = "coot") -> dict[str, Any]:
    return {"label": label, "vertices": [{"x": x, "y": y} for x, y in points]}


def polygons(*drawn: dict[str, Any]) -> dict[str, Any]:
    return {"annotatedResult": {"inputImageProperties": SIZE, "polygons": list(drawn)}}


def test_polygons_of_workers_become_a_custom_label(job: MakeJob, answered: MakeAnswered) -> None:
    square = polygon((10, 10), (50, 10), (50, 50), (10, 50))
    found = content(POLYGONS, job(), answered(0, polygons(square), polygons(square), polygons()))
    assert found == {
        "birds": {
            "image_size": [{"width": 1280, "height": 720, "depth": 3}],
            "annotations": [{"class_id": 1, "vertices": square["vertices"]}],
        },
        "birds-metadata": {
            "objects": [{"confidence": 0.67}],
            "class-map": {"1": "coot"},
            "type": "groundtruth/custom",
            "job-name": "Ponds-1",
            "human-annotated": "yes",
            "creation-date": "2031-04-02T09:18:44.120000",
        },
    }


@pytest.mark.parametrize(
    "bad", [polygon((1, 1), (2, 2)), {"label": "coot"}, {"label": "coot", "vertices": [1, 2, 3]}]
)
def test_polygons_that_are_none_fail_their_object(bad: Any, job: MakeJob, answered: MakeAnswered) -> None:
    (found,) = consolidated(POLYGONS, job(), answered(0, polygons(bad)))
    assert found.failure_reason is not None and "an answer has a polygon" in found.failure_reason


def keypoint(label: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    return {"label": label, "x": x, "y": y, **more}


def keypoints(*points: dict[str, Any]) -> dict[str, Any]:
    return {"annotatedResult": {"inputImageProperties": SIZE, "keypoints": list(points)}}


POSE = [keypoint("nose", 100, 100), keypoint("left ear", 80, 140), keypoint("right ear", 120, 140)]


def test_keypoints_keep_all_answers_and_add_what_they_come_to(job: MakeJob, answered: MakeAnswered) -> None:
    facts = job(labels=("nose", "left ear", "right ear"))
    swapped = [POSE[0], keypoint("left ear", 120, 141), keypoint("right ear", 80, 140)]
    found = content(POINTS, facts, answered(0, keypoints(*POSE), keypoints(*POSE), keypoints(*swapped)))
    label = found["birds"]
    assert list(label) == ["annotationsFromAllWorkers", "consolidated"]
    assert [each["workerId"] for each in label["annotationsFromAllWorkers"]] == ["w0", "w1", "w2"]
    for each in label["annotationsFromAllWorkers"]:  # as pose tools read it
        assert len(ast.literal_eval(each["annotationData"]["content"])["annotatedResult"]["keypoints"]) == 3
    points = {each["label"]: each for each in label["consolidated"]["keypoints"]}
    assert points["left ear"]["x"] == pytest.approx(80, abs=1) and points["left ear"]["n"] == 3
    assert points["nose"].keys() == {"label", "x", "y", "sd", "confidence", "n"}
    assert {"flag": "swapped", "worker": "w2", "label": "left ear", "other": "right ear"} in label[
        "consolidated"
    ]["flags"]
    assert found["birds-metadata"]["type"] == "groundtruth/custom"
    assert (
        POINTS.learns(facts)
        and not POINTS.learns(job(method="median"))
        and not POINTS.learns(job(n_workers=1))
    )


def test_keypoints_without_a_label_category_file_may_have_any_label(
    job: MakeJob, answered: MakeAnswered
) -> None:
    found = content(POINTS, job(labels=(), n_workers=1), answered(0, keypoints(*POSE)))
    points = found["birds"]["consolidated"]["keypoints"]
    assert [(each["label"], each["x"], each["confidence"]) for each in points] == [
        ("left ear", 80, 0.0),
        ("nose", 100, 0.0),
        ("right ear", 120, 0.0),
    ]


def test_keypoints_of_several_animals_have_instances(job: MakeJob, answered: MakeAnswered) -> None:
    two = [keypoint("nose", 100, 100), keypoint("nose", 500, 100)]
    found = content(
        POINTS, job(labels=("nose",)), answered(0, *(keypoints(*each) for each in (two, two[::-1], two)))
    )
    points = found["birds"]["consolidated"]["keypoints"]
    assert sorted((each["x"], each["n"]) for each in points) == [(100, 3), (500, 3)]
    assert {each["instance"] for each in points} == {1, 2}


def test_absent_keypoints_are_left_out_and_hidden_ones_marked(job: MakeJob, answered: MakeAnswered) -> None:
    answer = keypoints(keypoint("nose", 5, 5, visibility=1), keypoint("tail", 0, 0, visibility=0))
    found = content(POINTS, job(labels=("nose", "tail")), answered(0, answer, answer))
    (nose,) = found["birds"]["consolidated"]["keypoints"]
    assert nose["visibility"] == 1


def test_a_group_of_keypoints_without_any_good_answer_fails_object_by_object(
    job: MakeJob, answered: MakeAnswered
) -> None:
    found = consolidated(POINTS, job(), answered(0, keypoints(keypoint("goose", 1, 1))), answered(1, {}))
    assert [each.content for each in found] == [None, None]
    assert consolidated(POINTS, job()) == []


@pytest.mark.parametrize("task_type", [BOXES, POLYGONS, POINTS])
def test_a_line_without_an_image_fails_before_anybody_sees_it(task_type: Any, job: MakeJob) -> None:
    bad, worse, good = task_type.pre(
        [{"source": "text"}, {"source-ref": "http://x/y"}, {"source-ref": "s3://in-bkt/a.jpg"}], job()
    )
    assert bad.failure_reason == "ClientError: the manifest line has no 'source-ref'"
    assert worse.failure_reason.startswith("ClientError: source-ref: 'http://x/y' is not an S3 URI")
    assert good.task_input["labels"] == ["heron", "coot", "reed"]


def test_keypoint_pages_begin_with_an_earlier_label_or_what_the_line_brings(job: MakeJob) -> None:
    point = {"label": "nose", "x": 1.5, "y": 2}
    label = {"annotationsFromAllWorkers": [], "consolidated": {"keypoints": [point | {"sd": 3, "n": 2}]}}
    line = {"source-ref": "s3://in-bkt/a.jpg", "pose": label}

    def begun(line: dict[str, Any], **changes: Any) -> Any:
        (answer,) = POINTS.pre([line], job(label_attribute_name="adjusted-pose", **changes))
        return answer.failure_reason if answer.task_input is None else answer.task_input["initialValue"]

    assert begun(line) == [point], "numbers of the consolidation do not reach the page"
    assert begun(line, audited="pose") == [point]
    assert begun({"source-ref": "s3://in-bkt/a.jpg"}) == []
    assert begun(line | {"pose": {"keypoints": [point]}}) == [point]
    absent = {"label": "ear", "visibility": 0, "instance": 2}
    assert begun(line | {"initialValue": [absent]}) == [absent | {"x": 0, "y": 0}]
    assert begun(line | {"initialValue": []}) == [], "the line may ask for a page without points"
    (answer,) = POINTS.pre([line], job())
    assert answer.task_input is not None and answer.task_input["initialValue"] == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({}, "no label 'pose', which the job is to show"),
        ({"pose": "text"}, "pose of the manifest line holds no list of keypoints"),
        ({"pose": {"keypoints": [{"x": 1, "y": 2}]}}, r"pose\[0\] has no label"),
        ({"initialValue": [{"label": "a", "x": "1", "y": 2}]}, r"initialValue\[0\] has the x '1'"),
        ({"initialValue": [{"label": "a", "x": 1, "y": float("nan")}]}, "has the y nan"),
        ({"initialValue": [{"label": "a", "x": 1, "y": 2}] * 1001}, "1001 keypoints; 1000 are allowed"),
    ],
)
def test_points_that_cannot_be_drawn_fail_their_object_alone(
    job: MakeJob, line: dict[str, Any], reason: str
) -> None:
    good = {"source-ref": "s3://in-bkt/b.jpg", "pose": {"keypoints": []}}
    bad, fine = POINTS.pre([{"source-ref": "s3://in-bkt/a.jpg"} | line, good], job(audited="pose"))
    assert bad.task_input is None and re.search(reason, bad.failure_reason or "")
    assert fine.task_input is not None
