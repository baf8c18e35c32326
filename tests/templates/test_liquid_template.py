"""What Liquid makes of templates: golden cases of worker-templates.md 1.1 to 1.6 and 12, items 4 to 8."""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.rendering import Rendered

HOSTILE = '<a href="q">&\''
ESCAPED = "&lt;a href=&#34;q&#34;&gt;&amp;&#39;"
Liquid = Callable[..., Rendered]

DATA = {
    "x": HOSTILE,
    "list": ["a", "b & c", 'd"e', "f'g"],
    "map": {"zebra": {"hex-color": "#fff"}, "a&b": 5, "3": "three"},
    "source-ref": "s3://dish/a&b.jpg",
    "nothing": None,
    "yes": True,
    "no": False,
    "int": 7,
    "float": 1.5,
    "words": "one two",
    "kw": {
        "limit": 1,
        "with": 2,
        "empty": 3,
        "for": 4,
        "contains": 5,
        "or": 6,
        "true": 7,
        "in": [1, 2, 3, 4],
    },
    "boxes": [{"class_id": 0, "left": 4}, {"class_id": 1, "left": 5}],
    "meta": {"class-map": {"0": "cat", "1": "dog"}},
}


class _Attributes(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(dict(attrs))


@pytest.mark.parametrize("quote", ['"', "'"])
@pytest.mark.parametrize(
    "printed", ["task.input.list", "task.input.list | to_json", "task.input.list | to_json | escape"]
)
def test_a_list_in_an_attribute_parses_back(liquid: Liquid, quote: str, printed: str) -> None:
    reader = _Attributes()
    reader.feed(liquid(f"<p data-x={quote}{{{{ {printed} }}}}{quote}>", **DATA).html)
    assert json.loads(reader.found[0]["data-x"] or "") == DATA["list"]


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)


@given(text=TEXT)
def test_text_escaped_once_reads_back(liquid: Liquid, text: str) -> None:
    for template in (
        "{{ task.input.x }}",
        "{{ task.input.x | escape }}",
        "{% capture c %}{{ task.input.x }}{% endcapture %}{{ c }}",
        "{% assign a = task.input.x | escape %}{{ a | skip_autoescape }}",
    ):
        printed = liquid(template, x=text).html
        assert html.unescape(printed) == html.unescape(html.escape(text))
        assert not set(printed) & set("<>\"'")


@given(value=JSON)
def test_json_reads_back(liquid: Liquid, value: object) -> None:
    raw = liquid("{{ task.input.x | to_json | skip_autoescape }}", x=value).html
    assert json.loads(raw) == value
    assert str(liquid("{{ task.input.x | to_json }}", x=value).html).count("<") == 0


SIGNED = [
    "s3://dish/mice/a b.jpg",
    "https://s3.amazonaws.com/dish/mice/a%20b.jpg",
    "http://s3.amazonaws.com/dish/mice/a%20b.jpg",
    "https://s3.us-east-1.amazonaws.com/dish/mice/a%20b.jpg",
    "https://dish.s3.amazonaws.com/mice/a%20b.jpg",
    "https://dish.s3.us-east-1.amazonaws.com/mice/a%20b.jpg",
]


@pytest.mark.parametrize("url", SIGNED)
def test_grant_read_access_gives_a_signed_path_style_address(liquid: Liquid, url: str) -> None:
    rendered = liquid("{{ task.input.u | grant_read_access }}", u=url)
    address = urlsplit(html.unescape(rendered.html))
    assert address.path == "/dish/mice/a%20b.jpg"
    assert "X-Amz-Signature=" in address.query
    assert not rendered.faults


@pytest.mark.parametrize(
    "url", ["https://example.org/a.png", "http://example.org/b", "data:image/png;base64,AAAA"]
)
def test_grant_read_access_leaves_other_addresses_alone(liquid: Liquid, url: str) -> None:
    assert liquid("{{ task.input.u | grant_read_access }}", u=url) == Rendered(html.escape(url))


def test_a_literal_and_a_captured_text_can_be_granted(liquid: Liquid) -> None:
    literal = liquid("{{ 's3://dish/a&b.jpg' | grant_read_access }}")
    captured = liquid(
        "{% capture u %}\n s3://dish/{{ task.input.name }} \n{% endcapture %}{{ u | grant_read_access }}",
        name="a&b.jpg",
    )
    assert "/dish/a%26b.jpg?" in literal.html
    assert captured.html == literal.html


def test_another_bucket_is_denied_and_the_page_goes_on(liquid: Liquid) -> None:
    rendered = liquid("<img src='{{ task.input.u | grant_read_access }}'>", u="s3://vault/secret.png")
    assert rendered.html == "<img src=''>"
    assert [(fault.code, fault.line, fault.column) for fault in rendered.faults] == [("AccessDenied", 1, 11)]
    assert rendered.failed


@pytest.mark.parametrize("value", [None, ""])
def test_an_empty_value_to_grant_is_only_listed(liquid: Liquid, value: object) -> None:
    rendered = liquid("a{{ task.input.u | grant_read_access }}b", u=value)
    assert rendered.html == "ab"
    assert [fault.code for fault in rendered.faults] == ["RenderError"]
    assert not rendered.failed


@pytest.mark.parametrize("value", [5, ["s3://dish/a"], {"u": 1}, True])
def test_a_value_that_is_no_string_cannot_be_granted(liquid: Liquid, value: object) -> None:
    rendered = liquid("a{{ task.input.u | grant_read_access }}b", u=value)
    assert rendered.html == "ab" and rendered.failed


def test_a_bad_s3_uri_is_a_render_error(liquid: Liquid) -> None:
    rendered = liquid("{{ 's3://' | grant_read_access }}")
    assert [fault.code for fault in rendered.faults if not fault.warning] == ["RenderError"]


BROKEN = [
    ("a\n{% for x in y %}\n{{ x }}", "LiquidSyntaxError", 2, 4),
    ("{% if a %}\n{% unless b %}{% endif %}", "LiquidSyntaxError", 2, 4),
    ("{% if a %}{% for b in c %}{% endfor %}", "LiquidSyntaxError", 1, 4),
    ("\n\n  {% unless a %}", "LiquidSyntaxError", 3, 6),
    ("{% case a %}{% when 1 %}", "LiquidSyntaxError", 1, 4),
    ("{% capture a %}", "LiquidSyntaxError", 1, 4),
    ("{% tablerow a in b %}", "LiquidSyntaxError", 1, 4),
    ("{% comment %}", "LiquidSyntaxError", 1, 4),
    ("{% raw %}", "LiquidSyntaxError", 1, 4),
    ("{% endfor %}", "LiquidSyntaxError", 1, 4),
    ("{% else %}", "LiquidSyntaxError", 1, 4),
    ("\n{% assign x %}", "LiquidSyntaxError", 2, 12),
    ("{% assign %}", "LiquidSyntaxError", 1, 4),
    ("{% assign x = %}", "LiquidSyntaxError", 1, 14),
    ("{{ x[ }}", "LiquidSyntaxError", 1, 6),
    ("{{ x[0 }}", "LiquidSyntaxError", 1, 7),
    ("{{ x | }}", "LiquidSyntaxError", 1, 7),
    ("{{ 'abc }}", "LiquidSyntaxError", 1, 4),
    ("\r\n {{ x", "LiquidSyntaxError", 2, 2),
    ("{% for in y %}{% endfor %}", "LiquidSyntaxError", 1, 8),
    ("{% if %}{% endif %}", "LiquidSyntaxError", 1, 4),
    ("{% liquid\nif x\necho x\n%}", "LiquidSyntaxError", 3, 7),
    ("{% foo %}", "UnknownTag", 1, 4),
    ("{% endfoo %}", "UnknownTag", 1, 4),
    ("{% include 'a' %}", "UnknownTag", 1, 4),
    ("\n{% render 'a' %}", "UnknownTag", 2, 4),
    ("<p>\n  {{ x | grant_acces }}", "UnknownFilter", 2, 10),
    ("{% if a %}{% assign b = c | nope: 1 %}{% endif %}", "UnknownFilter", 1, 29),
    ("{{ x | safe }}", "UnknownFilter", 1, 8),
]


@pytest.mark.parametrize(("template", "code", "line", "column"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_template_says_what_and_where(
    liquid: Liquid, template: str, code: str, line: int, column: int
) -> None:
    rendered = liquid(template, **DATA)
    assert rendered.html == ""
    fault = rendered.faults[0]
    assert (fault.code, fault.line, fault.column, fault.warning) == (code, line, column, False)
    assert fault.message.startswith(f"line {line}, column {column}: ")


def test_the_message_shows_the_line_with_a_caret_under_the_culprit(liquid: Liquid) -> None:
    fault = liquid("<p>\n\t{{ x | grant_acces }}").faults[0]
    assert fault.message == (
        "line 2, column 9: unknown filter 'grant_acces'; did you mean 'grant_read_access'?\n"
        "2 |  {{ x | grant_acces }}\n"
        "  |         ^^^^^^^^^^^"
    )


def test_a_long_line_is_cut_around_the_culprit(liquid: Liquid) -> None:
    fault = liquid("x" * 5000 + "{% foo %}" + "y" * 5000).faults[0]
    excerpt, carets = fault.message.splitlines()[1:]
    assert len(excerpt) < 120
    assert excerpt[carets.index("^") :].startswith("foo")


def test_all_unknown_filters_are_named(liquid: Liquid) -> None:
    assert [fault.column for fault in liquid("{{ a | one }}{{ b | two | three }}").faults] == [8, 21, 27]


def test_undefined_names_are_warnings_once_each(liquid: Liquid) -> None:
    rendered = liquid(
        "{% for i in (1..9) %}{{ task.inptu.x }}{% endfor %}{{ task.input.list[9] }}{{ task.input['a b'] }}",
        **DATA,
    )
    assert [fault.message.splitlines()[0] for fault in rendered.faults] == [
        "line 1, column 25: task.inptu.x is undefined",
        "line 1, column 55: task.input.list[9] is undefined",
        "line 1, column 79: task.input['a b'] is undefined",
    ]
    assert not rendered.failed


def test_testing_whether_a_name_is_there_is_no_reason_for_a_warning(liquid: Liquid) -> None:
    template = (
        "{% if task.input.a and task.input.b == 1 %}{% elsif task.input.c %}{% endif %}"
        "{% unless task.input.d %}{% endunless %}{{ task.input.e | default: 1 }}"
    )
    assert liquid(template).faults == ()


FAILING = [
    "{{ 10 | divided_by: 0 }}",
    "{{ task.input.list | sort: 'x' | concat: 5 }}",
    "{{ 'a' | slice }}",
    "{{ 'x' | base64_decode }}",
    "{{ '99999999999999999999' | date: '%Y' }}",
    "{% assign q = 1 | modulo: 0 %}",
    "{% for i in (1..400) %}{% assign q = q | default: 10 | times: 100000000000000 %}{% endfor %}{{ q }}",
    "{% if 'a' < 5 %}x{% endif %}",
]


@pytest.mark.parametrize("template", FAILING)
def test_a_failing_value_prints_nothing_and_the_page_goes_on(liquid: Liquid, template: str) -> None:
    rendered = liquid(f"a{template}b", **DATA)
    assert rendered.html == "ab"
    assert {fault.code for fault in rendered.faults if not fault.warning} == {"RenderError"}


LIMITS = [
    "{% for i in (1..2000) %}{% for j in (1..2000) %}x{% endfor %}{% endfor %}",
    "{% for i in (1..10000) %}" + "0123456789" * 200 + "{% endfor %}",
    "{% capture c %}{% for i in (1..10000) %}" + "0123456789" * 200 + "{% endfor %}{% endcapture %}",
]


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{{ task.input.mixed | where: 'a' }}", "cannot be done with a value of this kind"),
        ("{{ task.input.boxes | sum: 'name' }}", "not a number"),
    ],
)
def test_a_filter_that_fails_says_so_without_the_programs_own_words(
    liquid: Liquid, template: str, message: str
) -> None:
    rendered = liquid(template, mixed=[1, "x", {"a": 1}], boxes=[{"name": "v"}])
    (fault,) = rendered.faults
    assert message in fault.message
    assert "Error" not in fault.message and "class" not in fault.message


@pytest.mark.parametrize("template", LIMITS, ids=["loops", "output", "capture"])
def test_a_template_that_does_too_much_gives_no_page(liquid: Liquid, template: str) -> None:
    rendered = liquid(template)
    assert rendered.html == ""
    assert [fault.code for fault in rendered.faults] == ["RenderError"]


@pytest.mark.parametrize(
    "template", ["{% if a %}" * 500 + "{% endif %}" * 500, "{{ " + "a[" * 5000 + "]" * 5000 + " }}"]
)
def test_deep_nesting_is_refused(liquid: Liquid, template: str) -> None:
    assert [fault.code for fault in liquid(template).faults] == ["LiquidSyntaxError"]


def test_a_template_that_is_too_large_is_refused(liquid: Liquid) -> None:
    assert [fault.code for fault in liquid("x" * 8_000_001).faults] == ["TemplateTooLarge"]


def test_lone_surrogates_become_replacement_characters(liquid: Liquid) -> None:
    assert liquid("{{ task.input.x }}", x="a\ud800b").html == "a\ufffdb"


def test_templates_cannot_reach_pythons_attributes(liquid: Liquid) -> None:
    template = (
        "{{ task.__class__ }}{{ task.input.list.__len__ }}{{ task['keys'] }}"
        "{{ forloop.it }}{{ task.input.x.__html__ }}"
    )
    assert liquid(template, **DATA).html == ""
