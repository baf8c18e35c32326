"""Who is calling: the session cookie, the CSRF token, and where the page came from."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

from trigpoint.engine.sessions import Sessions, same_secret
from trigpoint.http.observed import record_of
from trigpoint.http.problem import Problem
from trigpoint.http.session_cookie import SessionCookie, check_origin, is_safe
from trigpoint.store.sessions import Session

COOKIE: Final = SessionCookie("trigpoint")


async def signed_in(
    scope: Scope, sessions: Sessions, *, may_owe_password: bool = False
) -> tuple[str, Session]:
    """The cookie and its session. Raises Problem: signed out, no CSRF token, password to be changed."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    cookie = COOKIE.read(scope, headers)
    session = await sessions.find(cookie) if cookie else None
    if cookie is None or session is None:
        raise Problem(401, "signed-out", "You are not signed in, or your session is over. Please sign in.")
    record_of(scope).worker_id = session.worker.worker_id
    if not is_safe(scope):
        check_origin(scope, headers)
        if not same_secret(headers.get(b"x-csrf-token", b"").decode("latin-1"), session.csrf):
            raise Problem(403, "csrf", "The X-CSRF-Token header is missing or not this session's.")
    if session.worker.status == "FORCE_CHANGE_PASSWORD" and not may_owe_password:
        raise Problem(403, "password-change-required", "Choose a new password first.")
    return cookie, session
