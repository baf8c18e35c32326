"""Workers: honest, slow, forgetful, impatient, and some that try what they must not."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from simulator.faults import Crash
from simulator.ledger import Submission, foreign_marks
from simulator.plans import Plan, answer_content
from simulator.violation import Violation, require
from trigpoint.model.errors import AccessDenied, AssignmentConflict, NotFound, Unavailable
from trigpoint.model.task import Assignment
from trigpoint.store.tasks import task_input

if TYPE_CHECKING:
    from simulator.machine import Machine
    from simulator.world import World

T = TypeVar("T")


def at_once(work: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that never has to wait."""
    try:
        work.send(None)
    except StopIteration as ended:
        return ended.value  # type: ignore[no-any-return]
    raise RuntimeError("a coroutine waited for something that is not simulated")


class Worker:
    """One worker at a browser: remembers what it was given, and what it has sent."""

    def __init__(self, world: World, worker_id: str) -> None:
        self._world = world
        self.worker_id = worker_id
        self.name = worker_id.rpartition(".")[2]
        self.in_team = True
        self.held: list[Assignment] = []
        self.unheard: list[Submission] = []
        self._n_marks = 0

    # ---- what a worker does

    def take(self, machine: Machine, plan: Plan) -> None:
        world, was_in_team, was_created = self._world, self.in_team, plan.created
        done = {n for n in range(len(plan.lines)) if world.ledger.has_done(plan.name, n, self.worker_id)}

        def work() -> None:
            found = at_once(machine.place.leases.next_task(self.worker_id, plan.name))
            if isinstance(found, Assignment):
                require(found.object_index not in done, f"{self.name} is given object again: {found}")
                self._given(machine, found, "takes")
            else:
                world.say(f"{self.name} asks for {plan.name}: {found.reason}")

        def denied(exc: Exception) -> bool:
            unknown = isinstance(exc, NotFound) and not was_created
            return unknown or (isinstance(exc, AccessDenied) and not (was_in_team and self.in_team))

        self._ask(machine, f"asks for {plan.name}", work, denied)

    def answer(self, machine: Machine, held: Assignment, *, token: str | None = None) -> None:
        """Sends a new answer, different from all before."""
        self._n_marks += 1
        mark = f"mark/{held.job_name}/{self.worker_id}/{self._n_marks}"
        content = answer_content(self._world.rng, self._world.plans[held.job_name], mark)
        submission = self._world.ledger.add(held, mark, content)
        self.send(machine, submission, token=token)

    def send(self, machine: Machine, submission: Submission, *, token: str | None = None) -> None:
        world, held = self._world, submission.held
        then_next = world.rng.random() < 0.6
        token = token or held.token
        is_bad = (
            token != held.token
            or held.expires_at <= machine.clock.now()
            or world.plans[held.job_name].stop_heard
            or held.assignment_id in world.ledger.given_back
        )
        if is_bad and submission.n_sent == 0:
            submission.is_overdue = True
        elif not is_bad:
            submission.is_overdue = False
        submission.n_sent += 1
        submission.n_on_the_way += 1

        def work() -> None:
            try:
                receipt = at_once(
                    machine.place.leases.answer(
                        self.worker_id, held.assignment_id, token, submission.content, then_next=then_next
                    )
                )
            except AssignmentConflict as exc:
                self._refused(submission, exc)
                return
            except (Crash, Unavailable):
                if submission not in self.unheard:
                    self.unheard.append(submission)
                raise
            finally:
                submission.n_on_the_way -= 1
            self._acknowledged(machine, submission, receipt)

        self._ask(machine, f"sends {submission.mark}", work)

    def give_back(self, machine: Machine, held: Assignment, how: str) -> None:
        ledger = self._world.ledger

        def work() -> None:
            call = getattr(machine.place.leases, how)
            at_once(call(self.worker_id, held.assignment_id, held.token, "not for me"))
            self._world.say(f"{self.name} {how}s {held.job_name}#{held.object_index}")
            self._forget(held)
            answered = [each for each in ledger.of(held.assignment_id) if each.told == "acknowledged"]
            require(not answered, f"{self.name} could {how} what is answered: {held}")
            ledger.given_back.add(held.assignment_id)
            if how == "decline":
                ledger.declined.add((held.job_name, held.object_index, self.worker_id))

        self._ask(machine, f"{how}s {held.job_name}#{held.object_index}", work)

    def pause(self, machine: Machine, held: Assignment) -> None:
        def work() -> None:
            at_once(machine.place.leases.pause(self.worker_id, held.assignment_id, held.token))
            self._world.say(f"{self.name} pauses {held.job_name}#{held.object_index}")

        self._ask(machine, "pauses", work)

    def save_draft(self, machine: Machine, held: Assignment) -> None:
        """Saves a draft and reads it again."""
        self._n_marks += 1
        draft = {"mark": f"mark/{held.job_name}/{self.worker_id}/{self._n_marks}"}

        def work() -> None:
            leases = machine.place.leases
            at_once(leases.save_draft(self.worker_id, held.assignment_id, held.token, draft))
            self._world.say(f"{self.name} saves a draft of {held.job_name}#{held.object_index}")

        self._ask(machine, "saves a draft", work)

    def look(self, machine: Machine, plan: Plan) -> None:
        """Looks at everything that a worker can see."""

        def work() -> None:
            for entry in at_once(machine.place.board.jobs_for(self.worker_id)):
                self._see(entry, entry.job.name)
                require(entry.available >= 0, f"{entry.available} tasks available in {entry.job.name}")
            _, lines = at_once(machine.place.board.ahead(self.worker_id, plan.name, 3))
            self._see([line.decode() for line in lines], plan.name)
            for held in at_once(machine.place.leases.held(self.worker_id)):
                self._see(held, held.job_name)
                require(held.worker_id == self.worker_id, f"{self.name} is shown {held}")
            self._world.say(f"{self.name} looks around")

        self._ask(machine, "looks around", work)

    def try_stale_token(self, machine: Machine, held: Assignment, token: str) -> None:
        """Tries to change an assignment with a token that is not its own: it must be refused."""
        leases = machine.place.leases
        call = self._world.rng.choice(
            (
                lambda: leases.release(self.worker_id, held.assignment_id, token, None),
                lambda: leases.decline(self.worker_id, held.assignment_id, token, None),
                lambda: leases.pause(self.worker_id, held.assignment_id, token),
                lambda: leases.save_draft(self.worker_id, held.assignment_id, token, {}),
            )
        )

        def work() -> None:
            at_once(call())  # type: ignore[no-untyped-call]
            raise Violation(f"{self.name} could change {held} with the token {token}")

        self._ask(machine, "tries a stale token", work)

    def try_somebody_elses(self, machine: Machine, held: Assignment) -> None:
        """Tries what others hold: it must look as if it did not exist."""
        leases = machine.place.leases
        call = self._world.rng.choice(
            (
                lambda: leases.answer(self.worker_id, held.assignment_id, held.token, {}, then_next=True),
                lambda: leases.release(self.worker_id, held.assignment_id, held.token, None),
                lambda: leases.decline(self.worker_id, held.assignment_id, held.token, None),
                lambda: leases.pause(self.worker_id, held.assignment_id, held.token),
                lambda: leases.draft(self.worker_id, held.assignment_id),
                lambda: leases.save_draft(self.worker_id, held.assignment_id, held.token, {}),
                lambda: leases.assignment(self.worker_id, held.assignment_id),
            )
        )

        def work() -> None:
            try:
                at_once(call())
            except NotFound:
                self._world.say(f"{self.name} tries somebody else's")
                return
            raise Violation(f"{self.name} could touch somebody else's assignment: {held}")

        self._ask(machine, "tries somebody else's", work)

    # ---- what a worker is told

    def _ask(
        self,
        machine: Machine,
        label: str,
        work: Callable[[], None],
        may_fail: Callable[[Exception], bool] = lambda exc: False,
    ) -> None:
        """A request of this worker; `may_fail` tells which errors are right."""

        def told() -> None:
            try:
                work()
            except Crash:
                self._world.say(f"{self.name} {label}: no answer")
                raise
            except (Unavailable, AssignmentConflict) as exc:
                self._world.say(f"{self.name} {label}: {type(exc).__name__}: {exc}")
            except Violation:
                raise
            except Exception as exc:
                if not may_fail(exc):
                    raise Violation(f"{self.name} {label}: {type(exc).__name__}: {exc}") from exc
                self._world.say(f"{self.name} {label}: {exc}")

        machine.run(f"{self.name} {label}", told)

    def _given(self, machine: Machine, held: Assignment, verb: str) -> None:
        self._see(held, held.job_name)
        require(held.worker_id == self.worker_id, f"{self.name} is given {held}")
        self._world.say(
            f"{self.name} {verb} {held.job_name}#{held.object_index} as {held.assignment_id[-4:]}"
        )
        self._forget(held)
        self.held.append(held)
        task = machine.database.read_now(lambda tx: task_input(tx, held.job_id, held.task_no))
        self._see(task, held.job_name)
        draft = at_once(machine.place.leases.draft(self.worker_id, held.assignment_id))
        self._see(draft, held.job_name)

    def _acknowledged(self, machine: Machine, submission: Submission, receipt: Any) -> None:
        world, held = self._world, submission.held
        world.say(f"{self.name} has the receipt of {submission.mark}")
        world.ledger.acknowledge(submission, receipt)
        self._see(receipt, held.job_name)
        self._forget(held)
        if submission in self.unheard:
            self.unheard.remove(submission)
        if isinstance(receipt.next, Assignment):
            done = world.ledger.has_done(held.job_name, receipt.next.object_index, self.worker_id)
            require(
                not done or submission.n_sent > 1, f"{self.name} is given an object again: {receipt.next}"
            )
            self._given(machine, receipt.next, "goes on with")

    def _refused(self, submission: Submission, exc: AssignmentConflict) -> None:
        world = self._world
        world.say(f"{self.name} is refused {submission.mark}: {exc.stored['code']}")
        self._see([exc.stored, str(exc)], submission.held.job_name)
        if exc.stored["code"] != "lease-lost" or exc.stored["state"] != "open":  # else only the token was bad
            world.ledger.refuse(submission)
            self._forget(submission.held)
        if submission in self.unheard:
            self.unheard.remove(submission)

    def _see(self, value: Any, job: str) -> None:
        marks = foreign_marks(value, job, self.worker_id)
        require(not marks, f"{self.name} can see others' answers: {marks}")

    def _forget(self, held: Assignment) -> None:
        self.held = [each for each in self.held if each.assignment_id != held.assignment_id]
