"""The list of labeling jobs as the console shows it."""

from __future__ import annotations

import base64
from typing import Final

import msgspec

from trigpoint.model.clock import iso_millis
from trigpoint.model.errors import InvalidInput
from trigpoint.model.labeling_job import JobFilters, LabelingJob
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import count_jobs, list_jobs


class JobItem(msgspec.Struct, frozen=True, kw_only=True):
    """A job in a list."""

    name: str
    arn: str
    status: str
    task_type: str
    label_attribute_name: str
    workteam_arn: str
    labeled: int
    failed: int
    total: int
    created_at: str
    modified_at: str
    failure_reason: str | None


class JobList(msgspec.Struct, frozen=True, kw_only=True):
    """Some jobs; `next` goes on behind them, and is null at the end."""

    items: list[JobItem]
    next: str | None
    total: int | None
    """Jobs on all pages; null beyond 100,000."""


_POSITION: Final = msgspec.json.Decoder(tuple[str | int, int])


class JobLists:
    """Pages of jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: JobFilters, after: str) -> JobList:
        """Raises InvalidInput when `after` is nothing that a page before said."""
        if after:
            filters = msgspec.structs.replace(filters, after=_position(after))
        page, total = await self._database.read(lambda tx: (list_jobs(tx, filters), count_jobs(tx, filters)))
        following = None
        if page.next_after is not None:
            following = base64.urlsafe_b64encode(msgspec.json.encode(page.next_after)).decode()
        return JobList(items=[_shown(job) for job in page.jobs], next=following, total=total)


def _position(text: str) -> tuple[str | int, int]:
    try:
        return _POSITION.decode(base64.urlsafe_b64decode(text))
    except (ValueError, msgspec.DecodeError) as exc:
        raise InvalidInput("after is what `next` of the page before said") from exc


def _shown(job: LabelingJob) -> JobItem:
    return JobItem(
        name=job.name,
        arn=job.arn,
        status=job.status,
        task_type=job.config.task_type,
        label_attribute_name=job.config.label_attribute_name,
        workteam_arn=job.config.workteam_arn,
        labeled=job.counters.labeled,
        failed=job.counters.failed,
        total=job.counters.total,
        created_at=iso_millis(job.created_at),
        modified_at=iso_millis(job.modified_at),
        failure_reason=job.failure_reason,
    )
