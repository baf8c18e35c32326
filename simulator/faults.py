"""What goes wrong on one machine, and where: the process ends, or the database does not answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from trigpoint.model.errors import Unavailable

FaultKind = Literal["crash", "unavailable"]


class Crash(BaseException):
    """The process is gone, in the middle of whatever it did."""


class Faults:
    """Counts the points that one process passes, and strikes at the one that was armed.

    A point lies before each statement, before and after each COMMIT, and around each call of the store.
    Once the process is gone nothing that is left of it gets past any point.
    """

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._points_left = 0
        self._kind: FaultKind | None = None
        self.is_dead = False

    def arm(self, kind: FaultKind, points: int) -> None:
        """Strikes at the `points`-th point from here."""
        self._kind, self._points_left = kind, points

    def disarm(self) -> None:
        self._kind = None

    def pass_point(self, place: str) -> None:
        if self.is_dead:
            raise Crash
        if self._kind is None:
            return
        self._points_left -= 1
        if self._points_left > 0:
            return
        kind, self._kind = self._kind, None
        self._say(f"{kind} {place}")
        if kind == "crash":
            self.is_dead = True
            raise Crash
        raise Unavailable("the database went away")
