"""Reading manifest lines and splicing attributes into them."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.formats.manifest import has_label, parse_line, read_lines, splice
from trigpoint.model.errors import BadManifest

LABEL = {"birds": 1, "birds-metadata": {"class-name": "coot"}}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('ab{}[]",:\\', max_size=4), inner, max_size=3)
    ),
)
keys = st.sampled_from(["source", "birds", "birds-metadata", "é", 'q"', "a\\b", "{", "x"]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=5
)
spaces = st.sampled_from(["", " ", "  ", "\t"])


@st.composite
def texts(draw: Any) -> str:
    """A JSON object as somebody may write it: spaces anywhere, repeated keys, escapes or not."""
    gap = lambda: draw(spaces)  # noqa: E731
    members = [
        f"{gap()}{json.dumps(key, ensure_ascii=draw(st.booleans()))}{gap()}:{gap()}"
        f"{json.dumps(value, ensure_ascii=draw(st.booleans()))}{gap()}"
        for key, value in draw(st.lists(st.tuples(keys, values), max_size=5))
    ]
    return f"{{{','.join(members) or gap()}}}{gap()}"


def pairs(text: str | bytes) -> list[tuple[str, Any]]:
    decoder = json.JSONDecoder(object_pairs_hook=lambda found: found)
    return decoder.decode(text.decode() if isinstance(text, bytes) else text.strip())  # type: ignore[no-any-return]


@given(texts())
def test_splicing_new_attributes_adds_them_at_the_end_and_keeps_every_byte(text: str) -> None:
    line = text.encode()
    if {"birds", "birds-metadata"} & {key for key, _ in pairs(text)}:
        return
    spliced = splice(line, LABEL)
    end = line.rindex(b"}")
    assert spliced.startswith(line[:end]) and spliced.endswith(line[end:])
    assert pairs(spliced) == [*pairs(text), ("birds", 1), ("birds-metadata", [("class-name", "coot")])]


@given(texts())
def test_splicing_replaces_present_attributes_in_place(text: str) -> None:
    before = pairs(text)
    after = pairs(splice(text.encode(), LABEL))
    new = {"birds": 1, "birds-metadata": [("class-name", "coot")]}
    present = {key for key, _ in before}
    expected = [(key, new.get(key, value)) for key, value in before]
    assert after == expected + [(key, value) for key, value in new.items() if key not in present]


@given(texts())
def test_removed_attributes_go_and_move_to_the_end_when_set_again(text: str) -> None:
    before = pairs(text)
    gone = splice(text.encode(), {}, remove=("birds-metadata", "x"))
    assert pairs(gone) == [(key, value) for key, value in before if key not in ("birds-metadata", "x")]
    moved = splice(text.encode(), {"x": 0}, remove=("x",))
    assert pairs(moved) == [(key, value) for key, value in before if key != "x"] + [("x", 0)]


@given(texts())
def test_splicing_twice_changes_nothing_more(text: str) -> None:
    once = splice(text.encode(), LABEL)
    assert splice(once, LABEL) == once


@given(st.lists(texts()), st.integers(1, 7), st.booleans(), st.booleans())
def test_lines_are_the_same_however_the_stream_is_cut(
    lines: list[str], size: int, crlf: bool, bom: bool
) -> None:
    end = "\r\n" if crlf else "\n"
    data = (b"\xef\xbb\xbf" if bom else b"") + end.join(["", *lines, "", ""]).encode()
    chunks = [data[at : at + size] for at in range(0, len(data), size)]
    assert list(read_lines(chunks)) == [(number, line.encode()) for number, line in enumerate(lines, 2)]


def test_the_spelling_of_numbers_escapes_and_nested_braces_survives() -> None:
    line = (
        b'{ "n":1.0e5, "n" : -0.00, "t":"a}\\"{\\u00e9", "o": {"birds":"}"}, "birds":0 ,"z":[1,{"a":"]"}] }'
    )
    assert splice(line, {"birds": [2]}) == line.replace(b'"birds":0', b'"birds":[2]')


def test_a_key_spelled_with_escapes_is_found() -> None:
    assert splice(b'{"b\\u0069rds":0}', {"birds": 5}) == b'{"b\\u0069rds":5}'


def test_a_failed_object_that_is_now_labeled_gets_both_keys_at_the_end() -> None:
    line = b'{"source":"s","birds-metadata":{"failure-reason":"x"},"id":7}'
    assert splice(line, LABEL, remove=("birds-metadata",)) == (
        b'{"source":"s","id":7,"birds":1,"birds-metadata":{"class-name":"coot"}}'
    )


def test_text_is_written_raw_and_ready_json_is_taken_as_it_is() -> None:
    assert splice(b"{}", {"é": "ü", "n": msgspec.Raw(b"1.50")}) == '{"é":"ü","n":1.50}'.encode()


def test_an_empty_object_keeps_its_space() -> None:
    assert splice(b"{ }", {"a": 1}) == b'{ "a":1}'


def test_blank_lines_are_skipped_but_counted() -> None:
    assert list(read_lines([b"\n{}\n  \r\n\n[1]"])) == [(2, b"{}"), (5, b"[1]")]


def test_an_empty_manifest_has_no_lines() -> None:
    assert list(read_lines([])) == list(read_lines([b"", b"\n"])) == []


def test_the_length_limit_counts_characters() -> None:
    assert list(read_lines(["é".encode() * 10], max_chars=10)) == [(1, "é".encode() * 10)]
    with pytest.raises(BadManifest, match="manifest line 2: longer than 10 characters"):
        list(read_lines([b"x\n" + "é".encode() * 11 + b"\n"], max_chars=10))


def test_an_endless_line_is_refused_before_it_is_read() -> None:
    taken = []

    def endless() -> Any:
        while True:
            taken.append(1)
            yield b"x" * 1000

    with pytest.raises(BadManifest, match="line 1: longer"):
        list(read_lines(endless(), max_chars=5000))
    assert len(taken) < 30


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a":1,}', r"line 3: not valid JSON: .* at character 8"),
        (b'{"a":NaN}', "line 3: not valid JSON"),
        (b'{"a" 1}', "Expecting ':' delimiter at character 6"),
        (b"[1]", "not a JSON object but an array"),
        (b"12", "not a JSON object but a number"),
        (b'"x"', "not a JSON object but a text"),
        (b'{"a":"\xff"}', "not UTF-8: byte 7 is 0xff"),
        (b'{"a":"\\ud800"}', "half of a surrogate pair"),
        (b'{"a":1e999}', "out of range"),
        (b"[" * 50_000, "nested too deeply"),
        (b'{"$a":1}', "'\\$a' starts with '\\$'"),
        (b'{"\\u0024a":1}', "starts with"),
        (b'{"a":"' + b"x" * 20_001 + b'"}', "'a' has 20,001 characters"),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_reason(line: bytes, reason: str) -> None:
    with pytest.raises(BadManifest, match=reason) as caught:
        parse_line(line, 3)
    assert caught.value.line_number == 3


def test_the_services_own_dollar_names_pass() -> None:
    assert parse_line(b'{"source":"$x","$birds-object-id":"1","$sequencer":"2"}', 1)["$sequencer"] == "2"


def test_a_null_label_is_no_label() -> None:
    assert not has_label({"birds": None}, "birds") and not has_label({}, "birds")
    assert has_label({"birds": 0}, "birds") and has_label({"birds": []}, "birds")
