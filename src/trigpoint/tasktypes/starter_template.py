"""A task type's own template with a requester's words: question, instructions, colours of labels."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Sequence
from typing import Final

import msgspec

from trigpoint.model.errors import InvalidInput
from trigpoint.tasktypes.task_type import TaskType

MAX_SECTION_CHARS: Final = 100_000
"""Longest instructions, as AWS's console takes."""
_DRAWING: Final = (
    "crowd-bounding-box",
    "crowd-keypoint",
    "crowd-polygon",
    "crowd-semantic-segmentation",
    "crowd-instance-segmentation",
)
_HEADER = re.compile(r'(<crowd-[a-z-]+\s[^>]*?)header="\{\{ task\.input\.header[^"]*\}\}"', re.DOTALL)
_SECTION = r"(<{name}\b[^>]*>).*?(</{name}>)"
_LABELS = re.compile(r'(labels="\{\{ task\.input\.labels[^"]*\}\}")')
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_OBJECT = re.compile(r"""src=(["'])(s3://[^"'{}<>\\]+)\1""")
_LIQUID = re.compile(r"\{\{|\{%")


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """What a requester says; what is empty stays as the template has it."""

    header: str = ""
    """The question that workers are asked."""
    short_instructions: str = ""
    """HTML; images may be s3:// URIs."""
    full_instructions: str = ""
    colors: tuple[str, ...] = ()
    """`#rrggbb` in label order, for the tools that draw; an empty text leaves the tool's own."""


def starter_template(task_type: TaskType, wording: Wording) -> str:
    """The template with these words. They are shown as they are: Liquid in them does nothing.

    Raises InvalidInput for instructions that are too long and for what is no colour.
    """
    text = task_type.default_template
    if wording.header:
        header = f'header="{_plain(html.escape(wording.header))}"'
        text = _HEADER.sub(lambda match: match[1] + header, text, count=1)
    text = _with_section(text, "short-instructions", wording.short_instructions)
    text = _with_section(text, "full-instructions", wording.full_instructions)
    return _with_colors(text, wording.colors) if any(wording.colors) else text


def takes_colors(task_type: TaskType) -> bool:
    """Whether its tool draws with labels, in colours that may be chosen."""
    return any(f"<{tag}\n" in task_type.default_template for tag in _DRAWING)


def _with_section(text: str, name: str, content: str) -> str:
    if not content.strip():
        return text
    if len(content) > MAX_SECTION_CHARS:
        raise InvalidInput(f"{name} have {len(content)} characters; {MAX_SECTION_CHARS} are allowed")
    shown = _OBJECT.sub(_granted, _plain(content))
    pattern = re.compile(_SECTION.format(name=name), re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}\n{shown}\n{match[2]}", text, count=1)


def _with_colors(text: str, colors: Sequence[str]) -> str:
    for color in colors:
        if color and not _COLOR.fullmatch(color):
            raise InvalidInput(f"{color[:40]!r} is no colour of the form #rrggbb")
    written = html.escape(json.dumps([color or None for color in colors]))
    return _LABELS.sub(lambda match: f'{match[1]}\n    x-colors="{written}"', text, count=1)


def _plain(text: str) -> str:
    """The text with marks of Liquid that print themselves."""
    return _LIQUID.sub(lambda match: f"{{{{ '{match[0]}' }}}}", text)


def _granted(match: re.Match[str]) -> str:
    """An image by an address that workers can open."""
    return f"""src="{{{{ '{html.unescape(match[2])}' | grant_read_access }}}}\""""
