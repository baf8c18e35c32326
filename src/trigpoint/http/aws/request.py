"""A verified AWS request, the response to it, and what a service is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from trigpoint.model.access_key import AccessKey
from trigpoint.model.errors import BodyTooLarge

NOBODY = AccessKey(access_key_id="", secret_key="", arn="")

NextPiece = Callable[[], Awaitable[bytes]]
"""Gives the next piece of a body, and b"" after the last one."""


class ClientGone(Exception):
    """The client hung up before its request was read: there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a request was signed with: chunks of its body are signed in continuation of it."""

    text: str
    key: bytes = field(repr=False)
    """The day's signing key."""
    timestamp: str
    """`20310402T091502Z`, as signed."""
    scope: str
    """`20310402/us-east-1/s3/aws4_request`."""
    presigned: bool = False


@dataclass(slots=True, kw_only=True)
class AwsRequest:
    """A request as sent. Names of `headers` are in lower case; `query` holds decoded values."""

    service: str
    """Of the credential scope: sagemaker, s3, cognito-idp, sts, iam, lambda..."""
    region: str
    method: str
    path: str
    """Decoded; `raw_path` is as sent."""
    raw_path: str
    query: Mapping[str, str]
    raw_query: str
    headers: Mapping[str, str]
    caller: AccessKey
    """NOBODY in a request that did not verify, which only `Service.error` sees."""
    request_id: str
    origin: str
    """`http://host:port` that the client used: for addresses in responses."""
    signature: Signature | None = None
    max_body_bytes: int = 64 * 1024 * 1024
    receive: NextPiece
    _body: bytes | None = None

    @property
    def operation(self) -> str:
        """As the JSON protocols name it, such as "CreateLabelingJob"; empty in the others."""
        return self.headers.get("x-amz-target", "").rpartition(".")[2]

    @property
    def payload_hash(self) -> str:
        """The `x-amz-content-sha256` header; empty when there is none."""
        return self.headers.get("x-amz-content-sha256", "")

    async def stream(self) -> AsyncIterator[bytes]:
        """The body piece by piece, of any length, once."""
        if self._body is not None:
            yield self._body
            return
        while piece := await self.receive():
            yield piece

    async def read(self) -> bytes:
        """The whole body. Raises BodyTooLarge beyond `max_body_bytes`."""
        if self._body is None:
            if int(self.headers.get("content-length") or 0) > self.max_body_bytes:
                raise BodyTooLarge(self.max_body_bytes)
            body = bytearray()
            async for piece in self.stream():
                body += piece
                if len(body) > self.max_body_bytes:
                    raise BodyTooLarge(self.max_body_bytes)
            self._body = bytes(body)
        return self._body


@dataclass(slots=True)
class AwsResponse:
    """`body` as bytes gets a Content-Length; a streamed one is sent as `headers` say."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | AsyncGenerator[bytes, None] = b""


class Service(Protocol):
    """One AWS service: gets verified requests, and shapes every error in its own protocol."""

    async def handle(self, request: AwsRequest) -> AwsResponse: ...

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        """The error response for anything raised by `handle` or by the endpoint before it."""
