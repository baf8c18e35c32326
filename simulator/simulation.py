"""One seed from its first event to its balance."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import select

from simulator.balance import Balance, job_files
from simulator.disk import Disk
from simulator.events import Events
from simulator.settling import Settling
from simulator.violation import Violation, require
from simulator.world import World
from trigpoint.store.tables import metadata
from trigpoint.store.transaction import Statement, Transaction
from trigpoint.templates.renderer import Renderer

_OF_ENGINES = ("engines", "job_leases")
_ROWS = {
    name: Statement(select(*(column for column in table.c if column.name != "modified_at")))
    for name, table in sorted(metadata.tables.items())
    if name not in _OF_ENGINES
}


class Outcome(NamedTuple):
    """What came of a seed. `violation` is None when everything held."""

    seed: int
    log: list[str]
    violation: str | None
    files: dict[str, dict[str, bytes]]
    """The files of each job, by its name."""
    n_acknowledged: int

    @property
    def digest(self) -> str:
        """Tells two logs apart."""
        return hashlib.sha256("\n".join(self.log).encode()).hexdigest()


def simulate(
    seed: int, disk: Disk, renderer: Renderer, *, calm: bool = False, tell: Callable[[str], object] = len
) -> Outcome:
    """Runs the seed, telling each line of the log. `calm` leaves out what does not come from people."""
    world = World(seed, disk, renderer, calm=calm, tell=tell)
    violation = None
    try:
        _run(world)
    except Violation as exc:
        violation = str(exc)
    except Exception as exc:  # whatever it is: the story must be told
        violation = f"{type(exc).__name__}: {exc}"
    if violation is not None:
        world.say(f"VIOLATION: {violation}")
    world.close()
    files = {name: job_files(disk, name) for name in world.plans}
    n_acknowledged = sum(each.told == "acknowledged" for each in world.ledger.submissions)
    return Outcome(seed, world.log, violation, files, n_acknowledged)


def _run(world: World) -> None:
    events = Events(world)
    for _ in range(world.traits.n_events):
        events.next()
        world.check()
    Settling(world, events).run()
    world.check()
    balance = Balance(
        world.auditor,
        world.disk,
        world.ledger,
        function_failed=world.functions_failed,
        far=world.jumped_far,
    )
    for plan in world.plans.values():
        balance.check(plan)
    _check_repeats(world)


def _check_repeats(world: World) -> None:
    """Every stage of every job again: no byte of a file and no row changes."""
    world.timeline.go_on(17)
    before = _everything(world)
    for plan in world.plans.values():
        job = world.job(plan)
        assert job is not None
        machine = world.rng.choice(world.machines)
        place = machine.place
        place.stages.step(job.job_id)
        place.leases.expire()
        place.leases.close_due(job.job_id)
        place.stage.run(job)
        place.consolidate.run(job, all_now=True)
        if job.counters.total:
            place.finish.run(job)
        after = _everything(world)
        for name in before:
            require(before[name] == after[name], f"the stages of {plan.name} again changed {name}")


def _everything(world: World) -> dict[str, Any]:
    """All rows by table, all files by job."""

    def look(tx: Transaction) -> dict[str, Any]:
        return {name: sorted(map(repr, tx.all(statement))) for name, statement in _ROWS.items()}

    rows = world.auditor.read_now(look)
    return rows | {f"the files of {name}": job_files(world.disk, name) for name in world.plans}
