"""Time as an argument: everything that needs the hour is given a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def to_micros(instant: datetime) -> int:
    """Microseconds since the epoch: how instants are stored."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The aware UTC instant of `to_micros`."""
    return _EPOCH + timedelta(microseconds=micros)


def iso_millis(instant: datetime) -> str:
    """`2031-04-02T09:15:02.117Z`, the form of instants in JSON."""
    return instant.isoformat(timespec="milliseconds")[:23] + "Z"


def creation_date(instant: datetime) -> str:
    """`2031-04-02T09:18:44.120553`: naive UTC, always six decimals (outputs.md 2.1)."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%f")


def file_stamp(instant: datetime) -> str:
    """`2031-04-02_09:18:44`, the form of instants in file names."""
    return instant.strftime("%Y-%m-%d_%H:%M:%S")
