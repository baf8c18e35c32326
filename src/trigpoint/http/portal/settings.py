"""/portal/api/settings: how the worker likes the portal and the tools."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.engine.sessions import Sessions
from trigpoint.engine.worker_settings import WorkerSettings
from trigpoint.http.portal.guard import signed_in
from trigpoint.http.wire import body_as, json_response, no_content


class SettingsRoutes:
    def __init__(self, sessions: Sessions, settings: WorkerSettings) -> None:
        self._sessions = sessions
        self._settings = settings

    def routes(self) -> list[Route]:
        return [
            Route("/settings", self.show, methods=["GET"]),
            Route("/settings", self.save, methods=["PUT"]),
        ]

    async def show(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions)
        return json_response(await self._settings.read(session.worker.worker_id))

    async def save(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions)
        await self._settings.save(session.worker.worker_id, await body_as(request, dict[str, Any]))
        return no_content()
