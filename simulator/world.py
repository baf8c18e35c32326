"""The world of one seed: its machines, its people, its troubles, and what happens next."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from simulator.audit import Audit
from simulator.faults import Crash
from simulator.fibers import Fiber, Fibers
from simulator.group import Group
from simulator.ledger import Ledger
from simulator.machine import Machine
from simulator.plans import Drawing, Plan
from simulator.timeline import Timeline
from simulator.traits import draw_traits
from simulator.workers import Worker
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.labeling_jobs import job_named

if TYPE_CHECKING:
    from simulator.disk import Disk
    from trigpoint.templates.renderer import Renderer

NAMES = ("ann", "bob", "cem", "dee", "eva", "fay")


class World:
    """Everything that one seed decides is drawn from `rng`, in one order."""

    def __init__(
        self, seed: int, disk: Disk, renderer: Renderer, *, calm: bool, tell: Callable[[str], object]
    ) -> None:
        self.rng = random.Random(seed)
        self.traits = draw_traits(self.rng, calm=calm)
        self.timeline = Timeline()
        self.fibers = Fibers(self.rng, 0.0)
        self.group = Group(self.fibers)
        self.disk = disk
        self.renderer = renderer
        self.log: list[str] = []
        self._tell = tell
        self.ledger = Ledger()
        self.plans: dict[str, Plan] = {}
        self.drawing = Drawing(self.rng, disk.blobs, self.traits.most_objects)
        self.auditor = disk.open_database()
        self.audit = Audit(self.ledger)
        self.machines = [Machine(self, number) for number in range(1, self.traits.n_machines + 1)]
        worker_ids = self.machines[0].place.open(NAMES[: self.traits.n_workers])
        self.workers = [Worker(self, worker_id) for worker_id in worker_ids]
        self.fibers.share = self.traits.share_held_up
        self.stalled: dict[str, float] = {}
        self.functions_failed = False
        self.jumped_far = False
        self._queue: deque[Callable[[], None]] = deque()

    def say(self, what: str) -> None:
        line = f"{self.timeline.seconds:10.3f}  {what}"
        self.log.append(line)
        self._tell(line)

    def later(self, act: Callable[[], None]) -> None:
        """Does it when nothing else is running."""
        self._queue.append(act)

    def catch_up(self) -> None:
        while self._queue:
            self._queue.popleft()()

    def guard(self, machine: Machine, act: Callable[[], None]) -> None:
        """Runs something of a machine; when that crashes, the machine is down."""
        try:
            act()
        except Crash:
            self.put_down(machine)

    def put_down(self, machine: Machine) -> None:
        """Ends the process as if it had been killed."""
        machine.faults.is_dead = True
        alone = len(self.machines) == 1
        if alone:  # the files as they stand while all is open; of several machines the others go on
            self.disk.lose_power()
        machine.end()
        if alone:
            self.auditor.close()
            self.auditor = self.disk.open_database()
        self.say(f"{machine.name} is down")

    def resume(self, fiber: Fiber) -> None:
        owner = fiber.owner
        assert isinstance(owner, Machine)
        self.guard(owner, lambda: self.fibers.resume(fiber))

    def ready(self) -> list[Machine]:
        """Machines that are up and do not stall."""
        now = self.timeline.seconds
        return [each for each in self.machines if each.is_up and self.stalled.get(each.name, 0.0) <= now]

    def job(self, plan: Plan) -> LabelingJob | None:
        """The job as it stands in the tables."""
        return self.auditor.read_now(lambda tx: job_named(tx, plan.name))

    def check(self) -> None:
        self.audit.check(self.auditor)

    def close(self) -> None:
        for machine in self.machines:
            if machine.is_up:
                machine.end()
        self.auditor.close()
        self.group.close()
