"""The end of a simulation: everybody stops misbehaving, and the jobs are driven to their ends."""

from __future__ import annotations

from simulator.events import Events
from simulator.machine import JOB_LEASE_SECONDS
from simulator.managers import Managers
from simulator.plans import Plan
from simulator.violation import require
from simulator.workers import Worker
from simulator.world import World

_ROUNDS = 60
_TASKS_A_ROUND = 14


class Settling:
    """Mends what is broken, then lets people work until no job is left."""

    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def run(self) -> None:
        self._world.say("everybody stops misbehaving")
        self._mend()
        self._wake_sleepers()
        self._ask_again()
        for _ in range(_ROUNDS):
            if not self._running():
                return
            n_sent = len(self._world.ledger.submissions)
            self._round()
            if len(self._world.ledger.submissions) == n_sent:
                self._world.timeline.go_on(3700)  # leases and availabilities run out
        still = [plan.name for plan in self._running()]
        require(not still, f"{still} have not ended after {_ROUNDS} rounds with everybody at work")

    def _mend(self) -> None:
        """Machines and storage are well, and all clocks show the time of the fastest."""
        world = self._world
        fastest = max(machine.clock.offset_seconds for machine in world.machines)
        for machine in world.machines:
            if not machine.is_up:
                machine.start()
            machine.clock.offset_seconds = fastest
            machine.faults.disarm()
            machine.blobs.trouble = None
            machine.processes.in_trouble = False
        world.stalled.clear()
        for worker in world.workers:
            if not worker.in_team:
                self._events.put_in_team(worker, joins=True)

    def _wake_sleepers(self) -> None:
        """What was held up goes on, long after others may have taken over."""
        world = self._world
        if world.rng.random() < 0.5:
            world.timeline.go_on(3 * JOB_LEASE_SECONDS)
            for machine in world.machines[1:]:
                machine.engine_round()
                world.catch_up()
        world.fibers.share = 0.0
        while world.fibers.held_up:
            world.resume(world.rng.choice(world.fibers.held_up))
            world.catch_up()
            world.check()

    def _ask_again(self) -> None:
        """Whoever has had no answer asks once more; some never do."""
        world = self._world
        for plan in world.plans.values():
            if not plan.created:
                Managers(world).create(world.machines[0], plan)
        for worker in world.workers:
            for submission in list(worker.unheard):
                if world.rng.random() < 0.8:
                    worker.send(world.rng.choice(world.machines), submission)
        world.check()

    def _running(self) -> list[Plan]:
        found = []
        for plan in self._world.plans.values():
            job = self._world.job(plan)
            if job is None or not job.is_final:
                found.append(plan)
        return found

    def _round(self) -> None:
        world = self._world
        for _ in range(2):
            for machine in world.machines:
                machine.engine_round()
                world.catch_up()
            world.timeline.go_on(2)
        world.check()
        for plan in self._running():
            for worker in world.workers:
                self._label_all(worker, plan)
        world.check()

    def _label_all(self, worker: Worker, plan: Plan) -> None:
        """The worker does what there is to do in this job."""
        machine = self._world.machines[0]
        for _ in range(_TASKS_A_ROUND):
            worker.take(machine, plan)
            held = [each for each in worker.held if each.job_name == plan.name]
            if not held:
                return
            for each in held:
                worker.answer(machine, each)
                worker.held = [other for other in worker.held if other is not each]
