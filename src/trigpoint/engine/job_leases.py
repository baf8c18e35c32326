"""Job leases: which running job this engine works on, among all engines over one database.

An engine beats: it counts up a number in the database. Another engine that has seen the same number for
`lease_seconds`, by its own monotonic clock, takes it for dead and frees its jobs; so neither skewed nor
jumping clocks matter. An engine that could not beat for as long gives its jobs up by itself, before others
may take them. The jobs are shared out evenly among the living.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from typing import TypeVar

import structlog

from trigpoint.model.clock import Clock, to_micros
from trigpoint.store.database import Database
from trigpoint.store.job_leases import (
    Beat,
    RunningJob,
    beat,
    bury_engine,
    drop_ended_jobs,
    drop_job,
    drop_orphaned_jobs,
    job_holder,
    living_engines,
    register_engine,
    running_jobs,
    sign_off,
    take_job,
)
from trigpoint.store.transaction import Transaction

T = TypeVar("T")
_BEATS_IN_A_LEASE = 5
_log = structlog.get_logger("trigpoint.engine")


def _ignore() -> None:
    """Nobody counts."""


class JobLost(Exception):
    """Another engine may have this job by now: what was under way is given up."""


class JobLeases:
    """The jobs of one engine. Called from the engine's loop; `check` from the threads of its steps.

    `engine_id` names the engine for as long as its owner can be sure that no second one uses it: an engine
    that comes back under its name goes on with its jobs at once.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        engine_id: str,
        name: str,
        *,
        lease_seconds: float = 5.0,
        seconds: Callable[[], float] = time.monotonic,
        on_takeover: Callable[[], None] = _ignore,
    ) -> None:
        self._database = database
        self._clock = clock
        self._engine_id = engine_id
        self._name = name
        self._lease_seconds = lease_seconds
        self._seconds = seconds
        self._on_takeover = on_takeover
        self._beaten_at = -math.inf
        self._tried_at = -math.inf
        self._seen: dict[str, tuple[int, float]] = {}
        self._n_engines = 1

    @property
    def engine_id(self) -> str:
        return self._engine_id

    @property
    def beat_age_seconds(self) -> float:
        """Since this engine last beat; infinite before it has."""
        return self._seconds() - self._beaten_at

    def keep(self) -> None:
        """Beats when it is time to, and frees the jobs of engines that no longer do."""
        now = self._seconds()
        if now - self._tried_at < self._lease_seconds / _BEATS_IN_A_LEASE:
            return
        self._tried_at = now
        dead = self._silent(self._database.read_now(living_engines), now)
        for name in self._database.write_now(lambda tx: self._beat(tx, dead)):
            _log.warning("an engine has died, its jobs are free", engine=name)
            self._on_takeover()
        self._beaten_at = now

    def jobs(self, busy: Set[int] = frozenset()) -> list[RunningJob]:
        """The running jobs that are this engine's, free ones among them taken up to its share.

        An engine with more than its share hands back jobs that are not `busy`, when another has joined.
        """
        every = self._database.read_now(running_jobs)
        mine = [job for job in every if job.engine_id == self._engine_id]
        free = [job for job in every if job.engine_id is None]
        share = math.ceil(len(every) / self._n_engines)
        wanted = free[: max(0, share - len(mine))]
        if wanted:
            taken = self._database.write_now(lambda tx: self._take(tx, wanted))
            return mine + taken
        surplus = [job for job in mine[share:] if job.job_id not in busy] if not free else []
        if surplus:
            self._database.write_now(lambda tx: self._hand_back(tx, surplus))
        return [job for job in mine if job not in surplus]

    def check(self) -> None:
        """Raises JobLost when others may have taken this engine for dead."""
        if self._seconds() - self._beaten_at >= self._lease_seconds:
            raise JobLost(f"no beat for {self._lease_seconds} s")

    def require(self, tx: Transaction, job_id: int) -> None:
        """Raises JobLost unless the job is this engine's; it stays so until the transaction ends."""
        if job_holder(tx, job_id) != self._engine_id:
            raise JobLost(f"job {job_id} is another engine's")

    def hand_back(self) -> None:
        """Frees every job at once, for an engine that ends in order."""
        self._database.write_now(lambda tx: sign_off(tx, self._engine_id))
        self._beaten_at = -math.inf

    def _beat(self, tx: Transaction, dead: list[Beat]) -> list[str]:
        """The names of those among the dead whom no other engine has found before."""
        now = to_micros(self._clock.now())
        if not beat(tx, self._engine_id, now):
            register_engine(tx, self._engine_id, self._name, now)
        buried = [each.name for each in dead if bury_engine(tx, each.engine_id, each.beat)]
        drop_ended_jobs(tx, self._engine_id)
        drop_orphaned_jobs(tx)
        return buried

    def _silent(self, living: list[Beat], now: float) -> list[Beat]:
        """Those among the others whose beat has stood still for too long."""
        others = [each for each in living if each.engine_id != self._engine_id]
        before, self._seen = self._seen, {}
        dead = []
        for each in others:
            last, since = before.get(each.engine_id, (None, now))
            self._seen[each.engine_id] = (each.beat, since if last == each.beat else now)
            if last == each.beat and now - since >= self._lease_seconds:
                dead.append(each)
        self._n_engines = 1 + len(others) - len(dead)
        return dead

    def _take(self, tx: Transaction, wanted: list[RunningJob]) -> list[RunningJob]:
        return [job for job in wanted if take_job(tx, job.job_id, self._engine_id)]

    def _hand_back(self, tx: Transaction, surplus: list[RunningJob]) -> None:
        for job in surplus:
            drop_job(tx, job.job_id, self._engine_id)


class LeasedDatabase:
    """The database as the step of a job sees it: it writes only while this engine holds the job.

    Threads that are in no step use the database as it is.
    """

    def __init__(self, database: Database, leases: JobLeases) -> None:
        self._database = database
        self._leases = leases
        self._local = threading.local()

    @contextmanager
    def step_of(self, job_id: int) -> Iterator[None]:
        """What this thread does meanwhile belongs to the job."""
        self._local.job_id = job_id
        try:
            yield
        finally:
            self._local.job_id = None

    async def read(self, work: Callable[[Transaction], T]) -> T:
        return await self._database.read(work)

    async def write(self, work: Callable[[Transaction], T], *, brief: bool = False) -> T:
        return await self._database.write(work, brief=brief)

    def read_now(self, work: Callable[[Transaction], T]) -> T:
        if getattr(self._local, "job_id", None) is not None:
            self._leases.check()
        return self._database.read_now(work)

    def write_now(self, work: Callable[[Transaction], T]) -> T:
        job_id: int | None = getattr(self._local, "job_id", None)
        if job_id is None:
            return self._database.write_now(work)
        self._leases.check()

        def fenced(tx: Transaction) -> T:
            self._leases.require(tx, job_id)
            return work(tx)

        return self._database.write_now(fenced)

    def close(self) -> None:
        self._database.close()
