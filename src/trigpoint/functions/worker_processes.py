"""Processes for heavy work: started when there is some, replaced when they die, ended when idle."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import Any, Final, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

IDLE_SECONDS: Final = 60.0


class WorkerProcesses(Executor):
    """An executor of processes that costs nothing until it is used and nothing soon after.

    Processes start empty (spawn), so functions sent to them and their arguments must be picklable. They
    leave SIGINT to the parent and end when the parent does, however it ends.
    """

    def __init__(self, max_workers: int = 1, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._max_workers = max_workers
        self._idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._n_pending = 0
        self._idle: threading.Timer | None = None
        self._closed = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with self._lock:
            if self._closed:
                raise RuntimeError("the processes have been shut down")
            self._stop_timer()
            future = self._submit_somehow(fn, *args, **kwargs)
            self._n_pending += 1
        future.add_done_callback(self._done)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        with self._lock:
            self._closed = True
            self._stop_timer()
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait, cancel_futures=cancel_futures)

    def _submit_somehow(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Submit to the pool there is, or to a new one when a process of it has died."""
        if self._pool is not None:
            try:
                return self._pool.submit(fn, *args, **kwargs)
            except BrokenExecutor:
                self._pool.shutdown(wait=False)
        self._pool = ProcessPoolExecutor(
            self._max_workers, multiprocessing.get_context("spawn"), initializer=_follow_parent
        )
        return self._pool.submit(fn, *args, **kwargs)

    def _done(self, _: Future[Any]) -> None:
        with self._lock:
            self._n_pending -= 1
            if self._n_pending == 0 and not self._closed:
                self._stop_timer()
                self._idle = threading.Timer(self._idle_seconds, self._end_if_idle)
                self._idle.daemon = True
                self._idle.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if self._n_pending or self._closed:
                return
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown()

    def _stop_timer(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None


def _follow_parent() -> None:
    """In a new process: leave Ctrl-C to the parent, and end with it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
