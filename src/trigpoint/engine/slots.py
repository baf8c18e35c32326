"""When a task is offered and when it closes: pure rules over its slots."""

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
