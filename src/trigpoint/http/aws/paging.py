"""Pages of lists: opaque tokens that hold a position, good only for the list they come from."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from trigpoint.model.errors import InvalidInput
from trigpoint.model.page import Position

_NOT_FILTERS = frozenset({"NextToken", "PaginationToken", "MaxResults", "Limit"})


class _Token(msgspec.Struct, array_like=True):
    filters: str
    position: list[int | str]


class Paging:
    """The page that a request asks for.

    A token is bound to the operation and to all members of the request but the page's size.
    """

    def __init__(self, operation: str, given: Mapping[str, Any], *, default: int = 10) -> None:
        self.limit: int = given.get("MaxResults") or given.get("Limit") or default
        filters = {name: value for name, value in given.items() if name not in _NOT_FILTERS}
        text = msgspec.json.encode([operation, filters], order="deterministic")
        self._filters = hashlib.sha256(text).hexdigest()[:16]
        self._token: str | None = given.get("NextToken") or given.get("PaginationToken")

    def after(self, *kinds: type) -> Position | None:
        """Where the page before ended, None for the first page; its parts are of `kinds`.

        Raises InvalidInput for a token that is not ours, or from a list with other filters.
        """
        if self._token is None:
            return None
        try:
            token = msgspec.json.decode(base64.urlsafe_b64decode(self._token), type=_Token)
        except (ValueError, binascii.Error, msgspec.DecodeError) as exc:
            raise InvalidInput("the pagination token is not one of ours") from exc
        if token.filters != self._filters:
            raise InvalidInput("the pagination token comes from a list with other filters")
        if tuple(type(part) for part in token.position) != kinds:
            raise InvalidInput("the pagination token is not one of ours")
        return tuple(token.position)

    def next_token(self, position: Position | None) -> str | None:
        """The token for the page after `position`, None when there is none."""
        if position is None:
            return None
        return base64.urlsafe_b64encode(msgspec.json.encode(_Token(self._filters, list(position)))).decode()
