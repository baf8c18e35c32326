"""/portal/api/session: signing in and out, and the worker's own password."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.engine.sessions import Sessions
from trigpoint.http.portal.guard import COOKIE, signed_in
from trigpoint.http.session_cookie import check_origin
from trigpoint.http.wire import body_as, json_response, no_content
from trigpoint.model.worker import Worker


class _SignIn(msgspec.Struct):
    username: str
    password: str


class _NewPassword(msgspec.Struct):
    new_password: str


class SessionRoutes:
    def __init__(self, sessions: Sessions, *, hours: int) -> None:
        self._sessions = sessions
        self._seconds = hours * 3600

    def routes(self) -> list[Route]:
        return [
            Route("/session", self.sign_in, methods=["POST"]),
            Route("/session", self.show, methods=["GET"]),
            Route("/session", self.sign_out, methods=["DELETE"]),
            Route("/session/password", self.change_password, methods=["PUT"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        check_origin(request.scope, dict(request.scope["headers"]))
        given = await body_as(request, _SignIn)
        new = await self._sessions.sign_in(given.username, given.password)
        response = json_response(await self._body(new.worker, new.csrf))
        COOKIE.set(request.scope, response, new.cookie, self._seconds)
        return response

    async def show(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions, may_owe_password=True)
        return json_response(await self._body(session.worker, session.csrf))

    async def sign_out(self, request: Request) -> Response:
        cookie, _ = await signed_in(request.scope, self._sessions, may_owe_password=True)
        await self._sessions.sign_out(cookie)
        response = no_content()
        COOKIE.forget(request.scope, response)
        return response

    async def change_password(self, request: Request) -> Response:
        cookie, session = await signed_in(request.scope, self._sessions, may_owe_password=True)
        given = await body_as(request, _NewPassword)
        await self._sessions.change_password(cookie, session, given.new_password)
        return no_content()

    async def _body(self, worker: Worker, csrf: str) -> dict[str, Any]:
        return {
            "worker": {
                "id": worker.worker_id,
                "username": worker.username,
                "name": worker.attributes.get("name") or worker.attributes.get("email") or worker.username,
                "teams": await self._sessions.teams(worker.worker_id),
            },
            "csrf": csrf,
            "must_change_password": worker.status == "FORCE_CHANGE_PASSWORD",
        }
