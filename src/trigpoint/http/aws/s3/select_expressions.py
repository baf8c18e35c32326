"""Expressions of a query, and what they are worth for one record.

A value is JSON, or MISSING for what a record does not have. Whatever is asked of NULL or MISSING is
unknown (None), and only what is true selects.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, Protocol


class Missing(Enum):
    MISSING = "missing"


MISSING = Missing.MISSING


class Expression(Protocol):
    def of(self, record: Any) -> Any:
        """The value for the record; a condition is True, False, or None when unknown."""


class Name(NamedTuple):
    text: str
    exact: bool
    """Whether upper and lower case differ."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: Any

    def of(self, record: Any) -> Any:
        return self.value


@dataclass(frozen=True, slots=True)
class Path:
    steps: tuple[Name | int, ...]

    def of(self, record: Any) -> Any:
        value = record
        for step in self.steps:
            value = _element(value, step) if isinstance(step, int) else _member(value, step)
            if value is MISSING:
                break
        return value


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: Expression
    right: Expression

    def of(self, record: Any) -> bool | None:
        return compared(self.operator, self.left.of(record), self.right.of(record))


@dataclass(frozen=True, slots=True)
class Between:
    value: Expression
    low: Expression
    high: Expression

    def of(self, record: Any) -> bool | None:
        value = self.value.of(record)
        above = compared(">=", value, self.low.of(record))
        below = compared("<=", value, self.high.of(record))
        return False if above is False or below is False else (None if None in (above, below) else True)


@dataclass(frozen=True, slots=True)
class In:
    value: Expression
    choices: tuple[Expression, ...]

    def of(self, record: Any) -> bool | None:
        value = self.value.of(record)
        found = [compared("=", value, choice.of(record)) for choice in self.choices]
        return True if True in found else (None if None in found else False)


@dataclass(frozen=True, slots=True)
class Like:
    value: Expression
    pattern: Expression
    escape: Expression | None

    def of(self, record: Any) -> bool | None:
        value, pattern = self.value.of(record), self.pattern.of(record)
        escape = self.escape.of(record) if self.escape else None
        if not isinstance(value, str) or not isinstance(pattern, str):
            return None
        return is_like(value, like_pattern(pattern, escape if isinstance(escape, str) else None))


@dataclass(frozen=True, slots=True)
class Is:
    value: Expression
    missing_only: bool
    """IS MISSING; else IS NULL, which holds for what is missing, too."""

    def of(self, record: Any) -> bool:
        value = self.value.of(record)
        return value is MISSING or (value is None and not self.missing_only)


@dataclass(frozen=True, slots=True)
class Not:
    condition: Expression

    def of(self, record: Any) -> bool | None:
        value = _truth(self.condition.of(record))
        return None if value is None else not value


@dataclass(frozen=True, slots=True)
class And:
    conditions: tuple[Expression, ...]

    def of(self, record: Any) -> bool | None:
        unknown = False
        for condition in self.conditions:
            value = _truth(condition.of(record))
            if value is False:
                return False
            unknown = unknown or value is None
        return None if unknown else True


@dataclass(frozen=True, slots=True)
class Or:
    conditions: tuple[Expression, ...]

    def of(self, record: Any) -> bool | None:
        unknown = False
        for condition in self.conditions:
            value = _truth(condition.of(record))
            if value is True:
                return True
            unknown = unknown or value is None
        return None if unknown else False


def compared(operator: str, left: Any, right: Any) -> bool | None:
    """`left operator right`; None when one is NULL or MISSING, or an order is asked of unlike values.

    A number in a string counts as a number beside one, as S3 reads untyped values.
    """
    if left is None or right is None or left is MISSING or right is MISSING:
        return None
    if _is_number(left) != _is_number(right):
        left, right = _as_number(left), _as_number(right)
    if operator in {"=", "<>"}:
        same = bool(left == right and isinstance(left, bool) == isinstance(right, bool))
        return same if operator == "=" else not same
    if not (_is_number(left) and _is_number(right)) and not (
        isinstance(left, str) and isinstance(right, str)
    ):
        return None
    if operator in {"<", ">="}:
        return bool(left < right) == (operator == "<")
    return bool(left > right) == (operator == ">")


def like_pattern(pattern: str, escape: str | None) -> list[str | None]:
    """Letters to match in order; "" is any one letter, None any number of letters."""
    parts: list[str | None] = []
    letters = iter(pattern)
    for letter in letters:
        if letter == escape:
            parts.append(next(letters, letter))
        elif letter == "%":
            if not parts or parts[-1] is not None:
                parts.append(None)
        else:
            parts.append("" if letter == "_" else letter)
    return parts


def is_like(text: str, parts: list[str | None]) -> bool:
    """Whether the whole text fits; goes back to the last `%` only, so never slower than the product."""
    at = part = 0
    star, mark = -1, 0
    while at < len(text):
        wanted = parts[part] if part < len(parts) else "\0end"
        if part < len(parts) and wanted is None:
            star, mark = part, at
            part += 1
        elif wanted in {"", text[at]}:
            at, part = at + 1, part + 1
        elif star >= 0:
            mark += 1
            at, part = mark, star + 1
        else:
            return False
    return all(left is None for left in parts[part:])


def _member(value: Any, name: Name) -> Any:
    if not isinstance(value, dict):
        return MISSING
    if name.exact or name.text in value:
        return value.get(name.text, MISSING)
    wanted = name.text.lower()
    return next((member for key, member in value.items() if key.lower() == wanted), MISSING)


def _element(value: Any, index: int) -> Any:
    return value[index] if isinstance(value, list) and index < len(value) else MISSING


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_number(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return float(value)
    except ValueError:
        return value
