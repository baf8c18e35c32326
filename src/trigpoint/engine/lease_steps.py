"""What happens to leases inside one transaction; times are micros where an argument is called so.

`lease.py` opens the transactions and tells the workers.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec

from trigpoint.engine.next_task import next_task
from trigpoint.engine.slots import given_back, may_offer, taken
from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.errors import AssignmentConflict, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.task import Assignment
from trigpoint.store.answers import answer_text, insert_answer
from trigpoint.store.assignments import (
    assignment_by_id,
    end_assignment,
    held_assignment,
    insert_assignment,
    next_expiry,
    resume_assignment,
    submit_assignment,
)
from trigpoint.store.drafts import drop_draft
from trigpoint.store.labeling_jobs import job_by_id, take_offer_position
from trigpoint.store.submissions import Submission
from trigpoint.store.tasks import offers_beyond, slots_of, task_may_come, write_slots
from trigpoint.store.transaction import Transaction
from trigpoint.store.worker_places import Place, place_in_job, write_place


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


def claim(
    tx: Transaction, ids: Ids, worker_id: str, job: LabelingJob, place: Place, now: datetime
) -> Assignment | None:
    """The worker's open task of the job, resumed, or the next one; None when there is none for them now."""
    held = held_assignment(tx, worker_id, job.job_id, now)
    if held is not None:
        if held.expires_at > now:
            code = ids.token()
            resume_assignment(tx, held.assignment_id, to_micros(now), code)
            return msgspec.structs.replace(held, paused=False, page_code=code, n_done=place.n_done)
        expired_at = to_micros(held.expires_at)
        end(tx, held.assignment_id, job.job_id, held.task_no, "expired", expired_at, to_micros(now))
    return claim_another(tx, ids, worker_id, job, place, now)


def claim_another(
    tx: Transaction,
    ids: Ids,
    worker_id: str,
    job: LabelingJob,
    place: Place,
    now: datetime,
    *,
    newly_done: int = 0,
) -> Assignment | None:
    """The next task for a worker who holds none of the job; None when there is none for them now.

    `newly_done` answers of this transaction are counted on the way.
    """
    offer, cursor = None, place.cursor
    if place.status == "InProgress":
        offers = offers_beyond(tx, job.job_id, worker_id, cursor)
        offer, cursor = next_task(offers, cursor, to_micros(now))
    if newly_done or cursor != place.cursor:
        write_place(tx, worker_id, job.job_id, cursor=cursor, newly_done=newly_done)
    if offer is None:
        return None
    write_slots(tx, job.job_id, offer.slots, taken(offer.slots))
    limit = now + timedelta(seconds=job.config.time_limit_seconds)
    assignment = Assignment(
        assignment_id=ids.sortable(),
        token=ids.token(),
        job_id=job.job_id,
        job_name=job.name,
        task_no=offer.slots.task_no,
        object_index=offer.object_index,
        worker_id=worker_id,
        state="open",
        accepted_at=now,
        expires_at=min(limit, from_micros(offer.slots.available_until)),
        page_code=ids.token(),
        n_done=place.n_done + newly_done,
    )
    insert_assignment(tx, assignment)
    return assignment


class Outcome(NamedTuple):
    """What came of an answer."""

    result: Receipt | Lost
    newly_done: int = 0
    closed: bool = False
    """Whether the task has closed by it."""


def accept(tx: Transaction, given: Submission, token: str, text: str, now: datetime) -> Outcome:
    """Keeps the answer. Counting it in the worker's place is left to `claim_another` or `write_place`."""
    held, micros = given.held, to_micros(now)
    if held.state == "submitted":
        return Outcome(_again(tx, held, text))
    if held.state == "open" and held.token != token:
        return Outcome(_lost(held))
    closed = False
    if held.state == "open" and held.expires_at <= now:
        expired_at = to_micros(held.expires_at)
        closed = end(tx, held.assignment_id, held.job_id, held.task_no, "expired", expired_at, micros)
        held = msgspec.structs.replace(held, state="expired")
    elif held.state == "open" and given.slots.state != "open":  # the job was stopped a moment ago
        end_assignment(tx, held.assignment_id, "stopped", micros)
        held = msgspec.structs.replace(held, state="stopped")
    active = round(held.active_seconds * 1e6)
    if held.state != "open":
        insert_answer(tx, held, text, micros, active, counted=False)
        return Outcome(_lost(held), closed=closed)
    submit_assignment(tx, held.assignment_id, micros, active)
    insert_answer(tx, held, text, micros, active, counted=True)
    if given.has_draft:
        drop_draft(tx, held.assignment_id)
    after = given_back(given.slots, micros, answered=True)
    closed = after.state != given.slots.state
    write_slots(tx, held.job_id, given.slots, after)
    return Outcome(Receipt(held.assignment_id, now), newly_done=1, closed=after.state != given.slots.state)


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
    """Ends a lease without an answer, and offers its slot again; whether that closed the task."""
    if not end_assignment(tx, assignment_id, state, ended_at, reason):
        return False
    drop_draft(tx, assignment_id)
    slots = slots_of(tx, job_id, task_no)
    after = given_back(slots, now, declined=state == "declined")
    if may_offer(after, now):
        after = after._replace(offer=take_offer_position(tx, job_id))
    write_slots(tx, job_id, slots, after)
    return after.state != slots.state


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
    status = place_in_job(tx, worker_id, job_id).status
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
    return msgspec.structs.replace(held, n_done=place_in_job(tx, held.worker_id, held.job_id).n_done)


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
