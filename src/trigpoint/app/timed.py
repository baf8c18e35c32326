"""Parts with a clock before their doors: who is called, how long, and what was raised."""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeVar, cast

from trigpoint.metrics import Metrics

T = TypeVar("T")


class OnCall(Protocol):
    """Told of each call, when it is over: its name, its seconds, what it gave, what it raised."""

    def __call__(self, name: str, seconds: float, result: Any, error: BaseException | None, /) -> None: ...


class _Timed:
    """Passes everything on. Calls of `names` are told under the names they are mapped to."""

    def __init__(self, part: Any, names: Mapping[str, str], on_call: OnCall) -> None:
        self._part = part
        self._names = names
        self._on_call = on_call

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._part, name)
        if name not in self._names:
            return found
        method = functools.wraps(found)(_timed(found, self._names[name], self._on_call))
        setattr(self, name, method)  # found without this method from now on
        return method


def _timed(method: Callable[..., Any], name: str, on_call: OnCall) -> Callable[..., Any]:
    def call(*args: Any, **given: Any) -> Any:
        started = time.perf_counter()
        try:
            result = method(*args, **given)
        except BaseException as exc:
            on_call(name, time.perf_counter() - started, None, exc)
            raise
        if inspect.isgenerator(result):
            return _timed_to_its_end(result, started, name, on_call)
        on_call(name, time.perf_counter() - started, result, None)
        return result

    return call


def _timed_to_its_end(values: Iterator[Any], started: float, name: str, on_call: OnCall) -> Iterator[Any]:
    """A generator does its work while it is read; one that is left half-way is not told of."""
    try:
        yield from values
    except Exception as exc:
        on_call(name, time.perf_counter() - started, None, exc)
        raise
    on_call(name, time.perf_counter() - started, None, None)


def timed(part: T, names: Mapping[str, str], on_call: OnCall) -> T:
    """The part itself, to everybody who calls it."""
    return cast(T, _Timed(part, names, on_call))


BLOB_METHODS = (
    "buckets create_bucket delete_bucket has_bucket cors set_cors head open read put flush copy delete"
    " start_upload put_part finish_upload abort_upload list_parts list_uploads list"
)
FUNCTION_METHODS = {"consolidate_group": "consolidation", "final_pass": "final pass"}
RENDER_METHODS = {"check": "check", "render": "page", "preview": "preview"}


def timed_blobs(blobs: T, metrics: Metrics) -> T:
    """Storage; opening an object is timed, reading on in it is not."""
    names = {name: name for name in BLOB_METHODS.split()}
    return timed(blobs, names, lambda name, seconds, _, error: metrics.blob(name, seconds, error))


def timed_renderer(renderer: T, metrics: Metrics) -> T:
    """The renderer; a document that failed counts, and so does a call that raised."""

    def on_call(name: str, seconds: float, result: Any, error: BaseException | None) -> None:
        n_failed = 1 if error is not None else 0
        if error is None and name != "check":
            n_failed = sum(page.failed for page in result)
        metrics.rendered(seconds, n_failed)

    return timed(renderer, RENDER_METHODS, on_call)


def timed_functions(functions: T, metrics: Metrics) -> T:
    return timed(
        functions,
        FUNCTION_METHODS,
        lambda name, seconds, _, error: metrics.function(name, seconds, error),
    )


def timed_stage(stage: T, name: str, metrics: Metrics, *methods: str) -> T:
    """A stage of the engine, whose steps are counted under its name."""
    names = dict.fromkeys(methods or ("run",), name)
    return timed(stage, names, lambda name, seconds, _, error: metrics.step(name, seconds))
