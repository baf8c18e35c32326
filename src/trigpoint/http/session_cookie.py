"""The cookie of a session, its CSRF token, and whose page a call comes from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from trigpoint.engine.sessions import same_secret
from trigpoint.http.problem import Problem

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SessionCookie:
    """One page's cookie: HttpOnly and for the same site alone."""

    def __init__(self, name: str) -> None:
        self._name = name

    def name(self, scope: Scope) -> str:
        """`__Host-` binds the cookie to this host, and browsers allow it over HTTPS only."""
        return f"__Host-{self._name}" if scope["scheme"] == "https" else self._name

    def read(self, scope: Scope, headers: Mapping[bytes, bytes]) -> str | None:
        return cookie_parser(headers.get(b"cookie", b"").decode("latin-1")).get(self.name(scope))

    def set(self, scope: Scope, response: Response, value: str, max_age_seconds: int) -> None:
        response.set_cookie(
            self.name(scope),
            value,
            max_age=max_age_seconds,
            path="/",
            secure=scope["scheme"] == "https",
            httponly=True,
            samesite="strict",
        )

    def forget(self, scope: Scope, response: Response) -> None:
        """A browser forgets a `__Host-` cookie only when told as it was set."""
        self.set(scope, response, "", 0)


class _Guarded(Protocol):
    """A session with a CSRF token."""

    @property
    def csrf(self) -> str: ...


S = TypeVar("S", bound=_Guarded)


async def session_of(
    scope: Scope, cookie: SessionCookie, find: Callable[[str], Awaitable[S | None]]
) -> tuple[str, S]:
    """The cookie's value and its session. Raises Problem: signed out, of another site, no CSRF token."""
    headers: dict[bytes, bytes] = dict(scope["headers"])
    value = cookie.read(scope, headers)
    session = await find(value) if value else None
    if value is None or session is None:
        raise Problem(401, "signed-out", "You are not signed in, or your session is over. Please sign in.")
    if scope["method"] not in _SAFE:
        check_origin(scope, headers)
        if not same_secret(headers.get(b"x-csrf-token", b"").decode("latin-1"), session.csrf):
            raise Problem(403, "csrf", "The X-CSRF-Token header is missing or not this session's.")
    return value, session


def owed_password() -> Problem:
    """The refusal of everything else while a first password is to be changed."""
    return Problem(403, "password-change-required", "Choose a new password first.")


def check_origin(scope: Scope, headers: Mapping[bytes, bytes]) -> None:
    """Refuses an unsafe call from another site's page; so is the same host's page over HTTP, to HTTPS."""
    origin = headers.get(b"origin")
    if origin is None:
        return
    page = urlsplit(origin.decode("latin-1"))
    downgraded = scope["scheme"] == "https" and page.scheme != "https"
    if downgraded or page.netloc != headers.get(b"host", b"").decode("latin-1"):
        named = origin.decode("latin-1")[:200]
        raise Problem(403, "origin", f"this call came from a page of {named}, not from this site's")
