"""The inputs of one call: which are still to be rendered, and the answers so far."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Sequence
from typing import Final, NamedTuple

from trigpoint.model.rendering import Rendered, RenderFault

_MAX_BYTES: Final = 4_000_000


class Chosen(NamedTuple):
    """An input on its way to a process."""

    place: int
    encoded: bytes


class Batch:
    """Hands out inputs in order; those of a lost process come back. Bytes are JSON already."""

    def __init__(self, inputs: Sequence[object]) -> None:
        self._inputs = inputs
        self._waiting = deque(range(len(inputs)))
        self._answers: list[Rendered | None] = [None] * len(inputs)
        self._lost: set[int] = set()

    def choose(self, size: int) -> list[Chosen]:
        """The next inputs, at most `size`; fewer when they are big, none when all are answered."""
        chosen: list[Chosen] = []
        room = _MAX_BYTES
        while self._waiting and len(chosen) < size and room > 0:
            index = self._waiting.popleft()
            given = self._inputs[index]
            try:
                encoded = given if isinstance(given, bytes) else json.dumps(given).encode()
            except (TypeError, ValueError, RecursionError) as error:
                message = f"the task input cannot be written as JSON: {error}"
                self.answer(index, failure("InvalidInputJson", message))
                continue
            room -= len(encoded)
            chosen.append(Chosen(index, encoded))
        return chosen

    def answer(self, index: int, rendered: Rendered) -> None:
        self._answers[index] = rendered

    def again(self, chosen: Sequence[Chosen]) -> None:
        """None of `chosen` was answered, and nobody knows why: they come first."""
        self._waiting.extendleft(each.place for each in reversed(chosen))

    def lost(self, chosen: Sequence[Chosen], fault: RenderFault, *, again: bool) -> None:
        """The process was lost with the first of `chosen`: its fault unless it may be tried `again`."""
        first = chosen[0].place
        if again and first not in self._lost:
            self._lost.add(first)
        else:
            self.answer(first, Rendered("", (fault,)))
        self._waiting.extendleft(each.place for each in reversed(chosen) if self._answers[each.place] is None)

    def answers(self) -> list[Rendered]:
        return [answer for answer in self._answers if answer is not None]


def failure(code: str, message: str) -> Rendered:
    return Rendered("", (RenderFault(code=code, message=message),))
