"""Structured logs on standard error: ids and events, never answers or secrets."""

from __future__ import annotations

import logging
import math
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict

from trigpoint.model.errors import InvalidInput

_SELDOM_SECONDS = 60.0
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


class Unfailing:
    """A stream to write to that never raises: a full disk under the log must not end what is logged about."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


class Seldom:
    """Lets events that are marked `seldom=True` pass once a minute each, then with how often they were kept.

    An outage is one event to a person, and a thousand to the requests that meet it.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._said: dict[str, tuple[float, int]] = {}

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:
        if not event.pop("seldom", False):
            return event
        name, now = str(event.get("event")), self._seconds()
        said_at, n_kept = self._said.get(name, (-math.inf, 0))
        if now - said_at < _SELDOM_SECONDS:
            self._said[name] = (said_at, n_kept + 1)
            raise structlog.DropEvent
        self._said[name] = (now, 0)
        return {**event, "more_in_the_last_minutes": n_kept} if n_kept else event


def set_up_logs(level: str) -> None:
    """Readable lines on a terminal, JSON lines elsewhere."""
    if level not in _LEVELS:
        raise InvalidInput(f"log_level is {level!r}: it is one of {', '.join(_LEVELS)}")
    logging.basicConfig(stream=sys.stderr, level=max(_LEVELS[level], logging.WARNING), format="%(message)s")
    terminal = sys.stderr.isatty()
    structlog.configure(
        processors=[
            Seldom(),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if terminal else [structlog.processors.format_exc_info]),
            structlog.dev.ConsoleRenderer() if terminal else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(Unfailing(sys.stderr)),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
