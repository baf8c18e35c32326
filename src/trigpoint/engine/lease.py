"""Leases: giving workers tasks, and taking back answers, declines and releases.

Every method is one transaction, durable when it returns.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

import msgspec

from trigpoint.engine.lease_steps import (
    Lost,
    NothingNow,
    Outcome,
    Receipt,
    accept,
    canonical,
    claim,
    claim_another,
    conflict,
    end,
    nothing_now,
    own,
    require_open,
    with_n_done,
)
from trigpoint.engine.slots import closed, must_close
from trigpoint.model.clock import Clock, to_micros
from trigpoint.model.errors import AccessDenied, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.task import Assignment
from trigpoint.store.assignments import expired_leases, held_assignments, open_page, pause_assignment
from trigpoint.store.database import Database
from trigpoint.store.drafts import save_draft, saved_draft
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.submissions import submission
from trigpoint.store.tasks import due_tasks, slots_of, write_slots
from trigpoint.store.transaction import Transaction
from trigpoint.store.worker_places import hold_worker, place_in_job, write_place

OnEvent = Callable[[Literal["accepted", "submitted", "returned", "declined"], LabelingJob, Assignment], None]


def _ignore(event: str, job: LabelingJob, held: Assignment) -> None:
    """Nobody counts."""


class Leases:
    """What workers do with tasks. `on_closed` is called after a task has closed, to wake the engine.

    `on_event` is told what a worker has done, once it is durable.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        on_closed: Callable[[], None],
        on_event: OnEvent = _ignore,
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._on_closed = on_closed
        self._on_event = on_event
        self._jobs: dict[str, LabelingJob] = {}

    async def next_task(self, worker_id: str, job_name: str) -> Assignment | NothingNow:
        """The worker's open task of the job, resumed, or the next one; or why there is none."""
        job = await self._job(job_name)
        now = self._clock.now()

        def work(tx: Transaction) -> Assignment | None:
            hold_worker(tx, worker_id)
            place = place_in_job(tx, worker_id, job.job_id)
            if place.status is None:
                raise AccessDenied(f"you are not in the team that works on {job.name!r}")
            return claim(tx, self._ids, worker_id, job, place, now)

        found = await self._database.write(work, brief=True)
        if found is not None and found.accepted_at == now:  # not one that was held before
            self._on_event("accepted", job, found)
        return found or await self._nothing(worker_id, job, now)

    async def answer(
        self, worker_id: str, assignment_id: str, token: str, content: dict[str, Any], *, then_next: bool
    ) -> Receipt:
        """Keeps the answer, durably, then says so. The same answer again gets the same receipt.

        Raises AssignmentConflict for a stale token, a different second answer, or a lease that is gone.
        """
        now = self._clock.now()
        text, micros = canonical(content), to_micros(now)

        def work(tx: Transaction) -> tuple[Assignment, Outcome, LabelingJob | None, Assignment | None]:
            hold_worker(tx, worker_id)
            given = submission(tx, worker_id, assignment_id, micros)
            if given is None:  # somebody else's looks as if it did not exist
                raise NotFound("assignment", assignment_id)
            held, place = given.held, given.place
            outcome = accept(tx, given, token, text, now)
            if isinstance(outcome.result, Lost):
                return held, outcome, None, None
            if not then_next:
                if outcome.newly_done:
                    write_place(tx, worker_id, held.job_id, cursor=place.cursor, newly_done=1)
                return held, outcome, None, None
            job = self._jobs.get(held.job_name.lower()) or job_named(tx, held.job_name)
            assert job is not None
            if not outcome.newly_done:  # sent again: the worker may hold the next task already
                return held, outcome, job, claim(tx, self._ids, worker_id, job, place, now)
            return held, outcome, job, claim_another(tx, self._ids, worker_id, job, place, now, newly_done=1)

        held, outcome, job, following = await self._database.write(work, brief=True)
        if outcome.closed:
            self._on_closed()
        if outcome.newly_done:
            self._on_event("submitted", job or await self._job(held.job_name), held)
        if job is not None and following is not None and following.accepted_at == now:
            self._on_event("accepted", job, following)
        result = outcome.result
        if isinstance(result, Lost):
            raise conflict(result)
        nothing = await self._nothing(worker_id, job, now) if job is not None and following is None else None
        return Receipt(result.receipt, result.submitted_at, following or nothing)

    async def decline(self, worker_id: str, assignment_id: str, token: str, reason: str | None) -> None:
        """Gives the task back for good: this worker never sees it again."""
        await self._give_back(worker_id, assignment_id, token, "declined", reason)

    async def release(self, worker_id: str, assignment_id: str, token: str, reason: str | None) -> None:
        """Gives the task back to everybody, this worker included; the draft is gone."""
        await self._give_back(worker_id, assignment_id, token, "released", reason)

    async def pause(self, worker_id: str, assignment_id: str, token: str) -> None:
        """Stops counting active time; the lease runs on, and the draft stays."""
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            require_open(tx, worker_id, assignment_id, token, now)
            pause_assignment(tx, assignment_id, to_micros(now))

        await self._database.write(work, brief=True)

    async def save_draft(self, worker_id: str, assignment_id: str, token: str, draft: Any) -> None:
        now = self._clock.now()
        text = canonical(draft)

        def work(tx: Transaction) -> None:
            require_open(tx, worker_id, assignment_id, token, now)
            save_draft(tx, assignment_id, text, to_micros(now))

        await self._database.write(work, brief=True)

    async def draft(self, worker_id: str, assignment_id: str) -> Any | None:
        now = self._clock.now()

        def work(tx: Transaction) -> str | None:
            own(tx, worker_id, assignment_id, now)
            return saved_draft(tx, assignment_id)

        text = await self._database.read(work)
        return msgspec.json.decode(text) if text is not None else None

    async def held(self, worker_id: str) -> list[Assignment]:
        """The worker's open and paused assignments whose leases still run."""
        now = self._clock.now()

        def work(tx: Transaction) -> list[Assignment]:
            every = held_assignments(tx, worker_id, now)
            return [with_n_done(tx, each) for each in every if each.expires_at > now]

        return await self._database.read(work)

    async def assignment(self, worker_id: str, assignment_id: str) -> Assignment:
        now = self._clock.now()
        return await self._database.read(lambda tx: own(tx, worker_id, assignment_id, now))

    async def open_page(self, assignment_id: str, page_code: str) -> tuple[int, int] | None:
        """(job id, task) of the page that the code opens; it opens it once."""
        return await self._database.write(lambda tx: open_page(tx, assignment_id, page_code), brief=True)

    def expire(self) -> int:
        """Ends leases whose time is over, and closes their tasks where nobody is left to wait for."""
        now = to_micros(self._clock.now())
        due = self._database.read_now(lambda tx: expired_leases(tx, now))
        for assignment_id, job_id, task_no, expired_at in due:
            self._database.write_now(
                lambda tx, a=assignment_id, j=job_id, n=task_no, at=expired_at: end(  # type: ignore[misc]
                    tx, a, j, n, "expired", at, now
                )
            )
        return len(due)

    def close_due(self, job_id: int) -> int:
        """Closes tasks whose availability is over and that nobody holds."""
        now = to_micros(self._clock.now())
        due = self._database.read_now(lambda tx: due_tasks(tx, job_id, now))

        def work(tx: Transaction) -> None:
            for task_no in due:
                slots = slots_of(tx, job_id, task_no)
                if slots.state == "open" and must_close(slots, now):
                    write_slots(tx, job_id, slots, closed(slots, now))

        if due:
            self._database.write_now(work)
        return len(due)

    async def _job(self, name: str) -> LabelingJob:
        """The job's unchanging part; its state is read where it matters."""
        job = self._jobs.get(name.lower())
        if job is None:
            job = await self._database.read(lambda tx: job_named(tx, name))
            if job is None:
                raise NotFound("labeling job", name)
            self._jobs[name.lower()] = job
        return job

    async def _give_back(
        self, worker_id: str, assignment_id: str, token: str, state: str, reason: str | None
    ) -> None:
        now = self._clock.now()
        micros = to_micros(now)

        def work(tx: Transaction) -> tuple[Assignment | None, bool]:
            held = own(tx, worker_id, assignment_id, now)
            if held.state == state and held.token == token:  # said twice, done once
                return None, False
            held = require_open(tx, worker_id, assignment_id, token, now)
            return held, end(tx, assignment_id, held.job_id, held.task_no, state, micros, micros, reason)

        held, has_closed = await self._database.write(work, brief=True)
        if has_closed:
            self._on_closed()
        if held is not None:
            event: Literal["declined", "returned"] = "declined" if state == "declined" else "returned"
            self._on_event(event, await self._job(held.job_name), held)

    async def _nothing(self, worker_id: str, job: LabelingJob, now: datetime) -> NothingNow:
        return await self._database.read(lambda tx: nothing_now(tx, job.job_id, worker_id, now))
