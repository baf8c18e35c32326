"""How an assignment looks to the worker's browser."""

from __future__ import annotations

from typing import Any

from trigpoint.engine.lease_steps import NothingNow
from trigpoint.http.portal.task_origin import TaskOrigin
from trigpoint.model.clock import Clock, iso_millis
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.task import Assignment
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_by_id


class AssignmentView:
    """What does not change of a job is read once."""

    def __init__(self, database: Database, clock: Clock, account: str, pages_at: TaskOrigin) -> None:
        self._pages_at = pages_at
        self._database = database
        self._clock = clock
        self._account = account
        self._jobs: dict[int, LabelingJob] = {}

    async def show(self, each: Assignment) -> dict[str, Any]:
        job = self._jobs.get(each.job_id)
        if job is None:
            job = await self._database.read(lambda tx: job_by_id(tx, each.job_id))
            assert job is not None
            self._jobs[each.job_id] = job
        return {
            "id": each.assignment_id,
            "token": each.token,
            "job": each.job_name,
            "task": str(each.object_index),
            "expires_at": iso_millis(each.expires_at),
            "paused": each.paused,
            "page": self._page(each),
            "title": job.config.task_title,
            "description": job.config.task_description,
            "customer_id": self._account,
            "time_limit_seconds": job.config.time_limit_seconds,
            "accepted_at": iso_millis(each.accepted_at),
            "active_seconds": round(each.active_seconds, 3),
            "done_by_me": each.n_done,
            "server_time": iso_millis(self._clock.now()),
        }

    def _page(self, each: Assignment) -> str | None:
        """The address of the task document, good once."""
        if not each.page_code:
            return None
        return f"{self._pages_at.of(each.job_name)}/t/{each.assignment_id}.{each.page_code}"

    def nothing(self, nothing: NothingNow) -> dict[str, Any]:
        """Why there is no task, and in how many seconds it is worth asking again."""
        wait = None
        if nothing.next_at is not None:
            wait = max(1, round((nothing.next_at - self._clock.now()).total_seconds()))
        return {"assignment": None, "reason": nothing.reason, "retry_after": wait}
