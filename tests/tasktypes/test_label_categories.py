"""Reading label category files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trigpoint.consolidate.choices import CHOICE_METHODS
from trigpoint.consolidate.classes import CLASS_METHODS
from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.classification import MANY_METHODS, ONE_METHODS
from trigpoint.tasktypes.label_categories import JobOptions, parse_label_categories
from trigpoint.tasktypes.registry import TASK_TYPES

IMAGE = TASK_TYPES["ImageMultiClass"]
MANY = TASK_TYPES["TextMultiClassMultiLabel"]


def file(labels: Any = ("heron", "coot"), **members: Any) -> bytes:
    listed = [{"label": label} for label in labels]
    return json.dumps({"document-version": "2018-11-28", "labels": listed, **members}).encode()


def test_the_place_of_a_label_is_its_class() -> None:
    assert parse_label_categories(file(), IMAGE).labels == ("heron", "coot")


@pytest.mark.parametrize(
    "head",
    [
        "",
        '"document-version":"2021-05-13",',
        '"documentVersion":"2020-03-01",',
        '"instructions":{"shortInstruction":"a","fullInstruction":"b"},',
    ],
)
def test_versions_and_further_members_are_tolerated(head: str) -> None:
    data = f'\ufeff{{{head}"labels":[{{"label":" é ","shortDisplayName":"e"}},{{"label":"b"}}]}}'.encode()
    assert parse_label_categories(data, IMAGE).labels == (" é ", "b")


def test_a_trailing_comma_is_refused_with_its_place() -> None:
    with pytest.raises(InvalidInput, match=r"not valid JSON: .* at line 3, column"):
        parse_label_categories(b'{\n"labels": [{"label": "a"},\n {"label": "b"},]}', IMAGE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[]", r"holds \[\], not an object"),
        (b"\xff", "not UTF-8 at byte 1"),
        (b"{}", "'labels' is missing"),
        (b'{"labels":{}}', "'labels' is {}, not an array"),
        (b'{"labels":["a","b"]}', r'labels\[0\] is "a", not of the form'),
        (b'{"labels":[{"label":"a"},{"label":2}]}', r"labels\[1\] is"),
        (file(["a", " "]), r"labels\[1\].label is empty"),
        (file(["a", "b", "a"]), r"labels\[2\] repeats 'a' of labels\[0\]"),
        (file(["a", "b" * 257]), "has 257 characters; 256 are allowed"),
        (file(["a"]), "1 labels; ImageMultiClass needs at least 2"),
        (b'{"document-version":1,"labels":[]}', "document-version is 1, not a text"),
        (file(trigpoint=[]), r"'trigpoint' is \[\], not an object"),
        (file(trigpoint={"colour": 1}), "trigpoint.colour is no job option"),
        (file(trigpoint={"consolidation": "glad"}), 'consolidation is "glad"; methods are mds, mv, ds'),
        (file(trigpoint={"consolidation": 1}), "consolidation is 1"),
        (file(trigpoint={"uiOptions": {"a": 1}}), "uiOptions is not a map"),
    ],
)
def test_what_is_wrong_is_said(data: bytes, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        parse_label_categories(data, IMAGE)


def test_multi_label_takes_fifty_labels() -> None:
    names = [f"label {number}" for number in range(51)]
    assert len(parse_label_categories(file(names), IMAGE).labels) == 51
    assert len(parse_label_categories(file(names[:50]), MANY).labels) == 50
    with pytest.raises(InvalidInput, match="51 labels; TextMultiClassMultiLabel takes at most 50"):
        parse_label_categories(file(names), MANY)


def test_job_options_are_read() -> None:
    options = {"consolidation": "mv", "uiOptions": {"annotatedResult": {"x-count": 2}}}
    read = parse_label_categories(file(trigpoint=options), IMAGE).options
    assert read == JobOptions("mv", {"annotatedResult": {"x-count": 2}})


@pytest.mark.parametrize("task_type", [None, TASK_TYPES["PassThrough"], TASK_TYPES["Recipe"]])
def test_a_custom_job_needs_no_labels(task_type: Any) -> None:
    data = b'{"trigpoint":{"uiOptions":{}}}'
    assert parse_label_categories(data, task_type).labels == ()
    assert parse_label_categories(file(["one"]), task_type).labels == ("one",)
    with pytest.raises(InvalidInput, match="this task type has no methods"):
        parse_label_categories(b'{"trigpoint":{"consolidation":"mv"}}', task_type)


def test_the_methods_offered_are_those_that_exist() -> None:
    assert set(ONE_METHODS) == set(CLASS_METHODS)
    assert set(MANY_METHODS) == set(CHOICE_METHODS)
