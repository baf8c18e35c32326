"""A watch over transactions under way: a server that keeps one waiting too long is cut off.

A server that stands still (a stopped process, a frozen machine) leaves whoever asked it waiting for ever: its
kernel goes on to acknowledge what is sent, so no limit of TCP ends that, and limits of its own stand still
with it. What was cut off is undone by the server, or was committed and is told so when it is sent again.

While a server is silent one transaction at a time asks it; the others are refused at once, rather than each
waiting in its turn.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg

from trigpoint.model.errors import Unavailable

_LOOK_SECONDS = 0.25


class Watch:
    """Watches the connections of one database."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._until: dict[psycopg.Connection[Any], float] = {}
        self._silent = False
        self._asking = threading.Lock()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def silent(self) -> bool:
        """Whether the server let somebody wait in vain, and has answered nobody since."""
        return self._silent

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A time to ask the server. Raises Unavailable while it is silent and another asks already."""
        if not self._silent:
            yield
        elif self._asking.acquire(blocking=False):
            try:
                yield
            finally:
                self._asking.release()
        else:
            raise Unavailable("the database does not answer")

    @contextmanager
    def limit(self, connection: psycopg.Connection[Any], seconds: float) -> Iterator[None]:
        """A transaction on the connection, which breaks when it is not over after so many seconds."""
        with self._guard:
            self._until[connection] = time.monotonic() + seconds
            if self._thread is None:
                self._thread = threading.Thread(target=self._look, name="postgres-watch", daemon=True)
                self._thread.start()
        try:
            yield
        finally:
            with self._guard:
                in_time = self._until.pop(connection, None) is not None
                if in_time and not connection.broken:
                    self._silent = False

    def fell_silent(self) -> None:
        """A connection was not made in time."""
        self._silent = True

    def close(self) -> None:
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self) -> None:
        while not self._closed.wait(_LOOK_SECONDS):
            now = time.monotonic()
            with self._guard:  # nobody closes a connection meanwhile: its number stays its own
                for connection in [each for each, until in self._until.items() if until < now]:
                    del self._until[connection]
                    self._silent = True
                    _cut(connection)


def _cut(connection: psycopg.Connection[Any]) -> None:
    """Ends what the connection carries: whoever waits for it hears that the server has gone."""
    with (
        suppress(psycopg.Error, OSError),  # it broke by itself
        socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as same,
    ):
        same.shutdown(socket.SHUT_RDWR)
