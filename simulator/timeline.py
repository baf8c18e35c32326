"""Time that stands still until the simulation moves it, and clocks that need not agree with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_START = datetime(2031, 4, 2, 9, 15, 2, 117_000, tzinfo=UTC)


class Timeline:
    """Seconds since the beginning: they only ever grow, as a monotonic clock does."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def go_on(self, seconds: float) -> None:
        self.seconds = round(self.seconds + seconds, 6)

    def monotonic(self) -> float:
        return self.seconds


class WallClock:
    """What one machine takes for the time: it may be off, and jump."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.offset_seconds = 0.0

    def now(self) -> datetime:
        return _START + timedelta(seconds=round(self._timeline.seconds + self.offset_seconds, 6))
