"""Start tags of an HTML text, with the places of their attributes: a tokenizer, not a parser.

Nothing is built and nothing is put right, so that what is not replaced stays as it was written.
Follows the tokenization of the HTML standard as far as finding tags goes: comments, quoted values and the
text of `script`, `style` and the like are not taken for tags.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_VALUE = (
    r"""(?:\s*+=\s*+(?:"(?P<double>[^"]*+)"|'(?P<single>[^']*+)'|(?P<bare>[^\s"'>][^\s>]*+)|(?=>|\Z)))?+"""
)
_ATTRIBUTE = re.compile(rf"(?P<name>[^\s/>][^\s/>=]*+){_VALUE}")
_UNNAMED_ATTRIBUTE = re.sub(r"\?P<\w+>", "?:", _ATTRIBUTE.pattern)
_MARKUP = re.compile(
    rf"""<(?:
        !--(?:-?>|(?P<comment>))
      | !(?P<declaration>[^>]*+)>
      | [?/][^>]*+>
      | (?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_UNNAMED_ATTRIBUTE})*+)>
      | (?P<unfinished>[?/!a-zA-Z])
    )""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT_END: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}


class Attribute(NamedTuple):
    """An attribute that stands at `start : end`; its name in lower case, its value unescaped."""

    name: str
    value: str
    start: int
    end: int


class Tag(NamedTuple):
    """A start tag that stands at `start : end`, its name in lower case; `!doctype` counts as one."""

    name: str
    start: int
    end: int
    attributes_start: int
    attributes_text: str
    text_end: int
    """Where the raw text of a `script`, `style` or the like ends; for others `end`."""

    def attributes(self) -> dict[str, Attribute]:
        """The attributes by name; of two with one name the first counts."""
        found: dict[str, Attribute] = {}
        for match in _ATTRIBUTE.finditer(self.attributes_text):
            name = match["name"].lower()
            value = match["double"] or match["single"] or match["bare"] or ""
            start, end = (self.attributes_start + index for index in match.span())
            found.setdefault(name, Attribute(name, html.unescape(value), start, end))
        return found


def tags(text: str) -> Iterator[Tag]:
    """The start tags in order."""
    search = _MARKUP.search
    position = 0
    while (match := search(text, position)) is not None:
        position = match.end()
        name, attributes, declaration = match.group("name", "attributes", "declaration")
        if name is not None:
            name, end = name.lower(), position
            if name in _RAW_TEXT_END:
                closed = _RAW_TEXT_END[name].search(text, end)
                position = closed.start() if closed else len(text)
            yield Tag(name, match.start(), end, end - 1 - len(attributes), attributes, position)
        elif match["comment"] is not None:
            closed = _COMMENT_END.search(text, position)
            position = closed.end() if closed else len(text)
        elif declaration is not None and declaration[:7].lower() == "doctype":
            yield Tag("!doctype", match.start(), position, position, "", position)
        elif match["unfinished"]:
            return
