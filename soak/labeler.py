"""One worker who labels as people do: mostly straight on, now and then not."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from soak.browser import Browser, Reply
from soak.ledger import Entry, Ledger
from soak.project import LABELS, PASSWORD

_STARVED_SECONDS = 0.05
_LATE_BY_SECONDS = 2.0


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How often, of all tasks, a worker does something other than answer and go on."""

    pace_seconds: float = 0.0
    """Mean time that a worker thinks about a task."""
    opens_page: float = 0.02
    drafts: float = 0.05
    pauses: float = 0.02
    releases: float = 0.02
    declines: float = 0.005
    answers_without_next: float = 0.1
    loses_connection: float = 0.02
    repeats_answer: float = 0.02
    changes_answer: float = 0.01
    goes_silent: float = 0.0
    """Answers long after the lease is over. The job's time limit is what has to pass first."""


class Labeler:
    """Writes every acknowledged answer into the ledger before it sends anything else."""

    def __init__(
        self,
        username: str,
        urls: Sequence[str],
        open_jobs: Callable[[], Sequence[str]],
        ledger: Ledger,
        habits: Habits,
        seed: str,
    ) -> None:
        self._rng = random.Random(seed)
        self._username = username
        self._browser = Browser(urls, self._rng, ledger)
        self._open_jobs = open_jobs
        self._ledger = ledger
        self._habits = habits
        self._n_marks = 0
        self._aside: list[tuple[float, dict[str, Any]]] = []
        self._shunned: dict[str, float] = {}

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Labels until it is over; at the end every answer that was sent is known to be kept or refused."""
        await self._browser.sign_in(self._username, PASSWORD)
        while not is_over():
            task = await self._claim()
            while task is not None and not is_over():
                task = await self._work(task)
            await self._answer_late(time.time())

    # ---- taking a task

    async def _claim(self) -> dict[str, Any] | None:
        jobs = [job for job in self._open_jobs() if self._shunned.get(job, 0) < time.monotonic()]
        if not jobs:
            await asyncio.sleep(_STARVED_SECONDS)
            return None
        job = self._rng.choice(jobs)
        reply = await self._browser.ask("POST", f"/jobs/{job}/assignments")
        said = reply.json()
        if reply.status == 201:
            return dict(said)
        if reply.status != 200:
            self._ledger.note(f"claim of {job}: {_text(reply)}")
        self._ledger.did["no task now"] += 1
        self._shunned[job] = time.monotonic() + min(1.0, said.get("retry_after") or 1.0)
        await asyncio.sleep(_STARVED_SECONDS)
        return None

    # ---- working on it

    async def _work(self, task: dict[str, Any]) -> dict[str, Any] | None:
        """Does something with the task; the next one, if it came with the receipt."""
        habits = self._habits
        if habits.pace_seconds:
            await asyncio.sleep(self._rng.expovariate(1 / habits.pace_seconds))
        if self._sometimes(habits.opens_page):
            await self._open_page(task)
        if self._sometimes(habits.drafts):
            await self._draft(task)
        if self._sometimes(habits.pauses):
            await self._pause(task)
        if self._sometimes(habits.declines):
            return await self._leave(task, "decline")
        if self._sometimes(habits.releases):
            return await self._leave(task, "release")
        if self._sometimes(habits.goes_silent) and not self._aside:
            self._shunned[task["job"]] = _expiry(task) + _LATE_BY_SECONDS - time.time() + time.monotonic()
            self._aside.append((_expiry(task) + _LATE_BY_SECONDS, task))
            return None
        return await self._answer(task, then_next=not self._sometimes(habits.answers_without_next))

    async def _open_page(self, task: dict[str, Any]) -> None:
        reply = await self._browser.ask("GET", task["page"])
        if reply.status not in (200, 410):  # the page is good once: a lost reply may have been the one
            self._ledger.note(f"page of {task['id']}: {_text(reply)}")
        self._ledger.did["pages opened"] += 1

    async def _draft(self, task: dict[str, Any]) -> None:
        text = f"draft {self._rng.random()}"
        body = {"token": task["token"], "draft": {"text": text}}
        reply = await self._browser.ask("PUT", f"{_at(task)}/draft", body)
        if self._still_open(task, reply):
            found = await self._browser.ask("GET", f"{_at(task)}/draft")
            if found.status != 200 or found.json()["draft"] != {"text": text}:
                self._excuse(task, f"the draft of {task['id']} is lost: {_text(found)}")
        self._ledger.did["drafts"] += 1

    async def _pause(self, task: dict[str, Any]) -> None:
        reply = await self._browser.ask("POST", f"{_at(task)}/pause", {"token": task["token"]})
        if self._still_open(task, reply):
            again = await self._browser.ask("POST", f"/jobs/{task['job']}/assignments")
            if again.status != 201 or again.json()["id"] != task["id"]:
                self._excuse(task, f"the pause of {task['id']} was not resumed: {_text(again)}")
        self._ledger.did["pauses"] += 1

    async def _leave(self, task: dict[str, Any], how: str) -> None:
        reply = await self._browser.ask("POST", f"{_at(task)}/{how}", {"token": task["token"]})
        self._still_open(task, reply)
        self._ledger.did[f"{how}s"] += 1

    # ---- answering it

    async def _answer(self, task: dict[str, Any], *, then_next: bool) -> dict[str, Any] | None:
        """Answers until the server has said what became of it."""
        entry = self._new_entry(task)
        body = {"token": task["token"], "answer": self._content(entry.mark), "next": then_next}
        if self._sometimes(self._habits.loses_connection):
            await self._browser.hang_up("POST", f"{_at(task)}/answer", body)
            self._ledger.did["hung up on"] += 1
        reply = await self._browser.ask("POST", f"{_at(task)}/answer", body)
        if reply.status != 200:
            self._refused(entry, task, reply)
            return None
        self._ledger.acknowledged(entry.mark)
        said = reply.json()
        if said["receipt"] != task["id"]:
            self._ledger.note(f"the receipt of {task['id']} is {said['receipt']}")
        await self._doubt(entry, task, body, said)
        following: dict[str, Any] | None = said["next"]
        return following

    async def _doubt(
        self, entry: Entry, task: dict[str, Any], body: dict[str, Any], said: dict[str, Any]
    ) -> None:
        """Sometimes sends the answer again, or another one: neither may change anything."""
        if self._sometimes(self._habits.repeats_answer):
            again = await self._browser.ask("POST", f"{_at(task)}/answer", {**body, "next": False})
            kept = ("receipt", "submitted_at")
            if again.status != 200 or any(again.json()[key] != said[key] for key in kept):
                self._ledger.note(f"{entry.mark} was acknowledged with {said}, then: {_text(again)}")
            self._ledger.did["answers repeated"] += 1
        if self._sometimes(self._habits.changes_answer):
            other = self._new_entry(task)
            changed = {"token": task["token"], "answer": self._content(other.mark), "next": False}
            reply = await self._browser.ask("POST", f"{_at(task)}/answer", changed)
            if reply.status != 409 or reply.json()["stored"]["receipt"] != task["id"]:
                self._ledger.note(f"a second answer to {task['id']} got {_text(reply)}")
            self._ledger.refused(other.mark, "second answer")

    async def _answer_late(self, now: float) -> None:
        """Answers a task whose lease is over by now: it must be refused."""
        for due, task in [each for each in self._aside if each[0] <= now]:
            self._aside.remove((due, task))
            entry = self._new_entry(task)
            body = {"token": task["token"], "answer": self._content(entry.mark), "next": False}
            reply = await self._browser.ask("POST", f"{_at(task)}/answer", body)
            if reply.status == 200:
                self._ledger.acknowledged(entry.mark)
                self._ledger.note(f"{entry.mark} came after the lease was over and was taken")
            else:
                self._refused(entry, task, reply)

    def _refused(self, entry: Entry, task: dict[str, Any], reply: Reply) -> None:
        """A conflict says what is stored; it needs an excuse, as everything else here does."""
        if reply.status != 409 or "stored" not in (said := reply.json()):
            self._ledger.note(f"{entry.mark}: {_text(reply)}")
            return
        self._ledger.refused(entry.mark, said["code"])
        self._excuse(task, f"{entry.mark} was refused: {_text(reply)}")

    def _still_open(self, task: dict[str, Any], reply: Reply) -> bool:
        """Whether a call on a task that is ours was obeyed; a conflict is for the balance to judge."""
        if reply.status == 409 and "stored" in reply.json():
            self._ledger.conflict(task["job"], _expiry(task), _text(reply))
        elif reply.status != 204:
            self._ledger.note(f"{task['id']}: {_text(reply)}")
        return reply.status == 204

    def _excuse(self, task: dict[str, Any], what: str) -> None:
        self._ledger.conflict(task["job"], _expiry(task), what)

    # ----

    def _new_entry(self, task: dict[str, Any]) -> Entry:
        self._n_marks += 1
        mark = f"{self._username}.{self._n_marks:06}"
        entry = Entry(mark, task["job"], int(task["task"]), self._browser.worker_id, task["id"])
        self._ledger.sent(entry)
        return entry

    def _content(self, mark: str) -> dict[str, Any]:
        return {"category": {"label": self._rng.choice(LABELS)}, "mark": mark}

    def _sometimes(self, share: float) -> bool:
        return share > 0 and self._rng.random() < share


def _at(task: dict[str, Any]) -> str:
    return f"/assignments/{task['id']}"


def _expiry(task: dict[str, Any]) -> float:
    """When the lease is over, by the wall clock."""
    return datetime.fromisoformat(task["expires_at"]).timestamp()


def _text(reply: Reply) -> str:
    return f"{reply.status} {reply.content[:300].decode(errors='replace')}"
