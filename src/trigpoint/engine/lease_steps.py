"""What happens to leases inside one transaction; times are micros where an argument is called so.

`lease.py` opens the transactions and tells the workers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec

from trigpoint.engine.slots import may_offer, must_close
from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.errors import AssignmentConflict, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.task import Assignment
from trigpoint.store.answers import answer_text, insert_answer
from trigpoint.store.assignments import (
    assignment_by_id,
    end_assignment,
    has_done,
    held_assignment,
    insert_assignment,
    next_expiry,
    resume_assignment,
)
from trigpoint.store.drafts import drop_draft
from trigpoint.store.labeling_jobs import job_by_id, take_offer_position
from trigpoint.store.memberships import status_for_worker
from trigpoint.store.tasks import (
    TaskSlots,
    close_task,
    end_lease,
    next_offer,
    offer_slot,
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


def claim(tx: Transaction, ids: Ids, worker_id: str, job: LabelingJob, now: datetime) -> Assignment | None:
    """The worker's open task of the job, resumed, or the next one; None when there is none for them now."""
    held = held_assignment(tx, worker_id, job.job_id, now)
    if held is not None:
        if held.expires_at > now:
            code = ids.token()
            resume_assignment(tx, held.assignment_id, to_micros(now), code)
            return with_n_done(tx, msgspec.structs.replace(held, paused=False, page_code=code))
        end(
            tx,
            held.assignment_id,
            job.job_id,
            held.task_no,
            "expired",
            to_micros(held.expires_at),
            to_micros(now),
        )
    return claim_another(tx, ids, worker_id, job, now)


def claim_another(
    tx: Transaction, ids: Ids, worker_id: str, job: LabelingJob, now: datetime
) -> Assignment | None:
    """The next task for a worker who holds none of the job; None when there is none for them now."""
    if status_for_worker(tx, job.job_id, worker_id) != "InProgress":
        return None
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
            assignment_id=ids.sortable(),
            token=ids.token(),
            job_id=job.job_id,
            job_name=job.name,
            task_no=task_no,
            object_index=object_index,
            worker_id=worker_id,
            state="open",
            accepted_at=now,
            expires_at=min(limit, from_micros(available_until)),
            page_code=ids.token(),
            n_done=n_done,
        )
        insert_assignment(tx, assignment)
        return assignment
    if cursor != start:
        move_cursor(tx, worker_id, job.job_id, cursor)
    return None


def accept(
    tx: Transaction, held: Assignment, token: str, text: str, now: datetime
) -> tuple[Receipt | Lost, bool]:
    """Keeps the answer; what to tell the worker, and whether that closed the task."""
    micros = to_micros(now)
    if held.state == "submitted":
        return _again(tx, held, text), False
    if held.state == "open" and held.token != token:
        return _lost(held), False
    closed = False
    if held.state == "open" and held.expires_at <= now:
        expired_at = to_micros(held.expires_at)
        closed = end(tx, held.assignment_id, held.job_id, held.task_no, "expired", expired_at, micros)
        held = msgspec.structs.replace(held, state="expired")
    if held.state != "open":
        insert_answer(tx, held, text, micros, int(held.active_seconds * 1e6), counted=False)
        return _lost(held), closed
    active = end_assignment(tx, held.assignment_id, "submitted", micros) or 0
    insert_answer(tx, held, text, micros, active, counted=True)
    drop_draft(tx, held.assignment_id)
    add_done(tx, held.worker_id, held.job_id)
    slots = end_lease(tx, held.job_id, held.task_no, answered=1)
    closed = _settle(tx, held.job_id, slots, micros, gave_back=False)
    return Receipt(held.assignment_id, now), closed


def end(
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
    return _settle(tx, job_id, slots, now, gave_back=True)


def _settle(tx: Transaction, job_id: int, slots: TaskSlots, now: int, *, gave_back: bool) -> bool:
    """Closes a task that has all it will get, or offers the slot that came back."""
    if slots.state != "open":
        return False
    if must_close(slots, now):
        close_task(tx, job_id, slots, now)
        return True
    if gave_back and may_offer(slots, now):
        offer_slot(tx, job_id, slots, take_offer_position(tx, job_id))
    return False


def require_open(
    tx: Transaction, worker_id: str, assignment_id: str, token: str, now: datetime
) -> Assignment:
    """The worker's assignment, still theirs to change. Raises AssignmentConflict when it no longer is."""
    held = own(tx, worker_id, assignment_id, now)
    if held.state == "open" and held.expires_at <= now:
        held = msgspec.structs.replace(held, state="expired")
    if held.state != "open" or held.token != token:
        raise conflict(_lost(held))
    return held


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


def own(tx: Transaction, worker_id: str, assignment_id: str, now: datetime) -> Assignment:
    """The assignment, if it is this worker's. Raises NotFound."""
    found = assignment_by_id(tx, assignment_id, now)
    if found is None or found.worker_id != worker_id:  # somebody else's looks as if it did not exist
        raise NotFound("assignment", assignment_id)
    return found


def with_n_done(tx: Transaction, held: Assignment) -> Assignment:
    return msgspec.structs.replace(held, n_done=place_in_job(tx, held.worker_id, held.job_id)[1])


def _again(tx: Transaction, held: Assignment, text: str) -> Receipt | Lost:
    if answer_text(tx, held) == text and held.submitted_at is not None:
        return Receipt(held.assignment_id, held.submitted_at)
    return _lost(held)


def _lost(held: Assignment) -> Lost:
    code, message = _LOST[held.state]
    stored = {"state": held.state, "receipt": held.assignment_id if held.state == "submitted" else None}
    return Lost(code, message, stored)


def conflict(lost: Lost) -> AssignmentConflict:
    """The error that tells the worker."""
    return AssignmentConflict(lost.message, stored={"code": lost.code, **lost.stored})
