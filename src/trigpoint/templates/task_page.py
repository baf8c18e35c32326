"""Makes the complete task document of a rendered template: addresses rewritten, our scripts put in.

The text is changed in places, never parsed and written anew: templates hold unclosed tags, a script before
the doctype, and `<html>` in the middle.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from trigpoint.model.errors import TrigpointError
from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import RenderFault
from trigpoint.templates.faults import code_of
from trigpoint.templates.html_tokens import Attribute, Tag, tags
from trigpoint.templates.lint import lint_page

TASK_SCRIPT: Final = "/crowd/task-page.js"
CROWD_SCRIPT: Final = "/crowd/crowd-html-elements.js"
CROWD_STYLE: Final = "/crowd/crowd-html-elements.css"
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
_URL = re.compile(r"https?://[^\s\"'<>()\\]*[^\s\"'<>()\\,;.]", re.IGNORECASE)
_ADDRESS = re.compile(r"\s*(?:https?:)?//\S+\s*\Z", re.IGNORECASE)
_BEFORE_DOCTYPE = re.compile(r"(?:\s|\ufeff|<!--.*?-->)*+", re.DOTALL)
_SCRIPT_TAG = '<script src="{}"></script>'

Edit = tuple[int, int, str]


class TaskPage:
    """One task document in the making."""

    def __init__(self, text: str, grant: UrlGrant, mirrors: Mapping[str, str]) -> None:
        self._text = text
        self._grant = grant
        self._mirrors = mirrors
        self._edits: list[Edit] = []
        self._faults: list[RenderFault] = []
        self._tags = list(tags(text))
        self._has_library = False

    def build(self) -> tuple[str, tuple[RenderFault, ...]]:
        """The document and what was noticed in it."""
        for tag in self._tags:
            self._rewrite(tag)
        warnings = lint_page(self._tags, has_library=self._has_library)
        return self._edited(), (*self._faults, *warnings)

    def _rewrite(self, tag: Tag) -> None:
        if tag.name == "style":
            self._rewrite_style(tag)
        if "/" not in tag.attributes_text and "&" not in tag.attributes_text:
            return  # no address in it
        attributes = tag.attributes()
        if tag.name == "script" and _is_aws(attributes.get("src"), _AWS_SCRIPTS):
            self._has_library = True
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
                self._replace(each, address)
            elif each.name in _DROPPED or (each.name, each.value.strip().lower()) == ("type", "module"):
                self._edits.append((each.start, each.end, ""))

    def _rewrite_addresses(self, attributes: dict[str, Attribute]) -> None:
        for each in attributes.values():
            if "//" not in each.value:
                continue
            if _ADDRESS.match(each.value):
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
        prefix = max((each for each in self._mirrors if url.startswith(each)), key=len, default=None)
        if prefix is not None:
            return self._mirrors[prefix] + url[len(prefix) :]
        if BUCKET_HOST not in url.lower():
            return None
        try:
            return self._grant.published(f"https:{url}" if url.startswith("//") else url)
        except TrigpointError as error:
            self._faults.append(RenderFault(code=code_of(error), message=error.message))
            return None

    def _replace(self, attribute: Attribute, value: str) -> None:
        name = self._text[attribute.start : attribute.start + len(attribute.name)]
        self._edits.append((attribute.start, attribute.end, f'{name}="{html.escape(value)}"'))

    def _edited(self) -> str:
        head, at = self._head()
        parts, position = [self._text[:at].lstrip("\ufeff"), head], at
        for start, end, text in sorted(self._edits):
            parts += (self._text[position:start], text)
            position = end
        return "".join([*parts, self._text[position:]])

    def _head(self) -> tuple[str, int]:
        """What goes before everything else, and where that is: after the doctype if there is one."""
        scripts = _SCRIPT_TAG.format(TASK_SCRIPT)
        if not self._has_library:
            scripts += _SCRIPT_TAG.format(CROWD_SCRIPT)
        charset = (
            ""
            if any(tag.name == "meta" and _names_charset(tag) for tag in self._tags)
            else '<meta charset="utf-8">'
        )
        first = self._tags[0] if self._tags else None
        if (
            first is not None
            and first.name == "!doctype"
            and _BEFORE_DOCTYPE.fullmatch(self._text, 0, first.start)
        ):
            return charset + scripts, first.end
        return f"<!DOCTYPE html>{charset}{scripts}", 0


def task_page(text: str, grant: UrlGrant, mirrors: Mapping[str, str]) -> tuple[str, tuple[RenderFault, ...]]:
    """The task document of a rendered template, and the faults found in it.

    `mirrors` maps prefixes of addresses to where this installation keeps copies.
    """
    return TaskPage(text, grant, mirrors).build()


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
