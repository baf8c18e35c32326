"""Who is calling: the session cookie, the CSRF token, and where the page came from."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from trigpoint.engine.sessions import Sessions, same_secret
from trigpoint.http.observed import record_of
from trigpoint.http.portal.problem import Problem
from trigpoint.store.sessions import Session

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def cookie_name(request: Request) -> str:
    """`__Host-` binds the cookie to this host, and browsers allow it over HTTPS only."""
    return "__Host-trigpoint" if request.scope["scheme"] == "https" else "trigpoint"


def set_cookie(request: Request, response: Response, value: str, max_age_seconds: int) -> None:
    response.set_cookie(
        cookie_name(request),
        value,
        max_age=max_age_seconds,
        path="/",
        secure=request.scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )


def check_origin(request: Request) -> None:
    """Refuses an unsafe call from another site's page; so is the same host's page over HTTP, to HTTPS."""
    origin = request.headers.get("origin")
    if origin is None:
        return
    page = urlsplit(origin)
    downgraded = request.scope["scheme"] == "https" and page.scheme != "https"
    if downgraded or page.netloc != request.headers.get("host"):
        raise Problem(403, "origin", f"this call came from a page of {origin[:200]}, not from the portal")


async def signed_in(
    request: Request, sessions: Sessions, *, may_owe_password: bool = False
) -> tuple[str, Session]:
    """The cookie and its session. Raises Problem: signed out, no CSRF token, password to be changed."""
    cookie = request.cookies.get(cookie_name(request))
    session = await sessions.find(cookie) if cookie else None
    if cookie is None or session is None:
        raise Problem(401, "signed-out", "You are not signed in, or your session is over. Please sign in.")
    record_of(request.scope).worker_id = session.worker.worker_id
    if request.method not in _SAFE:
        check_origin(request)
        if not same_secret(request.headers.get("x-csrf-token", ""), session.csrf):
            raise Problem(403, "csrf", "The X-CSRF-Token header is missing or not this session's.")
    if session.worker.status == "FORCE_CHANGE_PASSWORD" and not may_owe_password:
        raise Problem(403, "password-change-required", "Choose a new password first.")
    return cookie, session
