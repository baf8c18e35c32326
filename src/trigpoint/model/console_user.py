"""Who manages labeling jobs in the console, and what they may do."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final, Literal, get_args

import msgspec

from trigpoint.model.errors import InvalidInput

Role = Literal["viewer", "manager", "admin"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
_NAME = re.compile(r"[\w.@+-]{1,64}\Z")


class ConsoleUser(msgspec.Struct, frozen=True, kw_only=True):
    """A person who signs in to the console. Names differ by more than their case."""

    name: str
    email: str
    role: Role
    enabled: bool
    must_change_password: bool
    created_at: datetime
    signed_in_at: datetime | None = None


def checked_name(name: str) -> str:
    """The name of a user, which is part of an ARN. Raises InvalidInput."""
    if not _NAME.match(name) or not name.isascii():
        raise InvalidInput(
            f"{name[:80]!r} cannot be a user's name: it has 1 to 64 letters, digits and . _ @ + - only"
        )
    return name


def weaker(one: Role, other: Role) -> Role:
    """The role that may do less."""
    return min(one, other, key=ROLES.index)


def checked_role(role: str) -> Role:
    """Raises InvalidInput that names the roles there are."""
    for known in ROLES:
        if role == known:
            return known
    raise InvalidInput(f"{role[:40]!r} is no role; there are {', '.join(ROLES)}")
