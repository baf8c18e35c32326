"""The loop: takes a step of every running job, again and again, in threads of one process."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog

from trigpoint.engine.lease import Leases
from trigpoint.engine.stages import Stages
from trigpoint.model.errors import Unavailable
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import running_job_ids

_TICK_SECONDS = 0.5
_SETTLE_SECONDS = 0.02
_JOBS_AT_ONCE = 4
_GRACE_SECONDS = 20.0
_REST_SHARE = 10
_LONGEST_REST_SECONDS = 0.25
_log = structlog.get_logger("trigpoint.engine")


class EngineLoop:
    """Runs the stages until told to stop. `awake` is set when there may be something to do.

    A job that has nothing more to do rests ten times as long as its step took, a quarter of a second at
    most: so the engine leaves the processor to the workers, who wake it with every answer.
    """

    def __init__(self, database: Database, stages: Stages, leases: Leases, awake: threading.Event) -> None:
        self._database = database
        self._stages = stages
        self._leases = leases
        self._awake = awake
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(_JOBS_AT_ONCE, thread_name_prefix="engine")
        self._running: dict[int, Future[bool]] = {}
        self._not_before: dict[int, float] = {}
        self._faults: dict[int, int] = {}
        self._thread = threading.Thread(target=self._run, name="engine-loop", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits some seconds for the steps under way; what is cut short is done again at the next start."""
        self._stopping.set()
        self._awake.set()
        self._thread.join()
        wait(list(self._running.values()), timeout=_GRACE_SECONDS)
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self) -> None:
        pause = _TICK_SECONDS
        while not self._stopping.is_set():
            self._awake.wait(pause)
            self._awake.clear()
            if self._stopping.wait(_SETTLE_SECONDS):  # let a burst of answers gather
                return
            try:
                pause = self._round()
            except Unavailable as exc:
                _log.warning("database unavailable", error=str(exc))
            except Exception:
                _log.exception("the engine's loop failed, it goes on")

    def _round(self) -> float:
        """Begins a step of every job that may take one; how long to wait for the next round."""
        self._leases.expire()
        now = time.monotonic()
        resting = [_TICK_SECONDS]
        for job_id in self._database.read_now(running_job_ids):
            rest = self._not_before.get(job_id, 0.0) - now
            if rest > 0:
                resting.append(rest)
            elif job_id not in self._running:
                self._begin(job_id)
        return min(resting)

    def _begin(self, job_id: int) -> None:
        started = time.monotonic()
        future = self._pool.submit(self._stages.step, job_id)
        self._running[job_id] = future
        future.add_done_callback(lambda done: self._ended(job_id, done, started))

    def _ended(self, job_id: int, future: Future[bool], started: float) -> None:
        self._running.pop(job_id, None)
        if future.cancelled():
            return
        now, error = time.monotonic(), future.exception()
        if error is None:
            self._faults.pop(job_id, None)
            if future.result():
                self._awake.set()
            else:
                self._not_before[job_id] = now + min(_LONGEST_REST_SECONDS, _REST_SHARE * (now - started))
            return
        faults = self._faults[job_id] = self._faults.get(job_id, 0) + 1
        self._not_before[job_id] = now + min(60.0, 2.0 ** min(faults, 6))
        _log.error("a stage failed, it will be tried again", job_id=job_id, attempt=faults, exc_info=error)
