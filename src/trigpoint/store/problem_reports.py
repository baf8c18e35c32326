"""Reports of problems with tasks, for the people who manage a job."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from trigpoint.model.clock import from_micros, to_micros
from trigpoint.model.page import Page, Position
from trigpoint.model.problem_report import ProblemReport
from trigpoint.store.keyset import page_of
from trigpoint.store.tables import problem_reports as t
from trigpoint.store.tables import workers
from trigpoint.store.transaction import Row, Statement, Transaction
from trigpoint.store.upsert import Upsert

_INSERT = Upsert(t)
_NAMES = tuple(column.name for column in t.columns)
_OF_ASSIGNMENT = Statement(
    select(t.c.kind, t.c.message).where(t.c.assignment_id == bindparam("id")).order_by(t.c.report_id)
)
_COUNT = Statement(select(func.count()).select_from(t).where(t.c.job_id == bindparam("job")))
_COLUMNS = (
    t.c.report_id,
    t.c.job_id,
    t.c.task_no,
    t.c.object_index,
    t.c.worker_id,
    t.c.assignment_id,
    t.c.kind,
    t.c.message,
    t.c.reported_at,
    workers.c.username,
)


def insert_report(tx: Transaction, report: ProblemReport) -> None:
    row = {name: getattr(report, name) for name in _NAMES if name != "reported_at"}
    _INSERT.run(tx, **row, reported_at=to_micros(report.reported_at))


def reports_of_assignment(tx: Transaction, assignment_id: str) -> list[Row]:
    """(kind, message) of what was told already of one assignment."""
    return tx.all(_OF_ASSIGNMENT, id=assignment_id)


def count_reports(tx: Transaction, job_id: int) -> int:
    return int(tx.value(_COUNT, job=job_id))


def reports_of_job(
    tx: Transaction, job_id: int, *, after: Position | None, limit: int
) -> Page[ProblemReport]:
    """The newest first."""
    query = (
        select(*_COLUMNS)
        .select_from(t.outerjoin(workers, workers.c.worker_id == t.c.worker_id))
        .where(t.c.job_id == job_id)
    )
    return page_of(
        tx,
        query,
        (t.c.report_id,),
        _report,
        lambda report: (report.report_id,),
        after=after,
        limit=limit,
        descending=True,
    )


def _report(row: Row) -> ProblemReport:
    return ProblemReport(
        report_id=row[0],
        job_id=row[1],
        task_no=row[2],
        object_index=row[3],
        worker_id=row[4],
        assignment_id=row[5],
        kind=row[6],
        message=row[7],
        reported_at=from_micros(row[8]),
        username=row[9],
    )
