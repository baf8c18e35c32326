"""Output lines: joined as texts or spliced, they are the same bytes."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from trigpoint.engine.output_lines import OutputLines
from trigpoint.formats.manifest import parse_line, splice
from trigpoint.functions.label_content import failed_content, line_attributes
from trigpoint.store.data_objects import ObjectPage
from trigpoint.store.labels import OutcomeRow

LABEL = "dish"
METADATA = {"class-name": "Mains", "note": 'a "{}" b\n', "confidence": 0.94}
USUAL = {"dish": 3, "dish-metadata": METADATA}
LINES = [
    b'{"source":"soup"}',
    b'{"source":"caf\\u00e9 \\"x\\""}',
    '{"source":"crème brûlée, 甜"}'.encode(),
    b"{}",
    b"{ }",
    b'{ "source": "spaced" }',
    b'{"source":"end" \t}  ',
    b' {"source":"begin"}',
    b'{"a":{}}',
    b'{"dish":1,"source":"had one"}',
    b'{"source":"failed before","dish-metadata":{"failure-reason":"x"},"id":7}',
    b'{"d\\u0069sh":2}',
    b'{"source":"not a \\"dish\\" key","dishes":[]}',
    b'{"dish-2":1,"dish-2-metadata":{}}',
]
CONTENTS: list[dict[str, Any]] = [
    USUAL,
    {"dish": [], "dish-metadata": {}},
    {"dish-metadata": {}, "dish": "ü"},
    {"dish": {"a": "\\"}, "dish-metadata": {"type": "groundtruth/custom"}, "source": "own", "more": 1},
    {"dish": 1},
    {"other": 1, "more": 2},
]
outcomes = st.one_of(
    st.none(),
    st.sampled_from(["ClientError: expired", 'with "quotes" and ü']),
    st.sampled_from(CONTENTS),
    st.just(USUAL),
)


def expected(line: bytes, outcome: Any) -> bytes:
    """One line by the rules of outputs.md 1.4 and 1.8."""
    if outcome is None:
        return line
    if isinstance(outcome, str):
        return splice(line, failed_content(LABEL, outcome))
    if len(outcome) > 2:
        outcome = line_attributes(outcome, LABEL, parse_line(line, 1))
    return splice(line, outcome, remove=(f"{LABEL}-metadata",))


def rows(found: list[Any], first: int) -> list[OutcomeRow]:
    return [
        (first + n, None, each)
        if isinstance(each, str)
        else (first + n, msgspec.json.encode(each).decode(), None)
        for n, each in enumerate(found)
        if each is not None
    ]


@settings(max_examples=200)
@given(st.lists(st.tuples(st.sampled_from(LINES), outcomes), min_size=1, max_size=8), st.integers(0, 10**6))
@example([(line, USUAL) for line in LINES], 0)
@example([(line, USUAL) for line in LINES[:1] * 3], 7)
@example([(LINES[0], USUAL), (LINES[0], None), (LINES[0], "failed"), (LINES[0], CONTENTS[3])], 0)
def test_a_page_is_its_lines_each_with_what_became_of_it(pairs: list[tuple[bytes, Any]], first: int) -> None:
    lines = [line for line, _ in pairs]
    found = [outcome for _, outcome in pairs]
    page = ObjectPage(first, len(lines), b"\n".join(lines))
    written = OutputLines(LABEL).of_page(page, rows(found, first)).split(b"\n")
    assert written == [expected(line, outcome) for line, outcome in pairs]
    for line in written:
        json.loads(line)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=20))
def test_objects_without_an_outcome_keep_every_byte(lines: list[bytes]) -> None:
    page = ObjectPage(0, len(lines), b"\n".join(lines))
    assert OutputLines(LABEL).of_page(page, []) == page.text


@pytest.mark.parametrize("label", ["a", "dish-2", "Seen-ref", "metadata"])
def test_a_label_of_any_name_goes_where_its_key_is_or_else_to_the_end(label: str) -> None:
    content = {label: 1, f"{label}-metadata": {}}
    lines = [b'{"source":"x"}', json.dumps({label: 0, "source": "x"}).encode()]
    page = ObjectPage(0, 2, b"\n".join(lines))
    stored = msgspec.json.encode(content).decode()
    written = OutputLines(label).of_page(page, [(0, stored, None), (1, stored, None)]).split(b"\n")
    assert written == [splice(line, content, remove=(f"{label}-metadata",)) for line in lines]
