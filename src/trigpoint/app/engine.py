"""A process that runs the engine: `trigpoint engine`, or the child that `trigpoint up` keeps.

As a child (`python -m trigpoint.app.engine`) it takes its settings from the environment. Its standard
input is a pipe from the server: bytes wake the engine, and the end of the pipe means that the server died.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import structlog

from trigpoint.app.end_signals import EndSignals
from trigpoint.app.garbage import settle
from trigpoint.app.operations import ENGINE_FILE, engine_operations
from trigpoint.app.parts import Parts, shares_database
from trigpoint.app.timed import timed, timed_functions, timed_stage
from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.image_sizes import image_sizes
from trigpoint.engine.ingest import Ingest
from trigpoint.engine.job_leases import JobLeases, LeasedDatabase
from trigpoint.engine.lease import Leases
from trigpoint.engine.loop import EngineLoop
from trigpoint.engine.stage import Stage
from trigpoint.engine.stages import Stages
from trigpoint.functions.cluster import Cluster
from trigpoint.functions.provider import FunctionProvider
from trigpoint.functions.worker_processes import WorkerProcesses
from trigpoint.http.operations.listener import OperationsListener
from trigpoint.logs import set_up_logs
from trigpoint.metrics import Metrics
from trigpoint.model.functions import UrlGrant
from trigpoint.model.labeling_job import JobStatus, LabelingJob
from trigpoint.settings import Settings, load_settings
from trigpoint.store.file_lock import FileLock
from trigpoint.tasktypes.registry import task_type_of

_MOST_ENGINES = 64
_ALONE = "alone"
"""The one engine of a SQLite database, also after its file was restored or moved to another folder."""
_LEASE_SECONDS = 5.0
_LEASE_SECONDS_ALONE = 60.0
"""With SQLite there is never a second engine: beats are for people, and each costs a sync of the disk."""
_END_SECONDS = 9.5
_log = structlog.get_logger("trigpoint.engine")


class EngineSlot:
    """A name that no other living engine has: that of the first free lock file in the data folder.

    An engine that is started again finds the same slot, and goes on at once with the jobs it held.
    """

    def __init__(self, settings: Settings) -> None:
        self._alone = not shares_database(settings)
        self._folder = settings.data
        self._lock: FileLock | None = None

    def take(self) -> str:
        """The engine's id. With SQLite, waits until the engine that holds the one slot has ended."""
        waiting_since = time.monotonic()
        said = False
        while True:
            for number in range(1 if self._alone else _MOST_ENGINES):
                lock = FileLock(self._folder / f"engine-{number}.lock")
                if lock.try_acquire():
                    self._lock = lock
                    return _ALONE if self._alone else lock.name()
                lock.close()
            if not said and time.monotonic() - waiting_since > 5:
                said = True
                _log.warning("another engine works on this data folder: waiting for its end")
            time.sleep(0.05)

    def free(self) -> None:
        if self._lock is not None:
            self._lock.close()


class Engine:
    """The engine and what it stands on."""

    def __init__(self, settings: Settings, awake: threading.Event) -> None:
        self._slot = EngineSlot(settings)
        engine_id = self._slot.take()
        self.parts = parts = Parts(settings)
        job_leases = JobLeases(
            parts.database,
            parts.clock,
            engine_id,
            f"{socket.gethostname()}:{os.getpid()}",
            lease_seconds=_LEASE_SECONDS if shares_database(settings) else _LEASE_SECONDS_ALONE,
            on_takeover=parts.metrics.takeover,
        )
        parts.metrics.beat_age.set_function(lambda: job_leases.beat_age_seconds)
        self._workers = open_workers(settings)
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="objects")
        # Files in a folder wait for nothing before the flush: a second thread would only take turns.
        self._writers = ThreadPoolExecutor(8 if settings.storage else 1, thread_name_prefix="files")
        database = LeasedDatabase(parts.database, job_leases)
        leases = Leases(parts.database, parts.clock, parts.ids, awake.set)
        stages = self._stages(settings, parts, database, leases)
        self.loop = EngineLoop(database, counted(job_leases, parts.metrics), stages, leases, awake)

    def close(self) -> None:
        """Ends the loop, hands the jobs back, and lets go of everything."""
        self.loop.stop()
        self._workers.shutdown()
        self._threads.shutdown()
        self._writers.shutdown()
        self.parts.close()
        self._slot.free()

    def _stages(self, settings: Settings, parts: Parts, database: LeasedDatabase, leases: Leases) -> Stages:
        metrics = parts.metrics
        functions = timed_functions(FunctionProvider(self._workers, task_type_of), metrics)
        export = Export(database, parts.blobs)

        def grant_for(job: LabelingJob) -> UrlGrant:
            return parts.grants.for_job(job, "http://localhost")

        def on_ended(job: LabelingJob, state: JobStatus) -> None:
            metrics.job_ended(state)
            _log.info("a job has ended", job=job.name, status=state)

        ingest = Ingest(database, parts.blobs, parts.renderer, parts.clock)
        stage = Stage(
            database,
            parts.blobs,
            functions,
            parts.renderer,
            grant_for,
            self._threads,
            parts.clock,
            max_image_bytes=settings.max_image_mb * 2**20,
        )
        consolidate = Consolidate(
            database,
            parts.blobs,
            functions,
            self._writers,
            parts.clock,
            group_size=settings.consolidation_group,
        )
        finish = Finish(
            database,
            functions,
            export,
            parts.clock,
            job_days=settings.job_days,
            read_images=lambda uris: image_sizes(parts.blobs, self._threads, uris),
            on_ended=on_ended,
        )
        stages = Stages(
            database,
            timed_stage(ingest, "ingest", metrics),
            timed_stage(stage, "stage", metrics),
            timed_stage(consolidate, "consolidate", metrics),
            timed_stage(export, "export", metrics, "output_manifest", "iteration"),
            timed_stage(finish, "finish", metrics, "run", "fail"),
            leases,
        )

        def on_step(name: str, seconds: float, result: object, error: BaseException | None) -> None:
            if error is not None:
                metrics.step_failed(error)

        return timed(stages, {"step": "step"}, on_step)


def counted(job_leases: JobLeases, metrics: Metrics) -> JobLeases:
    """The leases, and how many of them there are among the figures."""

    def on_jobs(name: str, seconds: float, result: Any, error: BaseException | None) -> None:
        if error is None:
            metrics.held(len(result))

    return timed(job_leases, {"jobs": "jobs"}, on_jobs)


def open_workers(settings: Settings) -> WorkerProcesses | Cluster:
    """Where functions run: in a process of this machine, or on the cluster that the settings name."""
    return Cluster(settings.cluster) if settings.cluster else WorkerProcesses(1)


def run_engine(settings: Settings, *, server_pipe: int | None = None) -> None:
    """Runs until SIGTERM or Ctrl-C; with `server_pipe`, until the server at its other end has ended."""
    set_up_logs(settings.log_level, settings.log_format, process="engine")
    end_signals = EndSignals()
    if server_pipe is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's, which ends us in order
    awake = threading.Event()
    if server_pipe is not None:
        threading.Thread(target=_listen, args=(server_pipe, awake), name="server-pipe", daemon=True).start()
    engine = Engine(settings, awake)
    operations = engine_operations(engine.parts)
    listeners = []
    if settings.engine_port:
        listeners.append(OperationsListener(operations, settings.host, settings.engine_port))
    if server_pipe is not None:  # for the server alone, which shows our figures among its own
        listeners.append(OperationsListener(operations, "127.0.0.1", 0))
    end_signals.orderly()
    engine.loop.start()
    settle()
    write_engine_file(settings, listeners[-1].port if server_pipe is not None else None)
    try:
        end_signals.wait()
    finally:
        operations.readiness.draining = True
        # Who waits for us waits ten seconds. What is still under way is done again by whoever takes the job.
        last_word = threading.Timer(_END_SECONDS, os._exit, (0,))
        last_word.daemon = True
        last_word.start()
        engine.close()
        for listener in listeners:
            listener.close()


def _listen(pipe: int, awake: threading.Event) -> None:
    while os.read(pipe, 4096):
        awake.set()
    # The server was killed. Whatever is under way is done again by the next engine of this folder.
    os._exit(1)


def write_engine_file(settings: Settings, port: int | None) -> None:
    """Tells people and tests which process the engine is, and the server beside it where its figures are."""
    about: dict[str, object] = {"pid": os.getpid()}
    if port is not None:
        about["figures"] = f"http://127.0.0.1:{port}/metrics"
    temporary = settings.data / f"{ENGINE_FILE}.{os.getpid()}"
    temporary.write_text(json.dumps(about))
    temporary.replace(settings.data / ENGINE_FILE)


if __name__ == "__main__":
    run_engine(load_settings({}), server_pipe=sys.stdin.fileno())
