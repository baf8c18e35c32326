"""Makes the complete task document of a rendered template: addresses rewritten, our scripts put in.

The text is changed in places, never parsed and written anew: templates hold unclosed tags, a script before
the doctype, and `<html>` in the middle.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from trigpoint.model.errors import TrigpointError
from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import RenderFault
from trigpoint.templates.faults import code_of
from trigpoint.templates.html_tokens import Attribute, Tag, tags
from trigpoint.templates.page_rules import PageRules

TASK_SCRIPT: Final = "/crowd/task-page.js"
CROWD_SCRIPT: Final = "/crowd/crowd-html-elements.js"
CROWD_STYLE: Final = "/crowd/crowd-html-elements.css"
PARTS: Final = {
    "masks": ("crowd-semantic-segmentation", "crowd-instance-segmentation"),
    "questions": ("crowd-text-ranking", "crowd-question-answer-generation"),
    "reviews": ("crowd-rekognition-detect-moderation-labels", "crowd-textract-analyze-document"),
}
"""Elements in files of their own. The library loads them too, but later than scripts may need them."""
BUCKET_HOST: Final = "amazonaws.com"
"""Addresses that hold it may be of files here, and may be refused: the one fault that a page can add."""
PLACEHOLDER: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='640' height='400'%3E"
    "%3Crect width='100%25' height='100%25' fill='%23d5dbdb'/%3E%3C/svg%3E"
)
_AWS_HOST = "assets.crowd.aws"
_PLACEHOLDER_HOST = "d7evko5405gb7.cloudfront.net"
_AWS_SCRIPTS = frozenset(
    {
        "crowd-html-elements.js",
        "crowd-html-elements-v2.js",
        "crowd-html-elements-without-ce-polyfill.js",
    }
)
_AWS_STYLES = frozenset({"crowd-html-elements-v2.css", "crowd-html-elements.css"})
_DROPPED = frozenset({"defer", "async", "integrity", "crossorigin"})
"""Attributes that would make our script late, or refuse it for not being AWS's."""
_URL = re.compile(r"(?:https?:)?//[^\s\"'<>()\\]*[^\s\"'<>()\\,;.]", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:https?:)?//[^\s/]", re.IGNORECASE)
_BEFORE_DOCTYPE = re.compile(r"(?:\s|\ufeff|<!--.*?-->)*+", re.DOTALL)
_ONE_ADDRESS = frozenset(
    {"src", "href", "poster", "data", "background", "image", "icon-url", "data-src", "xlink:href"}
)
_SAID = frozenset(
    {
        "alt", "aria-label", "categories", "class", "content", "header", "id", "label", "labels", "name",
        "pattern", "placeholder", "responses", "text", "title", "value",
    }
)  # fmt: skip
"""Attributes that are shown or go into the answer: an address in them stays what the requester wrote."""

Edit = tuple[int, int, str]


class TaskPage:
    """One task document in the making. `base` goes before the paths of our own files."""

    def __init__(self, text: str, grant: UrlGrant, rules: PageRules, *, base: str = "") -> None:
        self._text = text
        self._grant = grant
        self._rules = rules
        self._base = base
        self._edits: list[Edit] = []
        self.tags = list(tags(text))
        self._behind_library: int | None = None
        self.faults: list[RenderFault] = []
        for tag in self.tags:
            self._rewrite(tag)

    @property
    def has_library(self) -> bool:
        return self._behind_library is not None

    def document(self, *, policy: str = "") -> str:
        """The complete document: with a doctype, and with the scripts that it needs in front."""
        first = self.tags[0] if self.tags else None
        has_doctype = (
            first is not None
            and first.name == "!doctype"
            and _BEFORE_DOCTYPE.fullmatch(self._text, 0, first.start) is not None
        )
        at = first.end if first is not None and has_doctype else 0
        scripts, behind = self._script(TASK_SCRIPT), self._behind_library
        if behind is None:
            scripts += self._script(CROWD_SCRIPT) + self._parts()
        charset = "" if any(map(_names_charset, self.tags)) else '<meta charset="utf-8">'
        meta = (
            f'<meta http-equiv="Content-Security-Policy" content="{html.escape(policy)}">' if policy else ""
        )
        doctype = "" if has_doctype else "<!DOCTYPE html>"
        parts = [] if behind is None else [(behind, behind, self._parts())]
        return self._edited(at, f"{doctype}{charset}{meta}{scripts}", parts)

    def body(self) -> str:
        """What the template became, and no more; our library comes first where it is needed and missing."""
        needed = not self.has_library and any(tag.name.startswith("crowd-") for tag in self.tags)
        return self._edited(0, self._script(CROWD_SCRIPT) if needed else "")

    def _script(self, path: str) -> str:
        return f'<script src="{html.escape(self._base)}{path}"></script>'

    def _parts(self) -> str:
        """The files of elements that the page names anywhere: its scripts may make them."""
        text = self._text.lower()
        used = [part for part, elements in PARTS.items() if any(each in text for each in elements)]
        return "".join(self._script(f"/crowd/crowd-{part}.js") for part in used)

    def _rewrite(self, tag: Tag) -> None:
        if tag.name == "style":
            self._rewrite_style(tag)
        if "/" not in tag.attributes_text and "&" not in tag.attributes_text:
            return  # no address in it
        attributes = tag.attributes()
        if tag.name == "script" and _is_aws(attributes.get("src"), _AWS_SCRIPTS):
            if self._behind_library is None:
                end = self._text.find(">", tag.text_end)
                self._behind_library = len(self._text) if end == -1 else end + 1
            self._replace_library(attributes, "src", CROWD_SCRIPT)
        elif tag.name == "link" and _is_aws(attributes.get("href"), _AWS_STYLES):
            self._replace_library(attributes, "href", CROWD_STYLE)
        elif tag.name == "img" and _is_placeholder(attributes.get("src")):
            self._replace(attributes["src"], PLACEHOLDER)
        else:
            self._rewrite_addresses(attributes)

    def _replace_library(self, attributes: dict[str, Attribute], name: str, address: str) -> None:
        for each in attributes.values():
            if each.name == name:
                self._replace(each, f"{self._base}{address}")
            elif each.name in _DROPPED or (each.name, each.value.strip().lower()) == ("type", "module"):
                self._edits.append((each.start, each.end, ""))

    def _rewrite_addresses(self, attributes: dict[str, Attribute]) -> None:
        for each in attributes.values():
            if "//" not in each.value or each.name in _SAID:
                continue
            if each.name in _ONE_ADDRESS and _ADDRESS.match(each.value):
                value = self._address(each.value.strip()) or each.value
            else:
                value = _URL.sub(self._found, each.value)
            if value != each.value:
                self._replace(each, value)

    def _rewrite_style(self, tag: Tag) -> None:
        text = self._text[tag.end : tag.text_end]
        changed = _URL.sub(self._found, text)
        if changed != text:
            self._edits.append((tag.end, tag.text_end, changed))

    def _found(self, match: re.Match[str]) -> str:
        return self._address(match.group()) or match.group()

    def _address(self, url: str) -> str | None:
        """What to put in the place of `url`; None to leave it."""
        copy = self._rules.copy_of(url)
        if copy is not None:
            return f"{self._base}{copy}" if copy.startswith("/") else copy
        if BUCKET_HOST not in url.lower():
            return None
        try:
            return self._grant.published(f"https:{url}" if url.startswith("//") else url)
        except TrigpointError as error:
            self.faults.append(RenderFault(code=code_of(error), message=error.message))
            return None

    def _replace(self, attribute: Attribute, value: str) -> None:
        name = self._text[attribute.start : attribute.start + len(attribute.name)]
        self._edits.append((attribute.start, attribute.end, f'{name}="{html.escape(value)}"'))

    def _edited(self, at: int, head: str, more: Sequence[Edit] = ()) -> str:
        """The text with all edits, and `head` put in at a place before them."""
        start = self._text[:at]
        parts, position = [start.lstrip("\ufeff"), head], at
        for begin, end, text in sorted([*self._edits, *more]):
            parts += (self._text[position:begin], text)
            position = end
        return "".join([*parts, self._text[position:]])


def has_library(found: list[Tag]) -> bool:
    """Whether AWS's element script is asked for."""
    return any(tag.name == "script" and _is_aws(tag.attributes().get("src"), _AWS_SCRIPTS) for tag in found)


def _is_aws(address: Attribute | None, files: frozenset[str]) -> bool:
    """Whether the address, whatever its scheme and query, is one of these files of AWS's."""
    host, path = _split(address)
    return host == _AWS_HOST and path.rpartition("/")[2] in files


def _is_placeholder(address: Attribute | None) -> bool:
    """Whether the address is of a picture that AWS's console puts into sample templates."""
    host, path = _split(address)
    return host == _PLACEHOLDER_HOST or (host == _AWS_HOST and path.startswith("/images/"))


def _split(address: Attribute | None) -> tuple[str, str]:
    if address is None:
        return "", ""
    try:
        parts = urlsplit(address.value.strip())
        return parts.hostname or "", parts.path
    except ValueError:
        return "", ""


def _names_charset(tag: Tag) -> bool:
    attributes = tag.attributes()
    kind = attributes.get("http-equiv")
    return "charset" in attributes or (kind is not None and kind.value.lower() == "content-type")
