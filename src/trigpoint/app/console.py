"""The console's parts, put together."""

from __future__ import annotations

import base64
from typing import Final

from starlette.routing import BaseRoute

from trigpoint.app.parts import Parts
from trigpoint.engine.console_sessions import ConsoleSessions
from trigpoint.engine.console_users import ConsoleUsers
from trigpoint.http.console.session import ConsoleSessionRoutes
from trigpoint.http.console.static import console_page_routes
from trigpoint.keyring import KeyFileRing

_TOKEN_BYTES: Final = 15
"""A link that fits into a line of a terminal."""


def console_users(parts: Parts) -> ConsoleUsers:
    return ConsoleUsers(parts.database, parts.clock, parts.ids, first_token(parts.keyring))


def console_routes(parts: Parts, users: ConsoleUsers, frames: str) -> list[BaseRoute]:
    """`frames` is another host of task pages, for previews."""
    minutes = parts.settings.console_idle_minutes
    sessions = ConsoleSessions(parts.database, parts.clock, parts.ids, idle_minutes=minutes)
    api = ConsoleSessionRoutes(sessions, users, parts.keyring, parts.settings.home)
    return [*api.routes(), *console_page_routes(frames)]


def first_token(keyring: KeyFileRing) -> str:
    """What the link for the first administrator carries: it follows from the key file, and is of no use once
    there is a user."""
    secret = keyring.derived_secret("first console user")[:_TOKEN_BYTES]
    return base64.urlsafe_b64encode(secret).decode()


def first_link(url: str, token: str) -> str:
    """The one-time link of a new installation."""
    return f"{url}/console/#/first?token={token}"
