"""The keys that sign requests, and the key that is derived from them for one day's signatures."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import msgspec

from trigpoint.model.console_user import Role


class AccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key pair and whom it stands for; temporary ones carry a session token and an end."""

    access_key_id: str
    secret_key: str
    arn: str
    """Of the caller: `arn:aws:iam::<account>:root`, or of the session of an assumed role."""
    session_token: str | None = None
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        return f"AccessKey({self.access_key_id}, {self.arn})"


class GivenKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that a console user was given for scripts. Its secret is kept nowhere."""

    access_key_id: str
    owner: str
    role: Role
    """What it may do: the weaker of its own role and its owner's."""
    description: str
    enabled: bool
    owner_enabled: bool
    created_at: datetime
    used_at: datetime | None = None


class KeyRing(Protocol):
    """Knows every key of the installation."""

    def find(self, access_key_id: str, session_token: str | None = None) -> AccessKey:
        """The key of that id; an expired one is returned too, its `expires_at` says so.

        Raises NotFound: kind "access key" when the id is unknown, kind "session token" when the
        token does not belong to the id.
        """


class GivenKeys(Protocol):
    """Knows the keys that users were given, which come and go while the server runs."""

    async def find(self, access_key_id: str) -> AccessKey | None:
        """The key of that id, unless it may not be used."""

    async def note_use(self, access_key_id: str) -> None:
        """Keeps that the key was used just now."""


class KeyIssuer(Protocol):
    """Makes temporary keys."""

    def issue(self, role_arn: str, session_name: str, seconds: int) -> AccessKey:
        """Credentials of a session of the role, good for so long."""


@lru_cache(maxsize=256)
def signing_key(secret_key: str, date: str, region: str, service: str) -> bytes:
    """SigV4's key for one day (`20310402`), region and service: four HMACs in a row."""
    key = b"AWS4" + secret_key.encode()
    for part in (date, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return key
