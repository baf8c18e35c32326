"""Who labels: user pools, groups and the workers in them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

import msgspec

UserStatus = Literal["FORCE_CHANGE_PASSWORD", "CONFIRMED", "RESET_REQUIRED"]


class UserPool(msgspec.Struct, frozen=True, kw_only=True):
    """Cognito's set of users; `request` is the create request, echoed by Describe."""

    pool_id: str
    name: str
    arn: str
    created_at: datetime
    modified_at: datetime
    request: dict[str, Any] = {}


class UserPoolClient(msgspec.Struct, frozen=True, kw_only=True):
    client_id: str
    pool_id: str
    name: str
    created_at: datetime
    modified_at: datetime
    secret: str | None = None
    request: dict[str, Any] = {}


class UserPoolDomain(msgspec.Struct, frozen=True, kw_only=True):
    """The name under which a pool's sign-in would be on the web; kept because scripts make one."""

    domain: str
    pool_id: str
    request: dict[str, Any] = {}


class Group(msgspec.Struct, frozen=True, kw_only=True):
    pool_id: str
    name: str
    created_at: datetime
    modified_at: datetime
    description: str | None = None
    role_arn: str | None = None
    precedence: int | None = None


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """A user of a pool. `sub` is who they are in the pool, `worker_id` who they are in answers."""

    worker_id: str
    pool_id: str
    username: str
    sub: str
    status: UserStatus
    enabled: bool
    created_at: datetime
    modified_at: datetime
    password_hash: str | None = None
    attributes: dict[str, str] = {}


def worker_id_of(region: str, issuer: str, sub: str) -> str:
    """`private.<region>.<16 hex>`: the same for one person in all jobs of the installation."""
    digest = hashlib.sha256(f"{issuer}\n{sub}".encode()).hexdigest()
    return f"private.{region}.{digest[:16]}"


def issuer_of(pool_id: str) -> str:
    """The issuer of a pool of ours; scripts cut the pool id off its end (outputs.md 1.5)."""
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"
