"""JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Send

from trigpoint.model.errors import InvalidInput

T = TypeVar("T")
_encoder = msgspec.json.Encoder()


def json_response(body: Any, *, status: int = 200, media_type: str = "application/json") -> Response:
    return Response(
        _encoder.encode(body), status, media_type=media_type, headers={"Cache-Control": "no-store"}
    )


def no_content() -> Response:
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


async def send_json(send: Send, body: Any) -> None:
    """What `json_response` sends, without an object in between."""
    encoded = _encoder.encode(body)
    headers = [
        (b"cache-control", b"no-store"),
        (b"content-length", b"%d" % len(encoded)),
        (b"content-type", b"application/json"),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": encoded})


async def body_as(request: Request, kind: type[T]) -> T:
    """The body, checked against `kind`. Raises InvalidInput that names what does not fit."""
    return decoder_of(kind)(await request.body())


def decoder_of(kind: type[T]) -> Callable[[bytes], T]:
    """What reads a body as `kind`; it raises InvalidInput that names what does not fit."""
    decode = msgspec.json.Decoder(kind).decode

    def checked(raw: bytes) -> T:
        try:
            return decode(raw or b"{}")
        except msgspec.DecodeError as exc:
            raise InvalidInput(f"the body is not what this call takes: {exc}") from exc

    return checked
