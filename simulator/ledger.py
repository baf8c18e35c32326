"""The ledger: every answer that was sent, and what its worker was told of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec

from simulator.violation import require
from trigpoint.engine.lease_steps import Receipt
from trigpoint.model.task import Assignment

_MARK = re.compile(rb"mark/([^/\"]+)/([^/\"]+)/\d+")
Told = Literal["nothing", "acknowledged", "refused"]


@dataclass
class Submission:
    """One answer to one assignment; the same one may be sent more than once."""

    mark: str
    held: Assignment
    text: str
    content: dict[str, Any]
    told: Told = "nothing"
    n_sent: int = 0
    is_overdue: bool = False
    """Whether it was first sent when it could no longer count."""
    n_on_the_way: int = 0


class Ledger:
    """Remembers what was acknowledged, and holds it against what is said later."""

    def __init__(self) -> None:
        self.submissions: list[Submission] = []
        self._receipts: dict[str, tuple[str, datetime]] = {}
        self.given_back: set[str] = set()
        """Assignments whose worker was told that they are over."""
        self.declined: set[tuple[str, int, str]] = set()
        """(job, object, worker)"""

    def add(self, held: Assignment, mark: str, content: dict[str, Any]) -> Submission:
        text = msgspec.json.encode(content, order="sorted").decode()
        submission = Submission(mark, held, text, content)
        self.submissions.append(submission)
        return submission

    def acknowledge(self, submission: Submission, receipt: Receipt) -> None:
        """The worker has been told that the answer is kept."""
        held = submission.held
        require(submission.told != "refused", f"{submission.mark} was refused before, and now has a receipt")
        said = (receipt.receipt, receipt.submitted_at)
        before = self._receipts.setdefault(held.assignment_id, said)
        require(before == said, f"{submission.mark}: receipt {said}, before it was {before}")
        for other in self.of(held.assignment_id):
            twice = other.told == "acknowledged" and other.text != submission.text
            require(not twice, f"two answers acknowledged: {other.mark} and {submission.mark}")
        require(
            not submission.is_overdue,
            f"{submission.mark} was acknowledged: it was sent late, with a bad token, or after a stop",
        )
        submission.told = "acknowledged"

    def refuse(self, submission: Submission) -> None:
        """The worker has been told that the answer does not count."""
        require(submission.told != "acknowledged", f"{submission.mark} had a receipt, and now is refused")
        submission.told = "refused"

    def of(self, assignment_id: str) -> list[Submission]:
        return [each for each in self.submissions if each.held.assignment_id == assignment_id]

    def has_done(self, job: str, object_index: int, worker_id: str) -> bool:
        """Whether the worker was told that the object is answered or declined."""
        if (job, object_index, worker_id) in self.declined:
            return True
        return any(
            each.told == "acknowledged"
            and (each.held.job_name, each.held.object_index, each.held.worker_id)
            == (job, object_index, worker_id)
            for each in self.submissions
        )


def foreign_marks(value: Any, job: str, worker_id: str) -> list[str]:
    """Marks of others' answers to this job in something that the worker can see."""
    found = _MARK.findall(msgspec.json.encode(value))
    ours = (job.encode(), worker_id.encode())
    return [f"{j.decode()} by {w.decode()}" for j, w in found if j == ours[0] and w != ours[1]]
