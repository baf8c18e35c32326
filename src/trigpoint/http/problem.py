"""Errors as problem details (RFC 9457), and the one table that gives each its status."""

from __future__ import annotations

from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response

from trigpoint.http.observed import record_of, template_of
from trigpoint.http.wire import json_response
from trigpoint.model.errors import (
    AccessDenied,
    AssignmentConflict,
    BadPassword,
    InvalidInput,
    LimitExceeded,
    NotFound,
    SignInFailed,
    TrigpointError,
    Unavailable,
    WrongState,
)

_log = structlog.get_logger("trigpoint.pages")
_STATUS: tuple[tuple[type[TrigpointError], int, str], ...] = (
    (SignInFailed, 401, "sign-in-failed"),
    (AccessDenied, 403, "access-denied"),
    (AssignmentConflict, 409, "lease-lost"),
    (BadPassword, 422, "bad-password"),
    (InvalidInput, 422, "invalid"),
    (NotFound, 404, "not-found"),
    (LimitExceeded, 429, "too-many"),
    (WrongState, 409, "wrong-state"),
)
_TITLES = {
    401: "Not signed in",
    403: "Not allowed",
    404: "Not found",
    409: "Conflict",
    413: "Too large",
    422: "Not valid",
    429: "Too many requests",
    503: "Not available now",
}

NOT_NOW = (
    "Trigpoint cannot save or load anything at the moment. Nothing that you did is lost: your work is kept "
    "in this page and will be sent again as soon as possible."
)


class Problem(Exception):
    """A refusal of a page's call: no session, no CSRF token, a body too large."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def too_large(max_bytes: int) -> Problem:
    """The refusal of a body that is larger than the setting allows."""
    return Problem(413, "too-large", f"The request is larger than {max_bytes // 2**20} MiB.")


def problem_response(status: int, code: str, detail: str, **more: Any) -> Response:
    body = {
        "type": f"urn:trigpoint:problem:{code}",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "code": code,
        "detail": detail,
        **more,
    }
    # So that who is refused can say which request it was, and an operator finds its lines in the log.
    request = structlog.contextvars.get_contextvars().get("request")
    if request is not None:
        body["request_id"] = request.request_id
    return json_response(body, status=status, media_type="application/problem+json")


def unavailable_response(exc: Unavailable) -> Response:
    """Says when to come back. The portal's pages keep what they sent, and send it again by themselves."""
    response = problem_response(503, "unavailable", NOT_NOW)
    response.headers["Retry-After"] = str(exc.retry_after_seconds)
    return response


async def on_problem(request: Request, exc: Exception) -> Response:
    """The response for any exception that a handler lets out."""
    record_of(request.scope).error = type(exc).__name__
    if isinstance(exc, Problem):
        return problem_response(exc.status, exc.code, exc.detail)
    if isinstance(exc, AssignmentConflict):
        stored = {key: value for key, value in exc.stored.items() if key != "code"}
        return problem_response(409, exc.stored.get("code", "lease-lost"), exc.message, stored=stored)
    if isinstance(exc, Unavailable):
        # The worker can do nothing about its cause, which is for the operator.
        _log.warning("not available now", route=template_of(request.scope), error=str(exc), seldom=True)
        return unavailable_response(exc)
    for kind, status, code in _STATUS:
        if isinstance(exc, kind):
            return problem_response(status, code, str(exc))
    _log.error("a page's call failed", route=template_of(request.scope), exc_info=exc)
    return problem_response(
        500, "internal", "Something went wrong here. Nothing you sent is lost; try again."
    )
