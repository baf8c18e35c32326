"""What can happen next, and what it does."""

from __future__ import annotations

from collections.abc import Callable

from simulator.blobs import TROUBLES
from simulator.machine import Machine
from simulator.managers import Managers
from simulator.plans import Plan
from simulator.workers import Worker
from simulator.workplace import join_team, leave_team
from simulator.world import World

_DAY_SECONDS = 86_400


class Events:
    """Chooses what happens by the weights of the seed's traits, and lets it happen."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._managers = Managers(world)
        with_machine: dict[str, Callable[[Machine], None]] = {
            "take": self._take,
            "answer": self._answer,
            "engine": Machine.engine_round,
            "create": self._managers.create,
            "answer again": self._answer_again,
            "answer otherwise": self._answer_otherwise,
            "stale token": self._stale_token,
            "decline": lambda machine: self._give_back(machine, "decline"),
            "release": lambda machine: self._give_back(machine, "release"),
            "pause": self._pause,
            "draft": self._draft,
            "look": self._look,
            "somebody else's": self._somebody_elses,
            "send again": self._send_again,
            "leave": lambda machine: self._change_team(joins=False),
            "join": lambda machine: self._change_team(joins=True),
            "stop": self._managers.stop,
            "chain": self._managers.chain,
            "clone": self._managers.clone,
            "crash at a point": lambda machine: self._arm(machine, "crash"),
            "database trouble": lambda machine: self._arm(machine, "unavailable"),
            "crash": world.put_down,
            "restart": self._restart,
            "storage trouble": self._storage_trouble,
            "function trouble": self._function_trouble,
            "clock jumps": self._clock_jumps,
            "machine stalls": self._stall,
            "rush": self._rush,
            "sleepwalker": self._sleepwalk,
            "time passes": lambda machine: self._time_passes(world.rng.choice((1, 3, 10, 25))),
            "long time passes": lambda machine: self._time_passes(world.rng.choice((60, 130, 400, 1000))),
        }
        self._acts = with_machine
        kinds = [kind for kind, weight in world.traits.weights.items() if weight]
        self._kinds, self._weights = kinds, [world.traits.weights[kind] for kind in kinds]

    def next(self) -> None:
        """One event, with all that follows at once."""
        world = self._world
        world.timeline.go_on(world.rng.choice((0.0, 0.01, 0.3, 1.1)))
        for machine in world.machines:
            if not machine.is_up and world.rng.random() < 0.3:
                machine.start()
                world.say(f"{machine.name} starts")
        ready = world.ready()
        held_up = [each for each in world.fibers.held_up if each.owner in ready]
        if held_up and world.rng.random() < 0.5:
            world.resume(world.rng.choice(held_up))
        elif ready:
            kind = world.rng.choices(self._kinds, self._weights)[0]
            self._acts[kind](world.rng.choice(ready))
        else:
            self._time_passes(1)
        world.catch_up()

    # ---- people

    def _worker(self) -> Worker:
        return self._world.rng.choice(self._world.workers)

    def _plan(self) -> Plan | None:
        plans = list(self._world.plans.values())
        return self._world.rng.choice(plans) if plans else None

    def _take(self, machine: Machine) -> None:
        worker, plan = self._worker(), self._plan()
        if plan is not None:
            worker.take(machine, plan)

    def _holder(self) -> Worker | None:
        holders = [each for each in self._world.workers if each.held]
        return self._world.rng.choice(holders) if holders else None

    def _answer(self, machine: Machine) -> None:
        worker = self._holder()
        if worker is None:
            self._take(machine)
            return
        held = self._world.rng.choice(worker.held)
        worker.answer(machine, held)

    def _rush(self, machine: Machine) -> None:
        """Several workers at the same moment: their requests share a commit, where the database does that."""
        world = self._world
        if world.disk.commits_groups:
            world.group.open()
        for worker in world.rng.sample(world.workers, world.rng.randint(1, len(world.workers))):
            plan = self._plan()
            if machine.is_up and worker.held:
                worker.answer(machine, world.rng.choice(worker.held))
            elif machine.is_up and plan is not None:
                worker.take(machine, plan)
        fibers = world.group.commit()
        if machine.faults.is_dead and machine.is_up:
            world.put_down(machine)
        for fiber in fibers:
            if fiber in world.fibers.held_up:
                world.resume(fiber)

    def _stale_token(self, machine: Machine) -> None:
        worker = self._holder()
        if worker is not None:
            tokens = [each.token for each in worker.held[1:]] + ["0" * 32]
            token = self._world.rng.choice(tokens)
            if self._world.rng.random() < 0.5:
                worker.answer(machine, worker.held[0], token=token)
            else:
                worker.try_stale_token(machine, worker.held[0], token)

    def _answer_again(self, machine: Machine) -> None:
        """Sends something again that the worker had sent before, heard of or not."""
        sent = [each for each in self._world.ledger.submissions if not each.n_on_the_way]
        if sent:
            submission = self._world.rng.choice(sent[-20:])
            self._sender(submission.held.worker_id).send(machine, submission)

    def _answer_otherwise(self, machine: Machine) -> None:
        """Sends another answer to an assignment that has one."""
        sent = self._world.ledger.submissions
        if sent:
            held = self._world.rng.choice(sent[-20:]).held
            worker = self._sender(held.worker_id)
            worker.answer(machine, held)

    def _send_again(self, machine: Machine) -> None:
        """What a page does that had no answer."""
        waiting = [each for each in self._world.workers if each.unheard]
        if waiting:
            worker = self._world.rng.choice(waiting)
            worker.send(machine, worker.unheard[0])

    def _sender(self, worker_id: str) -> Worker:
        return next(each for each in self._world.workers if each.worker_id == worker_id)

    def _give_back(self, machine: Machine, how: str) -> None:
        worker = self._holder()
        if worker is not None:
            worker.give_back(machine, self._world.rng.choice(worker.held), how)

    def _pause(self, machine: Machine) -> None:
        worker = self._holder()
        if worker is not None:
            worker.pause(machine, self._world.rng.choice(worker.held))

    def _draft(self, machine: Machine) -> None:
        worker = self._holder()
        if worker is not None:
            worker.save_draft(machine, self._world.rng.choice(worker.held))

    def _look(self, machine: Machine) -> None:
        plan = self._plan()
        if plan is not None:
            self._worker().look(machine, plan)

    def _somebody_elses(self, machine: Machine) -> None:
        holder, worker = self._holder(), self._worker()
        if holder is not None and holder is not worker:
            worker.try_somebody_elses(machine, self._world.rng.choice(holder.held))

    def _change_team(self, *, joins: bool) -> None:
        worker = self._worker()
        if worker.in_team != joins:
            self.put_in_team(worker, joins=joins)

    def put_in_team(self, worker: Worker, *, joins: bool) -> None:
        """An administrator's change, on a connection that nothing goes wrong with."""
        worker.in_team = joins
        (join_team if joins else leave_team)(self._world.auditor, worker.worker_id)
        self._world.say(f"{worker.name} {'joins' if joins else 'leaves'} the team")

    # ---- troubles

    def _time_passes(self, seconds: float) -> None:
        self._world.timeline.go_on(seconds)
        self._world.say(f"{seconds} s pass")

    def _arm(self, machine: Machine, kind: str) -> None:
        points = self._world.rng.choice((1, 2, 3, 5, 8, 13, 21, 34)) + self._world.rng.randint(0, 8)
        machine.faults.arm(kind, points)  # type: ignore[arg-type]

    def _restart(self, machine: Machine) -> None:
        self._world.say(f"{machine.name} is stopped")
        self._world.guard(machine, machine.stop)

    def _storage_trouble(self, machine: Machine) -> None:
        machine.blobs.trouble = None if machine.blobs.trouble else self._world.rng.choice(TROUBLES)
        self._world.say(f"{machine.name}: storage trouble: {machine.blobs.trouble}")

    def _function_trouble(self, machine: Machine) -> None:
        machine.processes.in_trouble = not machine.processes.in_trouble
        self._world.functions_failed = True
        self._world.say(f"{machine.name}: function trouble: {machine.processes.in_trouble}")

    def _clock_jumps(self, machine: Machine) -> None:
        rng = self._world.rng
        jump = rng.choice((-1, 1)) * rng.choice((0.5, 7, 7, 40, 400, 4000))
        if rng.random() < 0.03:
            jump = 40 * _DAY_SECONDS
            self._world.jumped_far = True
        machine.clock.offset_seconds += jump
        self._world.say(f"{machine.name}: the clock jumps by {jump} s")

    def _sleepwalk(self, machine: Machine) -> None:
        """An engine falls asleep in the middle of a step; others take over its job before it wakes up."""
        world = self._world
        others = [each for each in world.ready() if each is not machine]
        share, world.fibers.share = world.fibers.share, world.rng.choice((0.04, 0.1, 0.3))
        if others:
            machine.engine_round()
            world.catch_up()
        world.fibers.share = share
        if not any(each.owner is machine for each in world.fibers.held_up):
            return
        world.stalled[machine.name] = world.timeline.seconds + world.rng.choice((12, 16, 25))
        world.say(f"{machine.name} falls asleep")
        for other in others * 4:
            world.timeline.go_on(3)
            if other.is_up:
                other.engine_round()
                world.catch_up()

    def _stall(self, machine: Machine) -> None:
        seconds = self._world.rng.choice((2, 6, 12, 30))
        self._world.stalled[machine.name] = self._world.timeline.seconds + seconds
        self._world.say(f"{machine.name} stalls for {seconds} s")
