"""Which function ARNs are recognised."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.function_arn import built_in_function
from trigpoint.tasktypes.registry import TASK_TYPES, task_type_of, task_type_of_job

ACCOUNTS = [
    "us-east-1:432418664414",
    "eu-central-1:203001061592",
    "ap-southeast-2:454466003867",
    "xx-new-9:000000000000",
]


def arn(name: str, place: str = ACCOUNTS[0], partition: str = "aws") -> str:
    return f"arn:{partition}:lambda:{place}:function:{name}"


@pytest.mark.parametrize("place", ACCOUNTS)
@pytest.mark.parametrize("stage", ["PRE", "ACS"])
@pytest.mark.parametrize("name", sorted(set(TASK_TYPES) - {"Recipe"}))
def test_built_in_functions_of_any_region_and_account_are_recognised(
    name: str, stage: str, place: str
) -> None:
    assert task_type_of(arn(f"{stage}-{name}", place)) is TASK_TYPES[name]
    assert task_type_of(arn(f"{stage}-{name}", place, "aws-cn")) is TASK_TYPES[name]


@pytest.mark.parametrize("name", ["GtRecipePreHumanTaskFunc", "GtRecipeAnnotationConsol"])
def test_recipe_functions_are_recognised_with_any_ending(name: str) -> None:
    deployed = arn(f"serverlessrepo-aws-sagema-{name}-1A2B3C4D5E", "us-west-2:111122223333")
    assert task_type_of(deployed) is TASK_TYPES["Recipe"]


def test_functions_of_users_are_none_of_ours() -> None:
    assert task_type_of(arn("my-PRE-function")) is None
    assert task_type_of(arn("LabelingFunction")) is None
    assert task_type_of("not an arn") is None


@pytest.mark.parametrize(
    "name", ["ACS-VideoObjectDetection", "PRE-3DPointCloudObjectTracking", "PRE-Nonsense"]
)
def test_a_task_type_that_is_not_served_says_so(name: str) -> None:
    with pytest.raises(InvalidInput, match="is not served yet; served are AdjustmentBoundingBox, "):
        task_type_of(arn(name))


def test_both_names_of_video_classification_are_one_type() -> None:
    assert built_in_function(arn("ACS-VideoClassification")) == built_in_function(arn("ACS-VideoMultiClass"))


def test_the_functions_of_a_job_decide_its_task_type() -> None:
    pre, post = arn("PRE-TextMultiClass"), arn("ACS-TextMultiClass", ACCOUNTS[1])
    assert task_type_of_job(pre, post) is TASK_TYPES["TextMultiClass"]
    assert task_type_of_job(arn("mine"), post) is TASK_TYPES["TextMultiClass"]
    assert task_type_of_job(pre, None) is TASK_TYPES["TextMultiClass"]
    assert task_type_of_job(pre, arn("mine")) is None
    assert task_type_of_job(None, None) is None


@pytest.mark.parametrize(
    ("pre", "post", "message"),
    [
        (
            "ACS-TextMultiClass",
            "ACS-TextMultiClass",
            "PreHumanTaskLambdaArn: .* is not a function for this place",
        ),
        ("PRE-TextMultiClass", "PRE-TextMultiClass", "AnnotationConsolidationLambdaArn: .* not a function"),
        ("PRE-TextMultiClass", "ACS-ImageMultiClass", "both must be of the same built-in task type"),
        ("PRE-VideoObjectTracking", "mine", "'VideoObjectTracking' is not served yet"),
    ],
)
def test_functions_that_do_not_fit_are_refused(pre: str, post: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        task_type_of_job(arn(pre), arn(post))


def test_task_types_can_be_sent_to_another_process() -> None:
    for task_type in TASK_TYPES.values():
        assert pickle.loads(pickle.dumps(task_type)) == task_type


@pytest.mark.parametrize("task_type", TASK_TYPES.values(), ids=lambda each: each.name)
def test_every_task_type_has_a_template(task_type: object) -> None:
    template = task_type.default_template  # type: ignore[attr-defined]
    assert '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>' in template
    assert "<crowd-form>" in template or "<crowd-entity-annotation" in template  # which is a form itself
    assert "task.input.taskObject" in template
    assert "short-instructions" in template and "full-instructions" in template


def test_importing_the_registry_and_the_functions_loads_no_numerics() -> None:
    program = (
        "import sys, trigpoint.tasktypes.registry, trigpoint.tasktypes.label_categories, "
        "trigpoint.tasktypes.label_attribute_name, trigpoint.functions.provider, "
        "trigpoint.functions.worker_processes, trigpoint.formats.manifest; "
        "sys.exit('numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
