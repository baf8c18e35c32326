"""What becomes of a task's slots, and when it is offered and closed: pure rules."""

from __future__ import annotations

from trigpoint.store.tasks import TaskSlots


def must_close(slots: TaskSlots, now: int) -> bool:
    """Whether the task has all it will get: every answer, or nobody left to wait for.

    A task that as many workers declined as were wanted, or whose availability is over, waits only for the
    leases that are still open.
    """
    if slots.n_answers >= slots.wanted:
        return True
    given_up = slots.n_declines >= slots.wanted or slots.available_until <= now
    return given_up and slots.n_leases == 0


def may_offer(slots: TaskSlots, now: int) -> bool:
    """Whether another worker may take a slot."""
    return (
        slots.state == "open"
        and slots.n_leases + slots.n_answers < slots.wanted
        and slots.n_declines < slots.wanted
        and slots.available_until > now
    )


def taken(slots: TaskSlots) -> TaskSlots:
    """One slot more is held; the last one takes the offer away."""
    full = slots.n_leases + slots.n_answers + 1 >= slots.wanted
    return slots._replace(n_leases=slots.n_leases + 1, offer=None if full else slots.offer)


def given_back(slots: TaskSlots, now: int, *, answered: bool = False, declined: bool = False) -> TaskSlots:
    """One slot less is held: with an answer, a decline or nothing. That may close an open task."""
    after = slots._replace(
        n_leases=slots.n_leases - 1,
        n_answers=slots.n_answers + answered,
        n_declines=slots.n_declines + declined,
    )
    return closed(after, now) if after.state == "open" and must_close(after, now) else after


def closed(slots: TaskSlots, now: int) -> TaskSlots:
    """No longer offered; what has been answered goes on to consolidation."""
    return slots._replace(state="answered", offer=None, closed_at=now)
