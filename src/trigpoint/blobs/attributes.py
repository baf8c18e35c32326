"""What an uploader says of an object."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class Attributes(msgspec.Struct, frozen=True):
    content_type: str | None = None
    metadata: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}


class Condition(msgspec.Struct, frozen=True):
    """When to write: over an object of this etag (`*`: of any), or where none is."""

    if_match: str | None = None
    if_none_match: bool = False


ALWAYS = Condition()
