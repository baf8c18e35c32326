"""The invariants of the design under any order of what workers, managers and time can do."""

from __future__ import annotations

import asyncio
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import bindparam, func, select

from trigpoint.model.errors import AssignmentConflict, WrongState
from trigpoint.model.task import Assignment
from trigpoint.store.opening import open_database
from trigpoint.store.tables import answers, assignments, tasks
from trigpoint.store.transaction import Statement, Transaction

TASKS = Statement(
    select(tasks.c.task_no, tasks.c.state, tasks.c.wanted, tasks.c.n_leases, tasks.c.n_answers, tasks.c.offer)
)
OPEN = Statement(
    select(func.count()).where(assignments.c.task_no == bindparam("task"), assignments.c.state == "open")
)
HELD_BY = Statement(
    select(func.count())
    .where(assignments.c.state == "open")
    .group_by(assignments.c.worker_id)
    .having(func.count() > 1)
)
COUNTED = Statement(
    select(answers.c.worker_id).where(answers.c.task_no == bindparam("task"), answers.c.counted == 1)
)


class Labeling(RuleBasedStateMachine):
    """Four workers, one job; the model beside it knows which answers were acknowledged."""

    make_lab: ClassVar[Any] = None

    @initialize(lines=st.integers(1, 4), n_workers=st.integers(1, 3), window=st.integers(1, 4))
    def begin(self, lines: int, n_workers: int, window: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(f"sqlite:///{Path(self.folder.name) / 'x.db'}")
        self.threads = ThreadPoolExecutor(1)
        self.lab = type(self).make_lab(self.database, Path(self.folder.name) / "buckets", self.threads)
        self.lab.started(
            lines=lines, n_workers=n_workers, window=window, time_limit_seconds=60, availability_seconds=600
        )
        self.held: list[Assignment] = []
        self.acknowledged: dict[str, tuple[int, str]] = {}
        self.stopped = False

    @rule(worker=st.integers(0, 3))
    def take(self, worker: int) -> None:
        found = asyncio.run(self.lab.leases.next_task(self.lab.workers[worker], "Menu"))
        if isinstance(found, Assignment):
            assert not self.stopped
            done = [(index, who) for index, who in self.acknowledged.values()]
            assert (found.object_index, found.worker_id) not in done
            if all(each.assignment_id != found.assignment_id for each in self.held):
                self.held.append(found)

    @precondition(lambda self: self.held)
    @rule(n=st.integers(0, 50), label=st.sampled_from(["Mains", "Snack"]), again=st.booleans())
    def answer(self, n: int, label: str, again: bool) -> None:
        held = self.held[n % len(self.held)]
        known = held.assignment_id in self.acknowledged
        try:
            receipt = self.lab.submit(held, label, then_next=again)
        except AssignmentConflict:
            return
        assert known or held.expires_at > self.lab.clock.now()
        self.acknowledged[receipt.receipt] = (held.object_index, held.worker_id)
        if isinstance(receipt.next, Assignment) and receipt.next not in self.held:
            self.held.append(receipt.next)

    @precondition(lambda self: self.held)
    @rule(n=st.integers(0, 50), how=st.sampled_from(["release", "decline"]))
    def give_back(self, n: int, how: str) -> None:
        held = self.held[n % len(self.held)]
        call = getattr(self.lab.leases, how)
        try:
            asyncio.run(call(held.worker_id, held.assignment_id, held.token, None))
        except AssignmentConflict:
            return

    @precondition(lambda self: self.held)
    @rule(n=st.integers(0, 50))
    def pause(self, n: int) -> None:
        held = self.held[n % len(self.held)]
        try:
            asyncio.run(self.lab.leases.pause(held.worker_id, held.assignment_id, held.token))
        except AssignmentConflict:
            return

    @rule(seconds=st.sampled_from([1, 30, 61, 700]))
    def time_passes(self, seconds: int) -> None:
        self.lab.clock.turn(seconds)

    @rule()
    def the_engine_works(self) -> None:
        self.lab.step()

    @rule()
    def the_manager_stops_the_job(self) -> None:
        try:
            asyncio.run(self.lab.jobs.stop("Menu"))
        except WrongState:
            return
        self.stopped = True

    @invariant()
    def leases_and_answers_never_exceed_what_is_wanted(self) -> None:
        def look(tx: Transaction) -> None:
            for task_no, state, wanted, n_leases, n_answers, offer in tx.all(TASKS):
                counted = [row[0] for row in tx.all(COUNTED, task=task_no)]
                assert n_leases + n_answers <= wanted
                assert n_leases == tx.value(OPEN, task=task_no)
                assert n_answers == len(counted) == len(set(counted))
                assert offer is None or state == "open"

        self.database.read_now(look)

    @invariant()
    def a_worker_holds_one_task_at_most(self) -> None:
        assert self.database.read_now(lambda tx: tx.all(HELD_BY)) == []

    @invariant()
    def every_object_is_labeled_failed_or_unlabeled(self) -> None:
        counters = self.lab.job().counters
        assert counters.unlabeled >= 0
        assert counters.labeled + counters.failed + counters.unlabeled == counters.total

    def teardown(self) -> None:
        if not hasattr(self, "lab"):
            return
        self.lab.clock.turn(1000)
        for _ in range(40):
            if self.lab.step().is_final:
                break
            self.lab.clock.turn(1000)
        job = self.lab.job()
        assert job.is_final
        labeled = [n for n, line in enumerate(self.lab.output()) if "Menu" in line]
        assert sorted({index for index, _ in self.acknowledged.values()}) == labeled
        self.database.close()
        self.threads.shutdown()
        self.folder.cleanup()


@pytest.mark.timeout(300)
def test_the_invariants_hold_under_any_order_of_events(renderer: Any, make_lab: Any) -> None:
    Labeling.make_lab = staticmethod(
        lambda database, folder, threads: make_lab(database, folder, renderer, threads)
    )
    machine = Labeling.TestCase
    machine.settings = settings(
        max_examples=60,
        stateful_step_count=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    machine().runTest()
