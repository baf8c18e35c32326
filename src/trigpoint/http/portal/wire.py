"""JSON in, JSON out."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from trigpoint.model.errors import InvalidInput

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


def json_response(body: Any, *, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(
        _encoder.encode(body), status, media_type=media_type, headers={"Cache-Control": "no-store"}
    )


def no_content() -> Response:
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


async def body_as(request: Request, kind: type[T]) -> T:
    """The body, checked against `kind`. Raises InvalidInput that names what does not fit."""
    raw = await request.body()
    try:
        return msgspec.json.decode(raw or b"{}", type=kind)
    except msgspec.DecodeError as exc:
        raise InvalidInput(f"the body is not what this call takes: {exc}") from exc
