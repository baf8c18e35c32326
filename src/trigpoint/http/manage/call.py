"""One call of the management API: its address, what it takes and what it answers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, Literal

import msgspec

from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.errors import InvalidInput

ROOT: Final = "/trigpoint/api/"
_DEFAULT, _MOST = 100, 1000


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent: parts of the address, the query, and the body as the call takes it."""

    names: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    request: AwsRequest

    @property
    def limit(self) -> int:
        """How many items a page is to have, 1 to 1000. Raises InvalidInput."""
        return self.number("limit", default=_DEFAULT, most=_MOST)

    def number(self, name: str, *, default: int, most: int) -> int:
        text = self.query.get(name, "")
        if not text:
            return default
        if not text.isdecimal() or not 1 <= int(text[:9]) <= most:
            raise InvalidInput(f"{name} is {text[:20]!r}: it is a number from 1 to {most:,}")
        return int(text)

    def share(self, name: str) -> float | None:
        """A number from 0 to 1, where it was given. Raises InvalidInput."""
        text = self.query.get(name, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= 1:
            raise InvalidInput(f"{name} is {text[:20]!r}: it is a number from 0 to 1")
        return value


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """`path` is below ROOT, with names in braces; `query` says what each parameter means."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str
    summary: str
    answers: Any
    """The type of the answer; None for no content."""
    handler: Callable[[Given], Awaitable[Any]]
    takes: Any = None
    query: Mapping[str, str] = {}
    streams: bool = False
    """Whether the handler gives lines of JSON, each an `answers`, for as long as the work takes."""

    def match(self, path: str) -> dict[str, str] | None:
        """The names in an address, still escaped; None when it is not this call's."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.path))
        found = re.fullmatch(pattern, path)
        return found.groupdict() if found else None
