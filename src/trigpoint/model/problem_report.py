"""Something that is wrong with a task, as a worker's page or the worker has told."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

ProblemKind = Literal["image", "media", "script", "attribute", "template", "comment"]
"""A picture that cannot be shown, a sound or video that cannot be played, a script of the template that
threw, an attribute that cannot be read, a page that could not be rendered, and what a worker wrote."""
LONGEST_MESSAGE = 2000
MOST_OF_ONE_ASSIGNMENT = 20
"""A page that fails in a loop fills no disk."""


class ProblemReport(msgspec.Struct, frozen=True, kw_only=True):
    """`message` is a worker's or a template's text: shown, never followed."""

    report_id: str
    job_id: int
    task_no: int
    object_index: int
    worker_id: str
    assignment_id: str
    kind: ProblemKind
    message: str
    reported_at: datetime
    username: str | None = None
    """Read with the report; None when the worker has been deleted."""
