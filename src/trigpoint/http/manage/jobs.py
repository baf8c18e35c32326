"""Labeling jobs as managers look at them: the list, how far one is, and its objects."""

from __future__ import annotations

from typing import Final, get_args

import msgspec

from trigpoint.engine.job_insight import ClassCounts, EventList, JobInsight, Lineage, WorkerList
from trigpoint.engine.job_list import JobList, JobLists
from trigpoint.engine.job_progress import JobProgress, Progress
from trigpoint.engine.job_review import JobReview, ObjectDetail, ObjectFilter, ObjectList
from trigpoint.http.manage.call import Call, Given
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.labeling_job import JobFilters, JobStatus

_SORTS: Final = {"name": "Name", "created": "CreationTime", "status": "Status"}
_STATES: Final = ("", "labeled", "failed", "open", "disputed")
_PAGE: Final = {"limit": "How many, 1 to 1000", "after": "`next` of the page before"}


class JobCalls:
    def __init__(
        self, lists: JobLists, progress: JobProgress, review: JobReview, insight: JobInsight
    ) -> None:
        self._lists = lists
        self._progress = progress
        self._review = review
        self._insight = insight

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET",
                path="jobs",
                summary="Labeling jobs, filtered and sorted",
                query={
                    "search": "Part of the name",
                    "status": "One of the states of a labeling job",
                    "task_type": "Name of a built-in task type such as BoundingBox, or Custom",
                    "sort": "name, created (at first) or status",
                    "order": "asc or desc (at first)",
                    **_PAGE,
                },
                answers=JobList,
                handler=self.list,
            ),
            Call(
                method="GET",
                path="jobs/{name}/progress",
                summary="How far a job is, how fast it goes, and why it does not",
                answers=Progress,
                handler=self.progress,
            ),
            Call(
                method="GET",
                path="jobs/{name}/objects",
                summary="The objects of a job with what became of them; a page may be empty and not the last",
                query={
                    "state": "labeled, failed, open, or disputed (several workers, confidence below 0.5)",
                    "class": "Only those with this class in their label",
                    "search": "Part of the address or the text",
                    "min_confidence": "0 to 1",
                    "max_confidence": "0 to 1",
                    **_PAGE,
                },
                answers=ObjectList,
                handler=self.objects,
            ),
            Call(
                method="GET",
                path="jobs/{name}/objects/{index}",
                summary="One object in full: its line, its label, every worker's answer",
                answers=ObjectDetail,
                handler=self.object,
            ),
            Call(
                method="GET",
                path="jobs/{name}/classes",
                summary="Labels by class with examples; of a sample where the job is large",
                answers=ClassCounts,
                handler=self.classes,
            ),
            Call(
                method="GET",
                path="jobs/{name}/workers",
                summary="Who has worked at a job: answers, median time, agreement with the labels",
                answers=WorkerList,
                handler=self.workers,
            ),
            Call(
                method="GET",
                path="jobs/{name}/events",
                summary="What happened to a job, the newest first",
                answers=EventList,
                handler=self.events,
            ),
            Call(
                method="GET",
                path="jobs/{name}/lineage",
                summary="The jobs whose output a job came from, and those that came from its output",
                answers=Lineage,
                handler=self.lineage,
            ),
        ]

    async def list(self, given: Given) -> JobList:
        query = given.query
        status, sort = query.get("status", ""), query.get("sort", "created")
        if status and status not in get_args(JobStatus):
            raise InvalidInput(f"status is one of {', '.join(get_args(JobStatus))}")
        if sort not in _SORTS:
            raise InvalidInput(f"sort is one of {', '.join(_SORTS)}")
        filters = msgspec.convert(
            {
                "name_contains": query.get("search") or None,
                "status": status or None,
                "task_type": query.get("task_type") or None,
                "sort_by": _SORTS[sort],
                "descending": query.get("order", "desc") != "asc",
                "limit": given.limit,
            },
            JobFilters,
        )
        return await self._lists.page(filters, query.get("after", ""))

    async def progress(self, given: Given) -> Progress:
        return await self._progress.of_job(given.names["name"])

    async def objects(self, given: Given) -> ObjectList:
        query = given.query
        state = query.get("state", "")
        if state not in _STATES:
            raise InvalidInput(f"state is one of {', '.join(_STATES[1:])}")
        wanted = msgspec.convert(
            {
                "state": state,
                "class_name": query.get("class", ""),
                "search": query.get("search", ""),
                "min_confidence": given.share("min_confidence"),
                "max_confidence": given.share("max_confidence"),
            },
            ObjectFilter,
        )
        return await self._review.objects(given.names["name"], wanted, query.get("after", ""), given.limit)

    async def object(self, given: Given) -> ObjectDetail:
        index = given.names["index"]
        if not index.isdecimal():
            raise NotFound("object", index[:40])
        return await self._review.object(given.names["name"], int(index[:10]))

    async def classes(self, given: Given) -> ClassCounts:
        return await self._insight.classes(given.names["name"])

    async def workers(self, given: Given) -> WorkerList:
        return await self._insight.workers(given.names["name"])

    async def events(self, given: Given) -> EventList:
        return await self._insight.events(given.names["name"])

    async def lineage(self, given: Given) -> Lineage:
        return await self._insight.lineage(given.names["name"])
