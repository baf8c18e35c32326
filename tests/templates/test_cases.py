"""Golden cases: the files of `cases/`, whose README says how they are written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.rendering import Rendered

FOLDER = Path(__file__).parent / "cases"
SIGNED = re.compile(r"\?X-Amz-Algorithm=.*?X-Amz-Signature=[0-9a-f]{64}")
Liquid = Callable[..., Rendered]


class Case(NamedTuple):
    name: str
    template: str
    given: dict[str, Any]
    output: str
    faults: tuple[str, ...] | None
    """None: nobody says, and only undefined names are allowed."""


def read_cases(path: Path) -> list[Case]:
    head, *parts = re.split(r"(?:\A|\n)=== ", path.read_text().removesuffix("\n"))
    shared = sections(head)
    cases = []
    for part in parts:
        name, _, body = part.partition("\n")
        found = shared | sections(f"\n{body}")
        faults = tuple(found["faults"].splitlines()) if "faults" in found else None
        given = json.loads(found.get("input", "{}"))
        cases.append(Case(f"{path.stem}: {name}", found["template"], given, found.get("output", ""), faults))
    return cases


def sections(text: str) -> dict[str, str]:
    _, *parts = re.split(r"(?:\A|\n)--- (\w+)(?:\n|\Z)", text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in read_cases(path)]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_template_gives_what_the_contract_says(liquid: Liquid, case: Case) -> None:
    rendered = liquid(case.template, **case.given)
    assert SIGNED.sub("?SIGNED", rendered.html) == case.output
    found = tuple(f"{fault.code} {fault.line}:{fault.column}" for fault in rendered.faults)
    if case.faults is None:
        assert {each.split()[0] for each in found} <= {"UndefinedVariable"}
    else:
        assert found == case.faults


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)
PRINTING = [
    case
    for case in CASES
    if not re.search(r"skip_autoescape|<script|grant_read_access|newline_to_br", case.template)
]


@given(value=JSON, case=st.sampled_from(PRINTING))
def test_no_value_whatever_opens_a_tag(liquid: Liquid, value: object, case: Case) -> None:
    hostile = {"</p><script>alert(1)</script>": ["<script>", value, "'\"><script>"]}
    for x in (hostile, "'\"--></p><script>alert(1)</script>", [hostile, value]):
        assert "<script" not in liquid(case.template, **dict.fromkeys(case.given, x)).html


PIECES = [
    *"{}%|'\"[].:,()=<>-\n ",
    "{{", "}}", "{%", "%}", "{{-", "-%}", "if ", "endif", "else", "for ", " in ", "endfor", "assign ",
    "capture ", "endcapture", "case ", "when ", "endcase", "raw", "endraw", "comment", "endcomment", "liquid",
    "cycle ", "tablerow ", "increment ", "render ", "x", "task.input.x", "task.input['a-b']", "| to_json",
    "| grant_read_access", "| date: '%Y'", "| slice: 1, -1", "| map: 'a'", "| sort", "| divided_by: 0",
    "| split: ''", "| sum", "1", "-1.5", "1e400", "(1..3)", "'s3://dish/k'", "true", "nil", "empty",
    "forloop.index", "é\u2028",
]  # fmt: skip
FRAGMENTS = st.lists(st.sampled_from(PIECES) | TEXT, max_size=30).map("".join)
EXPRESSIONS = st.lists(st.sampled_from(PIECES[21:]), min_size=1, max_size=6).map(
    lambda parts: f"{{{{ {' '.join(each for each in parts if '{' not in each and '}' not in each)} }}}}"
)


@given(
    template=FRAGMENTS | EXPRESSIONS | st.lists(EXPRESSIONS | FRAGMENTS, max_size=5).map("".join), value=JSON
)
def test_no_template_whatever_crashes_the_renderer(liquid: Liquid, template: str, value: object) -> None:
    """There is always a page, or at least one error; errors of syntax say where."""
    rendered = liquid(template, x=value)
    for fault in rendered.faults:
        if fault.code in ("LiquidSyntaxError", "UnknownTag", "UnknownFilter"):
            assert fault.line is not None and fault.column is not None, fault
            assert f"line {fault.line}, column {fault.column}: " in fault.message
            lines = template.split("\n")
            assert 1 <= fault.line <= len(lines) and 1 <= fault.column <= len(lines[fault.line - 1]) + 1
