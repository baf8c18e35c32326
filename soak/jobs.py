"""The labeling manager: keeps jobs running, stops some of them, and ends them all at last."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sequence

import msgspec

from soak.project import FINAL, Job, Project

_LOOK_SECONDS = 0.25


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """The jobs of a soak; each is drawn from these."""

    at_once: int = 3
    n_objects: Sequence[int] = (300, 800, 2000)
    n_workers: Sequence[int] = (1, 2, 3)
    time_limit_seconds: int = 30
    stopped_share: float = 0.2
    """Share of jobs that are stopped half way."""
    window: int = 1000


class Manager:
    """A thread that creates jobs, watches them and stops them, whatever happens to the servers meanwhile."""

    def __init__(self, project: Project, work: Work, seed: str) -> None:
        self.jobs: list[Job] = []
        self.stopped: set[str] = set()
        """Names of those whose stop was asked for."""
        self.states: dict[str, str] = {}
        self.error: BaseException | None = None
        self._project = project
        self._work = work
        self._rng = random.Random(seed)
        self._stop_at: dict[str, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="manager")

    def start(self) -> None:
        """Returns when the first jobs are there."""
        self._fill()
        self._thread.start()

    def open_jobs(self) -> list[str]:
        """Jobs that workers may ask for tasks of."""
        return [name for name, state in list(self.states.items()) if state not in FINAL]

    def finish(self, seconds: float) -> None:
        """Creates no more; waits so long for the last ones to be labeled, then stops what is left of them."""
        self._over.set()
        self._thread.join()
        if self.error is not None:
            raise self.error
        until = time.monotonic() + seconds
        while self.open_jobs() and time.monotonic() < until:
            self._look()
            time.sleep(_LOOK_SECONDS)
        for name in self.open_jobs():
            self._stop(name)

    def wait_until_final(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while self.open_jobs():
            if time.monotonic() > until:
                raise RuntimeError(f"after {seconds:g} s: {self.states}")
            self._look()
            time.sleep(_LOOK_SECONDS)

    def _run(self) -> None:
        try:
            while not self._over.wait(_LOOK_SECONDS):
                self._look()
                self._stop_some()
                self._fill()
        except BaseException as exc:
            self.error = exc

    def _fill(self) -> None:
        while len(self.open_jobs()) < self._work.at_once:
            job = self._new_job()
            self.jobs.append(job)
            self._project.create_job(job)
            self.states[job.name] = "Initializing"
            if self._rng.random() < self._work.stopped_share:
                self._stop_at[job.name] = time.monotonic() + self._rng.uniform(1, 8)

    def _new_job(self) -> Job:
        n = len(self.jobs)
        return Job(
            name=f"job-{n:03}",
            n_objects=self._rng.choice(self._work.n_objects),
            n_workers=self._work.n_workers[n % len(self._work.n_workers)],
            window=self._work.window,
            time_limit_seconds=self._work.time_limit_seconds,
        )

    def _look(self) -> None:
        for name in self.open_jobs():
            self.states[name] = self._project.status(name)

    def _stop_some(self) -> None:
        for name, at in list(self._stop_at.items()):
            if time.monotonic() >= at:
                del self._stop_at[name]
                if self.states[name] not in FINAL:
                    self._stop(name)

    def _stop(self, name: str) -> None:
        self.stopped.add(name)
        self._project.stop_job(name)
