"""/portal/api/assignments: what a worker holds, drafts, leaving a task. `answer.py` takes the answers."""

from __future__ import annotations

from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.engine.lease import Leases
from trigpoint.engine.sessions import Sessions
from trigpoint.http.portal.assignment_view import AssignmentView
from trigpoint.http.portal.guard import signed_in
from trigpoint.http.portal.task_page import TaskPages
from trigpoint.http.wire import body_as, json_response, no_content


class _Draft(msgspec.Struct):
    token: str
    draft: Any


class _Leave(msgspec.Struct):
    token: str
    reason: str | None = None


class AssignmentRoutes:
    def __init__(self, sessions: Sessions, leases: Leases, view: AssignmentView, pages: TaskPages) -> None:
        self._sessions = sessions
        self._leases = leases
        self._view = view
        self._pages = pages

    def routes(self) -> list[Route]:
        return [
            Route("/assignments", self.list, methods=["GET"]),
            Route("/assignments/{id}/draft", self.save_draft, methods=["PUT"]),
            Route("/assignments/{id}/draft", self.draft, methods=["GET"]),
            Route("/assignments/{id}/url", self.url, methods=["GET"]),
            Route("/assignments/{id}/release", self.release, methods=["POST"]),
            Route("/assignments/{id}/decline", self.decline, methods=["POST"]),
            Route("/assignments/{id}/pause", self.pause, methods=["POST"]),
        ]

    async def _worker_id(self, request: Request) -> str:
        _, session = await signed_in(request.scope, self._sessions)
        return session.worker.worker_id

    async def list(self, request: Request) -> Response:
        held = await self._leases.held(await self._worker_id(request))
        return json_response([await self._view.show(each) for each in held])

    async def save_draft(self, request: Request) -> Response:
        worker_id = await self._worker_id(request)
        given = await body_as(request, _Draft)
        await self._leases.save_draft(worker_id, request.path_params["id"], given.token, given.draft)
        return no_content()

    async def draft(self, request: Request) -> Response:
        found = await self._leases.draft(await self._worker_id(request), request.path_params["id"])
        return json_response({"draft": found}) if found is not None else no_content()

    async def url(self, request: Request) -> Response:
        assignment = await self._leases.assignment(await self._worker_id(request), request.path_params["id"])
        origin = str(request.base_url).rstrip("/")
        fresh = await self._pages.fresh_url(assignment, request.query_params.get("ref", ""), origin)
        return json_response({"url": fresh})

    async def release(self, request: Request) -> Response:
        worker_id, given = await self._worker_id(request), await body_as(request, _Leave)
        await self._leases.release(worker_id, request.path_params["id"], given.token, given.reason)
        return no_content()

    async def decline(self, request: Request) -> Response:
        worker_id, given = await self._worker_id(request), await body_as(request, _Leave)
        await self._leases.decline(worker_id, request.path_params["id"], given.token, given.reason)
        return no_content()

    async def pause(self, request: Request) -> Response:
        worker_id, given = await self._worker_id(request), await body_as(request, _Leave)
        await self._leases.pause(worker_id, request.path_params["id"], given.token)
        return no_content()
