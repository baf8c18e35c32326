"""Filters of task templates: the standard ones made fit for escaping, and AWS's own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from typing import Any, Final

from liquid import Environment
from liquid.filter import flatten, with_context
from liquid.undefined import is_undefined
from liquid.utils.html import strip_tags
from markupsafe import Markup, escape

from trigpoint.model.errors import TrigpointError
from trigpoint.templates.context import TaskContext
from trigpoint.templates.faults import ValueRefused
from trigpoint.templates.values import (
    RawText,
    escape_fully,
    escape_once,
    escape_text,
    is_escaped,
    plain_text,
    to_json,
    to_text,
)

Filter = Callable[..., Any]

# fmt: off
_TEXT_FILTERS: Final = (
    "append", "base64_decode", "base64_encode", "base64_url_safe_decode", "base64_url_safe_encode",
    "capitalize", "downcase", "lstrip", "prepend", "remove", "remove_first", "remove_last", "replace",
    "replace_first", "replace_last", "rstrip", "split", "squish", "strip", "truncate", "truncatewords",
    "upcase", "url_decode",
)
_KEY_FILTERS: Final = (
    "compact", "date", "find", "find_index", "has", "map", "reject", "sort", "sort_natural", "sum", "uniq",
    "url_encode", "where",
)
# fmt: on


def register(env: Environment) -> None:
    """Make the filters of `env` those of the dialect."""
    for name in ("safe", "escapejs"):
        del env.filters[name]
    for name in _TEXT_FILTERS:
        env.filters[name] = _on_text(env.filters[name])
    for name in _KEY_FILTERS:
        env.filters[name] = _on_plain_text(env.filters[name])
    env.filters |= {
        "escape": escape_fully,
        "escape_once": escape_once,
        "grant_read_access": grant_read_access,
        "join": join,
        "newline_to_br": newline_to_br,
        "skip_autoescape": skip_autoescape,
        "strip_html": strip_html,
        "strip_newlines": strip_newlines,
        "to_json": to_json,
    }


def _on_text(text_filter: Filter) -> Filter:
    """The filter applied to the printed form of values: JSON, never Python's own form."""

    def apply(value: object, *arguments: object, **named: object) -> Any:
        return text_filter(to_text(value), *(_argument(each) for each in arguments), **named)

    return apply


def _argument(value: object) -> object:
    return to_text(value) if isinstance(value, bool | list | dict) else value


def _on_plain_text(key_filter: Filter) -> Filter:
    """The filter applied to what captured text says, not to its escaped form."""

    def apply(*arguments: object, **named: object) -> Any:
        return key_filter(
            *(plain_text(each) if isinstance(each, Markup) else each for each in arguments), **named
        )

    if getattr(key_filter, "with_environment", False):
        apply.with_environment = True  # type: ignore[attr-defined]
    return apply


def skip_autoescape(value: object) -> Markup:
    """The value as it is: markup in it becomes markup of the page."""
    text = to_text(value)
    return text if isinstance(text, Markup) else RawText(text)


@with_context
def grant_read_access(value: object, *, context: TaskContext) -> str:
    """The address at which a worker's browser can read the file that `value` names."""
    assert context.here is not None
    if value is None or is_undefined(value) or value == "":
        message = "grant_read_access got an empty value"
        context.faults.add("RenderError", message, context.here, warning=True)
        return ""
    if not isinstance(value, str):
        raise ValueRefused(
            f"grant_read_access needs a string, found {to_text(value)[:60]}", token=context.here
        )
    url = plain_text(value).strip() if isinstance(value, Markup) else value
    try:
        address = context.grant.sign(url)
        if address != url:
            context.shows(address)
        return address
    except TrigpointError as error:
        context.faults.add_error(error, context.here)
        return ""


def join(value: object, separator: object = " ") -> str:
    """The printed items with the separator between them; escaped as a whole once one of them is."""
    texts = [to_text(each) for each in _items(value)]
    if any(isinstance(each, Markup) for each in texts):
        return escape_text(separator).join(escape(each) for each in texts)
    return to_text(separator).join(texts)


def _items(value: object) -> Iterable[object]:
    if isinstance(value, list | tuple):
        return flatten(value)
    return value if isinstance(value, range) else [value]


def newline_to_br(value: object) -> Markup:
    text = str(escape_text(value)).replace("\r\n", "\n").replace("&#13;\n", "\n")
    return Markup(text.replace("\n", "<br />\n"))  # noqa: S704


def strip_newlines(value: object) -> str:
    text = to_text(value)
    breaks = ("\r\n", "&#13;\n", "\n") if is_escaped(text) else ("\r\n", "\n")
    return text.__class__(functools.reduce(lambda left, each: left.replace(each, ""), breaks, str(text)))


def strip_html(value: object) -> str:
    """The text without tags; what was escaped stays so."""
    text = to_text(value)
    return text.__class__(strip_tags(str(text)))
