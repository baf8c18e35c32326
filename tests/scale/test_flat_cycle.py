"""A worker's cycle costs the same however many objects the job has: counted in steps of SQLite's machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.scale.conftest import WORKERS, BigJob, StillClock, assert_flat, run

from trigpoint.engine.job_board import JobBoard
from trigpoint.engine.lease import Leases
from trigpoint.engine.lease_steps import NothingNow
from trigpoint.model.task import Assignment

SMALL, LARGE = 1_200, 100_000
LARGE_OF_MANY = 20_000
MakeJob = Callable[..., BigJob]


def leases_of(job: BigJob) -> Leases:
    return Leases(job.database, StillClock(), job.ids, lambda: None)


def take(leases: Leases, worker: str) -> Assignment:
    found = run(leases.next_task(worker, "Big"))
    assert isinstance(found, Assignment), found
    return found


def submit(leases: Leases, held: Assignment) -> Any:
    """The next task, or why there is none."""
    content = {"kind": {"label": "Chinese"}}
    answered = leases.answer(held.worker_id, held.assignment_id, held.token, content, then_next=True)
    return run(answered).next


def cycles(job: BigJob, leases: Leases, held: Assignment, n: int) -> tuple[int, Assignment]:
    """Steps of `n` cycles, each an answer that brings the next task; and what is held then."""

    def work() -> None:
        nonlocal held
        for _ in range(n):
            held = submit(leases, held)

    return job.database.cost(work), held


@pytest.mark.parametrize("n_workers", [1, 3, 9])
def test_a_cycle_costs_the_same_in_a_big_job(big_job: MakeJob, n_workers: int) -> None:
    def cost(n: int) -> int:
        job = big_job(n, n_workers=n_workers)
        leases = leases_of(job)
        return cycles(job, leases, submit(leases, take(leases, WORKERS[0])), 50)[0]

    assert_flat(cost(SMALL), cost(LARGE if n_workers == 1 else LARGE_OF_MANY))


@pytest.mark.parametrize("n_workers", [1, 3, 9])
def test_a_claim_costs_the_same_in_a_big_job(big_job: MakeJob, n_workers: int) -> None:
    def cost(n: int) -> int:
        job = big_job(n, n_workers=n_workers)
        leases = leases_of(job)
        take(leases, WORKERS[0])
        return job.database.cost(lambda: take(leases, WORKERS[1]))

    assert_flat(cost(SMALL), cost(LARGE_OF_MANY))


@pytest.mark.parametrize("n_workers", [3, 9])
def test_a_worker_who_did_most_open_tasks_pays_no_more(big_job: MakeJob, n_workers: int) -> None:
    job = big_job(SMALL, n_workers=n_workers)
    leases = leases_of(job)
    first, held = cycles(job, leases, submit(leases, take(leases, WORKERS[0])), 20)
    _, held = cycles(job, leases, held, 940)
    last, _ = cycles(job, leases, held, 20)
    assert_flat(first, last)


def test_slots_given_back_do_not_make_a_worker_search_again(big_job: MakeJob) -> None:
    """Others release tasks all the time: who did nearly all of them meets each of those once."""
    job = big_job(SMALL, n_workers=3, window=400)
    leases = leases_of(job)
    held = take(leases, WORKERS[0])
    first, held = cycles(job, leases, held, 20)
    _, held = cycles(job, leases, held, 300)
    for worker in WORKERS[1:4]:
        for _ in range(5):
            other = take(leases, worker)
            run(leases.release(worker, other.assignment_id, other.token, None))
    _, held = cycles(job, leases, held, 20)
    last, _ = cycles(job, leases, held, 20)
    assert_flat(first, last)


@pytest.mark.parametrize("n_workers", [1, 3])
def test_who_has_done_everything_is_told_so_at_the_same_cost(big_job: MakeJob, n_workers: int) -> None:
    def cost(n: int) -> int:
        job = big_job(n, n_workers=n_workers, window=200)
        leases = leases_of(job)
        following: Any = take(leases, WORKERS[0])
        while isinstance(following, Assignment):
            following = submit(leases, following)
        assert isinstance(following, NothingNow)
        return job.database.cost(lambda: run(leases.next_task(WORKERS[0], "Big")))

    assert_flat(cost(SMALL), cost(LARGE_OF_MANY))


def test_waiting_for_what_others_hold_costs_the_same(big_job: MakeJob) -> None:
    def cost(n: int) -> int:
        job = big_job(n, window=5)
        leases = leases_of(job)
        for worker in WORKERS[:5]:
            take(leases, worker)

        def ask() -> None:
            found = run(leases.next_task(WORKERS[6], "Big"))
            assert isinstance(found, NothingNow)
            assert found.next_at is not None

        ask()
        return job.database.cost(ask)

    assert_flat(cost(SMALL), cost(LARGE_OF_MANY))


@pytest.mark.parametrize("ending", ["decline", "release", "pause"])
def test_giving_back_costs_the_same(big_job: MakeJob, ending: str) -> None:
    def cost(n: int) -> int:
        job = big_job(n, n_workers=3)
        leases = leases_of(job)

        def give_back() -> None:
            held = take(leases, WORKERS[0])
            reason = () if ending == "pause" else (None,)
            run(getattr(leases, ending)(held.worker_id, held.assignment_id, held.token, *reason))

        give_back()
        return job.database.cost(give_back)

    assert_flat(cost(SMALL), cost(LARGE_OF_MANY))


def test_expiry_costs_the_same(big_job: MakeJob) -> None:
    def cost(n: int) -> int:
        job = big_job(n)
        leases = leases_of(job)
        leases.expire()
        return job.database.cost(lambda: (leases.expire(), leases.close_due(job.job_id)))

    assert_flat(cost(SMALL), cost(LARGE_OF_MANY))


def test_the_board_costs_the_same(big_job: MakeJob) -> None:
    def cost(n: int) -> int:
        job = big_job(n)
        board = JobBoard(job.database, StillClock())

        def look() -> None:
            assert run(board.jobs_for(WORKERS[0]))[0].available == 1000
            assert len(run(board.ahead(WORKERS[0], "Big", 3))[1]) == 3

        look()
        return job.database.cost(look)

    assert_flat(cost(SMALL), cost(LARGE))
