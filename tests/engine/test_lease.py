"""Leases, on both databases."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from trigpoint.engine.lease_steps import NothingNow
from trigpoint.model.errors import AccessDenied, AssignmentConflict, NotFound
from trigpoint.model.task import Assignment
from trigpoint.store.answers import counted_answers
from trigpoint.store.tasks import slots_of


def code_of(info: pytest.ExceptionInfo[AssignmentConflict]) -> str:
    return str(info.value.stored["code"])


def test_a_worker_gets_the_tasks_in_manifest_order_and_each_only_once(lab: Any) -> None:
    lab.started(lines=3)
    assert [lab.answer_next(0) for _ in range(3)] == [0, 1, 2]
    nothing = asyncio.run(lab.leases.next_task(lab.workers[0], "menu"))
    assert isinstance(nothing, NothingNow)
    assert nothing.next_at is None


def test_asking_again_returns_the_same_task_with_a_fresh_page(lab: Any) -> None:
    lab.started()
    first, again = lab.take(0), lab.take(0)
    assert (again.assignment_id, again.token) == (first.assignment_id, first.token)
    assert again.page_code != first.page_code


def test_no_more_workers_hold_a_task_than_are_wanted(lab: Any) -> None:
    lab.started(lines=1, n_workers=2)
    lab.take(0), lab.take(1)
    nothing = asyncio.run(lab.leases.next_task(lab.workers[2], "Menu"))
    assert isinstance(nothing, NothingNow)
    assert "one may come free" in nothing.reason
    assert nothing.next_at is not None


def test_a_released_task_comes_back_to_everybody_behind_the_others(lab: Any) -> None:
    lab.started(lines=2)
    held = lab.take(0)
    asyncio.run(lab.leases.release(held.worker_id, held.assignment_id, held.token, None))
    assert lab.answer_next(0) == 1
    assert lab.answer_next(0) == 0


def test_a_slot_that_comes_back_is_met_by_workers_who_have_gone_past_it(lab: Any) -> None:
    lab.started(lines=3, n_workers=1)
    held = lab.take(0)  # object 0 is full
    assert lab.answer_next(1) == 1
    asyncio.run(lab.leases.release(held.worker_id, held.assignment_id, held.token, None))
    assert lab.answer_next(1) == 2
    assert lab.answer_next(1) == 0


def test_a_declined_task_never_comes_back_to_that_worker(lab: Any) -> None:
    lab.started(lines=1, n_workers=2)
    held = lab.take(0)
    asyncio.run(lab.leases.decline(held.worker_id, held.assignment_id, held.token, "blurred"))
    assert isinstance(asyncio.run(lab.leases.next_task(lab.workers[0], "Menu")), NothingNow)
    assert lab.take(1).object_index == 0


def test_as_many_declines_as_workers_wanted_end_the_object(lab: Any) -> None:
    lab.started(lines=1, n_workers=2)
    for worker in (0, 1):
        held = lab.take(worker)
        asyncio.run(lab.leases.decline(held.worker_id, held.assignment_id, held.token, None))
    assert isinstance(asyncio.run(lab.leases.next_task(lab.workers[2], "Menu")), NothingNow)
    job = lab.step(times=2)
    assert (job.status, job.counters.failed) == ("Completed", 1)


def test_declining_twice_counts_once(lab: Any) -> None:
    lab.started(lines=1, n_workers=2)
    held = lab.take(0)
    for _ in range(2):
        asyncio.run(lab.leases.decline(held.worker_id, held.assignment_id, held.token, None))
    slots = lab.database.read_now(lambda tx: slots_of(tx, held.job_id, held.task_no))
    assert (slots.n_declines, slots.n_leases) == (1, 0)


def test_a_lease_ends_at_its_time_limit_and_the_slot_comes_back(lab: Any) -> None:
    lab.started(lines=1, time_limit_seconds=60)
    held = lab.take(0)
    lab.clock.turn(60)
    lab.leases.expire()
    assert lab.take(1).object_index == 0
    with pytest.raises(AssignmentConflict) as info:
        lab.submit(held)
    assert code_of(info) == "task-expired"


def test_an_expired_lease_is_over_even_before_it_is_swept(lab: Any) -> None:
    lab.started(lines=1, time_limit_seconds=60)
    held = lab.take(0)
    lab.clock.turn(61)
    with pytest.raises(AssignmentConflict) as info:
        lab.submit(held)
    assert code_of(info) == "task-expired"
    assert lab.take(0).assignment_id != held.assignment_id


def test_a_lease_never_outlives_the_availability_of_its_object(lab: Any) -> None:
    lab.started(lines=1, time_limit_seconds=3600, availability_seconds=600)
    lab.clock.turn(500)
    assert (lab.take(0).expires_at - lab.clock.now()).total_seconds() < 101


def test_the_same_answer_again_gets_the_same_receipt(lab: Any) -> None:
    lab.started()
    held = lab.take(0)
    first = lab.submit(held)
    lab.clock.turn(5)
    again = lab.submit(held)
    assert (again.receipt, again.submitted_at) == (first.receipt, first.submitted_at)


def test_the_same_answer_again_brings_the_same_next_task(lab: Any) -> None:
    lab.started(lines=3)
    held = lab.take(0)
    first = lab.submit(held, then_next=True)
    again = lab.submit(held, then_next=True)
    assert again.next.assignment_id == first.next.assignment_id


def test_a_second_different_answer_is_refused_and_the_first_stands(lab: Any) -> None:
    lab.started()
    held = lab.take(0)
    lab.submit(held, "Mains")
    with pytest.raises(AssignmentConflict) as info:
        lab.submit(held, "Dessert")
    assert code_of(info) == "already-answered"
    assert info.value.stored["receipt"] == held.assignment_id
    (kept,) = lab.database.read_now(lambda tx: list(counted_answers(tx, held.job_id, held.task_no)))
    assert kept.content == {"kind": {"label": "Mains"}}


def test_a_stale_token_changes_nothing(lab: Any) -> None:
    lab.started()
    held = lab.take(0)
    with pytest.raises(AssignmentConflict) as info:
        asyncio.run(
            lab.leases.answer(held.worker_id, held.assignment_id, "0" * 32, {"a": 1}, then_next=False)
        )
    assert code_of(info) == "lease-lost"
    lab.submit(held)


def test_another_workers_assignment_looks_as_if_it_did_not_exist(lab: Any) -> None:
    lab.started()
    held = lab.take(0)
    with pytest.raises(NotFound):
        asyncio.run(
            lab.leases.answer(lab.workers[1], held.assignment_id, held.token, {"a": 1}, then_next=False)
        )
    with pytest.raises(NotFound):
        asyncio.run(lab.leases.draft(lab.workers[1], held.assignment_id))


def test_a_worker_outside_the_team_gets_nothing(lab: Any) -> None:
    lab.started()
    with pytest.raises(AccessDenied):
        asyncio.run(lab.leases.next_task("private.us-east-1.stranger", "Menu"))


def test_a_worker_who_has_left_the_team_can_still_hand_in_what_they_hold(lab: Any) -> None:
    lab.started(lines=2)
    held = lab.take(0)
    lab.leave(lab.workers[0])
    assert isinstance(lab.submit(held, then_next=True).next, NothingNow)
    assert lab.step(times=2).counters.labeled == 1


def test_an_answer_after_the_stop_is_kept_and_never_counted(lab: Any) -> None:
    lab.started()
    held = lab.take(0)
    asyncio.run(lab.jobs.stop("Menu"))
    with pytest.raises(AssignmentConflict) as info:
        lab.submit(held)
    assert code_of(info) == "job-stopped"
    assert lab.database.read_now(lambda tx: list(counted_answers(tx, held.job_id, held.task_no))) == []
    assert lab.step().counters.labeled == 0


def test_the_next_task_comes_with_the_receipt(lab: Any) -> None:
    lab.started(lines=2)
    receipt = lab.submit(lab.take(0), then_next=True)
    assert isinstance(receipt.next, Assignment)
    last = lab.submit(receipt.next, then_next=True)
    assert isinstance(last.next, NothingNow)


def test_paused_time_is_not_active_time(lab: Any) -> None:
    lab.started(lines=1)
    held = lab.take(0)
    lab.clock.turn(10)
    asyncio.run(lab.leases.pause(held.worker_id, held.assignment_id, held.token))
    lab.clock.turn(100)
    assert lab.take(0).assignment_id == held.assignment_id
    lab.clock.turn(5)
    lab.submit(held)
    (answer,) = lab.database.read_now(lambda tx: list(counted_answers(tx, held.job_id, held.task_no)))
    assert answer.time_spent_seconds == 15


def test_a_draft_lives_as_long_as_its_lease(lab: Any) -> None:
    lab.started(lines=1)
    held = lab.take(0)
    asyncio.run(lab.leases.save_draft(held.worker_id, held.assignment_id, held.token, {"a": [1]}))
    assert asyncio.run(lab.leases.draft(held.worker_id, held.assignment_id)) == {"a": [1]}
    lab.submit(held)
    assert asyncio.run(lab.leases.draft(held.worker_id, held.assignment_id)) is None


def test_a_page_opens_once(lab: Any) -> None:
    lab.started()
    held = lab.take(0)
    assert asyncio.run(lab.leases.open_page(held.assignment_id, held.page_code)) == (
        held.job_id,
        held.task_no,
    )
    assert asyncio.run(lab.leases.open_page(held.assignment_id, held.page_code)) is None
    assert asyncio.run(lab.leases.open_page(held.assignment_id, "None")) is None


def test_many_workers_at_once_never_exceed_what_is_wanted(lab: Any) -> None:
    lab.started(lines=5, n_workers=2)

    async def all_at_once() -> list[Any]:
        return await asyncio.gather(
            *(lab.leases.next_task(worker, "Menu") for worker in lab.workers for _ in range(1))
        )

    found = [each for each in asyncio.run(all_at_once()) if isinstance(each, Assignment)]
    per_task: dict[int, int] = {}
    for each in found:
        per_task[each.task_no] = per_task.get(each.task_no, 0) + 1
    assert len(found) == 4
    assert max(per_task.values()) <= 2
    for task_no, n in per_task.items():
        assert lab.database.read_now(lambda tx, t=task_no: slots_of(tx, found[0].job_id, t)).n_leases == n
