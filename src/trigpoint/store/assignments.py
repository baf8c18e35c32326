"""Assignments: who holds or held which task."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, insert, null, select, update

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.task import Assignment
from trigpoint.store.index_hints import along
from trigpoint.store.tables import assignments as t
from trigpoint.store.tables import labeling_jobs, tasks
from trigpoint.store.transaction import Row, Statement, Transaction

COLUMNS = (
    t.c.assignment_id,
    t.c.token,
    t.c.job_id,
    labeling_jobs.c.name,
    t.c.task_no,
    t.c.object_index,
    t.c.worker_id,
    t.c.state,
    t.c.accepted_at,
    t.c.expires_at,
    t.c.paused,
    t.c.active_from,
    t.c.active_micros,
    t.c.ended_at,
    t.c.page_code,
)
_JOINED = t.join(labeling_jobs, labeling_jobs.c.job_id == t.c.job_id)


def _active_seconds(row: Row, now: int) -> float:
    running = max(0, now - row[11]) if row[11] is not None else 0
    return float((row[12] + running) / 1e6)


def assignment_of(row: Row, now: int) -> Assignment:
    """From a row of COLUMNS; the active time is counted up to `now` in micros."""
    return Assignment(
        assignment_id=row[0],
        token=row[1],
        job_id=row[2],
        job_name=row[3],
        task_no=row[4],
        object_index=row[5],
        worker_id=row[6],
        state=row[7],
        accepted_at=from_micros(row[8]),
        expires_at=from_micros(row[9]),
        paused=bool(row[10]),
        active_seconds=_active_seconds(row, now),
        submitted_at=from_micros(row[13]) if row[13] is not None and row[7] == "submitted" else None,
        page_code=row[14],
    )


_INSERT = Statement(
    insert(t).values(
        state="open",
        paused=0,
        active_micros=0,
        **{
            name: bindparam(name)
            for name in (
                "assignment_id",
                "token",
                "job_id",
                "task_no",
                "object_index",
                "worker_id",
                "accepted_at",
                "expires_at",
                "active_from",
                "page_code",
            )
        },
    )
)
_BY_ID = Statement(
    select(*COLUMNS).select_from(_JOINED).where(t.c.assignment_id == bindparam("id")).with_for_update(of=t)
)
_HELD = Statement(
    select(*COLUMNS)
    .select_from(_JOINED)
    .where(t.c.worker_id == bindparam("worker"), t.c.job_id == bindparam("job"), t.c.state == "open")
    .limit(1)
)
_ALL_HELD = Statement(
    select(*COLUMNS)
    .select_from(_JOINED)
    .where(t.c.worker_id == bindparam("worker"), t.c.state == "open")
    .order_by(t.c.accepted_at)
    .limit(100)
)
_ACTIVE = t.c.active_micros + case(
    (t.c.active_from.is_(None), 0),
    (t.c.active_from >= bindparam("ended_at"), 0),  # a clock that went back
    else_=bindparam("ended_at") - func.coalesce(t.c.active_from, 0),
)
_END = Statement(
    update(t)
    .where(t.c.assignment_id == bindparam("id"), t.c.state == "open")
    .values(
        state=bindparam("new_state"),
        ended_at=bindparam("ended_at"),
        reason=bindparam("why"),
        active_micros=_ACTIVE,
        active_from=null(),
        page_code=null(),
    )
)
_SUBMIT = Statement(
    update(t)
    .where(t.c.assignment_id == bindparam("id"))
    .values(
        state="submitted",
        ended_at=bindparam("ended_at"),
        active_micros=bindparam("active"),
        active_from=null(),
        page_code=null(),
    )
)
_PAUSE = Statement(
    update(t)
    .where(t.c.assignment_id == bindparam("id"), t.c.state == "open", t.c.paused == 0)
    .values(paused=1, active_micros=_ACTIVE, active_from=null())
)
_RESUME = Statement(
    update(t)
    .where(t.c.assignment_id == bindparam("id"))
    .values(
        paused=0,
        active_from=func.coalesce(t.c.active_from, bindparam("now")),
        page_code=bindparam("code"),
    )
)
_OPEN_PAGE = Statement(
    update(t)
    .where(t.c.assignment_id == bindparam("id"), t.c.page_code == bindparam("code"), t.c.state == "open")
    .values(page_code=null())
    .returning(t.c.job_id, t.c.task_no)
)
_EXPIRED = Statement(
    select(t.c.assignment_id, t.c.job_id, t.c.task_no, t.c.expires_at)
    .where(t.c.state == "open", t.c.expires_at <= bindparam("now"))
    .order_by(t.c.expires_at)
    .limit(500)
)
_NEXT_EXPIRY = Statement(
    along(
        "ix_assignments_due",  # leases of all jobs that are held now: few, and the first to end comes first
        t,
        select(t.c.expires_at)
        .select_from(t.join(tasks, and_(tasks.c.job_id == t.c.job_id, tasks.c.task_no == t.c.task_no)))
        .where(t.c.job_id == bindparam("job"), t.c.state == "open", tasks.c.state == "open")
        .order_by(t.c.expires_at)
        .limit(1),
    )
)
_STOP_ALL = Statement(
    update(t)
    .where(
        t.c.assignment_id.in_(
            along(
                "ix_assignments_due",
                t,
                select(t.c.assignment_id).where(t.c.job_id == bindparam("job"), t.c.state == "open"),
            ).correlate(None)
        )
    )
    .values(
        state="stopped",
        ended_at=bindparam("ended_at"),
        active_micros=_ACTIVE,
        active_from=null(),
        page_code=null(),
    )
)


def insert_assignment(tx: Transaction, each: Assignment) -> None:
    accepted = to_micros(each.accepted_at)
    tx.send(
        _INSERT,
        assignment_id=each.assignment_id,
        token=each.token,
        job_id=each.job_id,
        task_no=each.task_no,
        object_index=each.object_index,
        worker_id=each.worker_id,
        accepted_at=accepted,
        expires_at=to_micros(each.expires_at),
        active_from=accepted,
        page_code=each.page_code,
    )


def assignment_by_id(tx: Transaction, assignment_id: str, now: datetime) -> Assignment | None:
    row = tx.one(_BY_ID, id=assignment_id)
    return assignment_of(row, to_micros(now)) if row else None


def held_assignment(tx: Transaction, worker_id: str, job_id: int, now: datetime) -> Assignment | None:
    """The task of this job that the worker holds, if any; its lease may have run out."""
    row = tx.one(_HELD, worker=worker_id, job=job_id)
    return assignment_of(row, to_micros(now)) if row else None


def held_assignments(tx: Transaction, worker_id: str, now: datetime) -> list[Assignment]:
    micros = to_micros(now)
    return [assignment_of(row, micros) for row in tx.all(_ALL_HELD, worker=worker_id)]


def end_assignment(
    tx: Transaction, assignment_id: str, state: str, ended_at: int, reason: str | None = None
) -> bool:
    """Whether the assignment was open, and has ended now."""
    return tx.run(_END, id=assignment_id, new_state=state, ended_at=ended_at, why=reason) > 0


def submit_assignment(tx: Transaction, assignment_id: str, now: int, active_micros: int) -> None:
    """Ends an open assignment that is held fast, with an answer."""
    tx.send(_SUBMIT, id=assignment_id, ended_at=now, active=active_micros)


def pause_assignment(tx: Transaction, assignment_id: str, now: int) -> None:
    tx.run(_PAUSE, id=assignment_id, ended_at=now)


def resume_assignment(tx: Transaction, assignment_id: str, now: int, page_code: str) -> None:
    """Starts the clock again, and makes the page's address good once more."""
    tx.run(_RESUME, id=assignment_id, now=now, code=page_code)


def open_page(tx: Transaction, assignment_id: str, page_code: str) -> tuple[int, int] | None:
    """(job id, task) whose page the code opens, once; None when it opens nothing."""
    row = tx.one(_OPEN_PAGE, id=assignment_id, code=page_code)
    return (row[0], row[1]) if row else None


def expired_leases(tx: Transaction, now: int) -> list[tuple[str, int, int, int]]:
    """(assignment, job id, task, expired at) of open leases whose time is over, up to 500."""
    return [(row[0], row[1], row[2], row[3]) for row in tx.all(_EXPIRED, now=now)]


def next_expiry(tx: Transaction, job_id: int) -> int | None:
    """When the first of the job's open leases ends, in micros."""
    micros: int | None = tx.value(_NEXT_EXPIRY, job=job_id)
    return micros


def stop_assignments(tx: Transaction, job_id: int, now: int) -> None:
    """Ends every open lease of the job."""
    tx.run(_STOP_ALL, job=job_id, ended_at=now)
