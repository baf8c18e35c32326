"""Where heavy functions run: a pool of processes on this machine, or a cluster."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from trigpoint.model.errors import FunctionFailed, TrigpointError

T = TypeVar("T")


class Workers(Protocol):
    """Calls functions of modules elsewhere, with arguments that can be pickled; blocks until they are done.

    Raises what the function raised if it is an error of ours, FunctionFailed if it is another or the
    process died of it, and Unavailable while there is nobody to run it.
    """

    def call(self, function: Callable[..., T], *args: Any) -> T: ...

    def call_on_file(self, function: Callable[..., None], source: Path, target: Path, *args: Any) -> None:
        """Calls `function(source, target, *args)` where it finds the content of `source`.

        What it writes to `target` is there afterwards. Neither is ever whole in memory.
        """


class LocalWorkers:
    """Workers of a `concurrent.futures` executor, which share this machine's files."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def call(self, function: Callable[..., T], *args: Any) -> T:
        try:
            return self._executor.submit(function, *args).result()
        except TrigpointError:
            raise
        except BrokenExecutor as exc:
            raise FunctionFailed("the process that consolidates answers ended unexpectedly") from exc
        except Exception as exc:
            raise failed(exc) from exc

    def call_on_file(self, function: Callable[..., None], source: Path, target: Path, *args: Any) -> None:
        self.call(function, source, target, *args)


def failed(exc: Exception) -> FunctionFailed:
    """What is said of a function that raised something of its own."""
    return FunctionFailed(f"consolidation failed: {type(exc).__name__}: {exc}")
