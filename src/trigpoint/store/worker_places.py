"""A worker's place in a job: how far through the offers, and how much done."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from trigpoint.store.tables import worker_jobs as t
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.upsert import Upsert

_HERE = (t.c.worker_id == bindparam("worker")) & (t.c.job_id == bindparam("job"))
_PLACE = Statement(select(t.c.cursor, t.c.n_done).where(_HERE))
_MOVE = Upsert(t, replaces=("cursor",))
_ADD_DONE = Statement(update(t).where(_HERE).values(n_done=t.c.n_done + 1))


def place_in_job(tx: Transaction, worker_id: str, job_id: int) -> tuple[int, int]:
    """(cursor into the job's offers, tasks submitted)."""
    row = tx.one(_PLACE, worker=worker_id, job=job_id)
    return (row[0], row[1]) if row else (0, 0)


def move_cursor(tx: Transaction, worker_id: str, job_id: int, position: int) -> None:
    _MOVE.run(tx, worker_id=worker_id, job_id=job_id, cursor=position, n_done=0)


def add_done(tx: Transaction, worker_id: str, job_id: int) -> None:
    tx.run(_ADD_DONE, worker=worker_id, job=job_id)
