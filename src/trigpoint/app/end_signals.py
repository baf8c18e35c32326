"""SIGTERM and Ctrl-C for a process that waits for nothing else."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable


class EndSignals:
    """The first signal ends `wait`, the second ends the process at once.

    A handler can be interrupted by the next signal's, so it takes no lock. And the signal can come to any
    thread (it does when a stopped process is continued): the interpreter writes a byte into a pipe wherever
    it comes, and reading that byte brings the main thread to its handlers. Until `orderly` is called there
    is nothing to put away, and the first signal ends the process as well.
    """

    def __init__(self, numbers: Iterable[int] = (signal.SIGINT, signal.SIGTERM)) -> None:
        self._reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self._n_received = 0
        self._orderly = False
        for number in numbers:
            signal.signal(number, self._receive)

    def orderly(self) -> None:
        """From now on there is something to put away."""
        self._orderly = True

    def wait(self) -> None:
        """Returns when a signal has come, or has come before."""
        while self._n_received == 0:
            os.read(self._reading, 64)

    def _receive(self, number: int, frame: object) -> None:
        self._n_received += 1
        if not self._orderly:
            os._exit(0)
        if self._n_received > 1:
            os._exit(128 + number)
