"""The worker portal as one ASGI application."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from trigpoint.http.portal.static import static_routes
from trigpoint.http.problem import Problem, on_problem, problem_response, too_large
from trigpoint.model.errors import TrigpointError


class BodyLimit:
    """Refuses bodies larger than the setting allows, whether they say so or not."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        for name, value in scope["headers"]:
            if name == b"content-length" and value.isdigit() and int(value) > self._max_bytes:
                refusal = await on_problem(Request(scope), too_large(self._max_bytes))
                await refusal(scope, receive, send)
                return
        received = 0

        async def bounded() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise too_large(self._max_bytes)
            return message

        await self._app(scope, bounded, send)


async def _not_found(request: Request, exc: Exception) -> Response:
    return problem_response(404, "not-found", "There is nothing at this address.")


async def _wrong_method(request: Request, exc: Exception) -> Response:
    return problem_response(405, "method", f"{request.method} is not for this address.")


def portal_app(
    api_routes: Sequence[Route], page_routes: Sequence[BaseRoute], *, max_body_bytes: int, frames: str = ""
) -> Starlette:
    """Everything under the portal's host that is no AWS request; `frames` is another host of task pages."""
    handlers = {
        404: _not_found,
        405: _wrong_method,
        Problem: on_problem,
        TrigpointError: on_problem,
        Exception: on_problem,
    }
    return Starlette(
        routes=[
            # Not mounted: each level of routers would cost each request as much as a statement.
            *(Route(f"/portal/api{each.path}", each.endpoint, methods=each.methods) for each in api_routes),
            *page_routes,
            *static_routes(frames),
        ],
        middleware=[Middleware(BodyLimit, max_bytes=max_body_bytes)],
        exception_handlers=handlers,
    )
