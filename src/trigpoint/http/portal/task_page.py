"""/t/<code>: the task document, once, in a sandbox.

At the portal's address the document has no origin to lend (`sandbox` without `allow-same-origin`, in the
frame and in its own CSP), so it can neither read the portal's cookies nor call it; at an address of task
documents it has that address's. It talks to the portal over a MessageChannel only.
"""

from __future__ import annotations

import asyncio
import html
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from trigpoint.engine.lease import Leases
from trigpoint.engine.problem_reports import ProblemReports
from trigpoint.http.portal.task_origin import TaskOrigin
from trigpoint.model.errors import InvalidInput, NotFound, Unavailable
from trigpoint.model.functions import UrlGrant
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.rendering import Rendered
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task import Assignment
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_by_id, job_template
from trigpoint.store.tasks import task_input
from trigpoint.store.transaction import Transaction
from trigpoint.templates.page_rules import PageRules
from trigpoint.templates.renderer import Renderer
from trigpoint.templates.task_page import CROWD_SCRIPT, TASK_SCRIPT

GrantFor = Callable[[LabelingJob, str], UrlGrant]
"""May block: it is called in a thread."""
_HEAD = (
    '<!DOCTYPE html><meta charset="utf-8"><title>Task</title>'
    "<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto}</style>"
)
_STANDBY = (
    '<!DOCTYPE html><html lang="en" data-trigpoint-standby><meta charset="utf-8"><title>Task</title>'
    f'<script src="{TASK_SCRIPT}"></script><script src="{CROWD_SCRIPT}"></script>'
)
_log = structlog.get_logger("trigpoint.portal")


class TaskPages:
    """Renders task documents. `grant_for` is given the job and the origin that the browser calls."""

    def __init__(
        self,
        database: Database,
        leases: Leases,
        renderer: Renderer,
        grant_for: GrantFor,
        problems: ProblemReports,
        rules: PageRules,
        origin: TaskOrigin,
    ) -> None:
        self._database = database
        self._leases = leases
        self._renderer = renderer
        self._grant_for = grant_for
        self._problems = problems
        self._rules = rules
        self._origin = origin

    def routes(self) -> list[Route]:
        return [
            Route("/t/standby", self.standby, methods=["GET"]),
            Route("/t/{code}", self.show, methods=["GET"]),
        ]

    async def standby(self, request: Request) -> Response:
        """A document with the library loaded that waits for the page of the next task; it holds no task."""
        return self._document(request, None, _STANDBY)

    async def show(self, request: Request) -> Response:
        try:
            return await self._show(request)
        except Unavailable as exc:
            _log.warning("a task page is not available now", error=str(exc), seldom=True)
            response = self._document(request, None, _come_back(exc.retry_after_seconds), 503)
            response.headers["Retry-After"] = str(exc.retry_after_seconds)
            return response

    async def _show(self, request: Request) -> Response:
        assignment_id, _, code = request.path_params["code"].partition(".")
        opened = await self._leases.open_page(assignment_id, code)
        if opened is None:
            notice = _notice("This page has been opened already, or its time is over.")
            return self._document(request, None, notice, 410)
        job, page = await self._rendered(*opened, str(request.base_url).rstrip("/"))
        if page.failed:
            fault = next(fault for fault in page.faults if not fault.warning)
            await self._problems.report_page(assignment_id, fault.message)
            return self._document(request, None, _notice(f"This task cannot be shown: {fault.message}"), 500)
        return self._document(request, job, with_ui_options(page.html, job.options.get("ui_options") or {}))

    async def fresh_url(self, assignment: Assignment, reference: str, origin: str) -> str:
        """A newly signed address of a file that the assignment's page shows.

        Raises NotFound for any other file: a page may not read more than it was rendered with.
        """
        uri = _uri_of(reference)
        job, page = await self._rendered(assignment.job_id, assignment.task_no, origin)
        path = f"/{uri.bucket}/{quote(uri.key, safe='/-_.~')}?"
        if html.escape(path) not in page.html and path not in page.html:
            raise NotFound("file of this task", str(uri))
        return (await asyncio.to_thread(self._grant_for, job, origin)).sign(str(uri))

    async def _rendered(self, job_id: int, task_no: int, origin: str) -> tuple[LabelingJob, Rendered]:
        def work(tx: Transaction) -> tuple[LabelingJob | None, str, dict[str, Any]]:
            return job_by_id(tx, job_id), job_template(tx, job_id), task_input(tx, job_id, task_no)

        job, template, given = await self._database.read(work)
        assert job is not None
        if "header" not in given and "task.input.header" in template:
            given = {**given, "header": job.config.task_title}  # starter templates read it
        return job, await asyncio.to_thread(self._render, job, template, given, origin)

    def _render(self, job: LabelingJob, template: str, given: dict[str, Any], origin: str) -> Rendered:
        return self._renderer.render(template, [given], self._grant_for(job, origin))[0]

    def _document(self, request: Request, job: LabelingJob | None, body: str, status: int = 200) -> Response:
        headers = self._origin.headers(request, job.name if job is not None else None)
        policy = self._rules.policy(str(request.base_url).rstrip("/"))
        return HTMLResponse(
            body,
            status,
            headers=headers
            | {
                "Content-Security-Policy": f"{headers['Content-Security-Policy']}; {policy}",
                "Cache-Control": "no-store",
                # For a waiting document, whose origin is opaque: the code is the key.
                "Access-Control-Allow-Origin": "*",
                "Referrer-Policy": "strict-origin-when-cross-origin",
                "X-Content-Type-Options": "nosniff",
            },
        )


def with_ui_options(document: str, options: dict[str, Any]) -> str:
    """The document whose first script of ours carries the job's extension attributes, by element name."""
    if not options:
        return document
    given = html.escape(json.dumps(options, ensure_ascii=False))
    return document.replace(
        f'{TASK_SCRIPT}"></script>', f'{TASK_SCRIPT}" data-ui-options="{given}"></script>', 1
    )


def _uri_of(reference: str) -> S3Uri:
    """The object that an s3:// reference or an address of ours names."""
    if reference.startswith("s3://"):
        return S3Uri.parse(reference)
    bucket, _, key = unquote(urlsplit(reference).path).lstrip("/").partition("/")
    if not key:
        raise InvalidInput(f"{reference[:200]!r} names no file")
    return S3Uri.parse(f"s3://{bucket}/{key}")


def _notice(text: str) -> str:
    return (
        f"{_HEAD}<h1>Nothing to show</h1><p>{html.escape(text)}</p>"
        "<p>Go back to the list of jobs and open the task again.</p>"
    )


def _come_back(seconds: int) -> str:
    """A page that loads itself again; the portal sees that, and opens the task anew."""
    return (
        f'{_HEAD}<meta http-equiv="refresh" content="{max(2, seconds)}"><h1>One moment</h1>'
        "<p>Trigpoint cannot show this task right now. It is tried again by itself; the task stays yours.</p>"
    )
