"""What must hold after every event, read from the tables themselves."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select

from simulator.ledger import Ledger
from simulator.violation import require
from trigpoint.store.database import Database
from trigpoint.store.tables import answers, assignments, labeling_jobs, offers, tasks
from trigpoint.store.transaction import Row, Statement, Transaction

_t, _a, _j = tasks.c, assignments.c, labeling_jobs.c
_TASKS = Statement(
    select(
        _t.job_id,
        _t.task_no,
        _t.state,
        _t.wanted,
        _t.n_leases,
        _t.n_answers,
        _t.n_declines,
        _t.offer,
        _t.object_index,
    )
)
_OPEN = Statement(select(_a.job_id, _a.task_no, _a.worker_id).where(_a.state == "open"))
_ENDED = Statement(select(_a.job_id, _a.task_no, _a.worker_id, _a.state, _a.assignment_id, _a.active_micros))
_ANSWERS = Statement(
    select(
        answers.c.job_id,
        answers.c.task_no,
        answers.c.worker_id,
        answers.c.assignment_id,
        answers.c.content,
        answers.c.counted,
    )
)
_OFFERS = Statement(select(offers.c.job_id, offers.c.position, offers.c.task_no))
_JOBS = Statement(
    select(
        _j.job_id,
        _j.name,
        _j.status,
        _j.total,
        _j.human_labeled,
        _j.machine_labeled,
        _j.failed,
        _j.prelabeled,
        _j.n_tasks,
    )
)


class Audit:
    """Reads everything after each event, over a connection that nothing goes wrong with."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._ended: dict[str, Any] = {}
        self._counted: dict[str, str] = {}

    def check(self, database: Database) -> None:
        database.read_now(self._check)

    def _check(self, tx: Transaction) -> None:
        counted = [row for row in tx.all(_ANSWERS) if row[5]]
        open_ = tx.all(_OPEN)
        self._check_slots(tx.all(_TASKS), Counter((r[0], r[1]) for r in open_), counted, tx.all(_OFFERS))
        self._check_workers(open_, counted)
        self._check_ledger(counted)
        self._check_ended(tx.all(_ENDED))
        for job_id, name, status, total, human, machine, failed, prelabeled, n_tasks in tx.all(_JOBS):
            unlabeled = total - human - machine - failed
            require(unlabeled >= 0, f"{name} ({status}) has {unlabeled} unlabeled objects of {total}")
            require(
                n_tasks <= total - prelabeled, f"{name} (job {job_id}) staged {n_tasks} of {total} objects"
            )

    def _check_slots(
        self,
        rows: list[Row],
        n_open: Counter[tuple[int, int]],
        counted: list[Row],
        offered: list[Row],
    ) -> None:
        n_counted = Counter((row[0], row[1]) for row in counted)
        positions = {(job_id, task_no): position for job_id, position, task_no in offered}
        require(len(positions) == len(offered), f"a task is offered twice: {offered}")
        objects = Counter((row[0], row[8]) for row in rows)
        require(max(objects.values(), default=1) == 1, f"an object has two tasks: {objects}")
        for job_id, task_no, state, wanted, n_leases, n_answers, n_declines, offer, _ in rows:
            where, key = f"job {job_id} task {task_no} ({state})", (job_id, task_no)
            require(
                n_leases + n_answers <= wanted, f"{where}: {n_leases} held + {n_answers} answered > {wanted}"
            )
            require(n_leases == n_open[key], f"{where}: {n_leases} leases noted, {n_open[key]} are open")
            require(
                n_answers == n_counted[key], f"{where}: {n_answers} answers noted, {n_counted[key]} counted"
            )
            require(offer == positions.get(key), f"{where}: offer {offer}, offered at {positions.get(key)}")
            has_room = n_leases + n_answers < wanted and n_declines < wanted
            is_right = offer is None or (state == "open" and n_leases + n_answers < wanted)
            require(is_right, f"{where} is offered, {n_leases} held + {n_answers} answered of {wanted}")
            require(state != "open" or n_answers < wanted, f"{where} has all its answers")
            if state == "open" and offer is None:
                require(
                    not has_room or n_leases > 0 or n_declines > 0, f"{where} has room and is not offered"
                )

    def _check_workers(self, open_: list[Row], counted: list[Row]) -> None:
        holds = Counter((row[0], row[2]) for row in open_)
        require(max(holds.values(), default=1) == 1, f"a worker holds two tasks of a job: {holds}")
        answered = Counter((row[0], row[1], row[2]) for row in counted)
        require(max(answered.values(), default=1) == 1, f"a worker answered a task twice: {answered}")

    def _check_ledger(self, counted: list[Row]) -> None:
        """Everything acknowledged is there, as it was sent; nothing is there that nobody sent."""
        kept = {row[3]: row[4] for row in counted}
        for assignment_id, text in self._counted.items():
            require(kept.get(assignment_id) == text, f"the counted answer of {assignment_id} has changed")
        self._counted = kept
        sent = {(each.held.assignment_id, each.text): each for each in self._ledger.submissions}
        for each in self._ledger.submissions:
            is_kept = kept.get(each.held.assignment_id) == each.text
            if each.told == "acknowledged":
                require(is_kept, f"{each.mark} was acknowledged and is not counted")
            if each.told == "refused":
                require(not is_kept, f"{each.mark} was refused and is counted")
        for assignment_id, text in kept.items():
            require((assignment_id, text) in sent, f"nobody sent the answer of {assignment_id}: {text}")

    def _check_ended(self, rows: list[Row]) -> None:
        """What is over stays as it is."""
        for _, _, _, state, assignment_id, active in rows:
            require(active >= 0, f"{assignment_id} ({state}): {active / 1e6} s of active time")
            before = self._ended.get(assignment_id)
            require(before is None or before == state, f"{assignment_id} was {before} and is {state}")
            if state != "open":
                self._ended[assignment_id] = state
