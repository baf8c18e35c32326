"""Which engines are alive, as far as this process can tell."""

from __future__ import annotations

import time
from collections.abc import Callable

from trigpoint.model.clock import Clock, to_micros
from trigpoint.store.database import Database
from trigpoint.store.job_leases import living_engines

_MICROS = 1e6


class EngineWatch:
    """Remembers when each engine's beat last changed, by this process's own clock.

    One whose beat has not changed for `silent_seconds` is taken for dead. An engine seen for the first time
    is taken by the hour of its last beat, until that has changed.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        silent_seconds: float,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._silent_seconds = silent_seconds
        self._database = database
        self._clock = clock
        self._seconds = seconds
        self._beats: dict[str, tuple[int, float]] = {}

    def alive(self) -> list[str]:
        """Names of the engines that have beaten lately."""
        now, hour = self._seconds(), to_micros(self._clock.now())
        beats, names = {}, []
        for each in self._database.read_now(living_engines):
            last = self._beats.get(each.engine_id)
            if last is None:
                age = abs(hour - each.seen_at) / _MICROS
                last = (each.beat, now - age)
            elif last[0] != each.beat:
                last = (each.beat, now)
            beats[each.engine_id] = last
            if now - last[1] <= self._silent_seconds:
                names.append(each.name)
        self._beats = beats
        return sorted(names)
