"""Calling functions by their ARNs, in real processes."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from trigpoint.functions.events import payload_of, response_of
from trigpoint.functions.provider import FunctionProvider
from trigpoint.functions.worker_processes import WorkerProcesses
from trigpoint.model.errors import FunctionFailed, InvalidInput, NotFound
from trigpoint.model.functions import AnsweredObject, ConsolidatedText, JobFacts, WorkerAnswer
from trigpoint.tasktypes.registry import task_type_of

DATE = "2031-04-02T09:18:44.120553"
PLACE = "arn:aws:lambda:eu-west-1:568282634449:function"
ACS = f"{PLACE}:ACS-TextMultiClass"
JOB = JobFacts(
    job_name="Ponds-1", job_arn="arn", label_attribute_name="kind", labels=("a", "b", "c"), n_workers=3
)


def objects(n: int, label: Any = lambda i, j: "abc"[i % 3]) -> Iterator[AnsweredObject]:
    for i in range(n):
        answers = tuple(WorkerAnswer(f"w{j}", {"crowd-classifier": {"label": label(i, j)}}) for j in range(3))
        yield AnsweredObject(i, {"content": f"text {i}"}, answers)


def content_of(consolidated: ConsolidatedText) -> Any:
    assert consolidated.content is not None
    return msgspec.json.decode(consolidated.content)


@pytest.fixture(scope="module")
def provider() -> Iterator[FunctionProvider]:
    with WorkerProcesses() as executor:
        yield FunctionProvider(executor, task_type_of)


def test_no_pre_function_hands_over_the_line(provider: FunctionProvider) -> None:
    (answer,) = provider.pre(None)([{"source": "x", "id": 1}], JOB)
    assert answer.task_input == {"source": "x", "id": 1, "taskObject": "x"}


def test_a_built_in_pre_function_gives_labels(provider: FunctionProvider) -> None:
    (answer,) = provider.pre(f"{PLACE}:PRE-TextMultiClass")([{"source": "x"}], JOB)
    assert answer.task_input is not None and answer.task_input["labels"] == ["a", "b", "c"]


def test_a_group_is_consolidated_in_another_process(provider: FunctionProvider) -> None:
    result = provider.consolidate_group(ACS, JOB, payload_of(objects(6)), b"", DATE)
    assert [content_of(each)["kind"] for each in result.objects] == [0, 1, 2, 0, 1, 2]
    response = msgspec.json.decode(response_of(result.objects))
    assert [each["datasetObjectId"] for each in response] == list("012345")
    assert response[0]["consolidatedAnnotation"]["content"] == content_of(result.objects[0])
    again = provider.consolidate_group(ACS, JOB, payload_of(objects(6)), result.state, DATE)
    assert result.state and again.state != result.state


def test_an_object_that_fails_is_not_in_the_response(provider: FunctionProvider) -> None:
    payload = payload_of(objects(3, lambda i, j: "x" if i == 1 else "a"))
    result = provider.consolidate_group(ACS, JOB, payload, b"", DATE)
    assert [each["datasetObjectId"] for each in msgspec.json.decode(response_of(result.objects))] == [
        "0",
        "2",
    ]
    assert result.objects[1].failure_reason is not None and "'x'" in result.objects[1].failure_reason


def test_the_final_pass_labels_all_objects_in_their_order(provider: FunctionProvider) -> None:
    found = list(provider.final_pass(ACS, JOB, objects(2000), DATE))
    assert [each.object_index for each in found] == list(range(2000))
    assert [each.content["kind"] for each in found if each.content] == [i % 3 for i in range(2000)]


def test_the_final_pass_of_nothing_is_nothing(provider: FunctionProvider) -> None:
    assert list(provider.final_pass(ACS, JOB, [], DATE)) == []


def test_the_final_pass_says_the_same_as_one_group_from_nothing(provider: FunctionProvider) -> None:
    group = provider.consolidate_group(ACS, JOB, payload_of(objects(40)), b"", DATE)
    whole = list(provider.final_pass(ACS, JOB, objects(40), DATE))
    assert [each.content for each in whole] == [content_of(each) for each in group.objects]


def test_what_is_consolidated_and_learned_depends_on_the_function(provider: FunctionProvider) -> None:
    recipe = f"{PLACE}:x-GtRecipeAnnotationConsol-1"
    assert provider.consolidates(ACS) and provider.learns(ACS, JOB)
    assert provider.consolidates(recipe) and not provider.learns(recipe, JOB)
    assert not provider.consolidates(f"{PLACE}:ACS-PassThrough")
    assert not provider.consolidates(None) and not provider.learns(None, JOB)


def test_a_function_of_the_users_is_not_found(provider: FunctionProvider) -> None:
    with pytest.raises(NotFound, match="only built-in functions are served"):
        provider.pre(f"{PLACE}:mine")
    with pytest.raises(InvalidInput, match="not served yet"):
        provider.consolidates(f"{PLACE}:ACS-VideoObjectTracking")


def test_a_payload_that_is_none_is_a_failure_of_the_function(provider: FunctionProvider) -> None:
    with pytest.raises(FunctionFailed, match="consolidation failed: ValidationError"):
        provider.consolidate_group(ACS, JOB, b'[{"datasetObjectId": "1"}]', b"", DATE)


def test_any_executor_will_do() -> None:
    with ThreadPoolExecutor(1) as executor:
        provider = FunctionProvider(executor, task_type_of)
        assert len(list(provider.final_pass(ACS, JOB, objects(3), DATE))) == 3
