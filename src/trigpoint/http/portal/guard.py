"""Who is calling: the session cookie, the CSRF token, and where the page came from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from trigpoint.engine.sessions import Sessions, same_secret
from trigpoint.http.observed import record_of
from trigpoint.http.portal.problem import Problem
from trigpoint.store.sessions import Session

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name(scope: Scope) -> str:
    """`__Host-` binds the cookie to this host, and browsers allow it over HTTPS only."""
    return "__Host-trigpoint" if scope["scheme"] == "https" else "trigpoint"


def set_cookie(scope: Scope, response: Response, value: str, max_age_seconds: int) -> None:
    response.set_cookie(
        cookie_name(scope),
        value,
        max_age=max_age_seconds,
        path="/",
        secure=scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )


def check_origin(scope: Scope) -> None:
    """Refuses an unsafe call from another site's page; so is the same host's page over HTTP, to HTTPS."""
    _check_origin(scope, dict(scope["headers"]))


def _check_origin(scope: Scope, headers: Mapping[bytes, bytes]) -> None:
    origin = headers.get(b"origin")
    if origin is None:
        return
    page = urlsplit(origin.decode("latin-1"))
    downgraded = scope["scheme"] == "https" and page.scheme != "https"
    if downgraded or page.netloc != headers.get(b"host", b"").decode("latin-1"):
        named = origin.decode("latin-1")[:200]
        raise Problem(403, "origin", f"this call came from a page of {named}, not from the portal")


async def signed_in(
    scope: Scope, sessions: Sessions, *, may_owe_password: bool = False
) -> tuple[str, Session]:
    """The cookie and its session. Raises Problem: signed out, no CSRF token, password to be changed."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    cookie = cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(cookie_name(scope))
    session = await sessions.find(cookie) if cookie else None
    if cookie is None or session is None:
        raise Problem(401, "signed-out", "You are not signed in, or your session is over. Please sign in.")
    record_of(scope).worker_id = session.worker.worker_id
    if scope["method"] not in _SAFE:
        _check_origin(scope, headers)
        if not same_secret(headers.get(b"x-csrf-token", b"").decode("latin-1"), session.csrf):
            raise Problem(403, "csrf", "The X-CSRF-Token header is missing or not this session's.")
    if session.worker.status == "FORCE_CHANGE_PASSWORD" and not may_owe_password:
        raise Problem(403, "password-change-required", "Choose a new password first.")
    return cookie, session
