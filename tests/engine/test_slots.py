from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.engine.slots import given_back, may_offer, must_close, taken
from trigpoint.store.tasks import TaskSlots


@st.composite
def slots(draw: st.DrawFn) -> TaskSlots:
    wanted = draw(st.integers(1, 9))
    n_answers = draw(st.integers(0, wanted))
    n_leases = draw(st.integers(0, wanted - n_answers))
    n_declines = draw(st.integers(0, 12))
    until = draw(st.integers(0, 100))
    return TaskSlots(1, "open", wanted, n_leases, n_answers, n_declines, until, None)


@given(slots(), st.integers(0, 100))
def test_a_task_that_must_close_is_never_offered(given_slots: TaskSlots, now: int) -> None:
    if must_close(given_slots, now):
        assert not may_offer(given_slots, now)


@given(slots(), st.integers(0, 100))
def test_a_task_that_is_neither_offered_nor_closed_waits_for_a_lease(
    given_slots: TaskSlots, now: int
) -> None:
    if not may_offer(given_slots, now) and not must_close(given_slots, now):
        assert given_slots.n_leases > 0


@given(slots(), st.integers(0, 100))
def test_an_offered_slot_never_exceeds_what_is_wanted(given_slots: TaskSlots, now: int) -> None:
    if may_offer(given_slots, now):
        assert given_slots.n_leases + given_slots.n_answers + 1 <= given_slots.wanted


def test_two_declines_of_two_wanted_close_a_task_that_nobody_holds() -> None:
    assert must_close(TaskSlots(1, "open", 2, 0, 0, 2, 100, None), 0)
    assert not must_close(TaskSlots(1, "open", 2, 1, 0, 2, 100, None), 0)


@given(slots(), st.integers(0, 100))
def test_taking_a_slot_and_giving_it_back_changes_nothing_but_the_offer(
    given_slots: TaskSlots, now: int
) -> None:
    if not may_offer(given_slots, now):
        return
    offered = given_slots._replace(offer=7)
    held = taken(offered)
    assert held.n_leases == offered.n_leases + 1
    assert (held.offer is None) == (held.n_leases + held.n_answers == held.wanted)
    after = given_back(held, now)
    assert after.n_leases == offered.n_leases
    assert after.state == "open"


@given(slots(), st.integers(0, 100), st.booleans())
def test_a_task_closes_exactly_when_it_must_and_keeps_its_hour(
    given_slots: TaskSlots, now: int, answered: bool
) -> None:
    if given_slots.n_leases == 0:
        return
    after = given_back(given_slots, now, answered=answered, declined=not answered)
    assert after.n_answers + after.n_declines == given_slots.n_answers + given_slots.n_declines + 1
    assert (after.state == "answered") == must_close(after, now)
    assert after.closed_at == (now if after.state == "answered" else None)
    later = given_back(after._replace(n_leases=1), now + 5)
    if after.state == "answered":
        assert later.closed_at == now
