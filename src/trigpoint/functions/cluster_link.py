"""A connection to a Dask scheduler, with what can go wrong said in our words."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final, cast

from trigpoint.functions.workers import failed
from trigpoint.model.errors import FunctionFailed, TrigpointError, Unavailable

_LOOK_SECONDS: Final = 0.5
_SAME_VERSIONS: Final = ("dask", "distributed")


class WorkerGone(Exception):
    """A worker went away with data that only it had."""


class ClusterLink:
    """A client of the scheduler, used from any thread."""

    def __init__(self, client: Any, address: str, patience_seconds: float) -> None:
        self._client = client
        self._address = address
        self._patience = patience_seconds
        self._direct = True

    def run(self, function: Callable[..., Any], *args: Any, worker: str | None = None) -> Any:
        """The function's result; with `worker`, it runs there or raises WorkerGone."""
        future = self._client.submit(
            function, *args, pure=False, workers=[worker] if worker else None, allow_other_workers=False
        )
        try:
            return self._result(future, worker)
        finally:
            future.release()

    def sent(self, data: bytes, *, worker: str | None = None) -> Any:
        """The data as an argument for `run`, handed to a worker."""
        where = [worker] if worker else None
        if self._direct:
            try:
                return self._client.scatter(data, workers=where, direct=True, hash=False)
            except (OSError, TimeoutError):
                self._direct = False  # workers cannot be reached from here: by way of the scheduler
        try:
            return self._client.scatter(data, workers=where, direct=False, hash=False)
        except (OSError, TimeoutError) as exc:
            raise Unavailable(f"the cluster {self._address} takes no data: {exc}") from exc

    def workers(self) -> dict[str, int]:
        """Addresses of the workers, and how many threads each has."""
        try:
            known = self._client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, TimeoutError) as exc:
            raise self._lost() from exc
        return {address: int(worker["nthreads"]) for address, worker in known.items()}

    def size(self) -> tuple[int, int]:
        """(workers, their threads)."""
        known = self.workers()
        return len(known), sum(known.values())

    def some_worker(self) -> str:
        """A worker to pin work to: the one with the fewest tasks."""
        deadline = time.monotonic() + self._patience
        while not (known := self.workers()):
            if time.monotonic() > deadline:
                raise self._nobody()
            time.sleep(_LOOK_SECONDS)
        busy = self._client.processing()
        return min(sorted(known), key=lambda address: len(busy.get(address, ())))

    def close(self) -> None:
        self._client.close(timeout=2)

    def _result(self, future: Any, worker: str | None) -> Any:
        from concurrent.futures import CancelledError

        from distributed.scheduler import KilledWorker

        self._wait(future, worker)
        try:
            return future.result(timeout=60)
        except TrigpointError:
            raise
        except CancelledError as exc:
            if self._client.status != "running":
                raise self._lost() from exc
            raise WorkerGone(str(exc)) from exc
        except KilledWorker as exc:
            raise FunctionFailed("every worker that consolidated these answers ended unexpectedly") from exc
        except RuntimeError as exc:
            if "deserialization" in str(exc):
                raise Unavailable(
                    f"the cluster {self._address} cannot read what it was sent: "
                    "install the engine's version of Trigpoint on scheduler and workers"
                ) from exc
            raise failed(exc) from exc
        except Exception as exc:
            raise failed(exc) from exc

    def _wait(self, future: Any, worker: str | None) -> None:
        """Returns when the future is decided; raises when nobody is there to decide it."""
        decided = threading.Event()
        future.add_done_callback(lambda _: decided.set())
        somebody_at = time.monotonic()
        while not (decided.wait(_LOOK_SECONDS) or future.done()):
            if self._client.status != "running":
                raise self._lost()
            known = self.workers()
            if worker is not None and worker not in known:
                raise WorkerGone(f"{worker} has left")
            if known:
                somebody_at = time.monotonic()
            elif time.monotonic() - somebody_at > self._patience:
                raise self._nobody()

    def _lost(self) -> Unavailable:
        return Unavailable(f"the scheduler of the cluster {self._address} does not answer")

    def _nobody(self) -> Unavailable:
        return Unavailable(f"the cluster {self._address} has no workers")


def opened(address: str, connect_seconds: float, patience_seconds: float) -> ClusterLink:
    """A link to a cluster of the same versions. Raises Unavailable."""
    try:
        from distributed import Client
    except ImportError as exc:
        raise Unavailable("the setting `cluster` needs the extra: pip install 'trigpoint[cluster]'") from exc
    try:
        client = Client(  # type: ignore[no-untyped-call]
            address, timeout=connect_seconds, set_as_default=False, name="trigpoint", direct_to_workers=True
        )
    except (OSError, TimeoutError, ValueError) as exc:
        raise Unavailable(f"the cluster {address} does not answer: {exc}") from exc
    link = ClusterLink(client, address, patience_seconds)
    try:
        _require_same_versions(client, address)
    except BaseException:
        link.close()
        raise
    return link


def _require_same_versions(client: Any, address: str) -> None:
    """Raises Unavailable where scheduler or workers have another Python or another Dask."""
    found = cast("dict[str, Any]", client.get_versions())
    ours = _versions(found["client"])
    for name, place in (("the scheduler", found["scheduler"]), *found["workers"].items()):
        theirs = _versions(place)
        if theirs != ours:
            raise Unavailable(
                f"the cluster {address} cannot be used: {name} has {_told(theirs)}, this engine {_told(ours)}"
            )


def _versions(place: dict[str, Any]) -> dict[str, str]:
    python = ".".join(str(place["host"]["python"]).split(".")[:2])
    return {"Python": python, **{name: str(place["packages"][name]) for name in _SAME_VERSIONS}}


def _told(versions: dict[str, str]) -> str:
    return ", ".join(f"{name} {version}" for name, version in versions.items())
