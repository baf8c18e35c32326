from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.templates.html_tokens import tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<a><B/><crowd-input >", ["a", "b", "crowd-input"]),
        ("</a><?x y?><!x><1><a", []),
        ("<!-- <a> --><b><!--> <i><!---> <u> --!> <p><!-- <q>", ["b", "i", "u", "p"]),
        ("<!-- -- > <a> --!><b>", ["b"]),
        ("<p title='<a>' alt=\"<b>\" x=<c>d>", ["p"]),
        ("<script>'<a>' </scripty> </SCRIPT ><b>", ["script", "b"]),
        (
            "<STYLE><a></style><textarea><b></textarea><title><c></title><p>",
            ["style", "textarea", "title", "p"],
        ),
        ("<script><p>", ["script"]),
        ("<!DOCTYPE html><!doctype x>", ["!doctype", "!doctype"]),
        ("a < b <a>", ["a"]),
        ("<script><!-- w('<script src=x></script>') --></script><b>", ["script", "b"]),
        ("<script><!-- w('x') </script><b>", ["script", "b"]),
        ("<script><!--> <script></script><b>", ["script", "b"]),
        ("<script><!-- <script> </script><b>", ["script"]),
        ("<![CDATA[ <a> ]]><b>", ["b"]),
        ("<svg><![CDATA[ <a> ]]><b/></svg><![CDATA[ <i> ]]><u>", ["svg", "b", "u"]),
        (
            "<svg><title><a></title><style><b></style></svg><title><i></title>",
            ["svg", "title", "a", "style", "b", "title"],
        ),
        (
            "<svg><foreignObject><textarea><a></textarea></foreignObject><title><b></svg>",
            ["svg", "foreignobject", "textarea", "title", "b"],
        ),
        ("<svg/><title><a></title>", ["svg", "title"]),
        ("<p a=b<c>", ["p"]),
    ],
)
def test_start_tags_are_found_as_a_browser_finds_them(text: str, names: list[str]) -> None:
    assert [tag.name for tag in tags(text)] == names


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("<a b c=d e='f g' H=\"i&amp;j\">", {"b": "", "c": "d", "e": "f g", "h": "i&j"}),
        ("<a b = c/d/ e\n=\t'f'>", {"b": "c/d/", "e": "f"}),
        ("<a x=1 X=2>", {"x": "1"}),
        ("<a b=>", {"b": ""}),
        ("<a/b/c=d>", {"b": "", "c": "d"}),
        ("<a it's=1>", {"it's": "1"}),
        ("<a b=''>", {"b": ""}),
        ("<a 'x'=y>", {"'x'": "y"}),
    ],
)
def test_attributes_are_read_as_a_browser_reads_them(text: str, values: dict[str, str]) -> None:
    (tag,) = tags(text)
    assert {name: each.value for name, each in tag.attributes().items()} == values


@given(st.text(st.sampled_from("<>/!-='\" ab\n?script")))
def test_places_lie_in_the_text_and_in_order(text: str) -> None:
    end = 0
    for tag in tags(text):
        assert end <= tag.start < tag.end <= tag.text_end <= len(text)
        assert text[tag.start] == "<" and text[tag.end - 1] == ">"
        for each in tag.attributes().values():
            assert tag.start < each.start < each.end < tag.end
        end = tag.text_end


@pytest.mark.parametrize(
    "piece",
    [
        "<a ",
        "<a b",
        "<!--",
        "<a b='",
        "<a b=",
        "<script>",
        "</",
        "<a>",
        "<a/ ",
        "<script><!--<script>",
        "<svg><![CDATA[",
    ],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    """Quadratic time would take an hour and meet the time limit; linear time takes seconds on any machine."""
    list(tags(piece * 300_000))
