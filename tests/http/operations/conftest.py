"""Parts of a small installation: a database of each kind, a folder of buckets, a clock that tests turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest


class Turned:
    """An hour and a monotonic clock, which tests turn together or apart."""

    def __init__(self) -> None:
        self.hour = datetime(2031, 4, 2, 9, 0, tzinfo=UTC)
        self.passed = 1000.0

    def now(self) -> datetime:
        return self.hour

    def seconds(self) -> float:
        return self.passed

    def turn(self, seconds: float) -> None:
        self.hour += timedelta(seconds=seconds)
        self.passed += seconds


@pytest.fixture
def clock() -> Turned:
    return Turned()
