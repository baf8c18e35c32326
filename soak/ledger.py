"""What the workers know for certain: which answers the server has said it keeps, and which it refused."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

State = Literal["unknown", "acknowledged", "refused"]


class Entry(msgspec.Struct):
    """An answer that was sent at least once. Its mark is in its content, and no other answer has it."""

    mark: str
    job: str
    object_index: int
    worker_id: str
    assignment_id: str
    state: State = "unknown"
    code: str = ""
    """Why it was refused."""


class Ledger:
    """Written by one thread, the labelers' own, always before the next request is sent."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.wrong: list[str] = []
        """Answers of the server that no worker should ever get."""
        self.conflicts: list[tuple[str, str]] = []
        """(job, what) of those that only a stopped job excuses."""
        self.did: Counter[str] = Counter()
        """How often workers did what, and what happened to them."""
        self.n_acknowledged = 0
        self.longest_outage_seconds = 0.0
        """Longest time in which nobody at all was served."""
        self.longest_wait_seconds = 0.0
        """Longest time that one request took, its repeats on other servers included."""
        self._served_at: float | None = None

    def sent(self, entry: Entry) -> None:
        self.entries[entry.mark] = entry

    def acknowledged(self, mark: str) -> None:
        self._decide(mark, "acknowledged")
        self.n_acknowledged += 1

    def refused(self, mark: str, code: str) -> None:
        self._decide(mark, "refused")
        self.entries[mark].code = code
        self.did[f"refused: {code}"] += 1

    def _decide(self, mark: str, state: State) -> None:
        entry = self.entries[mark]
        if entry.state not in ("unknown", state):
            self.note(f"{mark} was {entry.state}, and is {state} when asked again")
        entry.state = state

    def conflict(self, job: str, expires_at: float, what: str) -> None:
        """A worker hears that a task is theirs no more: fine when its lease is over or its job was stopped.

        Which jobs were stopped the balance knows, so it judges.
        """
        if time.time() < expires_at:
            self.conflicts.append((job, what))

    def note(self, wrong: str) -> None:
        self.wrong.append(wrong)

    def served(self, since: float) -> None:
        """Somebody has been answered, who had first asked at `since` (time.monotonic)."""
        now = time.monotonic()
        if self._served_at is not None:
            self.longest_outage_seconds = max(self.longest_outage_seconds, now - self._served_at)
        self.longest_wait_seconds = max(self.longest_wait_seconds, now - since)
        self._served_at = now

    def of_job(self, job: str) -> Iterator[Entry]:
        return (each for each in self.entries.values() if each.job == job)
