"""What workers and their pages have said is wrong with tasks."""

from __future__ import annotations

import msgspec

from trigpoint.engine.problem_reports import ProblemReports
from trigpoint.http.manage.call import Call, Given
from trigpoint.model.clock import iso_millis
from trigpoint.model.problem_report import ProblemReport


class ProblemItem(msgspec.Struct, frozen=True, kw_only=True):
    """A report; `task` is the number of its object in the input, from 0."""

    id: str
    kind: str
    message: str
    task: str
    worker: str | None
    worker_id: str
    assignment: str
    reported_at: str


class ProblemList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    total: int
    problems: list[ProblemItem]
    next: str | None


class ProblemCalls:
    def __init__(self, reports: ProblemReports) -> None:
        self._reports = reports

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET",
                path="jobs/{name}/problems",
                summary="What workers and their pages have said is wrong with a job's tasks",
                query={"limit": "How many", "after": "`next` of the page before"},
                answers=ProblemList,
                handler=self.list,
            )
        ]

    async def list(self, given: Given) -> ProblemList:
        after = given.query.get("after", "")
        position = (after,) if after else None
        found = await self._reports.of_job(given.names["name"], after=position, limit=given.limit)
        following = found.page.next_after
        return ProblemList(
            total=found.total,
            problems=[_shown(each) for each in found.page.items],
            next=str(following[0]) if following else None,
        )


def _shown(report: ProblemReport) -> ProblemItem:
    return ProblemItem(
        id=report.report_id,
        kind=report.kind,
        message=report.message,
        task=str(report.object_index),
        worker=report.username,
        worker_id=report.worker_id,
        assignment=report.assignment_id,
        reported_at=iso_millis(report.reported_at),
    )
