"""/portal/api/jobs: the job board, the next task, and what to load ahead of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trigpoint.blobs.content_types import content_type_of
from trigpoint.engine.job_board import BoardEntry, JobBoard
from trigpoint.engine.lease import Leases
from trigpoint.engine.lease_steps import NothingNow
from trigpoint.engine.sessions import Sessions
from trigpoint.http.observed import record_of
from trigpoint.http.portal.assignment_view import AssignmentView
from trigpoint.http.portal.guard import signed_in
from trigpoint.http.portal.task_page import GrantFor
from trigpoint.http.wire import json_response
from trigpoint.model.clock import iso_millis
from trigpoint.model.errors import TrigpointError
from trigpoint.model.functions import UrlGrant

_AHEAD = 2
_SHOWN = ("image/", "audio/", "video/")


class JobRoutes:
    def __init__(
        self,
        sessions: Sessions,
        board: JobBoard,
        leases: Leases,
        view: AssignmentView,
        grant_for: GrantFor,
        account: str,
    ) -> None:
        self._sessions = sessions
        self._board = board
        self._leases = leases
        self._view = view
        self._grant_for = grant_for
        self._account = account

    def routes(self) -> list[Route]:
        return [
            Route("/jobs", self.list, methods=["GET"]),
            Route("/jobs/{name}/assignments", self.next_task, methods=["POST"]),
            Route("/jobs/{name}/ahead", self.ahead, methods=["GET"]),
        ]

    async def list(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions)
        entries = await self._board.jobs_for(session.worker.worker_id)
        return json_response([self._entry(entry) for entry in entries])

    async def next_task(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions)
        found = await self._leases.next_task(session.worker.worker_id, request.path_params["name"])
        if isinstance(found, NothingNow):
            return json_response(self._view.nothing(found))
        record_of(request.scope).cycle = "claim"
        return json_response(await self._view.show(found), status=201)

    async def ahead(self, request: Request) -> Response:
        _, session = await signed_in(request.scope, self._sessions)
        name = request.path_params["name"]
        job, lines = await self._board.ahead(session.worker.worker_id, name, _AHEAD)
        if job is None:
            return json_response({"urls": []})
        grant = await asyncio.to_thread(self._grant_for, job, str(request.base_url).rstrip("/"))
        urls = [url for line in lines for url in _files_of(line, grant)]
        return json_response({"urls": urls})

    def _entry(self, entry: BoardEntry) -> dict[str, Any]:
        job = entry.job
        return {
            "name": job.name,
            "title": job.config.task_title,
            "description": job.config.task_description,
            "creation_time": iso_millis(job.created_at),
            "available": entry.available,
            "in_progress": entry.in_progress,
            "paused": entry.paused,
            "done_by_me": entry.done_by_me,
            "reason": entry.reason,
            "next_at": iso_millis(entry.next_at) if entry.next_at else None,
            "time_limit_seconds": job.config.time_limit_seconds,
            "customer_id": self._account,
        }


def _files_of(line: bytes, grant: UrlGrant) -> Iterator[str]:
    """Signed addresses of what a page of this line probably shows.

    That is its source, and pictures, sounds and videos under the names that a template of one's own reads;
    not what ends in `-ref`, where labels of earlier jobs are.
    """
    for name, value in msgspec.json.decode(line).items():
        if not isinstance(value, str) or not _is_shown(name, value):
            continue
        try:
            yield grant.sign(value)
        except TrigpointError:
            continue  # only a warm-up: the task itself will say what is wrong


def _is_shown(name: str, value: str) -> bool:
    if name.endswith("-ref"):
        return name == "source-ref"
    return value.startswith("s3://") and content_type_of(value).startswith(_SHOWN)
