"""How values become text: printing, escaping once, and undoing it."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from liquid.undefined import is_undefined
from markupsafe import Markup, escape

_CARRIAGE_RETURN = "&#13;"
_UNESCAPED = re.compile(r"""["'<>\r]|&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);)""")
_SURROGATE = re.compile("[\ud800-\udfff]")


class RawText(Markup):
    """Text that `skip_autoescape` let through: printed as it is, and not escaped so far."""

    __slots__ = ()


def to_text(value: object) -> str:
    """The printed form of a value, before escaping.

    Numbers, booleans, arrays and objects are printed as compact JSON, nothing for null and undefined.
    Text that is escaped already stays marked as such (`Markup`).
    """
    if isinstance(value, str):
        return value
    if value is None or is_undefined(value):
        return ""
    if isinstance(value, range):
        return f"{value.start}..{value.stop - 1}"
    if isinstance(value, bool | int | float | list | tuple | dict):
        return to_json(value)
    return str(value)


def to_json(value: object) -> str:
    """Compact JSON of a value; undefined is null."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_jsonable)


def _jsonable(value: object) -> Any:
    if is_undefined(value):
        return None
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, range):
        return list(value)
    if isinstance(value, Mapping):
        return dict(value)
    return str(value)


def is_escaped(value: object) -> bool:
    """Whether the text has been through escaping, by `escape` or by `capture`."""
    return isinstance(value, Markup) and not isinstance(value, RawText)


def escape_text(value: object) -> Markup:
    """The printed form, escaped exactly once.

    Browsers make a carriage return in a page's source a line feed, and would count characters of a text
    with Windows' line ends otherwise than its manifest does: it is escaped as well.
    """
    text = to_text(value)
    return escape(text) if isinstance(text, Markup) else _escaped(text)


def _escaped(text: str) -> Markup:
    escaped = escape(text)
    if "\r" not in text:
        return escaped
    return Markup(str(escaped).replace("\r", _CARRIAGE_RETURN))  # noqa: S704


def escape_fully(value: object) -> Markup:
    """As `escape_text`, but escapes what `skip_autoescape` let through."""
    if isinstance(value, Markup) and is_escaped(value):
        return value
    return _escaped(str(to_text(value)))


def escape_once(value: object) -> Markup:
    """The printed form escaped, except for the entities it holds already."""
    if isinstance(value, Markup) and is_escaped(value):
        return value
    text = str(to_text(value))
    return Markup(_UNESCAPED.sub(lambda match: str(_escaped(match.group())), text))  # noqa: S704


def plain_text(text: str) -> str:
    """What the text says: escaping is undone if it happened."""
    if is_escaped(text):
        return str(Markup(text).unescape())  # noqa: S704
    return str(text)


def without_surrogates(text: str) -> str:
    """The text with lone surrogates, which UTF-8 cannot hold, replaced by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text
