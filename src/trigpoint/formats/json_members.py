"""Where the members of a JSON object stand in its text: one can change, the rest stays as written."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SCALAR = re.compile(rb"[^,}\]\s]+")
_NESTING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*")


class Member(NamedTuple):
    """One `"key": value` of an object: `text[start:end]`, its value being `text[value_start:end]`."""

    key: str
    start: int
    value_start: int
    end: int


def members(text: bytes) -> list[Member]:
    """The members of the object that `text` holds, in order, repeated keys included.

    `text` must be a valid JSON object; what is within the values is passed over, not checked.
    """
    found: list[Member] = []
    at = _after_space(text, text.index(b"{") + 1)
    while text[at : at + 1] == b'"':
        key_end = _end_of(_STRING, text, at)
        value_start = _after_space(text, _after_space(text, key_end) + 1)
        end = _value_end(text, value_start)
        found.append(Member(_key(text[at:key_end]), at, value_start, end))
        at = _after_space(text, end)
        if text[at : at + 1] == b",":
            at = _after_space(text, at + 1)
    return found


def _key(quoted: bytes) -> str:
    return str(json.loads(quoted)) if b"\\" in quoted else quoted[1:-1].decode()


def _value_end(text: bytes, start: int) -> int:
    first = text[start : start + 1]
    if first == b'"':
        return _end_of(_STRING, text, start)
    if first not in (b"{", b"["):
        return _end_of(_SCALAR, text, start)
    depth = 0
    for token in _NESTING.finditer(text, start):
        if token[0] in (b"{", b"["):
            depth += 1
        elif token[0] in (b"}", b"]"):
            depth -= 1
            if not depth:
                return token.end()
    raise ValueError("the value has no end: the text is not JSON")


def _after_space(text: bytes, at: int) -> int:
    return _end_of(_SPACE, text, at)


def _end_of(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    match = pattern.match(text, at)
    if match is None:
        raise ValueError(f"byte {at}: the text is not a JSON object")
    return match.end()
