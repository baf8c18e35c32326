"""Managers: create jobs, stop them, chain and clone them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.faults import Crash
from simulator.plans import Plan
from simulator.violation import Violation
from simulator.workers import at_once
from trigpoint.model.errors import NameTaken, NotFound, Unavailable, WrongState
from trigpoint.model.s3_uri import S3Uri

if TYPE_CHECKING:
    from simulator.machine import Machine
    from simulator.world import World

MOST_JOBS = 5


class Managers:
    def __init__(self, world: World) -> None:
        self._world = world

    def create(self, machine: Machine, plan: Plan | None = None) -> None:
        """Asks for a job; asks again for one that nobody has confirmed."""
        world = self._world
        again = [each for each in world.plans.values() if not each.created]
        if plan is None:
            if not again and len(world.plans) >= MOST_JOBS:
                return
            plan = again[0] if again else world.drawing.new()
        world.plans[plan.name] = plan
        plan.n_asked += 1

        def work() -> None:
            try:
                at_once(machine.place.jobs.create(plan.config, plan.name, {"LabelingJobName": plan.name}, {}))
            except NameTaken as exc:
                if plan.n_asked == 1:
                    raise Violation(f"{plan.name} was never asked for: {exc}") from exc
            plan.created = True
            n, wanted = len(plan.lines), plan.config.n_workers
            world.say(f"a manager creates {plan.name}: {plan.kind}, {n} objects for {wanted} workers")

        self._ask(machine, f"creates {plan.name}", work)

    def stop(self, machine: Machine) -> None:
        world = self._world
        if not world.plans:
            return
        plan = world.rng.choice(list(world.plans.values()))

        def work() -> None:
            try:
                at_once(machine.place.jobs.stop(plan.name))
            except (WrongState, NotFound) as exc:
                if isinstance(exc, NotFound) and plan.created:
                    raise Violation(f"{plan.name} was created and is gone") from exc
                world.say(f"a manager cannot stop {plan.name}: {exc}")
                return
            plan.stop_heard = True
            world.say(f"a manager stops {plan.name}")

        self._ask(machine, f"stops {plan.name}", work)

    def chain(self, machine: Machine) -> None:
        """Goes on from the output of a job that is over."""
        world = self._world
        over = self._over()
        if over and len(world.plans) < MOST_JOBS:
            source = world.rng.choice(over)
            job = world.job(source)
            assert job is not None and job.output_uri is not None
            raw = world.disk.blobs.read(S3Uri.parse(job.output_uri))
            world.say(f"a manager chains from {source.name}")
            self.create(machine, world.drawing.chained(source, raw))

    def clone(self, machine: Machine) -> None:
        world = self._world
        over = self._over()
        if over and len(world.plans) < MOST_JOBS:
            source = world.rng.choice(over)
            world.say(f"a manager clones {source.name}")
            self.create(machine, world.drawing.cloned(source))

    def _over(self) -> list[Plan]:
        found = []
        for plan in self._world.plans.values():
            job = self._world.job(plan)
            if job is not None and job.is_final and job.output_uri is not None:
                found.append(plan)
        return found

    def _ask(self, machine: Machine, label: str, work: Callable[[], None]) -> None:
        def told() -> None:
            try:
                work()
            except Crash:
                self._world.say(f"a manager {label}: no answer")
                raise
            except Unavailable as exc:
                self._world.say(f"a manager {label}: {exc}")

        machine.run(f"manager {label}", told)
