"""The server's side of one rendering process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import Pipe
from typing import Final

import msgspec

from trigpoint.model.errors import Unavailable
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.messages import RenderRequest, decode_replies, encode
from trigpoint.templates.page_rules import PageRules

_START_SECONDS: Final = 60.0
_KEPT_VARIABLES: Final = frozenset(
    {"PATH", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ"}
)
_MAX_REPLY_BYTES: Final = 128_000_000


class ProcessLost(Exception):
    """The process ended, or was ended, before it replied."""

    def __init__(self, fault: RenderFault, *, timed_out: bool) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.timed_out = timed_out


class RenderProcess:
    """A running worker, used by one thread at a time."""

    def __init__(self, *, time_limit: float, memory_limit: int, rules: PageRules) -> None:
        self._time_limit = time_limit
        self._connection, theirs = Pipe()
        arguments = [
            str(theirs.fileno()),
            str(time_limit),
            str(memory_limit),
            msgspec.json.encode(rules).decode(),
        ]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "trigpoint.templates.worker", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={name: value for name, value in os.environ.items() if name in _KEPT_VARIABLES},
                pass_fds=(theirs.fileno(),),
            )
        finally:
            theirs.close()
        self.is_spent = False
        """Whether it ran out of memory, and ends by itself."""
        self.has_ended = False
        try:
            self._receive(_START_SECONDS)
        except ProcessLost as lost:
            raise Unavailable(f"cannot render templates: {lost}") from lost

    @property
    def process_id(self) -> int:
        return self._process.pid

    def answers(self, request: RenderRequest) -> Iterator[Rendered]:
        """One answer per input, each message of them in time, or ProcessLost."""
        try:
            self._connection.send_bytes(encode(request))
        except OSError:
            raise self._lost() from None
        n_left = len(request.inputs)
        while n_left:
            replies = decode_replies(self._receive(self._time_limit))
            n_left -= len(replies)
            for reply in replies:
                self.is_spent = self.is_spent or reply.spent
                yield reply.rendered

    def _receive(self, seconds: float) -> bytes:
        try:
            if self._connection.poll(seconds):
                return self._connection.recv_bytes(_MAX_REPLY_BYTES)
        except (EOFError, OSError):
            raise self._lost() from None
        self.end()
        message = f"rendering took longer than {seconds:g} s and was stopped"
        raise ProcessLost(RenderFault(code="RenderError", message=message), timed_out=True)

    def _lost(self) -> ProcessLost:
        """The process has closed its end: it is ending, or is made to."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)
        self.end()
        status = self._process.returncode
        reason = signal.Signals(-status).name if status < 0 else f"status {status}"
        message = f"the rendering process ended unexpectedly ({reason})"
        return ProcessLost(RenderFault(code="RenderError", message=message), timed_out=False)

    def kill(self) -> None:
        """Kill the process under the hands of whoever uses it."""
        self._process.kill()

    def end(self) -> None:
        """Kill the process and free what belongs to it."""
        self._process.kill()
        self._process.wait()
        self._connection.close()
        self.has_ended = True
