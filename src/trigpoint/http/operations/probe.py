"""Asking a part that may not answer, without waiting for it longer than the one who asks will wait."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Finding(NamedTuple, Generic[T]):
    """What a part answered, or why there is no answer."""

    value: T | None
    error: BaseException | None
    seconds: float
    """How long it took, or has taken until now."""
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        return self.error is None and not self.timed_out


class _Attempt(Generic[T]):
    """One question under way in a thread of its own."""

    def __init__(self, name: str, work: Callable[[], T]) -> None:
        self.started = time.monotonic()
        self.done = threading.Event()
        self.finding: Finding[T] | None = None
        self._work = work
        # Its own daemon thread: one that hangs holds up neither a pool nor the end of the process.
        threading.Thread(target=self._run, name=f"probe-{name}", daemon=True).start()

    def _run(self) -> None:
        value, error = None, None
        try:
            value = self._work()
        except BaseException as exc:
            error = exc
        self.finding = Finding(value, error, time.monotonic() - self.started)
        self.done.set()


class Probe(Generic[T]):
    """Asks one part, at most once at a time, and gives the same answer to all who ask within `keep_seconds`.

    However many ask, and however long the part hangs, it is asked by one thread.
    """

    def __init__(
        self, name: str, work: Callable[[], T], *, limit_seconds: float, keep_seconds: float
    ) -> None:
        self.name = name
        self._work = work
        self._limit = limit_seconds
        self._keep = keep_seconds
        self._lock = threading.Lock()
        self._attempt: _Attempt[T] | None = None
        self._last: Finding[T] | None = None
        self._last_at = 0.0

    def look(self) -> Finding[T]:
        """The part's answer; blocks for `limit_seconds` at most."""
        with self._lock:
            self._take_over()
            if self._last is not None and time.monotonic() - self._last_at < self._keep:
                return self._last
            attempt = self._attempt = self._attempt or _Attempt(self.name, self._work)
        # Who comes while it hangs waits no longer for it than the first did.
        attempt.done.wait(max(0.0, attempt.started + self._limit - time.monotonic()))
        with self._lock:
            if attempt.finding is not None:
                self._take_over()
                return attempt.finding
        return Finding(None, None, time.monotonic() - attempt.started, timed_out=True)

    def _take_over(self) -> None:
        if self._attempt is not None and self._attempt.finding is not None:
            self._last, self._last_at, self._attempt = self._attempt.finding, time.monotonic(), None
