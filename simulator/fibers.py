"""Requests and steps as fibers: each may be held up between two transactions while others go on."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import greenlet

from simulator.faults import Crash


class Fiber:
    """Something under way on a machine."""

    def __init__(self, label: str, owner: object, work: Callable[[], None]) -> None:
        self.label = label
        self.owner = owner
        self.glet = greenlet.greenlet(work)


class Fibers:
    """Everything that is held up at the moment; exactly one fiber runs at a time, so order is ours.

    `share` is how often a fiber is held up where it could be.
    """

    def __init__(self, rng: random.Random, share: float) -> None:
        self._rng = rng
        self._home = greenlet.getcurrent()
        self.share = share
        self.held_up: list[Fiber] = []

    def give_way(self) -> None:
        """Perhaps holds up the fiber that calls this."""
        if self.share and greenlet.getcurrent() is not self._home and self._rng.random() < self.share:
            self._home.switch()

    def wait(self) -> None:
        """Holds up the fiber that calls this."""
        if greenlet.getcurrent() is not self._home:
            self._home.switch()

    def start(self, label: str, owner: object, work: Callable[[], None]) -> None:
        """Runs `work` to its end or until it is held up. What it raises comes out here."""
        self.resume(Fiber(label, owner, work))

    def resume(self, fiber: Fiber) -> None:
        if fiber in self.held_up:
            self.held_up.remove(fiber)
        fiber.glet.switch()
        if not fiber.glet.dead:
            self.held_up.append(fiber)

    def end_all_of(self, owner: object) -> None:
        """The owner is gone: what it had under way is gone with it."""
        for fiber in [each for each in self.held_up if each.owner is owner]:
            self.held_up.remove(fiber)
            try:
                fiber.glet.throw(Crash)
            except Crash:
                continue

    def is_under_way(self, owner: object, label: str) -> bool:
        return any(each.owner is owner and each.label == label for each in self.held_up)


class FiberLocal:
    """Stands in for `threading.local`: here fibers are the threads."""

    def __init__(self) -> None:
        object.__setattr__(self, "_values", {})

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[id(greenlet.getcurrent()), name]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self._values[id(greenlet.getcurrent()), name] = value
