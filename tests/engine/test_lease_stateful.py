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
from simulator.reference import Offered, ReferenceJob, Said
from sqlalchemy import bindparam, func, select

from trigpoint.engine.lease_steps import Receipt
from trigpoint.model.clock import to_micros
from trigpoint.model.errors import AccessDenied, AssignmentConflict, WrongState
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
        max_examples=40,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    machine().runTest()


ROWS = Statement(
    select(tasks.c.task_no, tasks.c.state, tasks.c.n_leases, tasks.c.n_answers, tasks.c.n_declines)
)
KEPT = Statement(select(answers.c.assignment_id, answers.c.content, answers.c.counted))
STATES = Statement(select(assignments.c.assignment_id, assignments.c.state, assignments.c.paused))
SECOND = 1_000_000


class AgainstTheReference(RuleBasedStateMachine):
    """Everything that is said and kept is what the reference model says, word for word."""

    make_lab: ClassVar[Any] = None

    @initialize(lines=st.integers(1, 4), n_workers=st.integers(1, 3), window=st.integers(1, 4))
    def begin(self, lines: int, n_workers: int, window: int) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = open_database(f"sqlite:///{Path(self.folder.name) / 'x.db'}")
        self.threads = ThreadPoolExecutor(1)
        self.lab = type(self).make_lab(self.database, Path(self.folder.name) / "buckets", self.threads)
        limits = {"time_limit_seconds": 60, "availability_seconds": 600}
        self.lab.begin(lines=lines, n_workers=n_workers, window=window, **limits)
        self.lab.step()
        self.model = ReferenceJob(
            n_objects=lines,
            wanted=n_workers,
            window=window,
            time_limit=60 * SECOND,
            availability=600 * SECOND,
            members=set(self.lab.workers),
        )
        self.the_engine_works()

    def now(self) -> int:
        return to_micros(self.lab.clock.now())

    def said(self, found: Any, expected: Offered, worker: str) -> None:
        """Holds what a worker was given against what the model offers."""
        if expected.how == "nothing":
            assert not isinstance(found, Assignment), f"{found.task_no} is not to be had"
            return
        assert isinstance(found, Assignment), f"{found} instead of {expected}"
        assert found.task_no in expected.tasks
        assert found.worker_id == worker
        assert not found.paused
        if expected.how == "resumed":
            assert found.assignment_id == expected.name
            assert expected.name is not None
            assert found.token == self.model.leases[expected.name].token
        else:
            assert found.assignment_id not in self.model.leases
            expires_at = self.model.given(found.assignment_id, found.token, found.task_no, worker, self.now())
            assert to_micros(found.expires_at) == expires_at

    def refused(self, call: Any, expected: Said) -> Any:
        """What the call gave; nothing when it was refused, as it should be."""
        if expected.refusal is None:
            return asyncio.run(call)
        with pytest.raises(AssignmentConflict) as raised:
            asyncio.run(call)
        assert raised.value.stored["code"] == expected.refusal
        return None

    @rule(n=st.integers(0, 3))
    def take(self, n: int) -> None:
        worker = self.lab.workers[n]
        expected = self.model.take(worker, self.now())
        try:
            found = asyncio.run(self.lab.leases.next_task(worker, "Menu"))
        except AccessDenied:
            assert expected.how == "denied"
            return
        assert expected.how != "denied"
        self.said(found, expected, worker)

    def pick(self, n: int) -> str:
        """The last assignments are the likely ones."""
        names = list(self.model.leases)
        return names[-1 - n % min(len(names), 6)]

    @precondition(lambda self: self.model.leases)
    @rule(
        n=st.integers(0, 5),
        label=st.sampled_from(["Mains", "Snack"]),
        then_next=st.booleans(),
        good=st.sampled_from([True, True, True, False]),
    )
    def answer(self, n: int, label: str, then_next: bool, good: bool) -> None:
        name = self.pick(n)
        lease = self.model.leases[name]
        token = lease.token if good else "0" * 32
        was_done = lease.state == "submitted"
        expected = self.model.answer(name, token, label, self.now())
        following = None
        if expected.refusal is None and then_next:
            if was_done:
                following = self.model.resume_or_choose(lease.worker, self.now())
            else:
                tasks = self.model.takable(lease.worker, self.now())
                following = Offered("given", tasks) if tasks else Offered("nothing")
        content = {"kind": {"label": label}}
        call = self.lab.leases.answer(lease.worker, name, token, content, then_next=then_next)
        receipt = self.refused(call, expected)
        if receipt is None:
            return
        assert isinstance(receipt, Receipt)
        assert receipt.receipt == name
        assert to_micros(receipt.submitted_at) == expected.answered_at
        if following is None:
            assert receipt.next is None
        else:
            self.said(receipt.next, following, lease.worker)

    @precondition(lambda self: self.model.leases)
    @rule(n=st.integers(0, 5), how=st.sampled_from(["declined", "released"]), good=st.booleans())
    def give_back(self, n: int, how: Any, good: bool) -> None:
        name = self.pick(n)
        lease = self.model.leases[name]
        token = lease.token if good else "0" * 32
        call = getattr(self.lab.leases, how.removesuffix("d"))
        expected = self.model.give_back(name, token, how, self.now())
        self.refused(call(lease.worker, name, token, None), expected)

    @precondition(lambda self: self.model.leases)
    @rule(n=st.integers(0, 5))
    def pause(self, n: int) -> None:
        name = self.pick(n)
        lease = self.model.leases[name]
        expected = self.model.pause(name, lease.token, self.now())
        self.refused(self.lab.leases.pause(lease.worker, name, lease.token), expected)

    @precondition(lambda self: self.model.leases)
    @rule(n=st.integers(0, 5), text=st.sampled_from(["a", "b"]))
    def save_draft(self, n: int, text: str) -> None:
        name = self.pick(n)
        lease = self.model.leases[name]
        expected = self.model.save_draft(name, lease.token, text, self.now())
        self.refused(self.lab.leases.save_draft(lease.worker, name, lease.token, text), expected)
        assert asyncio.run(self.lab.leases.draft(lease.worker, name)) == lease.draft

    @rule(n=st.integers(0, 3), joins=st.sampled_from([True, True, False]))
    def the_team_changes(self, n: int, joins: bool) -> None:
        worker = self.lab.workers[n]
        if joins:
            self.lab.join(worker)
            self.model.members.add(worker)
        else:
            self.lab.leave(worker)
            self.model.members.discard(worker)

    @rule(seconds=st.sampled_from([1, 30, 61, 700]))
    def time_passes(self, seconds: int) -> None:
        self.lab.clock.turn(seconds)

    @rule()
    def the_engine_works(self) -> None:
        self.model.engine_works(self.now())
        self.lab.step()

    @rule()
    def the_manager_stops_the_job(self) -> None:
        could = self.model.stop()
        try:
            asyncio.run(self.lab.jobs.stop("Menu"))
        except WrongState:
            assert not could
            return
        assert could

    @invariant()
    def the_tables_say_what_the_model_says(self) -> None:
        def look(tx: Transaction) -> tuple[list[Any], list[Any], list[Any]]:
            return tx.all(ROWS), tx.all(KEPT), tx.all(STATES)

        rows, kept, states = self.database.read_now(look)
        model = self.model
        assert {row[0]: row[1:] for row in rows} == {
            number: (
                row_state(rows, number, is_closed=task.is_closed),
                len(model.of_task(number, "open")),
                len(model.of_task(number, "submitted")),
                len(model.of_task(number, "declined")),
            )
            for number, task in model.tasks.items()
        }
        assert {row[0]: (row[1], bool(row[2])) for row in states} == {
            name: (lease.state, lease.is_paused) for name, lease in model.leases.items()
        }
        expected = {}
        for name, lease in model.leases.items():
            text = lease.answer or lease.late_answer
            if text is not None:
                expected[name] = (f'{{"kind":{{"label":"{text}"}}}}', int(lease.state == "submitted"))
        assert {row[0]: (row[1], row[2]) for row in kept} == expected

    @invariant()
    def the_job_is_as_far_as_the_model(self) -> None:
        status = self.lab.job().status
        assert (status in ("Completed", "Stopped")) == (self.model.state == "over"), status
        assert (status == "Stopping") == (self.model.state == "stopping"), status

    def teardown(self) -> None:
        if hasattr(self, "lab"):
            self.database.close()
            self.threads.shutdown()
            self.folder.cleanup()


def row_state(rows: list[Any], number: int, *, is_closed: bool) -> str:
    """The model knows open and closed; the states of a closed task are the engine's own."""
    state = next((row[1] for row in rows if row[0] == number), "missing")
    if is_closed and state in ("answered", "grouped", "done", "withdrawn"):
        return str(state)
    return "closed" if is_closed else "open"


@pytest.mark.timeout(600)
def test_every_outcome_is_what_the_reference_model_predicts(renderer: Any, make_lab: Any) -> None:
    AgainstTheReference.make_lab = staticmethod(
        lambda database, folder, threads: make_lab(database, folder, renderer, threads)
    )
    machine = AgainstTheReference.TestCase
    machine.settings = settings(
        max_examples=40,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    machine().runTest()
