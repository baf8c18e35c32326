"""Tasks and the offers of their free slots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, null, select, update

from trigpoint.model.clock import to_micros
from trigpoint.store.data_objects import lines_at
from trigpoint.store.index_hints import along
from trigpoint.store.tables import assignments, offers, task_inputs
from trigpoint.store.tables import tasks as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.values import as_json, from_json


class TaskSlots(NamedTuple):
    """The slots of a task: how many are wanted, held, answered, declined."""

    task_no: int
    state: str
    wanted: int
    n_leases: int
    n_answers: int
    n_declines: int
    available_until: int
    offer: int | None
    closed_at: int | None = None


class Offer(NamedTuple):
    """A task with a free slot, as one worker meets it."""

    position: int
    object_index: int
    done_by_worker: bool
    skipped: int | None
    """The first position before this one that another transaction holds at the moment."""
    slots: TaskSlots


_KEY = and_(t.c.job_id == bindparam("job"), t.c.task_no == bindparam("task"))
_INSERT = Statement(insert(t))
_INSERT_INPUT = Statement(insert(task_inputs))
_INSERT_OFFER = Statement(insert(offers))
_DELETE_OFFER = Statement(
    delete(offers).where(offers.c.job_id == bindparam("job"), offers.c.position == bindparam("position"))
)
SLOT_COLUMNS = (
    t.c.task_no,
    t.c.state,
    t.c.wanted,
    t.c.n_leases,
    t.c.n_answers,
    t.c.n_declines,
    t.c.available_until,
    t.c.offer,
    t.c.closed_at,
)
_SLOTS = Statement(select(*SLOT_COLUMNS).where(_KEY).with_for_update())
_WRITE_SLOTS = Statement(
    update(t)
    .where(_KEY)
    .values(
        state=bindparam("new_state"),
        n_leases=bindparam("leases"),
        n_answers=bindparam("answers"),
        n_declines=bindparam("declines"),
        offer=bindparam("new_offer"),
        closed_at=bindparam("closed"),
    )
)
_DUE = Statement(
    select(t.c.task_no)
    .where(t.c.job_id == bindparam("job"), t.c.state == "open", t.c.available_until <= bindparam("now"))
    .order_by(t.c.available_until)
    .limit(500)
)
_open_in_job = and_(t.c.job_id == bindparam("job"), t.c.state == "open")
_N_OPEN = Statement(along("ix_tasks_open", t, select(func.count()).select_from(t).where(_open_in_job)))
_CLOSE_ALL = Statement(
    update(t)
    .where(
        t.c.job_id == bindparam("job"),
        t.c.task_no.in_(along("ix_tasks_open", t, select(t.c.task_no).where(_open_in_job)).correlate(None)),
    )
    .values(
        state=case((t.c.n_answers > 0, "answered"), else_="withdrawn"),
        closed_at=bindparam("closed_at"),
        offer=null(),
        n_leases=0,
    )
)
_DROP_OFFERS = Statement(delete(offers).where(offers.c.job_id == bindparam("job")))
_INPUT = Statement(
    select(task_inputs.c.input).where(
        task_inputs.c.job_id == bindparam("job"), task_inputs.c.task_no == bindparam("task")
    )
)
# `in_` with a fixed list expands when it runs; two comparisons compile once.
_done_by_worker = exists().where(
    assignments.c.job_id == t.c.job_id,
    assignments.c.task_no == t.c.task_no,
    assignments.c.worker_id == bindparam("worker"),
    (assignments.c.state == "submitted") | (assignments.c.state == "declined"),
)
_N_AVAILABLE = Statement(
    select(func.count()).select_from(
        select(offers.c.position)
        .select_from(offers.join(t, and_(t.c.job_id == offers.c.job_id, t.c.task_no == offers.c.task_no)))
        .where(offers.c.job_id == bindparam("job"), offers.c.position > bindparam("cursor"), ~_done_by_worker)
        .limit(1000)
        .subquery()
    )
)
_earlier = offers.alias()
_NEXT_OFFER = Statement(
    select(
        offers.c.position,
        select(func.min(_earlier.c.position))
        .where(_earlier.c.job_id == bindparam("job"), _earlier.c.position > bindparam("cursor"))
        .scalar_subquery(),
        t.c.object_index,
        _done_by_worker,
        *SLOT_COLUMNS,
    )
    .select_from(offers.join(t, and_(t.c.job_id == offers.c.job_id, t.c.task_no == offers.c.task_no)))
    .where(offers.c.job_id == bindparam("job"), offers.c.position > bindparam("cursor"))
    .order_by(offers.c.position)
    .limit(1)
    .with_for_update(of=t, skip_locked=True)
)
_MAY_COME = Statement(
    select(t.c.task_no)
    .where(
        t.c.job_id == bindparam("job"),
        t.c.state == "open",
        t.c.n_declines < t.c.wanted,
        t.c.available_until > bindparam("now"),
        ~_done_by_worker,
    )
    .limit(1)
)


_AHEAD = Statement(
    select(t.c.object_index)
    .select_from(offers.join(t, and_(t.c.job_id == offers.c.job_id, t.c.task_no == offers.c.task_no)))
    .where(offers.c.job_id == bindparam("job"), offers.c.position > bindparam("cursor"), ~_done_by_worker)
    .order_by(offers.c.position)
    .limit(bindparam("n"))
)


def insert_tasks(
    tx: Transaction,
    job_id: int,
    rows: Sequence[tuple[int, int, dict[str, Any]]],
    *,
    wanted: int,
    available_until: datetime,
    first_offer: int,
) -> None:
    """Opens tasks from (task number, object index, task input) rows, and offers their slots."""
    until = to_micros(available_until)
    tx.run_many(
        _INSERT,
        (
            {
                "job_id": job_id,
                "task_no": task_no,
                "object_index": object_index,
                "state": "open",
                "wanted": wanted,
                "n_leases": 0,
                "n_answers": 0,
                "n_declines": 0,
                "available_until": until,
                "offer": first_offer + n,
                "closed_at": None,
                "group_no": None,
            }
            for n, (task_no, object_index, _) in enumerate(rows)
        ),
    )
    tx.run_many(
        _INSERT_INPUT,
        ({"job_id": job_id, "task_no": task_no, "input": as_json(value)} for task_no, _, value in rows),
    )
    tx.run_many(
        _INSERT_OFFER,
        (
            {"job_id": job_id, "position": first_offer + n, "task_no": task_no}
            for n, (task_no, _, _) in enumerate(rows)
        ),
    )


def slots_of(tx: Transaction, job_id: int, task_no: int) -> TaskSlots:
    row = tx.one(_SLOTS, job=job_id, task=task_no)
    assert row is not None
    return TaskSlots(*row)


def offers_beyond(tx: Transaction, job_id: int, worker_id: str, cursor: int) -> Iterator[Offer]:
    """The job's offers beyond the cursor, in order of position, one at a time.

    The task of each is held fast until the transaction ends. PostgreSQL leaves out those that another
    transaction holds (`skipped` tells), so that claims do not wait for each other.
    """
    while (row := tx.one(_NEXT_OFFER, job=job_id, cursor=cursor, worker=worker_id)) is not None:
        position, first, object_index, done, *slots = row
        skipped = first if first < position else None
        yield Offer(position, object_index, bool(done), skipped, TaskSlots(*slots))
        cursor = position


def write_slots(tx: Transaction, job_id: int, before: TaskSlots, after: TaskSlots) -> None:
    """Writes what has become of a task's slots since they were read, and moves its offer accordingly."""
    if before.offer is not None and before.offer != after.offer:
        tx.send(_DELETE_OFFER, job=job_id, position=before.offer)
    if after.offer is not None and before.offer != after.offer:
        tx.send(_INSERT_OFFER, job_id=job_id, position=after.offer, task_no=after.task_no)
    tx.send(
        _WRITE_SLOTS,
        job=job_id,
        task=after.task_no,
        new_state=after.state,
        leases=after.n_leases,
        answers=after.n_answers,
        declines=after.n_declines,
        new_offer=after.offer,
        closed=after.closed_at,
    )


def close_all_tasks(tx: Transaction, job_id: int, now: int) -> None:
    """Takes every open task from the workers: the job is stopping. Unanswered ones stay unlabeled."""
    tx.run(_CLOSE_ALL, job=job_id, closed_at=now)
    tx.run(_DROP_OFFERS, job=job_id)


def due_tasks(tx: Transaction, job_id: int, now: int) -> list[int]:
    """Open tasks whose availability has run out, up to 500."""
    return [row[0] for row in tx.all(_DUE, job=job_id, now=now)]


def n_open(tx: Transaction, job_id: int) -> int:
    """Tasks that workers can hold now: never more than the job's window."""
    count: int = tx.value(_N_OPEN, job=job_id)
    return count


def n_available(tx: Transaction, job_id: int, worker_id: str, cursor: int) -> int:
    """Offers that this worker may still take now; counted up to a thousand."""
    count: int = tx.value(_N_AVAILABLE, job=job_id, worker=worker_id, cursor=cursor)
    return count


def task_may_come(tx: Transaction, job_id: int, worker_id: str, now: int) -> bool:
    """Whether a slot of an open task may yet come free for this worker."""
    return tx.one(_MAY_COME, job=job_id, worker=worker_id, now=now) is not None


def task_input(tx: Transaction, job_id: int, task_no: int) -> dict[str, Any]:
    value: dict[str, Any] = from_json(tx.value(_INPUT, job=job_id, task=task_no))
    return value


def lines_ahead(tx: Transaction, job_id: int, worker_id: str, cursor: int, n: int) -> list[bytes]:
    """Manifest lines of the tasks that this worker will probably get next."""
    ahead = [row[0] for row in tx.all(_AHEAD, job=job_id, worker=worker_id, cursor=cursor, n=n)]
    lines = lines_at(tx, job_id, ahead)
    return [lines[index] for index in ahead]
