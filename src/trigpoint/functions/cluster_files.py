"""A file sent to a worker in parts, a function called on it there, and its result fetched in parts.

No part is ever with the scheduler for long, and neither side holds more than some parts in memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from trigpoint.functions.cluster_link import ClusterLink, WorkerGone
from trigpoint.functions.on_worker import (
    PART_BYTES,
    call_on_kept,
    forget_kept,
    keep_part,
    kept_part,
    on_worker,
)


class FileJourney:
    """One file's way to one worker and back. Raises WorkerGone when the worker leaves on the way."""

    def __init__(self, link: ClusterLink, version: str) -> None:
        self._link = link
        self._head = (on_worker, version)
        self._worker = link.some_worker()
        self._name = f"trigpoint-{uuid.uuid4().hex}"

    def send(self, source: Path) -> None:
        with source.open("rb") as file:
            n = 0
            while (part := file.read(PART_BYTES)) or not n:
                self._run(keep_part, n, self._link.sent(part, worker=self._worker))
                n += 1

    def run(self, function: Callable[..., None], *args: Any) -> None:
        self._run(call_on_kept, function, *args)

    def fetch(self, target: Path) -> None:
        with target.open("wb") as file:
            while part := self._run(kept_part, file.tell()):
                file.write(part)

    def forget(self) -> None:
        """Removes what is left on the worker, if it is there."""
        try:
            self._run(forget_kept)
        except WorkerGone:
            return

    def _run(self, function: Callable[..., Any], *args: Any) -> Any:
        return self._link.run(*self._head, function, self._name, *args, worker=self._worker)
