"""One machine: a server and an engine in one process, which can end at any moment and start again."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.blobs import StruckBlobs
from simulator.database import StruckDatabase
from simulator.executors import InlineExecutor, StruckExecutor
from simulator.faults import Crash, Faults
from simulator.fibers import FiberLocal
from simulator.timeline import WallClock
from simulator.violation import Violation, require
from simulator.workplace import Workplace
from trigpoint.engine.job_leases import JobLeases, JobLost, LeasedDatabase
from trigpoint.model.errors import FunctionFailed, Unavailable
from trigpoint.model.ids import Ids

if TYPE_CHECKING:
    from simulator.world import World

JOB_LEASE_SECONDS = 5.0


class Machine:
    """Everything here that is not the clock lives in memory, and is gone after a crash."""

    def __init__(self, world: World, number: int) -> None:
        self._world = world
        self.name = f"machine-{number}"
        self.clock = WallClock(world.timeline)
        self.is_up = False
        self._engine_id = self.name
        self._n_starts = 0
        self.start()

    def start(self) -> None:
        """Builds every part anew over the same files."""
        world = self._world
        self._n_starts += 1
        if world.rng.random() < 0.5:  # else it comes back under its old name, and goes on with its jobs
            self._engine_id = f"{self.name}.{self._n_starts}"
        self.faults = Faults(lambda what: world.say(f"{self.name}: {what}"))
        self.database = StruckDatabase(
            world.disk.open_database(), self.faults, world.fibers.give_way, world.group
        )
        chance = random.Random(world.rng.getrandbits(64))
        self.blobs = StruckBlobs(
            world.disk.blobs, self.faults, chance, world.fibers.give_way, world.fibers.wait
        )
        self.processes = StruckExecutor(chance)
        ids = Ids(self.clock, random.Random(world.rng.getrandbits(64)))
        self.job_leases = JobLeases(
            self.database,
            self.clock,
            self._engine_id,
            self.name,
            lease_seconds=JOB_LEASE_SECONDS,
            seconds=world.timeline.monotonic,
        )
        self._leased = LeasedDatabase(self.database, self.job_leases)
        self._leased._local = FiberLocal()  # type: ignore[assignment]
        self.place = Workplace(
            self.database,
            self.blobs,
            self.clock,
            ids,
            world.renderer,
            InlineExecutor(),
            processes=self.processes,
            engine_database=self._leased,
            pause=lambda seconds: world.fibers.give_way(),
            seconds=world.timeline.monotonic,
            group_size=world.traits.group_size,
        )
        self.is_up = True

    def end(self) -> None:
        """Takes the process away as it stands."""
        self.is_up = False
        self.faults.is_dead = True
        self._world.fibers.end_all_of(self)
        self.database.close()

    def stop(self) -> None:
        """Ends it in order: steps under way are given up, jobs are handed back."""
        self._world.fibers.end_all_of(self)
        try:
            self.job_leases.hand_back()
        except Unavailable as exc:
            self._world.say(f"{self.name} could not hand back its jobs: {exc}")
        self.end()

    def run(self, label: str, work: Callable[[], None]) -> None:
        """Something that this process does, which may be held up."""
        self._world.guard(self, lambda: self._world.fibers.start(f"{self.name} {label}", self, work))

    def engine_round(self) -> None:
        """What the engine's loop does in one round."""
        if not self._world.fibers.is_under_way(self, f"{self.name} round"):
            self.run("round", self._round)

    def _round(self) -> None:
        try:
            self.job_leases.keep()
            self.place.leases.expire()
            job_ids = [job.job_id for job in self.job_leases.jobs(self._busy())]
        except Unavailable as exc:
            self._world.say(f"{self.name} round: {exc}")
            return
        self._world.later(lambda: self._begin_steps(job_ids))

    def _busy(self) -> frozenset[int]:
        return frozenset(
            job_id
            for job_id in range(1, 100)
            if self._world.fibers.is_under_way(self, f"{self.name} step of {job_id}")
        )

    def _begin_steps(self, job_ids: list[int]) -> None:
        for job_id in job_ids:
            if self.is_up and job_id not in self._busy():
                self.run(f"step of {job_id}", lambda j=job_id: self._step(j))  # type: ignore[misc]

    def _step(self, job_id: int) -> None:
        say = self._world.say
        try:
            with self._leased.step_of(job_id):
                more = self.place.stages.step(job_id)
        except (Unavailable, JobLost, FunctionFailed) as exc:
            require(self._world.functions_failed or not isinstance(exc, FunctionFailed), str(exc))
            say(f"{self.name} step of {job_id}: {type(exc).__name__}: {exc}")
        except Crash:
            say(f"{self.name} step of {job_id}: cut off")
            raise
        except Exception as exc:
            raise Violation(f"the step of job {job_id} raised {type(exc).__name__}: {exc}") from exc
        else:
            say(f"{self.name} step of {job_id}" + (", more at once" if more else ""))
