"""Warnings about pages and templates that render, but will not do what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from trigpoint.model.rendering import RenderFault
from trigpoint.templates.faults import MAX_FAULTS, fault_at
from trigpoint.templates.html_tokens import Tag, tags

_NEED_NAME: Final = frozenset(
    {
        "crowd-bounding-box",
        "crowd-checkbox",
        "crowd-classifier",
        "crowd-classifier-multi-select",
        "crowd-entity-annotation",
        "crowd-image-classifier",
        "crowd-image-classifier-multi-select",
        "crowd-input",
        "crowd-instance-segmentation",
        "crowd-keypoint",
        "crowd-line",
        "crowd-polygon",
        "crowd-polyline",
        "crowd-question-answer-generation",
        "crowd-radio-button",
        "crowd-semantic-segmentation",
        "crowd-slider",
        "crowd-text-area",
        "crowd-text-ranking",
        "crowd-toggle-button",
    }
)
_FORMS: Final = frozenset({"crowd-form", "crowd-entity-annotation"})
_PRINTED = re.compile(r"\{\{-?\s*(?P<expression>.*?)\s*-?\}\}", re.DOTALL)


def lint_page(found: Sequence[Tag], *, has_library: bool) -> tuple[RenderFault, ...]:
    """Warnings about a page, given its start tags."""
    names = {tag.name for tag in found}
    faults = []
    if not names & _FORMS:
        faults.append(_warning("MissingCrowdForm", "the page has no crowd-form: nothing collects its answer"))
    if not has_library and any(name.startswith("crowd-") for name in names):
        faults.append(
            _warning("MissingCrowdScript", "the page does not load crowd-html-elements.js: it was put in")
        )
    nameless = [tag.name for tag in found if tag.name in _NEED_NAME and not _has_name(tag)]
    faults += [
        _warning("MissingName", f"a {name} has no name: its value will not be in the answer")
        for name in dict.fromkeys(nameless)
    ]
    return tuple(faults)


def lint_template(source: str) -> tuple[RenderFault, ...]:
    """Warnings about values printed into scripts, where they get HTML entities that scripts do not read."""
    faults = [
        fault_at(
            source,
            match.start(),
            match.end() - match.start(),
            code="EscapedInScript",
            message="a value printed into a script is escaped for HTML: &, <, >, ' and \" become entities; "
            "put it into a data- attribute, or use to_json and skip_autoescape on values you trust",
            warning=True,
        )
        for tag in tags(source)
        if tag.name == "script"
        for match in _PRINTED.finditer(source, tag.end, tag.text_end)
        if "skip_autoescape" not in match["expression"]
    ]
    return tuple(faults[:MAX_FAULTS])


def _has_name(tag: Tag) -> bool:
    name = tag.attributes().get("name")
    return name is not None and name.value != ""


def _warning(code: str, message: str) -> RenderFault:
    return RenderFault(code=code, message=message, warning=True)
