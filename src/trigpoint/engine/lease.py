"""Leases: giving workers tasks, and taking back answers, declines and releases.

Every function here is one transaction. `now` is an aware instant; times in the store are micros.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec

from trigpoint.engine.slots import may_offer, must_close
from trigpoint.model.clock import Clock, from_micros, to_micros
from trigpoint.model.errors import AccessDenied, AssignmentConflict, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.task import Assignment
from trigpoint.store.answers import answer_text, insert_answer
from trigpoint.store.assignments import (
    assignment_by_id,
    end_assignment,
    expired_leases,
    has_done,
    held_assignment,
    held_assignments,
    insert_assignment,
    next_expiry,
    open_page,
    pause_assignment,
    resume_assignment,
)
from trigpoint.store.database import Database
from trigpoint.store.drafts import drop_draft, save_draft, saved_draft
from trigpoint.store.labeling_jobs import job_by_id, job_named, take_offer_position
from trigpoint.store.memberships import status_for_worker
from trigpoint.store.tasks import (
    TaskSlots,
    close_task,
    due_tasks,
    end_lease,
    next_offer,
    offer_slot,
    slots_of,
    take_slot,
    task_may_come,
)
from trigpoint.store.transaction import Transaction
from trigpoint.store.worker_places import add_done, move_cursor, place_in_job


class NothingNow(msgspec.Struct, frozen=True):
    """Why a worker gets no task, and when it is worth asking again; None: no more will come."""

    reason: str
    next_at: datetime | None


class Receipt(msgspec.Struct, frozen=True):
    """The server has the answer for good; with the next assignment, if one was asked for."""

    receipt: str
    submitted_at: datetime
    next: Assignment | NothingNow | None = None


class Lost(msgspec.Struct, frozen=True):
    """The answer came too late; it is kept, and not counted."""

    code: str
    message: str
    stored: dict[str, Any]


_LOST = {
    "submitted": ("already-answered", "this assignment has been answered already; the first answer stands"),
    "declined": ("lease-lost", "you declined this task; its answer was not counted"),
    "released": ("lease-lost", "you released this task; its answer was not counted"),
    "expired": ("task-expired", "the time for this task was over; its answer was kept but not counted"),
    "stopped": ("job-stopped", "this job was stopped; the answer was kept but not counted"),
    "open": ("lease-lost", "this task was opened again elsewhere; its token is no longer good"),
}


class Leases:
    """What workers do with tasks. `on_closed` is called after a task has closed, to wake the engine."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, on_closed: Callable[[], None]) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._on_closed = on_closed
        self._jobs: dict[str, LabelingJob] = {}

    async def next_task(self, worker_id: str, job_name: str) -> Assignment | NothingNow:
        """The worker's open task of the job, resumed, or the next one; or why there is none."""
        job = await self._job(job_name)
        now = self._clock.now()

        def work(tx: Transaction) -> Assignment | NothingNow | None:
            return self._claim(tx, worker_id, job, now)

        found = await self._database.write(work)
        return found or await self._nothing(worker_id, job, now)

    async def answer(
        self, worker_id: str, assignment_id: str, token: str, content: dict[str, Any], *, then_next: bool
    ) -> Receipt:
        """Keeps the answer, durably, then says so. The same answer again gets the same receipt.

        Raises AssignmentConflict for a stale token, a different second answer, or a lease that is gone.
        """
        now = self._clock.now()
        text = canonical(content)
        closed = False

        def work(tx: Transaction) -> tuple[Receipt | Lost, LabelingJob | None, Assignment | None]:
            nonlocal closed
            held = _own(tx, worker_id, assignment_id, now)
            result, closed = self._accept(tx, held, token, text, now)
            if isinstance(result, Lost) or not then_next:
                return result, None, None
            job = self._jobs.get(held.job_name.lower()) or job_named(tx, held.job_name)
            assert job is not None
            return result, job, self._claim(tx, worker_id, job, now)

        result, job, following = await self._database.write(work)
        if closed:
            self._on_closed()
        if isinstance(result, Lost):
            raise AssignmentConflict(result.message, stored={"code": result.code, **result.stored})
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
            self._open(tx, worker_id, assignment_id, token, now)
            pause_assignment(tx, assignment_id, to_micros(now))

        await self._database.write(work)

    async def save_draft(self, worker_id: str, assignment_id: str, token: str, draft: Any) -> None:
        now = self._clock.now()
        text = canonical(draft)

        def work(tx: Transaction) -> None:
            self._open(tx, worker_id, assignment_id, token, now)
            save_draft(tx, assignment_id, text, to_micros(now))

        await self._database.write(work)

    async def draft(self, worker_id: str, assignment_id: str) -> Any | None:
        now = self._clock.now()

        def work(tx: Transaction) -> str | None:
            _own(tx, worker_id, assignment_id, now)
            return saved_draft(tx, assignment_id)

        text = await self._database.read(work)
        return msgspec.json.decode(text) if text is not None else None

    async def held(self, worker_id: str) -> list[Assignment]:
        """The worker's open and paused assignments whose leases still run."""
        now = self._clock.now()

        def work(tx: Transaction) -> list[Assignment]:
            every = held_assignments(tx, worker_id, now)
            return [_with_n_done(tx, each) for each in every if each.expires_at > now]

        return await self._database.read(work)

    async def assignment(self, worker_id: str, assignment_id: str) -> Assignment:
        now = self._clock.now()
        return await self._database.read(lambda tx: _own(tx, worker_id, assignment_id, now))

    async def open_page(self, assignment_id: str, page_code: str) -> tuple[int, int] | None:
        """(job id, task) of the page that the code opens; it opens it once."""
        return await self._database.write(lambda tx: open_page(tx, assignment_id, page_code))

    def expire(self) -> int:
        """Ends leases whose time is over, and closes their tasks where nobody is left to wait for."""
        now = to_micros(self._clock.now())
        due = self._database.read_now(lambda tx: expired_leases(tx, now))
        for assignment_id, job_id, task_no, expired_at in due:
            self._database.write_now(
                lambda tx, a=assignment_id, j=job_id, n=task_no, at=expired_at: self._end(  # type: ignore[misc]
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
                    close_task(tx, job_id, slots, now)

        if due:
            self._database.write_now(work)
        return len(due)

    # ---- inside a transaction

    async def _job(self, name: str) -> LabelingJob:
        """The job's unchanging part; its state is read where it matters."""
        job = self._jobs.get(name.lower())
        if job is None:
            job = await self._database.read(lambda tx: job_named(tx, name))
            if job is None:
                raise NotFound("labeling job", name)
            self._jobs[name.lower()] = job
        return job

    def _claim(self, tx: Transaction, worker_id: str, job: LabelingJob, now: datetime) -> Assignment | None:
        status = status_for_worker(tx, job.job_id, worker_id)
        if status is None:
            raise AccessDenied(f"you are not in the team that works on {job.name!r}")
        if status != "InProgress":
            return None
        held = held_assignment(tx, worker_id, job.job_id, now)
        if held is not None:
            if held.expires_at > now:
                code = self._ids.token()
                resume_assignment(tx, held.assignment_id, to_micros(now), code)
                return _with_n_done(tx, msgspec.structs.replace(held, paused=False, page_code=code))
            self._end(
                tx,
                held.assignment_id,
                job.job_id,
                held.task_no,
                "expired",
                to_micros(held.expires_at),
                to_micros(now),
            )
        return self._take_next(tx, worker_id, job, now)

    def _take_next(
        self, tx: Transaction, worker_id: str, job: LabelingJob, now: datetime
    ) -> Assignment | None:
        micros = to_micros(now)
        start, n_done = place_in_job(tx, worker_id, job.job_id)
        cursor = start
        while (offer := next_offer(tx, job.job_id, cursor)) is not None:
            cursor, task_no, object_index, available_until = offer
            if has_done(tx, job.job_id, task_no, worker_id):
                continue
            if not take_slot(tx, job.job_id, task_no, cursor, micros):
                continue
            move_cursor(tx, worker_id, job.job_id, cursor)
            limit = now + timedelta(seconds=job.config.time_limit_seconds)
            assignment = Assignment(
                assignment_id=self._ids.sortable(),
                token=self._ids.token(),
                job_id=job.job_id,
                job_name=job.name,
                task_no=task_no,
                object_index=object_index,
                worker_id=worker_id,
                state="open",
                accepted_at=now,
                expires_at=min(limit, from_micros(available_until)),
                page_code=self._ids.token(),
                n_done=n_done,
            )
            insert_assignment(tx, assignment)
            return assignment
        if cursor != start:
            move_cursor(tx, worker_id, job.job_id, cursor)
        return None

    def _accept(
        self, tx: Transaction, held: Assignment, token: str, text: str, now: datetime
    ) -> tuple[Receipt | Lost, bool]:
        micros = to_micros(now)
        if held.state == "submitted":
            return _again(tx, held, text), False
        if held.state == "open" and held.token != token:
            return _lost(held), False
        closed = False
        if held.state == "open" and held.expires_at <= now:
            expired_at = to_micros(held.expires_at)
            closed = self._end(
                tx, held.assignment_id, held.job_id, held.task_no, "expired", expired_at, micros
            )
            held = msgspec.structs.replace(held, state="expired")
        if held.state != "open":
            insert_answer(tx, held, text, micros, int(held.active_seconds * 1e6), counted=False)
            return _lost(held), closed
        active = end_assignment(tx, held.assignment_id, "submitted", micros) or 0
        insert_answer(tx, held, text, micros, active, counted=True)
        drop_draft(tx, held.assignment_id)
        add_done(tx, held.worker_id, held.job_id)
        slots = end_lease(tx, held.job_id, held.task_no, answered=1)
        closed = self._settle(tx, held.job_id, slots, micros, gave_back=False)
        return Receipt(held.assignment_id, now), closed

    def _end(
        self,
        tx: Transaction,
        assignment_id: str,
        job_id: int,
        task_no: int,
        state: str,
        ended_at: int,
        now: int,
        reason: str | None = None,
    ) -> bool:
        """Ends a lease without an answer; whether that closed the task."""
        if end_assignment(tx, assignment_id, state, ended_at, reason) is None:
            return False
        drop_draft(tx, assignment_id)
        slots = end_lease(tx, job_id, task_no, declined=int(state == "declined"))
        return self._settle(tx, job_id, slots, now, gave_back=True)

    def _settle(self, tx: Transaction, job_id: int, slots: TaskSlots, now: int, *, gave_back: bool) -> bool:
        """Closes a task that has all it will get, or offers the slot that came back."""
        if slots.state != "open":
            return False
        if must_close(slots, now):
            close_task(tx, job_id, slots, now)
            return True
        if gave_back and may_offer(slots, now):
            offer_slot(tx, job_id, slots, take_offer_position(tx, job_id))
        return False

    def _open(
        self, tx: Transaction, worker_id: str, assignment_id: str, token: str, now: datetime
    ) -> Assignment:
        held = _own(tx, worker_id, assignment_id, now)
        if held.state == "open" and held.expires_at <= now:
            held = msgspec.structs.replace(held, state="expired")
        if held.state != "open" or held.token != token:
            lost = _lost(held)
            raise AssignmentConflict(lost.message, stored={"code": lost.code, **lost.stored})
        return held

    async def _give_back(
        self, worker_id: str, assignment_id: str, token: str, state: str, reason: str | None
    ) -> None:
        now = self._clock.now()
        micros = to_micros(now)

        def work(tx: Transaction) -> bool:
            held = _own(tx, worker_id, assignment_id, now)
            if held.state == state and held.token == token:  # said twice, done once
                return False
            held = self._open(tx, worker_id, assignment_id, token, now)
            return self._end(tx, assignment_id, held.job_id, held.task_no, state, micros, micros, reason)

        if await self._database.write(work):
            self._on_closed()

    async def _nothing(self, worker_id: str, job: LabelingJob, now: datetime) -> NothingNow:
        return await self._database.read(lambda tx: nothing_now(tx, job.job_id, worker_id, now))


def nothing_now(tx: Transaction, job_id: int, worker_id: str, now: datetime) -> NothingNow:
    """Why the worker gets no task of this job at the moment."""
    status = status_for_worker(tx, job_id, worker_id)
    job = job_by_id(tx, job_id)
    if status in ("Stopping", "Stopped"):
        return NothingNow("This job was stopped.", None)
    if status != "InProgress" or job is None:
        return NothingNow("This job is finished.", None)
    if job.counters.waiting > 0:
        return NothingNow("More tasks are being prepared.", now + timedelta(seconds=1))
    if task_may_come(tx, job_id, worker_id, to_micros(now)):
        expiry = next_expiry(tx, job_id)
        at = max(from_micros(expiry), now) if expiry is not None else now + timedelta(seconds=5)
        return NothingNow("Other workers have the remaining tasks open; one may come free.", at)
    return NothingNow("You have finished the available tasks of this job.", None)


def canonical(value: Any) -> str:
    """Compact JSON with sorted keys: what is stored, and what two answers are compared by."""
    return msgspec.json.encode(value, order="sorted").decode()


def _own(tx: Transaction, worker_id: str, assignment_id: str, now: datetime) -> Assignment:
    found = assignment_by_id(tx, assignment_id, now)
    if found is None or found.worker_id != worker_id:  # somebody else's looks as if it did not exist
        raise NotFound("assignment", assignment_id)
    return found


def _with_n_done(tx: Transaction, held: Assignment) -> Assignment:
    return msgspec.structs.replace(held, n_done=place_in_job(tx, held.worker_id, held.job_id)[1])


def _again(tx: Transaction, held: Assignment, text: str) -> Receipt | Lost:
    if answer_text(tx, held) == text and held.submitted_at is not None:
        return Receipt(held.assignment_id, held.submitted_at)
    return _lost(held)


def _lost(held: Assignment) -> Lost:
    code, message = _LOST[held.state]
    stored = {"state": held.state, "receipt": held.assignment_id if held.state == "submitted" else None}
    return Lost(code, message, stored)
