"""Which worker is calling."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from trigpoint.engine.sessions import Sessions
from trigpoint.http.observed import record_of
from trigpoint.http.session_cookie import SessionCookie, owed_password, session_of
from trigpoint.store.sessions import Session

COOKIE: Final = SessionCookie("trigpoint")


async def signed_in(
    scope: Scope, sessions: Sessions, *, may_owe_password: bool = False
) -> tuple[str, Session]:
    """The cookie and its session. Raises Problem: see `session_of`; or a password is to be changed."""

    async def find(cookie: str) -> Session | None:
        found = await sessions.find(cookie)
        if found is not None:
            record_of(scope).worker_id = found.worker.worker_id
        return found

    cookie, session = await session_of(scope, COOKIE, find)
    if session.worker.status == "FORCE_CHANGE_PASSWORD" and not may_owe_password:
        raise owed_password()
    return cookie, session
