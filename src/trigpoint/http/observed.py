"""Every request, from outside: its id, its time, its line in the log. Counted by template, not address."""

from __future__ import annotations

import itertools
import secrets
import time
from collections.abc import Callable
from typing import Any

import structlog
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

RECORD = "trigpoint.record"
"""Where a scope keeps its request's record."""
_AWS_ID_HEADERS = frozenset({b"x-amzn-requestid", b"x-amz-request-id"})
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_log = structlog.get_logger("trigpoint.http")

OnRequest = Callable[[str, str, int, float], None]
"""Told of each request: route, method, status, seconds."""
OnCycle = Callable[[Any, float], None]
"""Told of each worker's request that did its work: claim, answer or answer_next, and seconds."""
OnError = Callable[[str], None]
"""Told of the class of each error that a request was answered with."""


class RequestRecord:
    """What is known of a request while it is under way; who learns more writes it here."""

    __slots__ = ("cycle", "error", "request_id", "route", "scope", "status", "worker_id")

    def __init__(self, request_id: str, scope: Scope) -> None:
        self.request_id = request_id
        self.scope = scope
        self.route: str | None = None
        self.status = 0
        self.cycle: str | None = None
        self.error: str | None = None
        self.worker_id: str | None = None

    def log_facts(self) -> dict[str, str]:
        """Ids for a line of the log: no address, no query, nothing that anybody typed but a job's name."""
        facts = {"request_id": self.request_id}
        given = self.scope.get("path_params") or {}
        for name, value in (
            ("worker", self.worker_id),
            ("assignment", given.get("id") or str(given.get("code", "")).partition(".")[0]),
            ("job", given.get("name")),
        ):
            if value:
                facts[name] = str(value)[:128]
        return facts


def record_of(scope: Scope) -> RequestRecord:
    """The request's record; one that nobody reads where the application is used without `Observed`."""
    record: RequestRecord | None = scope.get(RECORD)
    return record if record is not None else RequestRecord("", scope)


class Observed:
    """Stands before the application. `draining` says whether to ask clients to close their connections.

    With `logs_each` every request has a line of its own at level debug.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        on_request: OnRequest,
        on_cycle: OnCycle,
        on_error: OnError,
        draining: Callable[[], bool],
        logs_each: bool = True,
        seconds: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._app = app
        self._on_request = on_request
        self._on_cycle = on_cycle
        self._on_error = on_error
        self._draining = draining
        self._logs_each = logs_each
        self._seconds = seconds
        # Unique without asking for randomness each time: a random beginning, then counted up.
        self._prefix = secrets.token_hex(6)
        self._numbers = itertools.count(1)
        self.n_under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = self._seconds()
        record = scope[RECORD] = RequestRecord(f"{self._prefix}-{next(self._numbers):x}", scope)
        structlog.contextvars.bind_contextvars(request=record)
        self.n_under_way += 1

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._head(record, message)
            await send(message)

        try:
            await self._app(scope, receive, observed)
        except Exception as exc:
            # Once it has been answered it has been logged, and what is raised again is the same.
            if record.status == 0:
                record.error = record.error or type(exc).__name__
                raise
        finally:
            self.n_under_way -= 1
            self._over(record, self._seconds() - started)

    def _head(self, record: RequestRecord, message: Message) -> None:
        """The id goes into the answer, so that a worker can say it; AWS's answers bear one of their own."""
        record.status = message["status"]
        headers = message["headers"] = list(message.get("headers", ()))
        for name, value in headers:
            if name.lower() in _AWS_ID_HEADERS:
                record.request_id = value.decode("latin-1")
                break
        else:
            headers.append((b"x-request-id", record.request_id.encode()))
        if self._draining() and not any(name.lower() == b"connection" for name, _ in headers):
            headers.append((b"connection", b"close"))

    def _over(self, record: RequestRecord, seconds: float) -> None:
        route = record.route or template_of(record.scope)
        method = record.scope["method"] if record.scope["method"] in _METHODS else "other"
        self._on_request(route, method, record.status or 499, seconds)
        if record.cycle is not None and record.status < 300:
            self._on_cycle(record.cycle, seconds)
        if record.error is not None:
            self._on_error(record.error)
        if not self._logs_each:  # asking structlog whether it would takes three microseconds
            return
        _log.debug(
            "request",
            route=route,
            method=method,
            status=record.status or None,
            ms=round(seconds * 1000, 2),
            **({"error": record.error} if record.error else {}),
        )


def template_of(scope: Scope) -> str:
    """The route that matched, as it is written in the program; `unknown` when none did."""
    route = scope.get("route")
    if route is None:
        return "unknown"
    mounted = str(scope.get("root_path", ""))
    return mounted if isinstance(route, Mount) else f"{mounted}{getattr(route, 'path', '')}"
