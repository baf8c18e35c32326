"""The default templates, rendered as a worker's page."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.functions import JobFacts
from trigpoint.tasktypes.registry import TASK_TYPES
from trigpoint.templates.renderer import Renderer

IMAGE = {"source-ref": "s3://in-bkt/a b.jpg", "note": "<script>"}
TEXT = {"source": 'a <b> "text"'}
BOXES = IMAGE | {
    "birds": {"annotations": [{"class_id": 1, "left": 3, "top": 4, "width": 5, "height": 6}]},
    "birds-metadata": {"class-map": {"1": "it's <b>"}},
}
MASK = IMAGE | {
    "cover-ref": "s3://in-bkt/masks/0 1.png",
    "cover-ref-metadata": {
        "internal-color-map": {
            "0": {"class-name": "BACKGROUND", "hex-color": "#ffffff"},
            "1": {"class-name": "it's <b>", "hex-color": "#2ca02c"},
        }
    },
}
SPECIAL = {
    "NamedEntityRecognition": [TEXT],
    "AdjustmentBoundingBox": [BOXES],
    "VerificationBoundingBox": [BOXES],
    "AdjustmentSemanticSegmentation": [MASK],
    "VerificationSemanticSegmentation": [MASK],
}
ON_IMAGES = ("BoundingBox", "SemanticSegmentation", "Keypoint", "Polygon", "InstanceSegmentation")
LINES = SPECIAL | {name: [IMAGE] for name in ON_IMAGES}
GRANT = UrlSigner(
    *("http://lab:8800", "AKIA", "not-a-real-one", "us-east-1"),
    *(datetime(2031, 4, 2, tzinfo=UTC), 3600, None, frozenset()),
)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    renderer = Renderer(time_limit_seconds=20, memory_limit_bytes=512 << 20)
    yield renderer
    renderer.close()


@pytest.mark.parametrize("task_type", TASK_TYPES.values(), ids=lambda each: each.name)
def test_a_default_template_renders_what_its_own_pre_function_gives(
    task_type: Any, renderer: Renderer, job: Callable[..., JobFacts]
) -> None:
    template = task_type.default_template
    assert renderer.check(template) == ()
    labels = ("heron", "it's <b>", '"q"')
    lines = LINES.get(task_type.name, [IMAGE, TEXT])
    answers = task_type.pre(lines, job(labels=labels, label_attribute_name="again"))
    assert [each.failure_reason for each in answers] == [None] * len(lines)
    pages = renderer.render(template, [each.task_input for each in answers], GRANT)
    assert [page.faults for page in pages] == [()] * len(lines)
    for line, page in zip(lines, pages, strict=True):
        assert "it's <b>" not in page.html and "<script>" not in page.html.replace("<script>window", "")
        if "source" in line:
            assert "a &lt;b&gt;" in page.html
        elif "grant_read_access" in template:
            assert "http://lab:8800/in-bkt/a%20b.jpg?X-Amz-" in page.html
        if task_type.min_labels:
            assert "heron" in page.html


ATTRIBUTE = re.compile(r'(?:initial-value|overlay)="([^"]*)"')


@pytest.mark.parametrize("name", [name for name, lines in SPECIAL.items() if lines != [TEXT]])
def test_earlier_labels_are_shown(name: str, renderer: Renderer, job: Callable[..., JobFacts]) -> None:
    task_type = TASK_TYPES[name]
    (answer,) = task_type.pre(SPECIAL[name], job(label_attribute_name="again"))
    (page,) = renderer.render(task_type.default_template, [answer.task_input], GRANT)
    found = ATTRIBUTE.search(page.html)
    assert found is not None
    shown = read_leniently(html.unescape(found[1]))
    box = {"label": "it's <b>", "left": 3, "top": 4, "width": 5, "height": 6}
    if name == "AdjustmentBoundingBox":
        assert shown == [box]
    elif name == "VerificationBoundingBox":
        assert shown == {"boundingBox": {"labels": ["it's <b>"], "value": [box]}}
    else:
        mask = shown if name.startswith("Adjustment") else shown["semanticSegmentation"]
        assert mask.pop("src").startswith("http://lab:8800/in-bkt/masks/0%201.png?X-Amz-")
        assert mask.pop("labels", ["it's <b>"]) == ["it's <b>"]
        assert mask == {"labelMappings": {"it's <b>": {"color": "#2ca02c"}}}


def read_leniently(text: str) -> Any:
    """The rich attribute as JSON: bare keys get quotes, commas before a closing bracket go."""
    text = re.sub(r"([{,]\s*)(\w+):(?=\s)", r'\1"\2":', text)
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", text))
