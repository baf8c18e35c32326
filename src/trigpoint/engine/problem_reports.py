"""Problems with tasks: taken from workers and their pages, told to who manages the job."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from trigpoint.engine.lease_steps import own
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.page import Page, Position
from trigpoint.model.problem_report import (
    LONGEST_MESSAGE,
    MOST_OF_ONE_ASSIGNMENT,
    ProblemKind,
    ProblemReport,
)
from trigpoint.store.assignments import assignment_by_id
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.problem_reports import (
    count_reports,
    insert_report,
    reports_of_assignment,
    reports_of_job,
)
from trigpoint.store.transaction import Transaction
from trigpoint.store.worker_places import hold_worker


class ProblemsOfJob(msgspec.Struct, frozen=True):
    total: int
    page: Page[ProblemReport]


def _ignore(kind: ProblemKind) -> None:
    """Nobody counts."""


class ProblemReports:
    """`on_report` is told of each new report, once it is durable."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, on_report: Callable[[ProblemKind], None] = _ignore
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._on_report = on_report

    async def report(self, worker_id: str, assignment_id: str, kind: ProblemKind, message: str) -> None:
        """Keeps what a worker tells of a task that they hold, or have held; the same again changes nothing.

        A longer message is cut. Raises NotFound for somebody else's assignment.
        """
        text = message.replace("\0", "").strip()[:LONGEST_MESSAGE]
        if not text:
            raise InvalidInput("a report of a problem needs a message")
        now = self._clock.now()

        def work(tx: Transaction) -> bool:
            hold_worker(tx, worker_id)
            own(tx, worker_id, assignment_id, now)
            return self._keep(tx, assignment_id, kind, text)

        if await self._database.write(work):
            self._on_report(kind)

    async def report_page(self, assignment_id: str, message: str) -> None:
        """Keeps that the page of an assignment could not be made."""
        text = message.replace("\0", "").strip()[:LONGEST_MESSAGE] or "no reason was given"
        if await self._database.write(lambda tx: self._keep(tx, assignment_id, "template", text)):
            self._on_report("template")

    async def of_job(self, job_name: str, *, after: Position | None, limit: int) -> ProblemsOfJob:
        """The job's reports, the newest first. Raises NotFound."""

        def work(tx: Transaction) -> ProblemsOfJob:
            job = job_named(tx, job_name)
            if job is None:
                raise NotFound("labeling job", job_name)
            page = reports_of_job(tx, job.job_id, after=after, limit=limit)
            return ProblemsOfJob(count_reports(tx, job.job_id), page)

        return await self._database.read(work)

    def _keep(self, tx: Transaction, assignment_id: str, kind: ProblemKind, message: str) -> bool:
        """Whether it is a new one, and there is still room for it."""
        now = self._clock.now()
        told = reports_of_assignment(tx, assignment_id)
        held = assignment_by_id(tx, assignment_id, now)
        if held is None or len(told) >= MOST_OF_ONE_ASSIGNMENT or (kind, message) in told:
            return False
        report = ProblemReport(
            report_id=self._ids.sortable(),
            job_id=held.job_id,
            task_no=held.task_no,
            object_index=held.object_index,
            worker_id=held.worker_id,
            assignment_id=assignment_id,
            kind=kind,
            message=message,
            reported_at=now,
        )
        insert_report(tx, report)
        return True
