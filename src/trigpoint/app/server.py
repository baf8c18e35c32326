"""Puts the parts together: the only file that knows them all."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.types import Receive, Scope, Send

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.signing import UrlSigner
from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.ingest import Ingest
from trigpoint.engine.job_board import JobBoard
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.lease import Leases
from trigpoint.engine.loop import EngineLoop
from trigpoint.engine.sessions import Sessions
from trigpoint.engine.stage import Stage
from trigpoint.engine.stages import Stages
from trigpoint.engine.workteams import Workteams
from trigpoint.functions.provider import FunctionProvider
from trigpoint.functions.worker_processes import WorkerProcesses
from trigpoint.http.aws.endpoint import AwsEndpoint, is_aws_request
from trigpoint.http.aws.s3.service import S3Service
from trigpoint.http.aws.services import build_services
from trigpoint.http.portal.assignment_view import AssignmentView
from trigpoint.http.portal.assignments import AssignmentRoutes
from trigpoint.http.portal.jobs import JobRoutes
from trigpoint.http.portal.portal import portal_app
from trigpoint.http.portal.session import SessionRoutes
from trigpoint.http.portal.task_page import TaskPages
from trigpoint.keyring import KEY_FILE, KeyFileRing
from trigpoint.logs import set_up_logs
from trigpoint.model.clock import Clock, SystemClock
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import UrlGrant
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.settings import Settings
from trigpoint.store.opening import open_database
from trigpoint.tasktypes.registry import task_type_of
from trigpoint.templates.renderer import Renderer

_SIGNED_EVERY_SECONDS = 900
_GRACE_SECONDS = 3600
_BUCKETS_KNOWN_FOR_SECONDS = 5.0


class UrlGrants:
    """Grants for task pages; addresses stay the same for a quarter of an hour, so that browsers can cache."""

    def __init__(
        self,
        keyring: KeyFileRing,
        blobs: BlobStore,
        clock: Clock,
        region: str,
        role_access: Mapping[str, Sequence[str]],
    ) -> None:
        self._media = keyring.media
        self._blobs = blobs
        self._clock = clock
        self._region = region
        self._role_access = role_access
        self._buckets: frozenset[str] = frozenset()
        self._buckets_until = 0.0

    def for_job(self, job: LabelingJob, origin: str) -> UrlGrant:
        """A grant that outlives every lease of the job by an hour."""
        return self._grant(job.config.role_arn, origin, job.config.time_limit_seconds + _GRACE_SECONDS)

    def for_role(self, role_arn: str, origin: str) -> UrlGrant:
        return self._grant(role_arn, origin, _GRACE_SECONDS)

    def _grant(self, role_arn: str, origin: str, seconds: int) -> UrlGrant:
        now = int(self._clock.now().timestamp())
        readable = self._role_access.get(role_arn)
        return UrlSigner(
            origin,
            self._media.access_key_id,
            self._media.secret_key,
            self._region,
            datetime.fromtimestamp(now - now % _SIGNED_EVERY_SECONDS, UTC),
            min(seconds + _SIGNED_EVERY_SECONDS, 7 * 86_400),
            tuple(readable) if readable is not None else None,
            self._known_buckets(),
        )

    def _known_buckets(self) -> frozenset[str]:
        if time.monotonic() >= self._buckets_until:
            self._buckets = frozenset(bucket.name for bucket in self._blobs.buckets())
            self._buckets_until = time.monotonic() + _BUCKETS_KNOWN_FOR_SECONDS
        return self._buckets


class Application:
    """One process that does everything: an ASGI application with an engine beside it."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        clock = clock or SystemClock()
        ids = Ids(clock)
        settings.data.mkdir(parents=True, exist_ok=True)
        self.keyring = KeyFileRing.open(settings.data / KEY_FILE, settings.home, clock, ids)
        self.database = open_database(settings.database_url or f"sqlite:///{settings.data / 'trigpoint.db'}")
        self.blobs = open_blobs(settings)
        self._awake = threading.Event()
        self._renderer = Renderer(
            time_limit_seconds=settings.render_seconds,
            memory_limit_bytes=settings.render_memory_mb * 2**20,
        )
        self._processes = WorkerProcesses(1)
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="objects")
        # Two waits for a disk overlap; more threads than that only take turns with those who answer workers.
        self._writers = ThreadPoolExecutor(8 if settings.storage else 2, thread_name_prefix="files")
        self._grants = UrlGrants(self.keyring, self.blobs, clock, settings.region, _role_access(settings))
        self._leases = Leases(self.database, clock, ids, self._awake.set)
        self.engine = self._engine(settings, clock)
        self._portal = self._portal_app(settings, clock, ids)
        self._aws = self._aws_endpoint(settings, clock, ids)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and is_aws_request(scope):
            await self._aws(scope, receive, send)
        else:
            await self._portal(scope, receive, send)

    def close(self) -> None:
        """Ends the engine and lets go of everything."""
        self.engine.stop()
        self._renderer.close()
        self._processes.shutdown()
        self._threads.shutdown()
        self._writers.shutdown()
        self.database.close()

    def _engine(self, settings: Settings, clock: Clock) -> EngineLoop:
        functions = FunctionProvider(self._processes, task_type_of)
        export = Export(self.database, self.blobs)

        def grant_for(job: LabelingJob) -> UrlGrant:
            return self._grants.for_job(job, "http://localhost")

        stages = Stages(
            self.database,
            Ingest(self.database, self.blobs, self._renderer, clock),
            Stage(self.database, self.blobs, functions, self._renderer, grant_for, self._threads, clock),
            Consolidate(
                self.database,
                self.blobs,
                functions,
                self._writers,
                clock,
                group_size=settings.consolidation_group,
            ),
            export,
            Finish(self.database, functions, export, clock, job_days=settings.job_days),
            self._leases,
        )
        return EngineLoop(self.database, stages, self._leases, self._awake)

    def _portal_app(self, settings: Settings, clock: Clock, ids: Ids) -> Any:
        sessions = Sessions(self.database, clock, ids, hours=settings.session_hours)
        view = AssignmentView(self.database, clock, settings.account)
        pages = TaskPages(self.database, self._leases, self._renderer, self._grants.for_job)
        board = JobBoard(self.database, clock)
        api = [
            # Routes are tried in this order: the most frequent come first.
            *AssignmentRoutes(sessions, self._leases, view, pages).routes(),
            *JobRoutes(sessions, board, self._leases, view, self._grants.for_job, settings.account).routes(),
            *SessionRoutes(sessions, hours=settings.session_hours).routes(),
        ]
        return portal_app(api, pages.routes(), max_body_bytes=settings.max_body_mb * 2**20)

    def _aws_endpoint(self, settings: Settings, clock: Clock, ids: Ids) -> AwsEndpoint:
        workteams = Workteams(self.database, clock, settings.home, settings.public_workteam)
        labeling_jobs = LabelingJobs(self.database, clock, ids, settings.home, workteams, self._awake.set)
        services = build_services(
            database=self.database,
            clock=clock,
            ids=ids,
            keys=self.keyring,
            blobs=self.blobs,
            labeling_jobs=labeling_jobs,
            renderer=self._renderer,
            make_url_signer=self._grants.for_role,
            settings=settings,
        )
        services["s3"] = S3Service(self.blobs, region=settings.region, account=settings.account)
        return AwsEndpoint(self.keyring, services, clock, ids, settings.max_body_mb * 2**20)


def open_blobs(settings: Settings) -> BlobStore:
    """The store that the settings name: a folder in the data folder, or an S3 service."""
    if not settings.storage:
        from trigpoint.blobs.folder import FolderStore

        return FolderStore(settings.data / "buckets")
    if settings.storage.rstrip("/") != "s3:":
        raise InvalidInput(f"storage is {settings.storage!r}: it is empty (the data folder) or s3://")
    from trigpoint.blobs.s3 import S3Store

    return S3Store(
        endpoint=settings.storage_endpoint,
        access_key_id=settings.storage_access_key,
        secret_key=settings.storage_secret_key,
        region=settings.storage_region,
    )


def _role_access(settings: Settings) -> dict[str, list[str]]:
    if not settings.role_access:
        return {}
    try:
        access: dict[str, list[str]] = json.loads(Path(settings.role_access).read_text())
    except (OSError, ValueError) as exc:
        raise InvalidInput(f"role_access {settings.role_access}: {exc}") from exc
    return access


class _Server(uvicorn.Server):
    """uvicorn, saying where it listens once it does."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, sockets: list[Any] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        port = self.servers[0].sockets[0].getsockname()[1]
        url = address(self._settings, port)
        write_server_file(self._settings.data, url)
        print(f"Trigpoint is up: {url}/ is the worker portal and the endpoint of the API.", flush=True)


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


def run(settings: Settings) -> None:
    """Serves until Ctrl-C or SIGTERM."""
    set_up_logs(settings.log_level)
    application = Application(settings)
    config = uvicorn.Config(
        application,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        ssl_certfile=settings.tls_cert or None,
        ssl_keyfile=settings.tls_key or None,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies or None,
        timeout_graceful_shutdown=10,
    )
    # uvicorn raises the signal that ended it once more when it is done; we still have things to put away.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    application.engine.start()
    try:
        _Server(config, settings).run()
    finally:
        application.close()
