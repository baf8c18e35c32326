"""The aws-chunked encoding: a body in pieces, each signed in continuation of the last, then trailers.

Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks"
and "... with Trailing Headers", Amazon S3 API Reference.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from trigpoint.http.aws.request import Signature
from trigpoint.http.aws.s3.errors import S3Error

_EMPTY_HASH = hashlib.sha256(b"").hexdigest()
_MAX_LINE = 8192
_MAX_TRAILERS = 16
_MAX_SIZE_DIGITS = 12


class ChunkDecoder:
    """Takes encoded bytes as they come, gives the bytes they carry, and checks every signature."""

    def __init__(self, signature: Signature | None, decoded_length: int | None) -> None:
        self._signature = signature
        self._previous = signature.text if signature else ""
        self._expected = decoded_length
        self._length = 0
        self._buffer = bytearray()
        self._left = 0
        self._state = "size"
        self._digest = hashlib.sha256()
        self._chunk_signature = ""
        self._trailer_signature = ""
        self.trailers: dict[str, str] = {}

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The carried bytes that `data` completes."""
        self._buffer += data
        while self._buffer and self._state != "done":
            if self._state == "data":
                yield self._take_data()
            else:
                line = self._take_line()
                if line is None:
                    return
                self._on_line(line)

    def finish(self) -> None:
        """Call when the body has ended. Raises S3Error when it was not whole."""
        complete = self._state == "done" or (self._state == "trailer" and not self._buffer)
        if not complete or (self._expected is not None and self._expected != self._length):
            raise S3Error(
                "IncompleteBody",
                "You did not provide the number of bytes that x-amz-decoded-content-length specifies",
            )
        if self._signature and self.trailers:
            self._check_trailers()

    def _take_data(self) -> bytes:
        piece = bytes(self._buffer[: self._left])
        del self._buffer[: len(piece)]
        self._left -= len(piece)
        self._length += len(piece)
        if self._signature:
            self._digest.update(piece)
        if not self._left:
            self._state = "data-end"
        return piece

    def _take_line(self) -> bytes | None:
        end = self._buffer.find(b"\n")
        if end < 0:
            if len(self._buffer) > _MAX_LINE:
                raise _malformed("a line of the encoding is too long")
            return None
        line = bytes(self._buffer[:end]).removesuffix(b"\r")
        del self._buffer[: end + 1]
        return line

    def _on_line(self, line: bytes) -> None:
        if self._state == "size":
            self._on_size(line)
        elif self._state == "data-end":
            if line:
                raise _malformed("a chunk is longer than it says")
            self._end_chunk()
            self._state = "size"
        elif line:
            self._on_trailer(line)
        else:
            self._state = "done"

    def _on_size(self, line: bytes) -> None:
        size, _, extension = line.partition(b";")
        if not 0 < len(size) <= _MAX_SIZE_DIGITS:
            raise _malformed("a chunk has no size")
        try:
            self._left = int(size, 16)
            self._chunk_signature = extension.strip().removeprefix(b"chunk-signature=").decode("ascii")
        except ValueError as exc:
            raise _malformed("a chunk has no size") from exc
        self._state = "data"
        if not self._left:
            self._end_chunk()
            self._state = "trailer"

    def _on_trailer(self, line: bytes) -> None:
        name, _, value = line.decode("latin-1").partition(":")
        if len(self.trailers) >= _MAX_TRAILERS:
            raise _malformed("there are too many trailers")
        if name.lower() == "x-amz-trailer-signature":
            self._trailer_signature = value.strip()
        else:
            self.trailers[name.strip().lower()] = value.strip()

    def _end_chunk(self) -> None:
        if self._signature:
            kind = f"{_EMPTY_HASH}\n{self._digest.hexdigest()}"
            self._check("AWS4-HMAC-SHA256-PAYLOAD", kind, self._chunk_signature)
            self._previous = self._chunk_signature
            self._digest = hashlib.sha256()

    def _check_trailers(self) -> None:
        text = "".join(f"{name}:{value}\n" for name, value in self.trailers.items())
        digest = hashlib.sha256(text.encode("latin-1")).hexdigest()
        self._check("AWS4-HMAC-SHA256-TRAILER", digest, self._trailer_signature)

    def _check(self, algorithm: str, digest: str, given: str) -> None:
        if self._signature is None:
            return
        signed = self._signature
        text = f"{algorithm}\n{signed.timestamp}\n{signed.scope}\n{self._previous}\n{digest}"
        expected = hmac.digest(signed.key, text.encode(), hashlib.sha256).hex()
        if not hmac.compare_digest(expected.encode(), given.encode("latin-1")):
            raise S3Error(
                "SignatureDoesNotMatch", "The signature of a chunk of the body does not match.", 403
            )


def _malformed(what: str) -> S3Error:
    return S3Error("InvalidRequest", f"The aws-chunked body is malformed: {what}")
