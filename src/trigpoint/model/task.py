"""A task: the page of one data object, wanted from several workers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

import msgspec

AssignmentState = Literal["open", "submitted", "declined", "released", "expired", "stopped"]


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """A worker's hold on a task, and what became of it. `token` fences: an old one changes nothing."""

    assignment_id: str
    token: str
    job_id: int
    job_name: str
    task_no: int
    object_index: int
    worker_id: str
    state: AssignmentState
    accepted_at: datetime
    expires_at: datetime
    paused: bool = False
    active_seconds: float = 0.0
    submitted_at: datetime | None = None
    page_code: str | None = None
    """Opens the task document once."""
    n_done: int = 0
    """Tasks of this job that the worker has submitted; told where a worker is given or shown a task."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker submitted: immutable. Only counted answers reach the output."""

    assignment_id: str
    worker_id: str
    object_index: int
    content: dict[str, Any]
    accepted_at: datetime
    submitted_at: datetime
    time_spent_seconds: float
    counted: bool
