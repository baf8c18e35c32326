"""Warnings about pages and templates that render, but will not do what was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from trigpoint.model.rendering import RenderFault
from trigpoint.templates.faults import MAX_FAULTS, fault_at
from trigpoint.templates.html_tokens import Attribute, Tag, tags
from trigpoint.templates.lenient_json import problem_of
from trigpoint.templates.page_rules import PageRules
from trigpoint.templates.syntax import near

ELEMENTS: Final[dict[str, frozenset[str]]] = {
    name: frozenset(attributes)
    for name, attributes in json.loads((Path(__file__).parent / "elements.json").read_text()).items()
}
"""The crowd elements and their attributes, besides those that any element has."""
_COLLECTED: Final = frozenset(name for name, attributes in ELEMENTS.items() if "name" in attributes) - {
    "crowd-textract-analyze-document"  # its key in the answer is fixed
}
_FORMS: Final = frozenset({"crowd-form", "crowd-entity-annotation"})
_GLOBAL: Final = frozenset(
    {
        "accesskey", "autofocus", "class", "contenteditable", "dir", "draggable", "hidden", "id", "inert",
        "is", "itemprop", "lang", "name", "part", "popover", "role", "slot", "spellcheck", "style",
        "tabindex", "title", "translate", "ui-options",
    }
)  # fmt: skip
_OF_TURK: Final = frozenset({"answer-format"})
"""Mechanical Turk's, without a meaning here."""
_FREE: Final = ("data-", "aria-", "on", "x-")
_RICH: Final = frozenset(
    {
        "block-types", "categories", "exclusion-category", "initial-value", "keys", "label-colors", "labels",
        "ordinal-ranking-dimensions", "overlay", "question-tags", "responses",
    }
)  # fmt: skip
_PLAIN_START: Final = frozenset({"crowd-classifier", "crowd-image-classifier"})
"""Their `initial-value` is a category's name."""
_ONE_OF_A_NAME: Final = (_COLLECTED | {"input", "select", "textarea"}) - {
    "crowd-checkbox", "crowd-radio-button", "crowd-toggle-button",
}  # fmt: skip
_SHARED_TYPES: Final = frozenset({"radio", "checkbox", "submit", "button", "reset", "image"})
_LOADING: Final = {"link": ("href",), "object": ("data",), "use": ("href",), "image": ("href",)}
_PRINTED = re.compile(r"\{\{-?\s*(?P<expression>.*?)\s*-?\}\}", re.DOTALL)
_MAX_RICH_CHARS: Final = 200_000
_COMMENT = re.compile(r"\{%-?\s*comment\b.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_MARKUP = re.compile(r"\{%.*?%\}|\{\{(?P<printed>.*?)\}\}", re.DOTALL)


def lint_page(
    text: str,
    found: Sequence[Tag],
    *,
    has_library: bool,
    rules: PageRules,
    host: str = "",
    is_template: bool = False,
) -> tuple[RenderFault, ...]:
    """Warnings about a page, given its start tags; of a template, what can be said before it is rendered.

    `host` is the page's own address, `http://host:port`, which it may load from.
    """
    return (
        *_missing(found, has_library=has_library),
        *_Lint(text, rules, host, is_template=is_template).all(found),
    )


def _missing(found: Sequence[Tag], *, has_library: bool) -> Iterator[RenderFault]:
    names = {tag.name for tag in found}
    if not names & _FORMS:
        yield _warning("MissingCrowdForm", "the page has no crowd-form: nothing collects its answer")
    if not has_library and any(name.startswith("crowd-") for name in names):
        yield _warning("MissingCrowdScript", "the page does not load crowd-html-elements.js: it was put in")


class _Lint:
    """Looks at the tags of one page."""

    def __init__(self, text: str, rules: PageRules, host: str, *, is_template: bool) -> None:
        self._text = text
        self._rules = rules
        self._own = f"{host}/" if host else None
        self._is_template = is_template
        self._names: set[str] = set()
        self._found: list[RenderFault] = []

    def all(self, found: Sequence[Tag]) -> list[RenderFault]:
        for tag in found:
            if len(self._found) >= MAX_FAULTS:
                break
            attributes = tag.attributes()
            self._loads(tag, attributes)
            if tag.name.startswith("crowd-"):
                self._element(tag, attributes)
            if tag.name in _ONE_OF_A_NAME:
                self._name(tag, attributes)
        return self._found[:MAX_FAULTS]

    def _element(self, tag: Tag, attributes: dict[str, Attribute]) -> None:
        if tag.name not in ELEMENTS:
            message = f"there is no element {tag.name}{near(tag.name, ELEMENTS)}"
            self._add("UnknownElement", message, tag.start + 1, len(tag.name))
            return
        if tag.name in _COLLECTED and not (attributes.get("name") and attributes["name"].value):
            message = f"a {tag.name} has no name: its value will not be in the answer"
            self._add("MissingName", message, tag.start + 1, len(tag.name))
        known = {_spelled(each): each for each in ELEMENTS[tag.name] | _GLOBAL | _OF_TURK}
        for each in attributes.values():
            name = known.get(_spelled(each.name))
            if name is None and not each.name.startswith(_FREE) and "{{" not in each.name:
                message = f"{tag.name} has no attribute {each.name!r}{near(each.name, ELEMENTS[tag.name])}"
                self._add("UnknownAttribute", message, each.start, len(each.name))
            elif name in _RICH and not (name == "initial-value" and tag.name in _PLAIN_START):
                self._rich(tag, each)

    def _rich(self, tag: Tag, each: Attribute) -> None:
        if self._is_template and "{{" in each.value:
            return
        value = each.value.strip()
        problem = problem_of(value) if value and len(value) <= _MAX_RICH_CHARS else None
        if problem is not None:
            message = f"{each.name} of {tag.name} cannot be read: {problem}"
            self._add("UnreadableAttribute", message, each.start, each.end - each.start)

    def _name(self, tag: Tag, attributes: dict[str, Attribute]) -> None:
        name, kind = attributes.get("name"), attributes.get("type")
        if name is None or not name.value or self._is_template:
            return  # a template may have it twice, in two branches
        if tag.name == "input" and kind is not None and kind.value.lower() in _SHARED_TYPES:
            return
        if name.value in self._names:
            message = (
                f"the name {name.value[:60]!r} is used twice: the answer holds the last one's value alone"
            )
            self._add("DuplicateName", message, name.start, name.end - name.start)
        self._names.add(name.value)

    def _loads(self, tag: Tag, attributes: dict[str, Attribute]) -> None:
        for name in ("src", *_LOADING.get(tag.name, ())):
            each = attributes.get(name)
            if each is None or (self._is_template and "{{" in each.value):
                continue
            url = each.value.strip()
            if self._own is not None and url.startswith(self._own):
                continue
            try:
                blocked = "//" in url[:8] and not self._rules.loads(url if ":" in url[:8] else f"https:{url}")
            except ValueError:
                continue
            if blocked:
                allowed = ", ".join(self._rules.sources) or "https: addresses"
                message = f"{url[:100]} will not be loaded: task pages may load {allowed} alone"
                self._add("BlockedAddress", message, each.start, each.end - each.start)

    def _add(self, code: str, message: str, start: int, length: int) -> None:
        shown = message if self._is_template else f"{message} (line and column are of the rendered page)"
        self._found.append(fault_at(self._text, start, length, code=code, message=shown, warning=True))


def without_liquid(source: str) -> str:
    """The template as HTML can be read of it: tags of Liquid are spaces, a printed value is one word."""
    return _MARKUP.sub(_masked, _COMMENT.sub(_masked, source))


def _masked(match: re.Match[str]) -> str:
    text = match.group()
    if match.re is _MARKUP and match["printed"] is not None:
        return "{{" + "_" * (len(text) - 4) + "}}"
    return "".join(char if char in "\r\n" else " " for char in text)


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


def _spelled(name: str) -> str:
    """Attribute names are the same with and without hyphens."""
    return name.replace("-", "")


def _warning(code: str, message: str) -> RenderFault:
    return RenderFault(code=code, message=message, warning=True)
