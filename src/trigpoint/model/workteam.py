"""Workteams and the workforce they belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Workforce(msgspec.Struct, frozen=True, kw_only=True):
    """The one private workforce of an installation; `request` holds the members Describe echoes."""

    name: str
    arn: str
    created_at: datetime
    modified_at: datetime
    request: dict[str, Any]


class GroupRef(msgspec.Struct, frozen=True):
    """A group of a user pool whose members make up (part of) a team."""

    pool_id: str
    group: str


class Workteam(msgspec.Struct, frozen=True, kw_only=True):
    """A team of workers: the members of its groups."""

    name: str
    arn: str
    workforce_arn: str
    created_at: datetime
    modified_at: datetime
    groups: tuple[GroupRef, ...]
    request: dict[str, Any]
    """The create request, lists replaced by updates: what Describe echoes."""
