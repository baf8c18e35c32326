"""The portal for the networks that the workforce allows (`SourceIpConfig`); others are told why."""

from __future__ import annotations

import html
import time
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_network
from typing import Final

import structlog
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from trigpoint.http.networks import Networks, address_of
from trigpoint.http.problem import problem_response
from trigpoint.model.errors import TrigpointError

FindRanges = Callable[[], Awaitable[Sequence[str]]]
"""The ranges that workers may come from; empty is everywhere."""
FRESH_SECONDS: Final = 10.0
"""So long after a change an open portal may still serve."""
_API: Final = "/portal/api/"
_GUARDED: Final = ("/portal/", "/t/")
_STANDBY: Final = "/t/standby"
"""An empty document, which the console's previews are shown in."""
_log = structlog.get_logger("trigpoint.portal")


class SourceGuard:
    def __init__(self, app: ASGIApp, find: FindRanges) -> None:
        self._app = app
        self._find = find
        self._networks = Networks()
        self._stale_at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_guarded(scope["path"]) and not await self._admits(scope):
            await _refusal(scope)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    async def _admits(self, scope: Scope) -> bool:
        if time.monotonic() >= self._stale_at:
            await self._refresh()
        address = address_of(_caller(scope))
        return not self._networks or (address is not None and address in self._networks)

    async def _refresh(self) -> None:
        """What was known stays where the database cannot say: the portal can do nothing then anyway."""
        self._stale_at = time.monotonic() + FRESH_SECONDS
        try:
            self._networks = Networks(ip_network(each, strict=False) for each in await self._find())
        except TrigpointError as exc:
            _log.warning("the ranges of workers' addresses are not known now", error=str(exc), seldom=True)


def _is_guarded(path: str) -> bool:
    return path == "/" or (path.startswith(_GUARDED) and path != _STANDBY)


def _caller(scope: Scope) -> str:
    """The client's address, as trusted proxies have told it."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _refusal(scope: Scope) -> Response:
    caller = _caller(scope) or "unknown"
    why = f"Workers sign in from certain networks only, and your address, {caller}, is in none of them."
    if scope["path"].startswith(_API):
        return problem_response(404, "not-found", why)
    return HTMLResponse(
        '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Not found</title>'
        "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto}</style>"
        f"<h1>Not found</h1><p>{html.escape(why)}</p>"
        "<p>Connect to the network of your team, or ask its manager to add your address.</p>",
        404,
        headers={"Cache-Control": "no-store"},
    )
