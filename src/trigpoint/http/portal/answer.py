"""POST /portal/api/assignments/{id}/answer: what workers' browsers call all day.

An ASGI application of its own, before the portal's router: a router, a request object and a response object
would cost this call about as much as its transaction does (docs/explanation/performance.md).
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from trigpoint.engine.lease import Leases
from trigpoint.engine.lease_steps import NothingNow
from trigpoint.engine.sessions import Sessions
from trigpoint.http.observed import record_of
from trigpoint.http.portal.assignment_view import AssignmentView
from trigpoint.http.portal.guard import signed_in
from trigpoint.http.problem import on_problem, too_large
from trigpoint.http.wire import decoder_of, send_json
from trigpoint.model.clock import iso_millis

_BEFORE_ID: Final = "/portal/api/assignments/"
_AFTER_ID: Final = "/answer"


class _Answer(msgspec.Struct):
    token: str
    answer: dict[str, Any]
    next: bool = False


_decode = decoder_of(_Answer)


class AnswerEndpoint:
    """Takes answers; every other request goes to `otherwise`."""

    def __init__(
        self,
        otherwise: ASGIApp,
        sessions: Sessions,
        leases: Leases,
        view: AssignmentView,
        *,
        max_body_bytes: int,
    ) -> None:
        self._otherwise = otherwise
        self._sessions = sessions
        self._leases = leases
        self._view = view
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assignment_id = _assignment_answered(scope)
        if not assignment_id:
            await self._otherwise(scope, receive, send)
            return
        record_of(scope).route = f"{_BEFORE_ID}{{id}}{_AFTER_ID}"
        scope["path_params"] = {"id": assignment_id}
        try:
            body = await self._answer(scope, receive, assignment_id)
        except ClientDisconnect:
            return
        except Exception as exc:
            problem = await on_problem(Request(scope), exc)
            await problem(scope, receive, send)
        else:
            await send_json(send, body)

    async def _answer(self, scope: Scope, receive: Receive, assignment_id: str) -> dict[str, Any]:
        _, session = await signed_in(scope, self._sessions)
        given = _decode(await self._body(receive))
        receipt = await self._leases.answer(
            session.worker.worker_id, assignment_id, given.token, given.answer, then_next=given.next
        )
        record_of(scope).cycle = "answer_next" if given.next else "answer"
        submitted_at = iso_millis(receipt.submitted_at)
        body: dict[str, Any] = {"receipt": receipt.receipt, "submitted_at": submitted_at, "next": None}
        if isinstance(receipt.next, NothingNow):
            nothing = self._view.nothing(receipt.next)
            return body | {"reason": nothing["reason"], "retry_after": nothing["retry_after"]}
        if receipt.next is not None:
            body["next"] = await self._view.show(receipt.next)
        return body

    async def _body(self, receive: Receive) -> bytes:
        """The whole body. Raises Problem when it is larger than allowed."""
        parts: list[bytes] = []
        n_left, more = self._max_body_bytes, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            part = message.get("body", b"")
            n_left -= len(part)
            if n_left < 0:
                raise too_large(self._max_body_bytes)
            parts.append(part)
            more = message.get("more_body", False)
        return parts[0] if len(parts) == 1 else b"".join(parts)


def _assignment_answered(scope: Scope) -> str:
    """The id in the path of an answer; empty for another request."""
    path: str = scope["path"]
    if scope["type"] != "http" or scope["method"] != "POST":
        return ""
    if not path.startswith(_BEFORE_ID) or not path.endswith(_AFTER_ID):
        return ""
    between = path[len(_BEFORE_ID) : -len(_AFTER_ID)]
    return "" if "/" in between else between
