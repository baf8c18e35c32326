"""The rule which task a worker gets next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.engine.next_task import next_task
from trigpoint.engine.slots import may_offer
from trigpoint.store.tasks import Offer, TaskSlots

NOW = 50


def offer(
    position: int,
    *,
    done: bool = False,
    skipped: int | None = None,
    n_leases: int = 0,
    wanted: int = 1,
    until: int = 100,
    state: str = "open",
) -> Offer:
    slots = TaskSlots(position + 1000, state, wanted, n_leases, 0, 0, until, position)
    return Offer(position, position, done, skipped, slots)


def test_the_first_offer_is_taken_and_the_cursor_stands_on_it() -> None:
    choice = next_task([offer(3), offer(4)], 0, NOW)
    assert choice.offer is not None
    assert (choice.offer.position, choice.cursor) == (3, 3)


def test_without_offers_there_is_none_and_the_cursor_stays() -> None:
    assert next_task([], 7, NOW) == (None, 7)


def test_what_the_worker_has_done_is_passed_for_good() -> None:
    choice = next_task([offer(3, done=True), offer(4, done=True), offer(6)], 2, NOW)
    assert choice.offer is not None
    assert (choice.offer.position, choice.cursor) == (6, 6)
    assert next_task([offer(3, done=True), offer(4, done=True)], 2, NOW) == (None, 4)


def test_full_closed_and_overdue_tasks_are_passed() -> None:
    offers = [offer(1, n_leases=1), offer(2, state="answered"), offer(3, until=NOW), offer(4, wanted=3)]
    choice = next_task(offers, 0, NOW)
    assert choice.offer is not None
    assert choice.offer.position == 4


def test_the_cursor_waits_before_an_offer_that_another_transaction_holds() -> None:
    choice = next_task([offer(5, skipped=4)], 3, NOW)
    assert choice.offer is not None
    assert (choice.offer.position, choice.cursor) == (5, 3)


def test_the_first_of_several_held_offers_stops_the_cursor() -> None:
    offers = [offer(5, done=True), offer(8, skipped=7, done=True), offer(10, skipped=9)]
    choice = next_task(offers, 4, NOW)
    assert choice.offer is not None
    assert (choice.offer.position, choice.cursor) == (10, 6)


def test_no_more_is_read_than_the_one_that_is_taken() -> None:
    def endless():  # type: ignore[no-untyped-def]
        yield offer(1)
        raise AssertionError("a second offer was read")

    assert next_task(endless(), 0, NOW).cursor == 1


@st.composite
def queues(draw: st.DrawFn) -> list[Offer]:
    positions = sorted(draw(st.sets(st.integers(1, 60), max_size=12)))
    last, queue = 0, []
    for position in positions:
        between = list(range(last + 1, position))
        skipped = draw(st.sampled_from([None, *between])) if between else None
        queue.append(
            offer(
                position,
                done=draw(st.booleans()),
                skipped=skipped,
                n_leases=draw(st.integers(0, 1)),
                until=draw(st.integers(40, 60)),
            )
        )
        last = position
    return queue


@given(queues())
def test_whatever_the_queue_the_choice_is_the_earliest_right_one_and_nothing_open_is_passed(
    queue: list[Offer],
) -> None:
    choice = next_task(queue, 0, NOW)
    right = [each for each in queue if not each.done_by_worker and may_offer(each.slots, NOW)]
    assert choice.offer == (right[0] if right else None)
    held = [each.skipped for each in queue if each.skipped is not None]
    assert all(
        choice.cursor < position
        for position in held
        if choice.offer is None or position < choice.offer.position
    )
    passed = [each for each in right if each.position <= choice.cursor]
    assert passed in ([], right[:1])
