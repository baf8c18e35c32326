"""Which task a worker gets next: one pure rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from trigpoint.engine.slots import may_offer
from trigpoint.store.tasks import Offer


class Choice(NamedTuple):
    """The offer to take, if there is one, and where the worker's cursor stands then."""

    offer: Offer | None
    cursor: int


def next_task(offers: Iterable[Offer], cursor: int, now: int) -> Choice:
    """The first offer beyond the worker's cursor that the worker has not done and may take; `now` in micros.

    The cursor moves over what was considered, so that nothing is considered twice. It stops before an offer
    that another transaction held: whoever holds it may leave a slot free, and nobody would offer it anew.
    """
    first_skipped: int | None = None
    for offer in offers:
        if first_skipped is None:
            first_skipped = offer.skipped
        cursor = offer.position
        if not offer.done_by_worker and may_offer(offer.slots, now):
            return Choice(offer, _before(first_skipped, cursor))
    return Choice(None, _before(first_skipped, cursor))


def _before(skipped: int | None, cursor: int) -> int:
    return cursor if skipped is None else skipped - 1
