"""The job board: what a worker can work on, and why there may be nothing at the moment."""

from __future__ import annotations

from datetime import datetime

import msgspec

from trigpoint.engine.lease_steps import nothing_now
from trigpoint.model.clock import Clock
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.assignments import held_assignment
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_by_id, job_named
from trigpoint.store.memberships import workable_job_ids
from trigpoint.store.tasks import lines_ahead, n_available
from trigpoint.store.transaction import Transaction
from trigpoint.store.worker_places import place_in_job


class BoardEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One job as this worker sees it."""

    job: LabelingJob
    available: int
    in_progress: int
    paused: bool
    done_by_me: int
    reason: str | None
    next_at: datetime | None


class JobBoard:
    """Jobs in progress from which a worker may still get a task."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def jobs_for(self, worker_id: str) -> list[BoardEntry]:
        """The worker's jobs, oldest first; a job vanishes when no task of it can come any more."""
        now = self._clock.now()

        def work(tx: Transaction) -> list[BoardEntry]:
            entries = (_entry(tx, job_id, worker_id, now) for job_id in workable_job_ids(tx, worker_id))
            return [entry for entry in entries if entry is not None]

        return await self._database.read(work)

    async def ahead(self, worker_id: str, job_name: str, n: int) -> tuple[LabelingJob | None, list[bytes]]:
        """Manifest lines of the tasks that this worker will probably get next; takes no lease."""

        def work(tx: Transaction) -> tuple[LabelingJob | None, list[bytes]]:
            job = job_named(tx, job_name)
            if job is None:
                return None, []
            place = place_in_job(tx, worker_id, job.job_id)
            if place.status != "InProgress":
                return None, []
            return job, lines_ahead(tx, job.job_id, worker_id, place.cursor, n)

        return await self._database.read(work)


def _entry(tx: Transaction, job_id: int, worker_id: str, now: datetime) -> BoardEntry | None:
    job = job_by_id(tx, job_id)
    assert job is not None
    place = place_in_job(tx, worker_id, job_id)
    held = held_assignment(tx, worker_id, job_id, now)
    holds = held is not None and held.expires_at > now
    offered = n_available(tx, job_id, worker_id, place.cursor)
    nothing = None if holds or offered else nothing_now(tx, job_id, worker_id, now)
    if nothing is not None and nothing.next_at is None:
        return None
    return BoardEntry(
        job=job,
        available=offered + job.counters.waiting,
        in_progress=int(holds),
        paused=holds and held is not None and held.paused,
        done_by_me=place.n_done,
        reason=nothing.reason if nothing else None,
        next_at=nothing.next_at if nothing else None,
    )
