"""The cookie of a session, and whose page a call comes from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

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


def is_safe(scope: Scope) -> bool:
    """Whether the call changes nothing, by its method."""
    return scope["method"] in _SAFE


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
