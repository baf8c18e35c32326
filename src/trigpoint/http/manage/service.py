"""`trigpoint` as a service beside AWS's: REST and JSON, signed like them (SigV4) with the same keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

import msgspec

from trigpoint.http.aws.errors import SAGEMAKER, UnknownOperation, fault_of
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.manage.call import ROOT, Call, Given
from trigpoint.model.errors import (
    AccessDenied,
    InUse,
    InvalidInput,
    NameTaken,
    NotFound,
    SignatureRejected,
)

SERVICE = "trigpoint"
_JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_LINES = {"Content-Type": "application/jsonlines", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (UnknownOperation, 404),
    (NotFound, 404),
    (SignatureRejected, 401),
    (AccessDenied, 403),
    (NameTaken, 409),
    (InUse, 409),
)


class ManageService:
    """Answers managers; every caller here has a key."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._calls = calls

    async def handle(self, request: AwsRequest) -> AwsResponse:
        call, names = self._find(request)
        raw = await request.read()
        given = Given(
            names={name: unquote(value) for name, value in names.items()},
            query=request.query,
            body=_body(raw, call.takes) if call.takes is not None else None,
            request=request,
        )
        answer = await call.handler(given)
        if call.streams:
            return AwsResponse(200, dict(_LINES), answer)
        if call.answers is None:
            return AwsResponse(204, {"Cache-Control": "no-store"})
        return AwsResponse(200, dict(_JSON), msgspec.json.encode(answer))

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        fault = fault_of(exc, SAGEMAKER)
        status = next((status for kind, status in _STATUS if isinstance(exc, kind)), fault.status)
        body = {"code": fault.code, "message": fault.message}
        return AwsResponse(status, dict(_JSON), msgspec.json.encode(body))

    def _find(self, request: AwsRequest) -> tuple[Call, dict[str, str]]:
        path = request.raw_path.removeprefix(ROOT)
        found = [(call, names) for call in self._calls if (names := call.match(path)) is not None]
        if not request.raw_path.startswith(ROOT) or not found:
            raise UnknownOperation(f"there is nothing at {request.path[:200]}")
        for call, names in found:
            if call.method == request.method:
                return call, names
        methods = ", ".join(call.method for call, _ in found)
        raise InvalidInput(f"{request.method} is not for this address; {methods} is")


def _body(raw: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except msgspec.DecodeError as exc:
        raise InvalidInput(f"the body is not what this call takes: {exc}") from exc
