"""Between the event loop and the store: bodies go to a thread and come from one, piece by piece."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from functools import partial
from typing import Any, TypeVar

from anyio import CapacityLimiter, from_thread, to_thread

from trigpoint.http.aws.request import AwsRequest
from trigpoint.http.aws.s3.checksums import Checksums
from trigpoint.http.aws.s3.chunked import ChunkDecoder
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.model.errors import BodyTooLarge

T = TypeVar("T")
_BATCH_BYTES = 1024 * 1024
_WORK_THREADS = 32
_UPLOAD_THREADS = 256
"""An upload holds its thread as long as its client takes to send it."""


class Threads:
    """Where blocking calls of the store run."""

    def __init__(self) -> None:
        self._work = CapacityLimiter(_WORK_THREADS)
        self._uploads = CapacityLimiter(_UPLOAD_THREADS)

    async def run(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._work)

    async def run_upload(self, call: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """For a call that takes an `UploadedBody`."""
        return await to_thread.run_sync(partial(call, *args, **kwargs), limiter=self._uploads)

    async def pieces(self, chunks: Iterator[bytes]) -> AsyncGenerator[bytes, None]:
        """The chunks, each made in a thread; the iterator is closed in the end."""
        try:
            while piece := await self.run(next, chunks, b""):
                yield piece
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()


class UploadedBody:
    """A request's body for a thread: decoded, and verified when it has been read to its end."""

    def __init__(self, request: AwsRequest) -> None:
        self._stream = request.stream()
        self._decoder = _decoder(request)
        self._checksums = Checksums(request.headers)
        self.verified: dict[str, str] = {}
        """Checksums that held, as headers for the response."""

    def __iter__(self) -> Iterator[bytes]:
        while batch := from_thread.run(_gather, self._stream):
            for piece in self._decoder.feed(batch) if self._decoder else (batch,):
                self._checksums.update(piece)
                yield piece
        if self._decoder:
            self._decoder.finish()
        self.verified = self._checksums.check(self._decoder.trailers if self._decoder else {})

    def read(self, max_bytes: int) -> bytes:
        """All of it. Raises BodyTooLarge."""
        data = bytearray()
        for piece in self:
            data += piece
            if len(data) > max_bytes:
                raise BodyTooLarge(max_bytes)
        return bytes(data)


async def _gather(stream: AsyncIterator[bytes]) -> bytes:
    """The next mebibyte of the stream, or what is left of it: hops between threads cost."""
    batch = bytearray()
    async for piece in stream:
        batch += piece
        if len(batch) >= _BATCH_BYTES:
            break
    return bytes(batch)


def _decoder(request: AwsRequest) -> ChunkDecoder | None:
    """A decoder when the body is aws-chunked, as `x-amz-content-sha256` says."""
    kind = request.payload_hash
    if not kind.startswith("STREAMING-"):
        return None
    if kind not in {
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    }:
        raise S3Error("NotImplemented", f"payloads of the kind {kind[:60]} are not served here", 501)
    try:
        length = int(request.headers["x-amz-decoded-content-length"])
    except (KeyError, ValueError) as exc:
        message = "You must provide the x-amz-decoded-content-length header with a streamed body."
        raise S3Error("MissingContentLength", message, 411) from exc
    signed = request.signature if "HMAC" in kind else None
    return ChunkDecoder(signed, length)
