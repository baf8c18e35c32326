"""Kills members of a cluster at random moments, ends some in order, and brings them back."""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from soak.processes import Member, stragglers


class Kill(msgspec.Struct):
    names: str
    in_order: bool
    """Whether it was told to end (SIGTERM), as when an operator installs a new version."""
    seconds_to_ready: float
    """Until the last of them was ready again, the pause before it was started not counted."""


class Killer:
    """A thread that kills one of the `targets` (each a group that dies together), again and again."""

    def __init__(
        self,
        targets: Sequence[Sequence[Member]],
        seed: str,
        *,
        every_seconds: tuple[float, float],
        down_seconds: float = 0.0,
        in_order_share: float = 0.0,
    ) -> None:
        self.kills: list[Kill] = []
        self.wrong: list[str] = []
        self.error: BaseException | None = None
        self._targets = list(targets)
        self._rng = random.Random(seed)
        self._every = every_seconds
        self._down = down_seconds
        self._in_order_share = in_order_share
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="killer")

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Returns when everybody is alive again."""
        self._over.set()
        self._thread.join()
        if self.error is not None:
            raise self.error

    def _run(self) -> None:
        try:
            turn: list[Sequence[Member]] = []
            while not self._over.wait(self._rng.uniform(*self._every) + self._recovery()):
                if not turn:  # everyone once, in another order each time
                    turn = self._rng.sample(self._targets, len(self._targets))
                self._kill(turn.pop())
        except BaseException as exc:
            self.error = exc

    def _recovery(self) -> float:
        """Waited in addition: on a busy machine the revived, too, need longer to get something done."""
        return self.kills[-1].seconds_to_ready / 2 if self.kills else 0.0

    def _kill(self, group: Sequence[Member]) -> None:
        in_order = self._rng.random() < self._in_order_share
        with ThreadPoolExecutor(len(group)) as threads:
            families = []
            if in_order:
                self.wrong += itertools.chain(*threads.map(lambda each: each.stop(), group))
            else:
                families = list(threads.map(lambda each: each.kill(), group))
            self._over.wait(self._rng.uniform(0, self._down))
            seconds = max(threads.map(lambda each: each.revive(), group))
        for family in families:
            self.wrong += stragglers(family)
        self.kills.append(Kill(" and ".join(each.name for each in group), in_order, seconds))
