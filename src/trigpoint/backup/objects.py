r"""The objects of a bucket as one stream: a line of JSON that names the object, its bytes, a line end.

    {"key":"cats/1.jpg","size":48213,"content_type":"image/jpeg"}\n
    <48213 bytes>\n
    ...

Sizes come first, so that a reader keeps nothing in memory but the piece that it is at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple, Protocol

import msgspec

from trigpoint.blobs.blob_store import DEFAULT_CONTENT_TYPE, BlobStore
from trigpoint.blobs.keys import check_key
from trigpoint.model.errors import AccessDenied, BadBackup, InvalidInput, NotFound, Unavailable
from trigpoint.model.s3_uri import S3Uri

CHUNK_BYTES = 1024 * 1024
_HEADER_BYTES = 64 * 1024


class ObjectHeader(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str
    size: Annotated[int, msgspec.Meta(ge=0)]
    content_type: str = DEFAULT_CONTENT_TYPE
    metadata: dict[str, str] = {}
    headers: dict[str, str] = {}


class PackedObject(NamedTuple):
    """An object in a backup. Its pieces must be used up before the next object is asked for."""

    header: ObjectHeader
    pieces: Iterator[bytes]


class ByteSource(Protocol):
    def read(self, n: int, /) -> bytes: ...


def packed(blobs: BlobStore, bucket: str, key: str) -> Iterator[bytes] | None:
    """The stream of one object; None when it has gone since it was listed, or leads out of its bucket."""
    uri = S3Uri(bucket, key)
    try:
        info, chunks = blobs.open(uri)
    except (NotFound, AccessDenied):
        return None
    header = ObjectHeader(
        key=key,
        size=info.size,
        content_type=info.content_type,
        metadata=info.metadata,
        headers=info.headers,
    )
    return _stream(uri, header, chunks)


def _stream(uri: S3Uri, header: ObjectHeader, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield msgspec.json.encode(header) + b"\n"
    left = header.size
    for chunk in chunks:
        left -= len(chunk)
        yield chunk
    if left:
        raise Unavailable(f"{uri} changed its length while it was read: make the backup once more")
    yield b"\n"


def unpacked(source: ByteSource, bucket: str) -> Iterator[PackedObject]:
    """The objects of a stream, each checked: nothing of it is believed."""
    reader = _Reader(source)
    while line := reader.line(bucket):
        try:
            header = msgspec.json.decode(line, type=ObjectHeader)
            check_key(header.key)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, InvalidInput) as exc:
            raise BadBackup(f"bucket {bucket} holds an object that cannot be: {exc}") from exc
        yield PackedObject(header, reader.pieces(header.size, f"s3://{bucket}/{header.key}"))
        reader.end_object(bucket)


class _Reader:
    """Reads lines and counted bytes by turns."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._ahead = b""
        self._left = 0

    def line(self, bucket: str) -> bytes:
        """The next line with its end; empty at the end of the stream."""
        while b"\n" not in self._ahead:
            if len(self._ahead) > _HEADER_BYTES:
                raise BadBackup(f"bucket {bucket} holds an object without a name")
            more = self._source.read(_HEADER_BYTES)
            if not more:
                if self._ahead:
                    raise BadBackup(f"the objects of bucket {bucket} are cut short")
                return b""
            self._ahead += more
        line, _, self._ahead = self._ahead.partition(b"\n")
        return line + b"\n"

    def pieces(self, size: int, name: str) -> Iterator[bytes]:
        self._left = size
        while self._left:
            piece = self._ahead[: self._left] or self._source.read(min(CHUNK_BYTES, self._left))
            self._ahead = self._ahead[len(piece) :]
            if not piece:
                raise BadBackup(f"{name} is cut short")
            self._left -= len(piece)
            yield piece

    def end_object(self, bucket: str) -> None:
        if self._left:
            raise RuntimeError("an object's pieces were left unread")
        if self.line(bucket) != b"\n":
            raise BadBackup(f"bucket {bucket} holds an object that is longer than it says")
