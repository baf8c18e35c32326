"""The load generator, in a process of its own: `python -m benchmarks.load`, a plan in, figures out.

It shares the machine's processors with the server it loads, so it does little: one event loop, requests
written as bytes, only what is needed read of the answers.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

import msgspec
import uvloop

from benchmarks.http_client import HttpConnection, request
from benchmarks.project import ANSWER, SignedIn

_STARVED_PAUSE_SECONDS = 0.01


class Plan(msgspec.Struct, kw_only=True):
    """What to do for so long: GET `path`, or label the `job` as these workers, one connection each."""

    ports: list[int]
    """Clients are spread over them in turn."""
    seconds: float
    warm_up_seconds: float = 0.5
    most: int = 1_000_000_000
    """Ends after so many requests, the warm-up's included: a job has only so many tasks."""
    path: str = "/"
    n_clients: int = 1
    job: str | None = None
    workers: list[SignedIn] = []
    open_pages: bool = False
    """Whether each task's page is opened before it is answered."""


class Figures(msgspec.Struct):
    """Requests that count (full cycles when labeling), after the warm-up."""

    per_second: float
    p50_ms: float
    p99_ms: float
    n: int
    n_all: int
    """Those of the warm-up included."""
    n_starved: int
    """Answers after which no task was there yet: staging was behind."""
    client_cpu_share: float
    """Share of one processor that the load generator took."""


class _Next(msgspec.Struct):
    id: str
    token: str
    page: str | None = None


class _Receipt(msgspec.Struct):
    receipt: str
    next: _Next | None = None


class _Assignment(msgspec.Struct):
    id: str | None = None
    token: str = ""
    page: str | None = None


_receipt = msgspec.json.Decoder(_Receipt)
_assignment = msgspec.json.Decoder(_Assignment)
_answer_text = msgspec.json.encode(ANSWER).decode()


class _Tally:
    """Latencies of the requests that count, once the warm-up is over."""

    def __init__(self, plan: Plan) -> None:
        self.began_at = time.perf_counter() + plan.warm_up_seconds
        self._ends_at = self.began_at + plan.seconds
        self._last_at = self.began_at
        self._left = self._most = plan.most
        self._latencies: list[float] = []
        self.n_starved = 0

    @property
    def is_over(self) -> bool:
        return self._left <= 0 or time.perf_counter() >= self._ends_at

    def note(self, sent_at: float) -> None:
        now = time.perf_counter()
        self._left -= 1
        if now >= self.began_at:
            self._last_at = now
            self._latencies.append(now - sent_at)

    def note_starved(self) -> None:
        self.n_starved += time.perf_counter() >= self.began_at

    def figures(self, cpu_share: float) -> Figures:
        ordered = sorted(self._latencies) or [float("nan")]
        n = len(self._latencies)
        return Figures(
            n / max(1e-9, self._last_at - self.began_at),
            ordered[len(ordered) // 2] * 1e3,
            ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1e3,
            n,
            self._most - self._left,
            self.n_starved,
            cpu_share,
        )


async def _get(connection: HttpConnection, plan: Plan, tally: _Tally, _: int) -> None:
    wire = request("GET", plan.path)
    while not tally.is_over:
        sent_at = time.perf_counter()
        answer = await connection.ask(wire)
        assert answer.status == 200, answer
        tally.note(sent_at)


async def _label(connection: HttpConnection, plan: Plan, tally: _Tally, n: int) -> None:
    worker = plan.workers[n]
    headers = (f"Cookie: {worker.cookie}", f"X-CSRF-Token: {worker.csrf}")
    claim = request("POST", f"/portal/api/jobs/{plan.job}/assignments", *headers, body=b"")
    task: _Next | None = None
    while not tally.is_over:
        if task is None:
            answer = await connection.ask(claim)
            assert answer.status in (200, 201), answer
            found = _assignment.decode(answer.body)
            if found.id is None:
                await asyncio.sleep(_STARVED_PAUSE_SECONDS)
                continue
            task = _Next(found.id, found.token, found.page)
        if plan.open_pages:
            page = await connection.ask(request("GET", task.page or "/"))
            assert page.status == 200, page
        body = f'{{"token":"{task.token}","answer":{_answer_text},"next":true}}'.encode()
        sent_at = time.perf_counter()
        answer = await connection.ask(
            request("POST", f"/portal/api/assignments/{task.id}/answer", *headers, body=body)
        )
        assert answer.status == 200, answer
        task = _receipt.decode(answer.body).next
        if task is not None:
            tally.note(sent_at)
        else:
            tally.note_starved()


async def _run(plan: Plan) -> Figures:
    client: Callable[[HttpConnection, Plan, _Tally, int], Awaitable[None]] = _label if plan.job else _get
    ports = plan.ports
    connections = [await HttpConnection.open(ports[n % len(ports)]) for n in range(plan.n_clients)]
    tally = _Tally(plan)
    cpu_before, began = time.process_time(), time.perf_counter()
    await asyncio.gather(*(client(each, plan, tally, n) for n, each in enumerate(connections)))
    cpu_share = (time.process_time() - cpu_before) / (time.perf_counter() - began)
    for each in connections:
        each.close()
    return tally.figures(cpu_share)


def generate(plan: Plan) -> Figures:
    """Runs the plan in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=msgspec.json.encode(plan),
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Figures)


if __name__ == "__main__":
    given = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(_run(given))))
