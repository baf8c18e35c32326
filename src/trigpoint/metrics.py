"""What a process counts and times of its own work. Only this and http/operations know Prometheus.

Engine and store are given this object's methods as plain callables and know nothing of it. Each takes a
microsecond or two; the hot path calls one for a commit and two for a request.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

from trigpoint.tallies import RequestTally, Tally, TeamTally

Cycle = Literal["claim", "answer", "answer_next"]
WorkerEvent = Literal["accepted", "submitted", "returned", "declined"]
T = TypeVar("T")

_FAST = (0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.5, 1, 2.5, 5)
_SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
_COMMIT = (0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5)
_BATCH = (1, 2, 4, 8, 16, 32, 64, 128, 256)
_MOST_CHILDREN = 2000
_CLASSES = {n: f"{n}xx" for n in range(1, 6)}
_ENDED = {"Completed": "succeeded", "Failed": "failed", "Stopped": "stopped"}


class Metrics:
    """The instruments of one process, in a registry of their own."""

    def __init__(self, version: str = "", seconds: Callable[[], float] = time.monotonic) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._seconds = seconds
        self._children: dict[tuple[str, ...], Any] = {}
        self._http()
        self._writes()
        self._engine()
        self._help()
        self._ground_truth()
        build = self._gauge(
            "build_info", "Version of Trigpoint and of Python; always 1.", "version", "python"
        )
        build.labels(version, platform.python_version()).set(1)

    # ---- what there is

    def _http(self) -> None:
        self._cycle = self._tally(
            "cycle_seconds",
            "A worker's requests, from arrival to the last byte handed over: claim (asks for a task), answer,"
            " answer_next (an answer, and the next task in the same round trip).",
            _FAST,
            "call",
        )
        self._requests = RequestTally(_SLOW)
        self.registry.register(self._requests)
        self.in_progress = self._gauge("http_requests_in_progress", "HTTP requests under way.")
        self._errors = self._counter(
            "errors",
            "Errors that were answered or logged, by the name of their class.",
            "error",
        )

    def _writes(self) -> None:
        self._batch = self._tally(
            "commit_batch_requests", "Writes that shared one commit, and one wait for the disk.", _BATCH
        )
        self._commit = self._tally("commit_seconds", "Transactions, from begin to durable.", _COMMIT)
        self._wait = self._tally(
            "write_wait_seconds", "Longest wait of a batch's writes before their transaction began.", _COMMIT
        )

    def _engine(self) -> None:
        self._steps = self._histogram(
            "engine_step_seconds", "Steps of the engine, by stage of the work.", _SLOW, "stage"
        )
        self._step_failures = self._counter(
            "engine_step_failures", "Steps that failed and will be tried again.", "error"
        )
        self._held = self._gauge("engine_jobs_held", "Jobs that are leased to this engine.")
        self._takeovers = self._counter(
            "engine_takeovers", "Engines that this one found dead, whose jobs are shared out anew."
        )
        self.beat_age = self._gauge(
            "engine_beat_age_seconds",
            "Time since this engine last said in the database that it lives; -1 in processes without one.",
        )
        self.beat_age.set(-1)

    def _help(self) -> None:
        self._functions = self._histogram(
            "function_seconds", "Calls of pre- and post-annotation functions.", _SLOW, "function"
        )
        self._function_failures = self._counter("function_failures", "Calls that failed.", "function")
        self._renders = self._histogram(
            "render_seconds", "Calls of the template renderer, of one task or a batch.", _SLOW
        )
        self._render_failures = self._counter(
            "render_failures", "Task documents that could not be rendered, and calls that failed."
        )
        self._blobs = self._histogram(
            "blob_seconds", "Operations on storage, until it has answered.", _SLOW, "operation"
        )
        self._blob_failures = self._counter(
            "blob_failures", "Operations on storage that raised.", "operation", "error"
        )

        self._problems = self._counter(
            "problem_reports",
            "Problems with tasks that were reported: image, media, script, attribute, template, comment.",
            "kind",
        )

    def _ground_truth(self) -> None:
        """CloudWatch's names, spelled as its Prometheus exporters spell them."""
        self._jobs_ended = {
            status: Counter(
                f"aws_sagemaker_labelingjobs_jobs_{word}",
                f"Jobs{word.capitalize()}: jobs that ended so.",
                **self._here,
            )
            for status, word in _ENDED.items()
        }
        self._teams = TeamTally(self._seconds)
        self.registry.register(self._teams)

    # ---- hooks

    def cycle(self, call: Cycle, seconds: float) -> None:
        """A worker's request has been answered with what it asked for."""
        self._cycle.observe((call,), seconds)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request is over; `route` is a template, never an address."""
        self._requests.observe((route, method, _CLASSES.get(status // 100, "other")), seconds)

    def error(self, kind: str) -> None:
        self._child(self._errors, kind).inc()

    def commit(self, n_requests: int, seconds: float, waited_seconds: float) -> None:
        """A batch of writes is durable; `waited_seconds` is how long the first of them had waited."""
        self._batch.observe((), n_requests)
        self._commit.observe((), seconds)
        self._wait.observe((), waited_seconds)

    def step(self, stage: str, seconds: float) -> None:
        self._child(self._steps, stage).observe(seconds)

    def step_failed(self, error: BaseException) -> None:
        self._child(self._step_failures, type(error).__name__).inc()
        self.error(type(error).__name__)

    def held(self, n_jobs: int) -> None:
        """So many jobs are this engine's."""
        self._held.set(n_jobs)

    def takeover(self) -> None:
        """This engine has found another dead."""
        self._takeovers.inc()

    def function(self, name: str, seconds: float, error: BaseException | None) -> None:
        self._child(self._functions, name).observe(seconds)
        if error is not None:
            self._child(self._function_failures, name).inc()

    def rendered(self, seconds: float, n_failed: int) -> None:
        self._renders.observe(seconds)
        if n_failed:
            self._render_failures.inc(n_failed)

    def blob(self, operation: str, seconds: float, error: BaseException | None) -> None:
        self._child(self._blobs, operation).observe(seconds)
        if error is not None:
            self._child(self._blob_failures, operation, type(error).__name__).inc()

    def problem(self, kind: str) -> None:
        """A worker or their page has told that something is wrong with a task."""
        self._child(self._problems, kind).inc()

    def job_ended(self, status: str) -> None:
        """A job has reached a final state."""
        self._jobs_ended[status].inc()

    def worker(self, event: WorkerEvent, team: str, worker_id: str, active_seconds: float = 0.0) -> None:
        """A worker took a task of a team's job, or ended one; `active_seconds` are those of an answer."""
        self._teams.observe(event, team, worker_id, active_seconds)

    # ---- making them

    @property
    def _here(self) -> dict[str, Any]:
        return {"registry": self.registry}

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(name, meaning, labels, namespace="trigpoint", **self._here)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(name, meaning, labels, namespace="trigpoint", **self._here)

    def _histogram(self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(name, meaning, labels, namespace="trigpoint", buckets=buckets, **self._here)

    def _tally(self, name: str, meaning: str, buckets: tuple[float, ...], *labels: str) -> Tally:
        tally = Tally(f"trigpoint_{name}", meaning, buckets, labels)
        self.registry.register(tally)
        return tally

    def _child(self, parent: Any, *values: str) -> Any:
        """The instrument for these labels: a plain dictionary costs a tenth of what `labels` does."""
        key = (parent._name, *values)
        child = self._children.get(key)
        if child is None:
            if (
                len(self._children) >= _MOST_CHILDREN
            ):  # names come from outside: they must not fill the memory
                return parent.labels(*("other" for _ in values))
            child = self._children[key] = parent.labels(*values)
        return child
