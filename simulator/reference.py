"""The reference model of leases: plain values and the words of the design, with nothing clever in them.

It knows one job with all its tasks, and predicts for each request what the real thing must say. Where the
real thing has a choice (which free task a worker gets), the model says which choices are right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Ended = Literal["submitted", "declined", "released", "expired", "stopped"]


@dataclass
class Lease:
    """A worker on a task. All times of the model are microseconds."""

    task: int
    worker: str
    token: str
    expires_at: int
    state: Literal["open"] | Ended = "open"
    answer: str | None = None
    answered_at: int | None = None
    late_answer: str | None = None
    """The first that came too late: kept, and never counted."""
    is_paused: bool = False
    draft: str | None = None


@dataclass
class Task:
    available_until: int
    is_closed: bool = False


@dataclass
class Said:
    """What a worker must be told: a receipt with its time, or the code of a refusal."""

    answered_at: int | None = None
    refusal: str | None = None


@dataclass
class Offered:
    """`resumed` with the one task and its assignment, `given` one of the tasks, `nothing`, or `denied`."""

    how: Literal["resumed", "given", "nothing", "denied"]
    tasks: set[int] = field(default_factory=set)
    name: str | None = None


_CODES = {
    "submitted": "already-answered",
    "declined": "lease-lost",
    "released": "lease-lost",
    "expired": "task-expired",
    "stopped": "job-stopped",
    "open": "lease-lost",
}


@dataclass
class ReferenceJob:
    """One job: `wanted` workers for each object, `window` objects at once."""

    n_objects: int
    wanted: int
    window: int
    time_limit: int
    availability: int
    tasks: dict[int, Task] = field(default_factory=dict)
    leases: dict[str, Lease] = field(default_factory=dict)
    members: set[str] = field(default_factory=set)
    state: Literal["running", "stopping", "over"] = "running"

    # ---- what can be seen

    def of_task(self, task: int, *states: str) -> list[Lease]:
        return [each for each in self.leases.values() if each.task == task and each.state in states]

    def held_by(self, worker: str) -> str | None:
        """The assignment that the worker has open, whether its time is over or not."""
        for name, lease in self.leases.items():
            if lease.worker == worker and lease.state == "open":
                return name
        return None

    def takable(self, worker: str, now: int) -> set[int]:
        """Tasks that the worker may be given now."""
        if self.state != "running" or worker not in self.members:
            return set()
        with_room = {number for number in self.tasks if self._has_room(number, now)}
        return {number for number in with_room if not self._did(number, worker)}

    def _has_room(self, task: int, now: int) -> bool:
        one = self.tasks[task]
        n_taken = len(self.of_task(task, "open", "submitted"))
        n_declined = len(self.of_task(task, "declined"))
        in_time = now < one.available_until
        return not one.is_closed and in_time and n_taken < self.wanted and n_declined < self.wanted

    def _did(self, task: int, worker: str) -> bool:
        return any(each.worker == worker for each in self.of_task(task, "submitted", "declined"))

    # ---- what workers do

    def take(self, worker: str, now: int) -> Offered:
        """What the worker must be offered who asks for a task."""
        if worker not in self.members:
            return Offered("denied")
        return self.resume_or_choose(worker, now)

    def resume_or_choose(self, worker: str, now: int) -> Offered:
        name = self.held_by(worker)
        if name is not None:
            lease = self.leases[name]
            if now < lease.expires_at:
                lease.is_paused = False
                return Offered("resumed", {lease.task}, name)
            self._end(name, "expired", now)
        tasks = self.takable(worker, now)
        return Offered("given", tasks) if tasks else Offered("nothing")

    def given(self, name: str, token: str, task: int, worker: str, now: int) -> int:
        """Notes which task the worker was given, and says when its lease must end."""
        expires_at = min(now + self.time_limit, self.tasks[task].available_until)
        self.leases[name] = Lease(task, worker, token, expires_at)
        return expires_at

    def answer(self, name: str, token: str, text: str, now: int) -> Said:
        lease = self.leases[name]
        if lease.state == "submitted":
            if text == lease.answer:
                return Said(answered_at=lease.answered_at)
            return Said(refusal="already-answered")
        if lease.state == "open" and token != lease.token:
            return Said(refusal="lease-lost")
        if lease.state == "open" and now >= lease.expires_at:
            self._end(name, "expired", now)
        if lease.state != "open":
            lease.late_answer = lease.late_answer or text
            return Said(refusal=_CODES[lease.state])
        lease.answer, lease.answered_at = text, now
        self._end(name, "submitted", now)
        return Said(answered_at=now)

    def give_back(self, name: str, token: str, how: Literal["declined", "released"], now: int) -> Said:
        lease = self.leases[name]
        if lease.state == how and lease.token == token:
            return Said()
        refusal = self._refusal(name, token, now)
        if refusal is None:
            self._end(name, how, now)
        return Said(refusal=refusal)

    def pause(self, name: str, token: str, now: int) -> Said:
        refusal = self._refusal(name, token, now)
        if refusal is None:
            self.leases[name].is_paused = True
        return Said(refusal=refusal)

    def save_draft(self, name: str, token: str, text: str, now: int) -> Said:
        refusal = self._refusal(name, token, now)
        if refusal is None:
            self.leases[name].draft = text
        return Said(refusal=refusal)

    def _refusal(self, name: str, token: str, now: int) -> str | None:
        """Why the worker may not change the assignment any more."""
        lease = self.leases[name]
        if lease.state == "open" and now >= lease.expires_at:
            return "task-expired"
        if lease.state == "open" and token == lease.token:
            return None
        return _CODES[lease.state]

    def _end(self, name: str, state: Ended, now: int) -> None:
        lease = self.leases[name]
        lease.state, lease.draft = state, None
        self._close_if_done(lease.task, now)

    def _close_if_done(self, task: int, now: int) -> None:
        one = self.tasks[task]
        n_declined = len(self.of_task(task, "declined"))
        hopeless = n_declined >= self.wanted or now >= one.available_until
        is_answered = len(self.of_task(task, "submitted")) >= self.wanted
        if is_answered or (hopeless and not self.of_task(task, "open")):
            one.is_closed = True

    # ---- what managers and the engine do

    def stop(self) -> bool:
        """Whether the job could be stopped."""
        if self.state == "over":
            return False
        self.state = "stopping"
        for lease in self.leases.values():
            if lease.state == "open":
                lease.state = "stopped"
        for task in self.tasks.values():
            task.is_closed = True
        return True

    def engine_works(self, now: int) -> None:
        """One step: overdue leases and tasks end, the window fills up, a job with nothing left is over."""
        for name, lease in self.leases.items():
            if lease.state == "open" and now >= lease.expires_at:
                self._end(name, "expired", now)
        if self.state == "stopping":
            self.state = "over"
        if self.state == "running":
            for number in self.tasks:
                self._close_if_done(number, now)
            while self._n_open() < self.window and len(self.tasks) < self.n_objects:
                self.tasks[len(self.tasks) + 1] = Task(now + self.availability)
            if len(self.tasks) == self.n_objects and self._n_open() == 0:
                self.state = "over"

    def _n_open(self) -> int:
        return sum(not task.is_closed for task in self.tasks.values())
