"""What object storage does for the rest: one Protocol, and the values it speaks in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

import msgspec

from trigpoint.model.s3_uri import S3Uri

DEFAULT_CONTENT_TYPE = "binary/octet-stream"
MIN_PART_BYTES = 5 * 1024 * 1024


class Bucket(NamedTuple):
    name: str
    created_at: datetime


class CorsRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which pages of other origins a browser lets at the bucket, as its owner has set it."""

    allowed_methods: tuple[str, ...]
    allowed_origins: tuple[str, ...]
    allowed_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    max_age_seconds: int | None = None
    rule_id: str | None = None


class BlobInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an object without opening it. `etag` is without quotes."""

    size: int
    etag: str
    modified_at: datetime
    content_type: str = DEFAULT_CONTENT_TYPE
    metadata: dict[str, str] = {}
    """The user's own, names in lower case without `x-amz-meta-`."""
    headers: dict[str, str] = {}
    """Given at upload and sent back: cache-control, content-encoding, content-disposition, ..."""


class Blob(NamedTuple):
    """An open object and the bytes of the range asked for, piece by piece."""

    info: BlobInfo
    chunks: Iterator[bytes]


class Listed(NamedTuple):
    key: str
    size: int
    etag: str
    modified_at: datetime


class Listing(NamedTuple):
    """A page of a bucket, keys in the order of their UTF-8 bytes."""

    blobs: Sequence[Listed]
    prefixes: Sequence[str]
    truncated: bool
    next_after: str
    """`start_after` of the next page; empty on the last."""


class Part(NamedTuple):
    number: int
    size: int
    etag: str
    modified_at: datetime


class Upload(NamedTuple):
    """A multipart upload in progress."""

    key: str
    upload_id: str
    started_at: datetime


class BlobStore(Protocol):
    """Buckets of objects. Every method blocks: call it from a thread. Safe to share between threads.

    Raises NotFound (kind "bucket", "object" or "upload"), NameTaken ("bucket"), InUse (a bucket that
    is not empty), InvalidInput (a key or a range that cannot be), AccessDenied (a key that leads out
    of its bucket), WrongState (a condition that does not hold; `state` is the present etag or "") and
    Unavailable.
    """

    def buckets(self) -> Sequence[Bucket]: ...

    def create_bucket(self, name: str) -> None: ...

    def delete_bucket(self, name: str) -> None: ...

    def has_bucket(self, name: str) -> bool: ...

    def cors(self, bucket: str) -> Sequence[CorsRule]:
        """The CORS configuration; empty when there is none."""

    def set_cors(self, bucket: str, rules: Sequence[CorsRule]) -> None: ...

    def head(self, uri: S3Uri) -> BlobInfo: ...

    def open(self, uri: S3Uri, *, start: int = 0, end: int | None = None) -> Blob:
        """The bytes from `start` up to but not including `end`, which may lie beyond the last."""

    def read(self, uri: S3Uri, *, max_bytes: int | None = None) -> bytes:
        """The whole object. Raises LimitExceeded when it is larger than `max_bytes`."""

    def put(
        self,
        uri: S3Uri,
        data: bytes | Iterable[bytes],
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        if_match: str | None = None,
        if_none_match: bool = False,
        durable: bool = True,
    ) -> BlobInfo:
        """Writes the object whole or not at all: also when `data` raises, which then passes through.

        Without a content type it is the one of the key's extension. With `if_match` only over an object
        of that etag, with `if_none_match` only where none is. Without `durable` it may be lost when the
        machine (not the process) goes down in the next seconds: for many files that can be made again.
        """

    def flush(self) -> None:
        """Returns when all that was put without `durable` is on the disk: one wait for many objects."""

    def copy(self, source: S3Uri, target: S3Uri) -> BlobInfo:
        """Copies the object with its content type and metadata."""

    def delete(self, uri: S3Uri) -> None:
        """Removes the object; nothing happens when there is none."""

    def start_upload(
        self,
        uri: S3Uri,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Begins a multipart upload and gives its id."""

    def put_part(self, uri: S3Uri, upload_id: str, number: int, data: Iterable[bytes]) -> Part: ...

    def finish_upload(self, uri: S3Uri, upload_id: str, parts: Sequence[tuple[int, str]]) -> BlobInfo:
        """Makes the object of the parts named (number, etag), which must ascend and be there."""

    def abort_upload(self, uri: S3Uri, upload_id: str) -> None: ...

    def list_parts(self, uri: S3Uri, upload_id: str) -> Sequence[Part]: ...

    def list_uploads(self, bucket: str, prefix: str = "") -> Sequence[Upload]: ...

    def list(
        self, bucket: str, prefix: str = "", *, delimiter: str = "", start_after: str = "", limit: int = 1000
    ) -> Listing:
        """A page of the keys after `start_after`; those alike up to the `delimiter` are one entry."""
