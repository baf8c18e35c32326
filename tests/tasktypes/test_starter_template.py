"""The own templates of task types, with a requester's words."""

from __future__ import annotations

import pytest

from trigpoint.model.errors import InvalidInput
from trigpoint.model.rendering import Rendered
from trigpoint.tasktypes.registry import TASK_TYPES
from trigpoint.tasktypes.starter_template import Wording, starter_template
from trigpoint.templates.page_maker import PageMaker
from trigpoint.templates.page_rules import PageRules

WORDS = Wording(
    header='Is it "big" {{ task.input.secret }}?',
    short_instructions="<p>Look {% raise %} well</p>",
    full_instructions="<p><img src='s3://lab/a%20b/good.png' alt=\"good\"></p>",
    colors=("#ff0000", "", "#00ff00"),
)


class Grant:
    origin = "http://here"

    def sign(self, url: str) -> str:
        return url.replace("s3://", "http://here/") + "?signed"

    def published(self, url: str) -> str | None:
        return None


def rendered(template: str) -> Rendered:
    given = {"taskObject": "s3://lab/x.png", "labels": ["a", "b", "c"], "manifestLine": {}, "secret": "NO"}
    return PageMaker(PageRules()).page(template, given, Grant())


@pytest.mark.parametrize("name", sorted(TASK_TYPES))
def test_the_words_are_shown_as_they_are(name: str) -> None:
    page = rendered(starter_template(TASK_TYPES[name], WORDS))
    assert [fault for fault in page.faults if not fault.warning] == []
    assert "<p>Look {% raise %} well</p>" in page.html
    assert 'src="http://here/lab/a%20b/good.png?signed"' in page.html
    assert "NO" not in page.html.split("secret")[0]
    if 'header="{{ task.input.header' in TASK_TYPES[name].default_template:
        assert 'header="Is it &quot;big&quot; {{ task.input.secret }}?"' in page.html


def test_colors_are_of_tools_that_draw() -> None:
    drawn = rendered(starter_template(TASK_TYPES["BoundingBox"], WORDS)).html
    assert 'x-colors="[&quot;#ff0000&quot;, null, &quot;#00ff00&quot;]"' in drawn
    assert "x-colors" not in starter_template(TASK_TYPES["BoundingBox"], Wording(header="What?"))


def test_nothing_said_is_the_own_template() -> None:
    for each in TASK_TYPES.values():
        assert starter_template(each, Wording()) == each.default_template


def test_what_cannot_be_is_refused() -> None:
    box = TASK_TYPES["BoundingBox"]
    with pytest.raises(InvalidInput, match="100000 are allowed"):
        starter_template(box, Wording(short_instructions="x" * 100_001))
    with pytest.raises(InvalidInput, match="no colour"):
        starter_template(box, Wording(colors=('red" onload="x',)))
