"""Consolidation of one object after another: each is done when it comes, and forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject

Finished = Callable[[str], ConsolidatedObject]
"""What becomes of an object, once the creation date is known."""


class _Kept(NamedTuple):
    object_index: int
    finished: Finished | None
    failure_reason: str | None


class ObjectConsolidator:
    """The Consolidator of task types that look at one object alone; nothing is learned of workers.

    `consolidate` raises InvalidInput with what is wrong with an object's answers: that object fails.
    """

    state = b""

    def __init__(self, consolidate: Callable[[AnsweredObject], Finished]) -> None:
        self._consolidate = consolidate
        self._kept: list[_Kept] = []

    def add(self, answered: AnsweredObject) -> None:
        index = answered.object_index
        try:
            if not answered.answers:
                raise InvalidInput("the object has no answer")
            self._kept.append(_Kept(index, self._consolidate(answered), None))
        except InvalidInput as exc:
            self._kept.append(_Kept(index, None, f"ClientError: {exc.message}"[:1024]))

    def finish(self, creation_date: str) -> Iterator[ConsolidatedObject]:
        for index, finished, reason in self._kept:
            yield ConsolidatedObject(index, None, reason) if finished is None else finished(creation_date)
