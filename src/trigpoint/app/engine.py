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

import structlog

from trigpoint.app.parts import Parts, shares_database
from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish
from trigpoint.engine.ingest import Ingest
from trigpoint.engine.job_leases import JobLeases, LeasedDatabase
from trigpoint.engine.lease import Leases
from trigpoint.engine.loop import EngineLoop
from trigpoint.engine.stage import Stage
from trigpoint.engine.stages import Stages
from trigpoint.functions.provider import FunctionProvider
from trigpoint.functions.worker_processes import WorkerProcesses
from trigpoint.logs import set_up_logs
from trigpoint.model.functions import UrlGrant
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.settings import Settings, load_settings
from trigpoint.store.file_lock import FileLock
from trigpoint.tasktypes.registry import task_type_of

_MOST_ENGINES = 64
_LEASE_SECONDS = 5.0
_LEASE_SECONDS_ALONE = 60.0
"""With SQLite there is never a second engine: beats are for people, and each costs a sync of the disk."""
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
                    return lock.name()
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
        self._parts = parts = Parts(settings)
        job_leases = JobLeases(
            parts.database,
            parts.clock,
            engine_id,
            f"{socket.gethostname()}:{os.getpid()}",
            lease_seconds=_LEASE_SECONDS if shares_database(settings) else _LEASE_SECONDS_ALONE,
        )
        self._processes = WorkerProcesses(1)
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="objects")
        # Two waits for a disk overlap; more threads than that only take turns.
        self._writers = ThreadPoolExecutor(8 if settings.storage else 2, thread_name_prefix="files")
        database = LeasedDatabase(parts.database, job_leases)
        leases = Leases(parts.database, parts.clock, parts.ids, awake.set)
        stages = self._stages(settings, parts, database, leases)
        self.loop = EngineLoop(database, job_leases, stages, leases, awake)

    def close(self) -> None:
        """Ends the loop, hands the jobs back, and lets go of everything."""
        self.loop.stop()
        self._processes.shutdown()
        self._threads.shutdown()
        self._writers.shutdown()
        self._parts.close()
        self._slot.free()

    def _stages(self, settings: Settings, parts: Parts, database: LeasedDatabase, leases: Leases) -> Stages:
        functions = FunctionProvider(self._processes, task_type_of)
        export = Export(database, parts.blobs)

        def grant_for(job: LabelingJob) -> UrlGrant:
            return parts.grants.for_job(job, "http://localhost")

        return Stages(
            database,
            Ingest(database, parts.blobs, parts.renderer, parts.clock),
            Stage(database, parts.blobs, functions, parts.renderer, grant_for, self._threads, parts.clock),
            Consolidate(
                database,
                parts.blobs,
                functions,
                self._writers,
                parts.clock,
                group_size=settings.consolidation_group,
            ),
            export,
            Finish(database, functions, export, parts.clock, job_days=settings.job_days),
            leases,
        )


def run_engine(settings: Settings, *, server_pipe: int | None = None) -> None:
    """Runs until SIGTERM or Ctrl-C; with `server_pipe`, until the server at its other end has ended."""
    set_up_logs(settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    if server_pipe is not None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the server's, which ends us in order
    awake = threading.Event()
    if server_pipe is not None:
        threading.Thread(target=_listen, args=(server_pipe, awake), name="server-pipe", daemon=True).start()
    engine = Engine(settings, awake)
    engine.loop.start()
    write_engine_file(settings)
    try:
        stopping.wait()
    finally:
        engine.close()


def _listen(pipe: int, awake: threading.Event) -> None:
    while os.read(pipe, 4096):
        awake.set()
    # The server was killed. Whatever is under way is done again by the next engine of this folder.
    os._exit(1)


def write_engine_file(settings: Settings) -> None:
    """Tells people and tests which process the engine is."""
    temporary = settings.data / f"engine.json.{os.getpid()}"
    temporary.write_text(json.dumps({"pid": os.getpid()}))
    temporary.replace(settings.data / "engine.json")


if __name__ == "__main__":
    run_engine(load_settings({}), server_pipe=sys.stdin.fileno())
