"""Rendering processes at rest and at work."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from trigpoint.templates.render_process import RenderProcess


class ProcessPool:
    """Lends at most `size` processes, each to one thread at a time; starts them when first needed."""

    def __init__(self, start: Callable[[], RenderProcess], size: int) -> None:
        self._start = start
        self._slots = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[RenderProcess] = []
        self._busy: list[RenderProcess] = []
        self._is_closed = False

    @contextmanager
    def process(self) -> Iterator[RenderProcess]:
        with self._slots:
            process = self._taken()
            try:
                yield process
            except BaseException:
                process.end()
                raise
            finally:
                self._give_back(process)

    def _taken(self) -> RenderProcess:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the renderer is closed")
            process = self._idle.pop() if self._idle else None
        process = process or self._start()
        with self._lock:
            if self._is_closed:  # while it started
                process.end()
                raise RuntimeError("the renderer is closed")
            self._busy.append(process)
        return process

    def _give_back(self, process: RenderProcess) -> None:
        with self._lock:
            self._busy.remove(process)
            if self._is_closed or process.is_spent:
                process.end()
            elif not process.has_ended:
                self._idle.append(process)

    def close(self) -> None:
        """End the processes; who waits for one that is at work sees it lost."""
        with self._lock:
            self._is_closed = True
            for process in self._idle:
                process.end()
            self._idle.clear()
            for process in self._busy:
                process.kill()
