"""Structured logs on standard error: ids and events, never answers or secrets."""

from __future__ import annotations

import logging
import math
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict

from trigpoint.model.errors import InvalidInput

_SELDOM_SECONDS = 60.0
_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_FORMATS = ("auto", "json", "text")
_HIDDEN = "[hidden]"
_SECRET_NAMES = frozenset(
    {
        "answer",
        "authorization",
        "content",
        "cookie",
        "cookies",
        "csrf",
        "draft",
        "headers",
        "page",
        "page_code",
        "password",
        "query",
        "secret",
        "secret_key",
        "session",
        "token",
        "url",
    }
)
# Signatures and security tokens of addresses, passwords in database addresses, codes that open a task's page,
# and the rows that PostgreSQL quotes in its errors.
_SECRETS = re.compile(
    r"(?P<signed>(?:X-Amz-(?:Signature|Credential|Security-Token)|Signature|AWSAccessKeyId)=)[^&\s\"']+"
    r"|(?P<login>://[^:/@\s]*:)[^@\s]+(?=@)"
    r"|(?P<page>/t/[\w-]+\.)[\w-]+"
    r"|(?P<row>DETAIL: )[\s\S]*"
)


class Unfailing:
    """A stream to write to that never raises: a full disk under the log must not end what is logged about."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


class Seldom:
    """Lets a fault pass once a minute, then with how often it was kept back.

    An outage is one event to a person, and a thousand to the requests that meet it. Kept back are events
    marked `seldom=True`, by their words, and those with a traceback, by their words and where it ends.
    """

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._said: dict[str, tuple[float, int]] = {}

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:
        place = _place(event.get("exc_info"))
        if not event.pop("seldom", False) and place is None:
            return event
        name, now = f"{event.get('event')} {place or ''}", self._seconds()
        said_at, n_kept = self._said.get(name, (-math.inf, 0))
        if now - said_at < _SELDOM_SECONDS:
            self._said[name] = (said_at, n_kept + 1)
            raise structlog.DropEvent
        self._said[name] = (now, 0)
        return {**event, "more_in_the_last_minutes": n_kept} if n_kept else event


def _place(exc_info: Any) -> str | None:
    """The class of what was raised and the line that raised it; its words may differ each time."""
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if not isinstance(error, BaseException):
        return None
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last is not None else ""
    return f"{type(error).__name__} {where}"


class Facts:
    """Says which process speaks, and for which request: `request` in the context is asked for its ids."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._pid = os.getpid()

    def __call__(self, logger: Any, method: str, event: EventDict) -> EventDict:
        request = event.pop("request", None)
        facts = request.log_facts() if hasattr(request, "log_facts") else {}
        return {"process": self._process, "pid": self._pid, **facts, **event}


def hide_secrets(logger: Any, method: str, event: EventDict) -> EventDict:
    """The last door: nobody is to log answers, tokens or signed addresses, and if they do it stays here."""
    return {name: _HIDDEN if name in _SECRET_NAMES else _without_secrets(it) for name, it in event.items()}


def _without_secrets(value: Any) -> Any:
    if isinstance(value, str):
        return _SECRETS.sub(_hidden, value)
    if isinstance(value, (int, float, bool, type(None))):
        return value
    return _SECRETS.sub(_hidden, str(value))


def _hidden(found: re.Match[str]) -> str:
    return (found["signed"] or found["login"] or found["page"] or found["row"]) + _HIDDEN


class _Passed(logging.Handler):
    """What libraries log goes the same way as what we log."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger(record.name)
        log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)


def set_up_logs(level: str, form: str = "auto", *, process: str = "server") -> None:
    """Readable lines on a terminal, JSON lines elsewhere, unless `form` says which."""
    if level not in _LEVELS:
        raise InvalidInput(f"log_level is {level!r}: it is one of {', '.join(_LEVELS)}")
    if form not in _FORMATS:
        raise InvalidInput(f"log_format is {form!r}: it is one of {', '.join(_FORMATS)}")
    for_people = form == "text" or (form == "auto" and sys.stderr.isatty())
    renderer: Any = structlog.processors.JSONRenderer()
    if for_people:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            Seldom(),
            structlog.contextvars.merge_contextvars,
            Facts(process),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,  # without the variables that a terminal's form would show
            hide_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(Unfailing(sys.stderr)),  # type: ignore[arg-type]
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(_LEVELS[level], logging.WARNING), handlers=[_Passed()], force=True)
    # It warns of each connection that breaks, which the store says once for all of them.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
