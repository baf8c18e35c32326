"""Workers on a dask.distributed cluster, which other programs and people may share.

What travels is functions of this package by name, their arguments, and bytes of JSON. Big arguments go to a
worker directly; the scheduler sees them only where workers cannot be reached. Whoever can submit tasks to a
cluster can run any program on it: that is how Dask works, and why `tls://` is there for open networks.

Nothing of Dask is imported before the first call.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from trigpoint import __version__
from trigpoint.functions.cluster_files import FileJourney
from trigpoint.functions.cluster_link import ClusterLink, WorkerGone, opened
from trigpoint.functions.on_worker import on_worker
from trigpoint.model.errors import Unavailable

T = TypeVar("T")
_BIG_BYTES: Final = 64 * 1024
_ATTEMPTS: Final = 4


class ClusterState(NamedTuple):
    """What a cluster answers when it is asked how it is."""

    address: str
    n_workers: int
    n_threads: int
    problem: str | None
    """Why nothing can be run there now, or None."""


class Cluster:
    """Workers at the scheduler's `address`; connects when first needed, and again after it was away.

    `patience_seconds` is how long a call waits where no worker is left, before it says Unavailable.
    """

    def __init__(
        self, address: str, *, patience_seconds: float = 20.0, connect_seconds: float = 10.0
    ) -> None:
        self._address = address
        self._patience = patience_seconds
        self._connect_seconds = connect_seconds
        self._lock = threading.Lock()
        self._link: ClusterLink | None = None

    def call(self, function: Callable[..., T], *args: Any) -> T:
        def once(link: ClusterLink) -> T:
            sent = [link.sent(each) if _is_big(each) else each for each in args]
            result: T = link.run(on_worker, __version__, function, *sent)
            return result

        return self._persistently(once)

    def call_on_file(self, function: Callable[..., None], source: Path, target: Path, *args: Any) -> None:
        def once(link: ClusterLink) -> None:
            journey = FileJourney(link, __version__)
            try:
                journey.send(source)
                journey.run(function, *args)
                journey.fetch(target)
            finally:
                journey.forget()

        self._persistently(once)

    def shutdown(self) -> None:
        """Lets go of the cluster, which runs on."""
        with self._lock:
            link, self._link = self._link, None
        if link is not None:
            link.close()

    def _persistently(self, once: Callable[[ClusterLink], T]) -> T:
        """Tries again when a worker has gone with what it was given; it is not the function's fault."""
        for left in reversed(range(_ATTEMPTS)):
            link = self._linked()
            try:
                return once(link)
            except WorkerGone as exc:
                if not left:
                    raise Unavailable(f"the cluster {self._address}: workers keep going away: {exc}") from exc
            except Unavailable:
                self._drop(link)
                raise
            time.sleep(0.2)
        raise AssertionError

    def _linked(self) -> ClusterLink:
        with self._lock:
            if self._link is None:
                self._link = opened(self._address, self._connect_seconds, self._patience)
            return self._link

    def _drop(self, link: ClusterLink) -> None:
        """The next call connects anew."""
        with self._lock:
            if self._link is link:
                self._link = None
        link.close()


def ask_cluster(address: str, *, seconds: float = 5.0) -> ClusterState:
    """How the cluster is, for those who look after it; connects, asks and leaves."""
    try:
        link = opened(address, seconds, seconds)
    except Unavailable as exc:
        return ClusterState(address, 0, 0, exc.message)
    try:
        n_workers, n_threads = link.size()
    finally:
        link.close()
    problem = None if n_workers else f"the cluster {address} has no workers"
    return ClusterState(address, n_workers, n_threads, problem)


def _is_big(argument: Any) -> bool:
    return isinstance(argument, bytes) and len(argument) > _BIG_BYTES
