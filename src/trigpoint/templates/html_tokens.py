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
      | !\[CDATA\[(?P<cdata>)
      | !(?P<declaration>[^>]*+)>
      | \?[^>]*+>
      | /(?P<closed>[a-zA-Z][^\s/>]*+)?[^>]*+>
      | (?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_UNNAMED_ATTRIBUTE})*+)>
      | (?P<unfinished>[?/!a-zA-Z])
    )""",
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"--!?>")
_IN_SCRIPT = re.compile(
    r"<!--(?!-?>)(?P<opened>)|-->(?P<closed>)|<(?P<end>/?)script(?=[\s/>])", re.IGNORECASE
)
_FOREIGN: Final = frozenset({"svg", "math"})
_HTML_IN_FOREIGN: Final = frozenset({"foreignobject", "desc"})
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
    foreign: list[str] = []
    while (match := search(text, position)) is not None:
        position = match.end()
        name, attributes, declaration = match.group("name", "attributes", "declaration")
        in_foreign = bool(foreign) and foreign[-1] in _FOREIGN
        if name is not None:
            name, end = name.lower(), position
            if name in _FOREIGN or (foreign and name in _HTML_IN_FOREIGN):
                if not attributes.endswith("/"):
                    foreign.append(name)
            elif name in _RAW_TEXT_END and (not in_foreign or name == "script"):
                position = _script_end(text, end) if name == "script" else _raw_text_end(name, text, end)
            yield Tag(name, match.start(), end, end - 1 - len(attributes), attributes, position)
        elif match["closed"] is not None:
            if foreign and match["closed"].lower() == foreign[-1]:
                foreign.pop()
        elif match["comment"] is not None:
            closed = _COMMENT_END.search(text, position)
            position = closed.end() if closed else len(text)
        elif match["cdata"] is not None:
            end = text.find("]]>" if in_foreign else ">", position)
            position = end + (3 if in_foreign else 1) if end >= 0 else len(text)
        elif declaration is not None and declaration[:7].lower() == "doctype":
            yield Tag("!doctype", match.start(), position, position, "", position)
        elif match["unfinished"]:
            return


def _raw_text_end(name: str, text: str, start: int) -> int:
    closed = _RAW_TEXT_END[name].search(text, start)
    return closed.start() if closed else len(text)


def _script_end(text: str, start: int) -> int:
    """Where a script's text ends: not at a `</script>` that belongs to a `<script>` inside of `<!-- -->`."""
    in_comment = in_script = False
    for match in _IN_SCRIPT.finditer(text, start):
        if match["opened"] is not None:
            in_comment = True
        elif match["closed"] is not None:
            in_comment = in_script = False
        elif not match["end"]:
            in_script = in_comment
        elif not in_script:
            return match.start()
        else:
            in_script = False
    return len(text)
