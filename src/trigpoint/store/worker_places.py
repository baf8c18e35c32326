"""A worker's place in a job: how far through the offers, and how much done."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, select

from trigpoint.store.memberships import in_team
from trigpoint.store.tables import labeling_jobs
from trigpoint.store.tables import worker_jobs as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert


class Place(NamedTuple):
    """Where a worker stands in a job."""

    status: str | None
    """The job's state; None when the worker is not in its team."""
    cursor: int
    """Offers up to this position have been considered."""
    n_done: int
    """Tasks submitted."""


_WRITE = Upsert(t, replaces=("cursor",), adds=("n_done",))
status_for_worker = case((in_team, labeling_jobs.c.status))
"""The job's state as this worker sees it (column)."""
_PLACE = Statement(
    select(status_for_worker, t.c.cursor, t.c.n_done)
    .select_from(
        labeling_jobs.outerjoin(
            t, and_(t.c.job_id == labeling_jobs.c.job_id, t.c.worker_id == bindparam("worker"))
        )
    )
    .where(labeling_jobs.c.job_id == bindparam("job"))
)


def hold_worker(tx: Transaction, worker_id: str) -> None:
    """From here on nothing else of this worker's is decided until the transaction ends.

    Two requests at once, of two tabs or of one repeated, would each find that the worker holds no task.
    """
    tx.hold(f"worker {worker_id}")


def place_in_job(tx: Transaction, worker_id: str, job_id: int) -> Place:
    row = tx.one(_PLACE, worker=worker_id, job=job_id)
    return Place(row[0], row[1] or 0, row[2] or 0) if row else Place(None, 0, 0)


def write_place(tx: Transaction, worker_id: str, job_id: int, *, cursor: int, newly_done: int = 0) -> None:
    """Moves the worker's cursor, and counts what they have submitted since."""
    _WRITE.send(tx, worker_id=worker_id, job_id=job_id, cursor=cursor, n_done=newly_done)
