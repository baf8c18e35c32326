"""The recipe pair and pass-through."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from trigpoint.model.errors import WrongState
from trigpoint.model.functions import AnsweredObject, JobFacts
from trigpoint.tasktypes.registry import TASK_TYPES

RECIPE, PASS_THROUGH = TASK_TYPES["Recipe"], TASK_TYPES["PassThrough"]


def test_the_recipe_hands_over_the_data_object_alone(job: Callable[..., JobFacts]) -> None:
    lines = [{"source": "a", "source-ref": "s3://b/c"}, {"source-ref": "s3://b/c", "x": 1}, {"x": 1}]
    answers = RECIPE.pre(lines, job())
    assert [each.task_input for each in answers] == [{"taskObject": "a"}, {"taskObject": "s3://b/c"}, None]
    assert answers[2].failure_reason is not None and answers[2].failure_reason.startswith("ClientError: ")


def test_the_recipes_label_is_all_answers_as_text_that_pose_tools_can_evaluate(
    job: Callable[..., JobFacts], answered: Callable[..., AnsweredObject]
) -> None:
    points = {"annotatedResult": {"keypoints": [{"label": "mouse é/ü", "x": 1.5, "y": 2}]}}
    consolidator = RECIPE.consolidator(job(label_attribute_name="annotatedResult"))
    consolidator.add(answered(3, points, points))
    (found,) = consolidator.finish("2031-04-02T09:18:44.120553")
    assert found.content is not None
    workers = found.content["annotatedResult"]["annotationsFromAllWorkers"]
    assert [each["workerId"] for each in workers] == ["w0", "w1"]
    content = workers[0]["annotationData"]["content"]
    assert ast.literal_eval(content) == points
    assert "é/ü" in content
    assert found.content["annotatedResult-metadata"] == {
        "type": "groundtruth/custom",
        "job-name": "Ponds-1",
        "human-annotated": "yes",
        "creation-date": "2031-04-02T09:18:44.120000",
    }
    assert not RECIPE.learns(job()) and consolidator.state == b""


def test_pass_through_hands_over_the_line_and_consolidates_nothing(job: Callable[..., JobFacts]) -> None:
    lines = [{"source": "a", "x": 1}, {"taskObject": "mine", "source": "a"}, {"x": 1}]
    inputs = [each.task_input for each in PASS_THROUGH.pre(lines, job())]
    assert inputs == [{"source": "a", "x": 1, "taskObject": "a"}, lines[1], lines[2]]
    assert PASS_THROUGH.by_reference and not PASS_THROUGH.learns(job())
    with pytest.raises(WrongState):
        PASS_THROUGH.consolidator(job())
