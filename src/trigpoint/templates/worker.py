"""The rendering process: `python -m trigpoint.templates.worker`, started by `RenderProcess`.

Reads requests from the socket it was given and answers them, one reply per input. Hostile templates run
here: the process may take so much memory and no more, ends by an alarm if a template runs long after the
server gave up on it, and ends when the server does.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import sys
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

import msgspec

from trigpoint.model.functions import UrlGrant
from trigpoint.model.rendering import Rendered, RenderFault
from trigpoint.templates.messages import RenderReply, RenderRequest, decode_request, encode
from trigpoint.templates.page_maker import PageMaker
from trigpoint.templates.page_rules import PageRules

_IDLE_SECONDS: Final = 10.0


class Worker:
    """Answers requests until the server is gone."""

    def __init__(
        self, connection: Connection, *, rules: PageRules, time_limit: float, memory_limit: int
    ) -> None:
        self._connection = connection
        self._maker = PageMaker(rules)
        self._time_limit = time_limit
        self._memory_limit = memory_limit
        self._spent = False

    def run(self) -> None:
        server = os.getppid()
        self._connection.send_bytes(b"ready")
        while not self._spent:
            while not self._connection.poll(_IDLE_SECONDS):
                if os.getppid() != server:
                    return
            self._answer(decode_request(self._connection.recv_bytes()))

    def _answer(self, request: RenderRequest) -> None:
        grant: UrlGrant | None = pickle.loads(request.grant) if request.grant else None  # noqa: S301
        portions = [request.inputs] if request.together else [(each,) for each in request.inputs]
        for portion in portions:
            # Twice what the server waits: for when there is no server left to end this process.
            signal.setitimer(signal.ITIMER_REAL, 2 * self._time_limit + 1)
            replies = [RenderReply(self._guarded(request, each, grant), self._spent) for each in portion]
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._connection.send_bytes(encode(replies))

    def _guarded(self, request: RenderRequest, task_input: bytes, grant: UrlGrant | None) -> Rendered:
        try:
            return self._render(request, task_input, grant)
        except MemoryError:
            self._maker.forget()
            self._spent = True
            message = f"rendering needs more than {self._memory_limit >> 20} MiB of memory"
        except Exception as error:
            message = f"rendering failed: {type(error).__name__}: {error}"
        return Rendered("", (RenderFault(code="RenderError", message=message),))

    def _render(self, request: RenderRequest, task_input: bytes, grant: UrlGrant | None) -> Rendered:
        if request.kind == "check" or grant is None:
            return Rendered("", self._maker.check(request.template))
        makers: dict[str, Callable[[str, object, UrlGrant], Rendered]] = {
            "page": self._maker.page,
            "preview": self._maker.preview,
            "document": partial(self._maker.preview, whole=True),
            "trial": self._maker.trial,
        }
        return makers[request.kind](request.template, json.loads(task_input), grant)


def limit_memory(size: int) -> None:
    """Let this process map `size` bytes more than it has now; without effect where the system cannot."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    limit = pages * resource.getpagesize() + size
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def main() -> None:
    descriptor, time_limit, memory_limit, rules = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = Connection(int(descriptor))
    worker = Worker(
        connection,
        rules=msgspec.json.decode(rules, type=PageRules),
        time_limit=float(time_limit),
        memory_limit=int(memory_limit),
    )
    limit_memory(int(memory_limit))
    try:
        worker.run()
    except (EOFError, OSError):
        return


if __name__ == "__main__":
    main()
