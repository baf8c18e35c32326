"""Faults of a template: what, where, and the line with a caret under it."""

from __future__ import annotations

from typing import Final

from liquid.exceptions import (
    FilterError,
    LiquidError,
    LiquidSyntaxError,
    ResourceLimitError,
    UnknownFilterError,
)
from liquid.token import Token

from trigpoint.model.errors import AccessDenied, NotFound, TrigpointError
from trigpoint.model.rendering import RenderFault

MAX_FAULTS: Final = 50
_MAX_EXCERPT = 100


class UnknownTagError(LiquidSyntaxError):
    """A tag that this dialect does not have."""


class ValueRefused(FilterError):
    """A filter cannot use the value it was given."""


def fault_at(
    source: str, start: int, length: int, *, code: str, message: str, warning: bool = False
) -> RenderFault:
    """A fault at `source[start : start + length]`; line and column count from 1."""
    start = min(max(start, 0), len(source))
    line_start = source.rfind("\n", 0, start) + 1
    line_end = source.find("\n", start)
    text = source[line_start : line_end if line_end >= 0 else len(source)].rstrip("\r")
    line, column = source.count("\n", 0, start) + 1, start - line_start + 1
    return RenderFault(
        code=code,
        message=f"line {line}, column {column}: {message}\n{_excerpt(text, column - 1, length, line)}",
        line=line,
        column=column,
        warning=warning,
    )


def _excerpt(text: str, offset: int, length: int, line: int) -> str:
    """The part of a line around `offset`, numbered, with carets under the culprit."""
    cut = max(0, offset - _MAX_EXCERPT // 2)
    shown = "".join(char if char.isprintable() else " " for char in text[cut : cut + _MAX_EXCERPT])
    offset -= cut
    carets = "^" * max(1, min(length, len(shown) - offset))
    number = str(line)
    return f"{number} | {shown}\n{' ' * len(number)} | {' ' * offset}{carets}"


def fault_of(error: Exception, source: str, token: Token | None) -> RenderFault:
    """The fault that `error` stands for; `token` is where it happened if the error itself does not say."""
    found = getattr(error, "token", None)
    where = found if found is not None and found.start_index >= 0 else token
    code, message = code_of(error), message_of(error)
    if where is None or where.start_index < 0:
        return RenderFault(code=code, message=message)
    return fault_at(source, where.start_index, len(where.value.split("\n")[0]), code=code, message=message)


def code_of(error: Exception) -> str:
    """The code of worker-templates.md 1.6."""
    if isinstance(error, UnknownTagError):
        return "UnknownTag"
    if isinstance(error, UnknownFilterError):
        return "UnknownFilter"
    if isinstance(error, LiquidSyntaxError):
        return "LiquidSyntaxError"
    if isinstance(error, AccessDenied):
        return "AccessDenied"
    if isinstance(error, NotFound):
        return "ObjectNotFound"
    return "RenderError"


def message_of(error: Exception) -> str:
    if isinstance(error, ResourceLimitError):
        return f"{error.message}: the template does too much"
    if isinstance(error, LiquidError) and _is_pythons(error):
        return message_of(TypeError())
    if isinstance(error, LiquidError):
        return str(error.message)
    if isinstance(error, TrigpointError):
        return error.message
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, ArithmeticError):
        return "this is not a number that can be counted with"
    return "this cannot be done with a value of this kind"


def _is_pythons(error: LiquidError) -> bool:
    """Whether the library passes on Python's own words, but for those about missing arguments."""
    words = str(error.message)
    return words == str(error.__cause__) and "argument" not in words


class FaultList:
    """Collects the faults of one rendering: each once, at most `MAX_FAULTS`."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._seen: set[tuple[str, int, str]] = set()
        self._faults: list[RenderFault] = []

    def add(self, code: str, message: str, token: Token, *, warning: bool = False) -> None:
        key = (code, token.start_index, message)
        if key in self._seen or len(self._faults) >= MAX_FAULTS:
            return
        self._seen.add(key)
        length = len(token.value.split("\n")[0])
        self._faults.append(
            fault_at(self._source, token.start_index, length, code=code, message=message, warning=warning)
        )

    def add_error(self, error: Exception, token: Token) -> None:
        found = getattr(error, "token", None)
        where = found if found is not None and found.start_index >= 0 else token
        self.add(code_of(error), message_of(error), where)

    def all(self) -> tuple[RenderFault, ...]:
        return tuple(self._faults)
