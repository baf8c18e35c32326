"""Work that takes long, told line by line while it is done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from typing import Any, Final

import msgspec
import structlog

from trigpoint.http.aws.errors import SAGEMAKER, fault_of
from trigpoint.model.errors import TrigpointError
from trigpoint.model.progress import Progress

_ALIVE_SECONDS: Final = 10
"""So often there is a line, though nothing has changed: proxies close connections that say nothing."""
_log = structlog.get_logger("trigpoint.manage")


class ProgressLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How far the work is. The last line alone has `result` or `error`."""

    step: str = ""
    done: int = 0
    total: int | None = None
    result: dict[str, Any] | None = None
    error: dict[str, str] | None = None
    """`code` and `message`."""


class _Gone(Exception):
    """Whoever asked for the work has hung up."""


async def progress_lines(work: Callable[[Progress], msgspec.Struct]) -> AsyncGenerator[bytes, None]:
    """Does `work` in a thread and says how far it is. When the caller hangs up, it ends at its next word."""
    loop = asyncio.get_running_loop()
    latest = ProgressLine(step="Beginning")
    news, gone = asyncio.Event(), False

    def told(step: str, done: int, total: int | None) -> None:
        nonlocal latest
        if gone:
            raise _Gone
        latest = ProgressLine(step=step, done=done, total=total)
        loop.call_soon_threadsafe(news.set)

    task = asyncio.create_task(asyncio.to_thread(work, told))
    task.add_done_callback(lambda _: news.set())
    try:
        while not task.done():
            yield _line(latest)
            news.clear()
            if not task.done():
                with suppress(TimeoutError):
                    await asyncio.wait_for(news.wait(), _ALIVE_SECONDS)
        yield _line(_end(task))
    finally:
        gone = True


def _end(task: asyncio.Task[msgspec.Struct]) -> ProgressLine:
    try:
        return ProgressLine(result=msgspec.to_builtins(task.result()))
    except Exception as exc:
        if not isinstance(exc, TrigpointError):
            _log.exception("long work failed")
        fault = fault_of(exc, SAGEMAKER)
        return ProgressLine(error={"code": fault.code, "message": str(fault.message)})


def _line(line: ProgressLine) -> bytes:
    return msgspec.json.encode(line) + b"\n"
