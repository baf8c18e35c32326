"""The loop: takes a step of every job that this engine holds, again and again, in threads of one process."""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

import structlog

from trigpoint.engine.job_leases import JobLeases, JobLost, LeasedDatabase
from trigpoint.engine.lease import Leases
from trigpoint.engine.stages import Stages
from trigpoint.model.errors import Unavailable
from trigpoint.store.job_leases import RunningJob

_TICK_SECONDS = 0.25
_SETTLE_SECONDS = 0.02
_JOBS_AT_ONCE = 4
_GRACE_SECONDS = 8.0
_REST_SHARE = 10
_LONGEST_REST_SECONDS = 0.25
_LONGEST_IDLE_SECONDS = 4.0
_LONGEST_FAULT_SECONDS = 60.0
_LONGEST_OUTAGE_REST_SECONDS = 4.0
_log = structlog.get_logger("trigpoint.engine")


class Rests:
    """When each job may take its next step, in seconds of a monotonic clock.

    A job that has nothing more to do rests ten times as long as its step took, a quarter of a second at
    most, so that the processor is left to the workers. While nothing happens in it the rests grow to four
    seconds, so that thousands of quiet jobs cost little. After a fault they double up to a minute; while
    database or storage are away, up to some seconds only, so that the job goes on as soon as they are back.
    """

    def __init__(self) -> None:
        self._until: dict[int, tuple[float, float]] = {}
        self._idle: dict[int, float] = {}
        self._faults: dict[int, int] = {}

    def left(self, job: RunningJob, now: float) -> float:
        """Seconds that the job still rests; it wakes up early when it has something to do."""
        at_least, at_most = self._until.get(job.job_id, (0.0, 0.0))
        something = job.has_answered or job.status != "InProgress"
        return (at_least if something else at_most) - now

    def after_step(self, job_id: int, now: float, took: float, *, quiet: bool) -> None:
        rest = min(_LONGEST_REST_SECONDS, _REST_SHARE * took)
        idle = min(_LONGEST_IDLE_SECONDS, 2 * self._idle.get(job_id, rest)) if quiet else rest
        self._idle[job_id] = idle
        self._until[job_id] = (now + rest, now + idle)

    def after_progress(self, job_id: int) -> None:
        """The job has more to do at once."""
        for kept in (self._until, self._idle):
            kept.pop(job_id, None)

    def forgive(self, job_id: int) -> int:
        """How often the job had failed in a row, before the step that did not."""
        return self._faults.pop(job_id, 0)

    def after_fault(self, job_id: int, now: float, longest: float = _LONGEST_FAULT_SECONDS) -> int:
        """How often the job has failed in a row."""
        faults = self._faults[job_id] = self._faults.get(job_id, 0) + 1
        until = now + min(longest, 2.0 ** min(faults, 6))
        self._until[job_id] = (until, until)
        return faults

    def keep_only(self, job_ids: set[int]) -> None:
        """Forgets jobs that are another engine's now, or over."""
        for kept in (self._until, self._idle, self._faults):
            for job_id in kept.keys() - job_ids:
                del kept[job_id]


class EngineLoop:
    """Runs the stages until told to stop. `awake` is set when there may be something to do."""

    def __init__(
        self,
        database: LeasedDatabase,
        job_leases: JobLeases,
        stages: Stages,
        leases: Leases,
        awake: threading.Event,
    ) -> None:
        self._database = database
        self._job_leases = job_leases
        self._stages = stages
        self._leases = leases
        self._awake = awake
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(_JOBS_AT_ONCE, thread_name_prefix="engine")
        self._running: dict[int, Future[bool]] = {}
        self._rests = Rests()
        self._thread = threading.Thread(target=self._run, name="engine-loop", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Waits some seconds for the steps under way, then hands the jobs back to other engines.

        What is cut short is done again by whoever takes the job.
        """
        self._stopping.set()
        self._awake.set()
        self._thread.join()
        wait(list(self._running.values()), timeout=_GRACE_SECONDS)
        self._pool.shutdown(wait=False, cancel_futures=True)
        try:
            self._job_leases.hand_back()
        except Unavailable as exc:
            _log.warning("the jobs could not be handed back, others wait for a while", error=str(exc))

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            self._awake.wait(pause)
            self._awake.clear()
            if self._stopping.wait(_SETTLE_SECONDS):  # let a burst of answers gather
                return
            pause = _TICK_SECONDS
            try:
                pause = self._round()
            except Unavailable as exc:
                _log.warning("the database is away: the engine waits for it", error=str(exc), seldom=True)
            except Exception:
                _log.exception("the engine's loop failed, it goes on")

    def _round(self) -> float:
        """Begins a step of every job that may take one; how long to wait for the next round."""
        self._job_leases.keep()
        self._leases.expire()
        jobs = self._job_leases.jobs(self._running.keys())
        self._rests.keep_only({job.job_id for job in jobs})
        now = time.monotonic()
        resting = [_TICK_SECONDS]
        for job in jobs:
            left = self._rests.left(job, now)
            if left > 0:
                resting.append(left)
            elif job.job_id not in self._running:
                self._begin(job)
        return min(resting)

    def _begin(self, job: RunningJob) -> None:
        started = time.monotonic()
        future = self._pool.submit(self._step, job.job_id)
        self._running[job.job_id] = future
        future.add_done_callback(lambda done: self._ended(job, done, started))

    def _step(self, job_id: int) -> bool:
        with self._database.step_of(job_id):
            return self._stages.step(job_id)

    def _ended(self, job: RunningJob, future: Future[bool], started: float) -> None:
        self._running.pop(job.job_id, None)
        if future.cancelled():
            return
        now, error = time.monotonic(), future.exception()
        if error is None:
            if self._rests.forgive(job.job_id):
                _log.warning("the job goes on", job_id=job.job_id)
            if future.result():
                self._rests.after_progress(job.job_id)
                self._awake.set()
            else:
                quiet = not job.has_answered and job.status == "InProgress"
                self._rests.after_step(job.job_id, now, now - started, quiet=quiet)
        elif isinstance(error, JobLost):
            _log.warning("a job is another engine's now", job_id=job.job_id, reason=str(error))
        elif isinstance(error, Unavailable):
            # No fault of the job's: it waits as long as it takes. The first time says enough.
            if self._rests.after_fault(job.job_id, now, _LONGEST_OUTAGE_REST_SECONDS) == 1:
                _log.warning("the job waits for database or storage", job_id=job.job_id, error=str(error))
        else:
            faults = self._rests.after_fault(job.job_id, now)
            _log.error(
                "a stage failed, it will be tried again", job_id=job.job_id, attempt=faults, exc_info=error
            )
