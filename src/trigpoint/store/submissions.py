"""A submission: all that deciding about an answer needs, read at once."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, bindparam, select

from trigpoint.model.task import Assignment
from trigpoint.store.assignments import COLUMNS, assignment_of
from trigpoint.store.tables import assignments, drafts, labeling_jobs, tasks, worker_jobs
from trigpoint.store.tasks import SLOT_COLUMNS, TaskSlots
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.store.worker_places import Place, status_for_worker


class Submission(NamedTuple):
    """An assignment that is being answered, its task, and where its worker stands in the job."""

    held: Assignment
    slots: TaskSlots
    place: Place
    has_draft: bool


_a = assignments.c
_N = len(COLUMNS)
_M = _N + len(SLOT_COLUMNS)
_READ = Statement(
    select(
        *COLUMNS,
        *SLOT_COLUMNS,
        status_for_worker,
        worker_jobs.c.cursor,
        worker_jobs.c.n_done,
        drafts.c.assignment_id,
    )
    .select_from(
        assignments.join(labeling_jobs, labeling_jobs.c.job_id == _a.job_id)
        .join(tasks, and_(tasks.c.job_id == _a.job_id, tasks.c.task_no == _a.task_no))
        .outerjoin(
            worker_jobs, and_(worker_jobs.c.worker_id == _a.worker_id, worker_jobs.c.job_id == _a.job_id)
        )
        .outerjoin(drafts, drafts.c.assignment_id == _a.assignment_id)
    )
    .where(_a.assignment_id == bindparam("id"), _a.worker_id == bindparam("worker"))
    .with_for_update(of=(assignments, tasks))
)


def submission(tx: Transaction, worker_id: str, assignment_id: str, now: int) -> Submission | None:
    """The worker's assignment with its surroundings, held fast; None when it is not theirs.

    `now`, in micros, is up to when the active time counts.
    """
    row = tx.one(_READ, id=assignment_id, worker=worker_id)
    if row is None:
        return None
    status, cursor, n_done, draft = row[_M:]
    return Submission(
        held=assignment_of(row[:_N], now),
        slots=TaskSlots(*row[_N:_M]),
        place=Place(status, cursor or 0, n_done or 0),
        has_draft=draft is not None,
    )
