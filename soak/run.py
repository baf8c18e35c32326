"""A soak from its start to its balance."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence

import msgspec
import uvloop

from soak.balance import Balance, balance_of
from soak.books import read_books
from soak.cluster import Cluster
from soak.jobs import Manager, Work
from soak.killer import Killer
from soak.labeler import Habits, Labeler
from soak.ledger import Ledger
from soak.processes import Member
from soak.project import Project

_WATCH_SECONDS = 0.25
_FINAL_SECONDS = 300.0


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What happens, and for how long."""

    seconds: float
    seed: int
    n_clients: int = 16
    kills_every_seconds: tuple[float, float] | None = None
    """Between two kills; None kills nobody."""
    least_kills: int = 0
    """Labeling goes on until so many have been killed, though the time is over."""
    in_order_share: float = 0.0
    """Share of those that are told to end instead."""
    down_seconds: float = 1.0
    """A killed process is started again after so long at most."""
    finish_seconds: float = 20.0
    """How long jobs may be labeled on, undisturbed, before what is left of them is stopped."""
    work: Work = Work()
    habits: Habits = Habits()


class Soak:
    """The parts of a soak while it runs, for whoever watches."""

    def __init__(
        self, cluster: Cluster, plan: Plan, targets: Sequence[Sequence[Member]] | None = None
    ) -> None:
        self.cluster = cluster
        self.plan = plan
        self.ledger = Ledger()
        self.project = Project(cluster.urls, cluster.key_file)
        self.manager = Manager(self.project, plan.work, f"{plan.seed} manager")
        self.killer = Killer(
            targets or cluster.targets,
            f"{plan.seed} killer",
            every_seconds=plan.kills_every_seconds or (1, 1),
            down_seconds=plan.down_seconds,
            in_order_share=plan.in_order_share,
        )
        self.phase = "preparing"
        self.began_at = time.monotonic()
        self._labeling_over = threading.Event()
        self._error: BaseException | None = None

    def run(self, watch: Callable[[Soak], None] = lambda soak: None) -> Outcome:
        """Labels, kills, finishes, and balances."""
        names = [f"worker-{n:02}" for n in range(self.plan.n_clients)]
        self.project.prepare(names)
        self.manager.start()
        threads = threading.Thread(target=self._label, args=(names,), name="labelers")
        threads.start()
        try:
            self._labeling(watch)
        finally:
            self._labeling_over.set()
            threads.join()
        if self._error is not None:
            raise self._error
        self.phase = "waiting for the jobs to end"
        watch(self)
        self.manager.wait_until_final(_FINAL_SECONDS)
        wrong = self.cluster.stop()
        self.phase = "balancing"
        watch(self)
        return self._outcome(wrong)

    def _labeling(self, watch: Callable[[Soak], None]) -> None:
        kills = self.plan.kills_every_seconds is not None
        self.phase, self.began_at = "labeling", time.monotonic()
        if kills:
            self.killer.start()
        try:
            while not (self._is_time() or self._has_failed()):
                time.sleep(_WATCH_SECONDS)
                watch(self)
        finally:
            if kills:
                self.killer.finish()
        self.phase = "finishing"
        watch(self)
        self.manager.finish(self.plan.finish_seconds)

    def _is_time(self) -> bool:
        spent = time.monotonic() - self.began_at
        return spent >= self.plan.seconds and len(self.killer.kills) >= self.plan.least_kills

    def _has_failed(self) -> bool:
        return bool(self._error or self.killer.error or self.manager.error)

    def _label(self, names: list[str]) -> None:
        async def everybody() -> None:
            labelers = [
                Labeler(
                    name,
                    self.cluster.urls,
                    self.manager.open_jobs,
                    self.ledger,
                    self.plan.habits,
                    f"{self.plan.seed} {name}",
                )
                for name in names
            ]
            await asyncio.gather(*(each.run(self._labeling_over.is_set) for each in labelers))

        try:
            uvloop.run(everybody())
        except BaseException as exc:
            self._error = exc

    def _outcome(self, wrong: list[str]) -> Outcome:
        jobs, stopped, ledger = self.manager.jobs, self.manager.stopped, self.ledger
        books = read_books(self.cluster.database_url, [job.name for job in jobs])
        balances = [
            balance_of(
                job,
                ledger.of_job(job.name),
                books[job.name],
                self.cluster.files,
                was_stopped=job.name in stopped,
            )
            for job in jobs
        ]
        unexcused = [what for job, what in ledger.conflicts if job not in stopped]
        return Outcome(balances, [*ledger.wrong, *unexcused, *self.killer.wrong, *wrong])


class Outcome(msgspec.Struct):
    balances: list[Balance]
    wrong: list[str]
    """What went wrong beside the jobs' books: answers no worker should get, processes left over."""

    @property
    def every_wrong(self) -> list[str]:
        return [f"{each.job}: {wrong}" for each in self.balances for wrong in each.wrong] + self.wrong
