"""A labeling job: what was asked for, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, Literal

import msgspec

JobStatus = Literal["Initializing", "InProgress", "Completed", "Failed", "Stopping", "Stopped"]
FINAL_STATES: Final[frozenset[JobStatus]] = frozenset({"Completed", "Failed", "Stopped"})
RUNNING_STATES: Final[frozenset[JobStatus]] = frozenset({"Initializing", "InProgress", "Stopping"})

DEFAULT_WINDOW: Final = 1000
DEFAULT_AVAILABILITY_SECONDS: Final = 2_592_000


class JobConfig(msgspec.Struct, frozen=True, kw_only=True):
    """What the engine needs of a create request, in its own words.

    Object counts, seconds and percentages are positive integers; a `None` means "not given".
    """

    label_attribute_name: str
    manifest_uri: str
    output_path: str
    role_arn: str
    workteam_arn: str
    task_title: str
    task_description: str
    template_uri: str | None = None
    task_ui_arn: str | None = None
    label_category_uri: str | None = None
    pre_function_arn: str | None = None
    post_function_arn: str | None = None
    kms_key_id: str | None = None
    n_workers: int = 1
    time_limit_seconds: int = 300
    availability_seconds: int = DEFAULT_AVAILABILITY_SECONDS
    window: int = DEFAULT_WINDOW
    max_human_labeled: int | None = None
    max_percent_labeled: int | None = None
    content_classifiers: tuple[str, ...] = ()

    @property
    def task_type(self) -> str:
        """The name of the built-in task type whose pre-function it has, or Custom."""
        return (self.pre_function_arn or "").rpartition("PRE-")[2] or "Custom"


class LabelCounters(msgspec.Struct, frozen=True, kw_only=True):
    """Objects by outcome; `total` is 0 until the manifest has been read."""

    total: int = 0
    human_labeled: int = 0
    machine_labeled: int = 0
    failed: int = 0
    prelabeled: int = 0
    """Labeled on input; counted among the labeled as well."""
    staged: int = 0
    """Objects whose turn has come: their tasks are open, closed or were found impossible."""

    @property
    def labeled(self) -> int:
        return self.human_labeled + self.machine_labeled

    @property
    def unlabeled(self) -> int:
        return self.total - self.labeled - self.failed

    @property
    def waiting(self) -> int:
        """Objects whose turn has not come."""
        return self.total - self.prelabeled - self.staged


class LabelingJob(msgspec.Struct, frozen=True, kw_only=True):
    """One labeling job as stored."""

    job_id: int
    name: str
    arn: str
    reference_code: str
    status: JobStatus
    created_at: datetime
    modified_at: datetime
    config: JobConfig
    request: dict[str, Any]
    """The create request as the client sent it, defaults filled in: what Describe echoes."""
    counters: LabelCounters = LabelCounters()
    labels: tuple[str, ...] = ()
    """The label categories, in the order of the file; empty until it has been read."""
    options: dict[str, Any] = {}
    """Job options of ours, from the label category file (labeling-jobs.md 4.7)."""
    failure_reason: str | None = None
    output_uri: str | None = None
    """The output manifest, once one has been exported."""
    stop_reason: str | None = None
    """Why the job is Stopping: asked for, or the condition that was met."""

    @property
    def is_final(self) -> bool:
        return self.status in FINAL_STATES


SortKey = Literal["Name", "CreationTime", "Status"]


class JobFilters(msgspec.Struct, frozen=True, kw_only=True):
    """Which jobs to list; bounds of time are inclusive, names match without regard to case."""

    name_contains: str | None = None
    reference_code_contains: str | None = None
    status: JobStatus | None = None
    workteam_arn: str | None = None
    task_type: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    modified_after: datetime | None = None
    modified_before: datetime | None = None
    sort_by: SortKey = "CreationTime"
    descending: bool = False
    after: tuple[str | int, int] | None = None
    """Go on behind this sort position."""
    limit: int = 10


class JobPage(msgspec.Struct, frozen=True, kw_only=True):
    jobs: tuple[LabelingJob, ...]
    next_after: tuple[str | int, int] | None = None
