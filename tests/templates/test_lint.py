from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from trigpoint.model.rendering import RenderFault
from trigpoint.templates.html_tokens import tags
from trigpoint.templates.lenient_json import problem_of
from trigpoint.templates.lint import ELEMENTS, lint_page, without_liquid
from trigpoint.templates.page_rules import PageRules, is_source

CROWD = Path(__file__).parents[2] / "web" / "crowd"
FORM = "<crowd-form>"
Lint = Callable[..., list[RenderFault]]


@pytest.fixture(scope="module")
def lint() -> Lint:
    def lint(text: str, *sources: str, is_template: bool = False) -> list[RenderFault]:
        found = list(tags(without_liquid(text) if is_template else text))
        rules = PageRules(sources=sources)
        return list(lint_page(text, found, has_library=True, rules=rules, is_template=is_template))

    return lint


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (FORM, []),
        ("<crowd-entity-annotation name=x labels='[]' text=y>", []),
        ("<input name=x>", ["MissingCrowdForm"]),
        (f"{FORM}<crowd-keypoint><crowd-input name=''>", ["MissingName", "MissingName"]),
        (f"{FORM}<crowd-button><crowd-radio-group><crowd-slider name=a>", []),
        (f"{FORM}<crowd-boundingbox name=a>", ["UnknownElement"]),
        (
            f"{FORM}<crowd-slider name=a maximum=3 x-step=2 data-a=1 onchange='f()' class=b>",
            ["UnknownAttribute"],
        ),
        (f"{FORM}<crowd-keypoint name=a initialValue='[]' INITIAL-VALUE='[]'>", []),
        (f"{FORM}<crowd-input name=a><textarea name=a></textarea>", ["DuplicateName"]),
        (f"{FORM}<crowd-radio-button name=a><crowd-radio-button name=a>", []),
        (f"{FORM}<input type=radio name=a><input type=RADIO name=a><input type=checkbox name=a>", []),
        (f"{FORM}<crowd-keypoint name=a labels=\"['a', b]\">", ["UnreadableAttribute"]),
        (f"{FORM}<crowd-keypoint name=a labels=\"['a', 'b',]\">", []),
        (f"{FORM}<crowd-classifier name=a categories='[]' initial-value='plain words'>", []),
        (f"{FORM}<img src='http://example.org/a.png'><a href='http://example.org'>", ["BlockedAddress"]),
        (f"{FORM}<script src='//example.org/a.js'></script><img src=data:image/png;base64,AA>", []),
    ],
)
def test_a_page_is_warned_of(lint: Lint, text: str, codes: list[str]) -> None:
    assert [fault.code for fault in lint(text)] == codes


def test_a_warning_says_where_and_what_was_meant(lint: Lint) -> None:
    (fault,) = lint(f"{FORM}\n  <crowd-slider name=a maxx=3>", is_template=True)
    assert fault.message == (
        "line 2, column 24: crowd-slider has no attribute 'maxx'; did you mean 'max'?\n"
        "2 |   <crowd-slider name=a maxx=3>\n"
        "  |                        ^^^^"
    )


def test_an_administrators_list_decides_what_is_blocked(lint: Lint) -> None:
    page = f"{FORM}<img src='https://a.lab.org/x'><img src='https://cdn.example/x'><img src='https://evil.org/x'>"
    (fault,) = lint(page, "*.lab.org", "https://cdn.example")
    assert fault.code == "BlockedAddress" and "evil.org" in fault.message


@pytest.mark.parametrize(
    "source", ["cdn.example.org", "*.lab.org", "https://lab.org:8443", "https:", "data:"]
)
def test_a_source_is_a_host_or_a_scheme(source: str) -> None:
    assert is_source(source)


@pytest.mark.parametrize("source", ["'unsafe-inline'", "a b", "a;b", "a,b", "", "lab.org; script-src *"])
def test_nothing_else_gets_into_the_policy(source: str) -> None:
    assert not is_source(source)


TEMPLATE = """{% comment %}<crowd-nonsense>{% endcomment %}<crowd-form>
<crowd-bounding-box {% if task.input.wide > 3 %}header="a > b"{% else %}header='c'{% endif %} name="box"
  labels="{{ task.input.labels | to_json | escape }}" src="{{ task.input.s | grant_read_access }}"
  initial-value="[{% for b in task.input.boxes %}{ left: {{ b.left }}, 'label': '{{ b.l }}' },{% endfor %}]">
</crowd-bounding-box>
{% if x %}<crowd-input name="a">{% else %}<crowd-input name="a">{% endif %}"""


def test_liquid_is_not_taken_for_html(lint: Lint) -> None:
    assert lint(TEMPLATE, is_template=True) == []


@pytest.mark.parametrize(
    "text",
    [
        "['a', \"b\", ]",
        "{a: 1, 'b-c': -2.5e3, \"d\": [True, None, false]}",
        "// one\n[ /* two */ 1,, 2 ]",
        "{'src': https://host/a,b?c=d}",
        "(u'a', u\"b\")",
        "null",
        "[0x1F, .5, 'it\\'s']",
    ],
)
def test_what_elements_can_read_is_no_reason_to_warn(text: str) -> None:
    assert problem_of(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("['a'", "']' is missing at character 5"),
        ("[a]", "'a' needs quotes at character 2, near 'a]'"),
        ("{a 1}", "a colon is missing after a key at character 4, near '1}'"),
        ("['a' 'b']", "',' or ']' is missing at character 6, near \"'b']\""),
        ("[] x", "unexpected text after the value at character 4, near 'x'"),
        ("['a]", 'a quote is not closed at character 2, near "\'a]"'),
        ("[" * 500, "nested too deeply at character 202, near '[[[[[[[[[[[[[[[[[[[[[[[['"),
    ],
)
def test_what_they_cannot_read_is_said(text: str, problem: str) -> None:
    assert problem_of(text) == problem


def test_every_element_of_the_library_is_known_with_its_attributes() -> None:
    """The lint's list is `templates/elements.json`: what is new in the library is entered there, too."""
    for folder in sorted(CROWD.glob("crowd-*")):
        assert folder.name in ELEMENTS, f"add {folder.name} to src/trigpoint/templates/elements.json"
        source = "".join(file.read_text() for file in folder.glob("*.ts") if ".test." not in file.name)
        for line in re.findall(r"@attr\s+([\w\s-]+?)\s+- ", source):
            for name in line.split():
                known = {each.replace("-", "") for each in ELEMENTS[folder.name]} | {
                    "name",
                    "hidden",
                    "title",
                }
                assert name.startswith("x-") or name.replace("-", "") in known, (
                    f"add {name} to {folder.name} in src/trigpoint/templates/elements.json"
                )


def test_a_page_may_load_from_its_own_address() -> None:
    text = f"{FORM}<img src='http://here:8000/lab/a.png'><img src='http://here:80001/lab/a.png'>"
    found = lint_page(text, list(tags(text)), has_library=True, rules=PageRules(), host="http://here:8000")
    assert [each.column for each in found] == [text.index("src='http://here:80001") + 1]
