"""Executors that run their work at once and in order, or lose it."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_SHARE_THAT_FAILS = 0.6


class InlineExecutor(Executor):
    """Runs what it is given where it is given."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as exc:
            future.set_exception(exc)
        return future


class StruckExecutor(InlineExecutor):
    """The processes in which functions run; while they are in trouble, many calls end badly."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.in_trouble = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self.in_trouble and self._rng.random() < _SHARE_THAT_FAILS:
            failed: Future[T] = Future()
            failed.set_exception(self._rng.choice((BrokenExecutor("it died"), ValueError("it raised"))))
            return failed
        return super().submit(fn, *args, **kwargs)
