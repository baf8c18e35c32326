"""The default templates, rendered as a worker's page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.functions import JobFacts
from trigpoint.tasktypes.registry import TASK_TYPES
from trigpoint.templates.renderer import Renderer

LINE = {"source-ref": "s3://in-bkt/a b.jpg", "note": "<script>"}
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
    inputs = [each.task_input for each in task_type.pre([LINE, {"source": "a <b> text"}], job(labels=labels))]
    image, text = renderer.render(template, inputs, GRANT)
    assert image.faults == text.faults == ()
    assert "&lt;b&gt; text" in text.html or "src=" in text.html
    if task_type.min_labels:
        assert "heron" in image.html and "it's <b>" not in image.html
    if "grant_read_access" in template:
        assert "http://lab:8800/in-bkt/a%20b.jpg?X-Amz-" in image.html
