"""Buckets in an S3 service: AWS, SeaweedFS, Ceph, MinIO.

Objects are read and (when small) written through obstore; large ones are uploaded in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from trigpoint.blobs.attributes import Attributes, Condition
from trigpoint.blobs.blob_store import (
    DEFAULT_CONTENT_TYPE,
    Blob,
    BlobInfo,
    Bucket,
    CorsRule,
    Listed,
    Listing,
    Part,
    Upload,
)
from trigpoint.blobs.content_types import content_type_of
from trigpoint.blobs.keys import check_key
from trigpoint.blobs.obstore_objects import ObstoreObjects
from trigpoint.blobs.s3_client import SILENCE_SECONDS, WORK_SECONDS, S3Address, S3Client
from trigpoint.blobs.s3_cors import rules_from, rules_to
from trigpoint.blobs.s3_uploads import PART_BYTES, S3Uploads
from trigpoint.model.errors import InUse, InvalidInput, LimitExceeded, NameTaken, NotFound, WrongState
from trigpoint.model.s3_uri import S3Uri, is_bucket_name

AFTER_ALL = "\U0010ffff"
_MAX_COPY_BYTES = 5 * 1024**3
"""S3 copies no more in one call."""
_SMALL_BYTES = 256 * 1024
"""obstore's patience with a silent service includes the sending: it is for what is sent in no time."""


class S3Store:
    """A BlobStore over S3. Empty arguments are left to AWS's own defaults (environment, roles)."""

    def __init__(
        self,
        *,
        endpoint: str = "",
        access_key_id: str = "",
        secret_key: str = "",
        region: str = "us-east-1",
        silence_seconds: float = SILENCE_SECONDS,
    ) -> None:
        address = S3Address(endpoint, access_key_id, secret_key, region, silence_seconds)
        self._region = region
        self._client = S3Client(address)
        self._objects = ObstoreObjects(address)
        self._uploads = S3Uploads(self._client)
        self._seen: set[str] = set()

    def buckets(self) -> Sequence[Bucket]:
        with self._client.calls(S3Uri("", "")) as client:
            found = client.list_buckets()["Buckets"]
        return [Bucket(each["Name"], _utc(each["CreationDate"])) for each in found]

    def create_bucket(self, name: str) -> None:
        if not is_bucket_name(name):
            raise InvalidInput(f"{name[:80]!r} is not a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen")
        if self.has_bucket(name):
            raise NameTaken("bucket", name)
        place = {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
        with self._client.calls(S3Uri(name, "")) as client:
            client.create_bucket(Bucket=name, **(place if self._region != "us-east-1" else {}))

    def delete_bucket(self, name: str) -> None:
        self._must_exist(name)
        if self.list(name, limit=1).blobs:  # not every service looks
            raise InUse(f"bucket {name!r} is not empty")
        self._seen.discard(name)
        with self._client.calls(S3Uri(name, "")) as client:
            client.delete_bucket(Bucket=name)

    def has_bucket(self, name: str) -> bool:
        if not is_bucket_name(name):
            return False
        try:
            with self._client.calls(S3Uri(name, "")) as client:
                client.head_bucket(Bucket=name)
        except NotFound:
            self._seen.discard(name)
            return False
        self._seen.add(name)
        return True

    def cors(self, bucket: str) -> Sequence[CorsRule]:
        try:
            with self._client.calls(S3Uri(bucket, "")) as client:
                return rules_from(client.get_bucket_cors(Bucket=bucket))
        except InvalidInput:
            return ()
        except NotFound as exc:
            if self.has_bucket(bucket):
                return ()
            raise NotFound("bucket", bucket) from exc

    def set_cors(self, bucket: str, rules: Sequence[CorsRule]) -> None:
        with self._client.calls(S3Uri(bucket, "")) as client:
            if rules:
                client.put_bucket_cors(Bucket=bucket, CORSConfiguration=rules_to(rules))
            else:
                client.delete_bucket_cors(Bucket=bucket)

    def head(self, uri: S3Uri) -> BlobInfo:
        check_key(uri.key)
        try:
            if uri.key.endswith("/"):
                return self._marker_info(uri)
            return self._objects.head(uri)
        except NotFound as exc:
            raise self._missing(uri) from exc

    def open(self, uri: S3Uri, *, start: int = 0, end: int | None = None) -> Blob:
        if uri.key.endswith("/") or (end is not None and end <= start):
            return Blob(self.head(uri), iter(()))
        check_key(uri.key)
        try:
            return self._objects.open(uri, start, end)
        except NotFound as exc:
            raise self._missing(uri) from exc

    def read(self, uri: S3Uri, *, max_bytes: int | None = None) -> bytes:
        blob = self.open(uri)
        if max_bytes is not None and blob.info.size > max_bytes:
            raise LimitExceeded(f"{uri} has {blob.info.size} bytes; {max_bytes} is the most here")
        return b"".join(blob.chunks)

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
        check_key(uri.key)
        attributes = Attributes(content_type or content_type_of(uri.key), metadata or {}, headers or {})
        condition = Condition(if_match, if_none_match)
        self._must_exist(uri.bucket)
        self._check(uri, condition)
        first, rest = _first_part(data)
        try:
            if rest is not None or len(first) > _SMALL_BYTES or uri.key.endswith("/"):
                self._uploads.put(uri, first, rest, attributes, condition)
            else:
                self._objects.put(uri, first, attributes, condition)
        except NotFound as exc:
            raise self._missing(uri) from exc
        return self.head(uri)

    def flush(self) -> None:
        """The service has what it acknowledged."""

    def copy(self, source: S3Uri, target: S3Uri) -> BlobInfo:
        check_key(target.key)
        info = self.head(source)
        if info.size > _MAX_COPY_BYTES:
            attributes: dict[str, Any] = {"metadata": info.metadata, "headers": info.headers}
            return self.put(target, self.open(source).chunks, content_type=info.content_type, **attributes)
        with self._client.calls(target, silence_seconds=WORK_SECONDS) as client:
            place = {"Bucket": source.bucket, "Key": source.key}
            client.copy_object(Bucket=target.bucket, Key=target.key, CopySource=place)
        return self.head(target)

    def delete(self, uri: S3Uri) -> None:
        check_key(uri.key)
        self._must_exist(uri.bucket)
        with self._client.calls(uri) as client:
            client.delete_object(Bucket=uri.bucket, Key=uri.key)

    def start_upload(
        self,
        uri: S3Uri,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        check_key(uri.key)
        self._must_exist(uri.bucket)
        given = content_type or content_type_of(uri.key)
        return self._uploads.start(uri, Attributes(given, metadata or {}, headers or {}))

    def put_part(self, uri: S3Uri, upload_id: str, number: int, data: Iterable[bytes]) -> Part:
        return self._uploads.put_part(uri, upload_id, number, data)

    def finish_upload(self, uri: S3Uri, upload_id: str, parts: Sequence[tuple[int, str]]) -> BlobInfo:
        self._uploads.finish(uri, upload_id, parts)
        return self.head(uri)

    def abort_upload(self, uri: S3Uri, upload_id: str) -> None:
        self._uploads.abort(uri, upload_id)

    def list_parts(self, uri: S3Uri, upload_id: str) -> Sequence[Part]:
        return self._uploads.parts(uri, upload_id)

    def list_uploads(self, bucket: str, prefix: str = "") -> Sequence[Upload]:
        return self._uploads.all(bucket, prefix)

    def list(
        self, bucket: str, prefix: str = "", *, delimiter: str = "", start_after: str = "", limit: int = 1000
    ) -> Listing:
        if limit < 1:
            return Listing([], [], False, "")
        asked = {"Prefix": prefix, "Delimiter": delimiter, "StartAfter": start_after}
        with self._client.calls(S3Uri(bucket, "")) as client:
            page = client.list_objects_v2(
                Bucket=bucket, MaxKeys=limit, **{name: value for name, value in asked.items() if value}
            )
        blobs = [
            Listed(each["Key"], each["Size"], each["ETag"].strip('"'), _utc(each["LastModified"]))
            for each in page.get("Contents", [])
        ]
        prefixes = [each["Prefix"] for each in page.get("CommonPrefixes", [])]
        if not page["IsTruncated"]:
            return Listing(blobs, prefixes, False, "")
        last = max([blob.key for blob in blobs[-1:]] + [prefix + AFTER_ALL for prefix in prefixes[-1:]])
        return Listing(blobs, prefixes, True, last)

    def _must_exist(self, bucket: str) -> None:
        """Asks once for each bucket: some services make the bucket that a write names."""
        if bucket not in self._seen and not self.has_bucket(bucket):
            raise NotFound("bucket", bucket)

    def _check(self, uri: S3Uri, condition: Condition) -> None:
        """What the service checks again as it writes; not every service does."""
        if condition.if_match is not None:
            present = self.head(uri).etag
            if condition.if_match not in {"*", present}:
                raise WrongState(f"{uri} is not the object of that etag any more", state=present)
        if condition.if_none_match:
            try:
                present = self.head(uri).etag
            except NotFound as exc:
                if exc.kind == "bucket":
                    raise
                return
            raise WrongState(f"{uri} is there already", state=present)

    def _marker_info(self, uri: S3Uri) -> BlobInfo:
        with self._client.calls(uri) as client:
            found = client.head_object(Bucket=uri.bucket, Key=uri.key)
        return BlobInfo(
            size=found["ContentLength"],
            etag=found["ETag"].strip('"'),
            modified_at=_utc(found["LastModified"]),
            content_type=found.get("ContentType", DEFAULT_CONTENT_TYPE),
            metadata=found["Metadata"],
        )

    def _missing(self, uri: S3Uri) -> NotFound:
        """Which of the two is not there: object or bucket."""
        if self.has_bucket(uri.bucket):
            return NotFound("object", str(uri))
        return NotFound("bucket", uri.bucket)


def _first_part(data: bytes | Iterable[bytes]) -> tuple[bytes, Iterator[bytes] | None]:
    """The bytes up to about one part, and the pieces behind them, None when there are none."""
    if isinstance(data, bytes):
        data = (data,)
    pieces, first = iter(data), bytearray()
    for piece in pieces:
        first += piece
        if len(first) > PART_BYTES:
            return bytes(first), pieces
    return bytes(first), None


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
