"""Whether a rich attribute of a crowd element can be read: the rules of `web/crowd/lib/lenient-json.ts`.

JSON, or nearly so: single quotes, bare keys, trailing commas, comments, Python's words and tuples, and an
unquoted address as a value. Nothing is kept and nothing evaluated: this reader only says what is wrong.
"""

from __future__ import annotations

import re
from typing import Final

_SKIPPED: Final = re.compile(r"(?:[\s\ufeff]+|//[^\n]*|/\*.*?\*/)*+", re.DOTALL)
_KEY: Final = re.compile(r"[\w$][\w$-]*")
_WORD: Final = re.compile(r"[^\W\d][\w$]*|\$[\w$]*")
_STRING: Final = re.compile(r"""u?(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')""", re.DOTALL)
_URL: Final = re.compile(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:(?=[^\s,}\]])|/(?![/*]))(?:,(?!\s|$)|[^\s,}\]])*")
_NUMBER: Final = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![^\W\d]|\$)")
_WORDS: Final = frozenset({"true", "false", "null", "undefined", "True", "False", "None"})
_PAIRS: Final = {"{": "}", "[": "]", "(": ")"}
_DEEPEST: Final = 200


def problem_of(text: str) -> str | None:
    """What is wrong with the text, and where in it; None when it reads."""
    reader = _Reader(text)
    try:
        reader.document()
    except _Unreadable as error:
        near = text[reader.at : reader.at + 24].strip()
        return f"{error} at character {reader.at + 1}" + (f", near {near!r}" if near else "")
    return None


class _Unreadable(Exception):
    """The text is no such value."""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self.at = 0

    def document(self) -> None:
        self._value(0)
        self._skip()
        if self.at < len(self._text):
            raise _Unreadable("unexpected text after the value")

    def _value(self, depth: int) -> None:
        self._skip()
        start = self._peek()
        if start == "":
            raise _Unreadable("a value is missing")
        if depth > _DEEPEST:
            raise _Unreadable("nested too deeply")
        if start in _PAIRS:
            self._items(_PAIRS[start], depth, keyed=start == "{")
        elif start in "\"'":
            self._string()
        elif not (self._match(_URL) or self._match(_NUMBER)):
            self._word()

    def _items(self, end: str, depth: int, *, keyed: bool) -> None:
        self.at += 1
        while not self._closes(end):
            if keyed:
                self._key()
            self._value(depth + 1)
            self._skip()
            if self._peek() not in (",", end, ""):
                raise _Unreadable(f"',' or '{end}' is missing")

    def _closes(self, end: str) -> bool:
        self._skip()
        while self._peek() == ",":
            self.at += 1
            self._skip()
        if self._peek() == "":
            raise _Unreadable(f"'{end}' is missing")
        if self._peek() != end:
            return False
        self.at += 1
        return True

    def _key(self) -> None:
        if not (self._match(_STRING) or self._match(_KEY)):
            raise _Unreadable("a key is missing")
        self._skip()
        if self._peek() != ":":
            raise _Unreadable("a colon is missing after a key")
        self.at += 1

    def _string(self) -> None:
        if not self._match(_STRING):
            raise _Unreadable("a quote is not closed")

    def _word(self) -> None:
        if self._match(_STRING):  # u'..'
            return
        match = _WORD.match(self._text, self.at)
        if match is None:
            raise _Unreadable("unexpected character")
        if match.group() not in _WORDS:
            raise _Unreadable(f"{match.group()[:60]!r} needs quotes")
        self.at = match.end()

    def _skip(self) -> None:
        self._match(_SKIPPED)

    def _match(self, pattern: re.Pattern[str]) -> bool:
        found = pattern.match(self._text, self.at)
        if found is not None:
            self.at = found.end()
        return found is not None

    def _peek(self) -> str:
        return self._text[self.at : self.at + 1]
