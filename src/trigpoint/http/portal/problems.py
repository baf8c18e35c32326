"""/portal/api/assignments/{id}/problems: what is wrong with a task, told by its page or its worker."""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.engine.problem_reports import ProblemReports
from trigpoint.engine.sessions import Sessions
from trigpoint.http.portal.guard import signed_in
from trigpoint.http.wire import body_as, no_content
from trigpoint.model.problem_report import ProblemKind


class _Problem(msgspec.Struct):
    kind: ProblemKind
    message: str


class ProblemRoutes:
    def __init__(self, sessions: Sessions, reports: ProblemReports) -> None:
        self._sessions = sessions
        self._reports = reports

    def routes(self) -> list[Route]:
        return [Route("/assignments/{id}/problems", self.report, methods=["POST"])]

    async def report(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions)
        given = await body_as(request, _Problem)
        await self._reports.report(
            session.worker.worker_id, request.path_params["id"], given.kind, given.message
        )
        return no_content()
