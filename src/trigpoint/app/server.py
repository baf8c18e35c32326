"""The server: portal and API in one ASGI application, and the process that serves it."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import structlog
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from trigpoint.app.console import console_routes, console_users, first_link, first_token
from trigpoint.app.engine_child import EngineChild
from trigpoint.app.garbage import settle
from trigpoint.app.joined_writes import JoiningProtocol
from trigpoint.app.manage import manage_calls, open_api_route
from trigpoint.app.operations import server_operations
from trigpoint.app.parts import Parts
from trigpoint.app.setting_files import mirror_copies
from trigpoint.engine.access_keys import AccessKeys
from trigpoint.engine.job_board import JobBoard
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.lease import Leases
from trigpoint.engine.problem_reports import ProblemReports
from trigpoint.engine.sessions import Sessions
from trigpoint.engine.worker_settings import WorkerSettings
from trigpoint.engine.workforces import Workforces
from trigpoint.engine.workteams import Workteams
from trigpoint.http.aws.endpoint import AwsEndpoint, is_aws_request
from trigpoint.http.aws.s3.service import S3Service
from trigpoint.http.aws.services import build_services
from trigpoint.http.forwarded import ForwardedHeaders, TrustedProxies
from trigpoint.http.manage.service import SERVICE, ManageService
from trigpoint.http.observed import Observed
from trigpoint.http.operations.operations import Operations
from trigpoint.http.operations.readiness import Readiness
from trigpoint.http.operations.routes import OperationsRoutes
from trigpoint.http.portal.answer import AnswerEndpoint
from trigpoint.http.portal.assignment_view import AssignmentView
from trigpoint.http.portal.assignments import AssignmentRoutes
from trigpoint.http.portal.jobs import JobRoutes
from trigpoint.http.portal.mirrors import MirrorFiles
from trigpoint.http.portal.portal import portal_app
from trigpoint.http.portal.problems import ProblemRoutes
from trigpoint.http.portal.session import SessionRoutes
from trigpoint.http.portal.settings import SettingsRoutes
from trigpoint.http.portal.source_guard import SourceGuard
from trigpoint.http.portal.task_origin import TaskHost, TaskOrigin
from trigpoint.http.portal.task_page import TaskPages
from trigpoint.logs import set_up_logs
from trigpoint.metrics import Metrics, WorkerEvent
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.task import Assignment
from trigpoint.settings import Settings
from trigpoint.store.console_users import count_users
from trigpoint.tls import Certificate

_log = structlog.get_logger("trigpoint.server")
_GRACE_SECONDS = 5
_LAST_REQUEST_SECONDS = 1.0
"""How long a connection stays open for one more request when the server ends."""
"""Longest time for requests under way when the server ends."""


class Application:
    """Answers people and scripts. `on_work` is called when there may be something to do for an engine."""

    def __init__(self, parts: Parts, on_work: Callable[[], None], operations: Operations) -> None:
        self._parts = parts
        self._operations = OperationsRoutes(operations)
        self._leases = Leases(
            parts.database,
            parts.clock,
            parts.ids,
            on_work,
            WorkerEvents(parts.metrics, parts.settings).happened,
        )
        self._problems = ProblemReports(parts.database, parts.clock, parts.ids, parts.metrics.problem)
        self._task_origin = TaskOrigin.parse(
            parts.settings.task_origin, parts.settings.public_url, parts.keyring.media.secret_key.encode()
        )
        self._users = console_users(parts)
        self._access_keys = AccessKeys(
            parts.database, parts.clock, parts.ids, parts.settings.home, parts.keyring.secret_of
        )
        self._calls = manage_calls(
            parts, self._users, self._access_keys, self._problems, operations.readiness.engines
        )
        self._portal = self._portal_app()
        self._aws = self._aws_endpoint(on_work)
        self._answer = (
            TaskHost(self._sorted, self._task_origin) if self._task_origin.address else self._sorted
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._answer(scope, receive, send)

    async def _sorted(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_aws_request(scope):
            await self._aws(scope, receive, send)
        else:
            await self._portal(scope, receive, send)

    def _portal_app(self) -> Any:
        parts, settings = self._parts, self._parts.settings
        sessions = Sessions(parts.database, parts.clock, parts.ids, hours=settings.session_hours)
        view = AssignmentView(parts.database, parts.clock, settings.account, self._task_origin)
        pages = TaskPages(
            parts.database,
            self._leases,
            parts.renderer,
            parts.grants.for_job,
            self._problems,
            parts.page_rules,
            self._task_origin,
        )
        mirrors = MirrorFiles(parts.blobs, mirror_copies(settings))
        board = JobBoard(parts.database, parts.clock)
        api = [
            *AssignmentRoutes(sessions, self._leases, view, pages).routes(),
            *JobRoutes(sessions, board, self._leases, view, parts.grants.for_job, settings.account).routes(),
            *SessionRoutes(sessions, hours=settings.session_hours).routes(),
            *ProblemRoutes(sessions, self._problems).routes(),
            *SettingsRoutes(sessions, WorkerSettings(parts.database, parts.clock)).routes(),
        ]
        console = console_routes(parts, self._users, self._task_origin.address)
        others = [*pages.routes(), *mirrors.routes(), *self._operations.routes(), open_api_route(self._calls)]
        most = settings.max_body_mb * 2**20
        portal = portal_app(api, [*others, *console], max_body_bytes=most, frames=self._task_origin.address)
        answering = AnswerEndpoint(portal, sessions, self._leases, view, max_body_bytes=most)
        workforces = Workforces(parts.database, parts.clock, settings.home)
        return SourceGuard(answering, workforces.source_ranges)

    def _aws_endpoint(self, on_work: Callable[[], None]) -> AwsEndpoint:
        parts, settings = self._parts, self._parts.settings
        workteams = Workteams(parts.database, parts.clock, settings.home, settings.public_workteam)
        services = build_services(
            database=parts.database,
            clock=parts.clock,
            ids=parts.ids,
            keys=parts.keyring,
            blobs=parts.blobs,
            labeling_jobs=LabelingJobs(
                parts.database, parts.clock, parts.ids, settings.home, workteams, on_work
            ),
            renderer=parts.renderer,
            make_url_signer=parts.grants.for_role,
            settings=settings,
        )
        services["s3"] = S3Service(parts.blobs, region=settings.region, account=settings.account)
        services[SERVICE] = ManageService(self._calls)
        most = settings.max_body_mb * 2**20
        return AwsEndpoint(parts.keyring, services, parts.clock, parts.ids, most, self._access_keys)


class WorkerEvents:
    """What workers do, counted by team, and in the log by ids."""

    def __init__(self, metrics: Metrics, settings: Settings) -> None:
        self._metrics = metrics
        self._logs_each = settings.log_level == "debug"

    def happened(self, event: WorkerEvent, job: LabelingJob, held: Assignment) -> None:
        team = job.config.workteam_arn.rpartition("/")[2]
        self._metrics.worker(event, team, held.worker_id, held.active_seconds)
        if not self._logs_each:
            return
        _log.debug(
            f"task {event}",
            job=job.name,
            task=held.object_index,
            assignment=held.assignment_id,
            worker=held.worker_id,
        )


class _Server(uvicorn.Server):
    """uvicorn, saying where it listens once it does."""

    def __init__(
        self,
        config: uvicorn.Config,
        settings: Settings,
        certificate: Certificate | None,
        on_up: Callable[[str], None],
        on_down: Callable[[], None],
        ending: Ending,
    ) -> None:
        super().__init__(config)
        self._on_down = on_down
        self._ending = ending
        self._settings = settings
        self._certificate = certificate
        self._on_up = on_up
        self._renewal: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        if self._certificate is not None:
            self._renewal = asyncio.create_task(self._certificate.keep_renewed())
        port = self.servers[0].sockets[0].getsockname()[1]
        url = address(self._settings, port)
        write_server_file(self._settings.data, url)
        settle()
        print(f"Trigpoint is up: {url}/ is the worker portal and the endpoint of the API.", flush=True)
        self._on_up(url)

    async def shutdown(self, sockets: list[Any] | None = None) -> None:
        self._on_down()  # the engine ends while the requests under way do: ten seconds are for both
        await self._let_clients_go()
        await super().shutdown(sockets)

    async def _let_clients_go(self) -> None:
        """Accepts no more connections, and answers for a moment on those that are open.

        To close one that is idle would meet the request that its client is just sending. Each answer asks the
        client to close its connection, so those who are at work go by themselves.
        """
        for server in self.servers:
            server.close()
        until = time.monotonic() + _LAST_REQUEST_SECONDS
        while self.server_state.connections and time.monotonic() < until and not self.force_exit:
            await asyncio.sleep(0.02)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first time: in order, after a while in which load balancers find out; the second: at once."""
        if self._ending.begun:
            os._exit(128 + sig)
        self._ending.begin()

    async def on_tick(self, counter: int) -> bool:
        self.should_exit = self.should_exit or self._ending.is_due
        return await super().on_tick(counter)


class Ending:
    """How a server ends: it says so first, and goes on serving for `drain_seconds`."""

    def __init__(self, readiness: Readiness, drain_seconds: float) -> None:
        self._readiness = readiness
        self._drain_seconds = drain_seconds
        self._due_at = math.inf

    @property
    def begun(self) -> bool:
        return self._readiness.draining

    @property
    def is_due(self) -> bool:
        return time.monotonic() >= self._due_at

    def begin(self) -> None:
        self._readiness.draining = True
        self._due_at = time.monotonic() + self._drain_seconds


def address(settings: Settings, port: int) -> str:
    """The URL that is exported to scripts on this machine."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::", "") else settings.host  # noqa: S104
    scheme = "https" if settings.tls_cert else "http"
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def write_server_file(data: Path, url: str) -> None:
    """Tells commands beside the server where it listens."""
    temporary = data / "server.json.new"
    temporary.write_text(json.dumps({"url": url, "pid": os.getpid()}))
    temporary.replace(data / "server.json")


def run_server(settings: Settings, *, with_engine: bool) -> None:
    """Serves until Ctrl-C or SIGTERM; with an engine beside it, or leaving that to `trigpoint engine`."""
    set_up_logs(settings.log_level, settings.log_format, process="server")
    certificate = None
    if settings.tls_cert:
        certificate = Certificate(Path(settings.tls_cert), Path(settings.tls_key))
    trusted = TrustedProxies.parse(settings.trusted_proxies)
    parts = Parts(settings)
    engine = EngineChild(settings) if with_engine else None
    operations = server_operations(parts, with_engine=with_engine)
    application = observed(
        Application(parts, engine.wake if engine is not None else _nothing, operations),
        parts.metrics,
        operations.readiness,
        logs_each=settings.log_level == "debug",
    )
    config = uvicorn.Config(
        ForwardedHeaders(application, trusted) if trusted else application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        http=JoiningProtocol,
    )
    if certificate is not None:
        config.load()
        config.ssl = certificate.context
    ending = Ending(operations.readiness, settings.drain_seconds)
    # Before uvicorn listens to signals; and when it is done it raises the one that ended it once more, while
    # we still have things to put away.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.begin())
    try:

        def on_up(url: str) -> None:
            if engine is not None:
                engine.start()
            _tell_of_console(parts, url)

        on_down = engine.begin_stop if engine is not None else _nothing
        _Server(config, settings, certificate, on_up, on_down, ending).run()
    finally:
        signal.signal(signal.SIGINT, lambda number, _: os._exit(128 + number))  # said twice: at once
        if engine is not None:
            engine.stop()
        parts.close()


def _tell_of_console(parts: Parts, url: str) -> None:
    """Where jobs are managed; for the first who comes, the link that makes them the administrator."""
    if parts.database.read_now(count_users) == 0:
        link = first_link(url, first_token(parts.keyring))
        print(f"The console has no user yet. Become its administrator here: {link}", flush=True)
    else:
        print(f"The console, where jobs are made and managed: {url}/console/", flush=True)


def observed(application: ASGIApp, metrics: Metrics, readiness: Readiness, *, logs_each: bool) -> Observed:
    """The application, with every request counted, timed and logged."""
    observer = Observed(
        application,
        on_request=metrics.request,
        on_cycle=metrics.cycle,
        on_error=metrics.error,
        draining=lambda: readiness.draining,
        logs_each=logs_each,
    )
    metrics.in_progress.set_function(lambda: observer.n_under_way)
    return observer


def _nothing() -> None:
    """Engines of other processes look for work by themselves."""
