"""Who is at the console."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from trigpoint.engine.console_sessions import ConsoleSessions
from trigpoint.http.session_cookie import SessionCookie, owed_password, session_of
from trigpoint.store.console_sessions import ConsoleSession

COOKIE: Final = SessionCookie("trigpoint-console")


async def at_console(
    scope: Scope, sessions: ConsoleSessions, *, may_owe_password: bool = False
) -> tuple[str, ConsoleSession]:
    """The cookie and its session. Raises Problem: see `session_of`; or a password is to be changed."""
    cookie, session = await session_of(scope, COOKIE, sessions.find)
    if session.user.must_change_password and not may_owe_password:
        raise owed_password()
    return cookie, session
