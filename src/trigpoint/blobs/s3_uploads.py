"""Uploads in parts to an S3 service, and what else is written through botocore."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC
from itertools import chain
from typing import Any

from trigpoint.blobs.attributes import Attributes, Condition
from trigpoint.blobs.blob_store import Part, Upload
from trigpoint.blobs.disk import translated
from trigpoint.blobs.s3_client import WORK_SECONDS, S3Client
from trigpoint.model.clock import Clock, SystemClock
from trigpoint.model.errors import Unavailable
from trigpoint.model.s3_uri import S3Uri

PART_BYTES = 8 * 1024 * 1024
_MAX_PART_BYTES = 512 * 1024 * 1024
_PARTS_PER_SIZE = 1000
"""After so many parts they double: 10,000 must be enough for an object of any size."""
_SPOOLED_BYTES = 16 * 1024 * 1024
_HEADERS = {
    "cache-control": "CacheControl",
    "content-disposition": "ContentDisposition",
    "content-encoding": "ContentEncoding",
    "content-language": "ContentLanguage",
    "expires": "Expires",
}


class S3Uploads:
    def __init__(self, client: S3Client, clock: Clock | None = None) -> None:
        self._client = client
        self._clock = clock or SystemClock()

    def put(
        self,
        uri: S3Uri,
        first: bytes,
        rest: Iterator[bytes] | None,
        attributes: Attributes,
        condition: Condition,
    ) -> None:
        """Writes an object of any size; the parts go when one of them, or what gives them, fails."""
        if rest is None:
            with self._client.calls(uri) as client:
                named = {"Bucket": uri.bucket, "Key": uri.key, "Body": first}
                client.put_object(**named, **_spelled(attributes), **_conditions(condition))
            return
        upload_id = self.start(uri, attributes)
        try:
            parts = []
            for number, data in enumerate(_parts(chain((first,), rest)), 1):
                parts.append((number, self.put_part(uri, upload_id, number, (data,)).etag))
            self.finish(uri, upload_id, parts, condition)
        except BaseException:
            with suppress(Unavailable):  # then its parts stay, for the service's own rule for such uploads
                self.abort(uri, upload_id)
            raise

    def start(self, uri: S3Uri, attributes: Attributes) -> str:
        with self._client.calls(uri) as client:
            begun = client.create_multipart_upload(Bucket=uri.bucket, Key=uri.key, **_spelled(attributes))
        return str(begun["UploadId"])

    def put_part(self, uri: S3Uri, upload_id: str, number: int, data: Iterable[bytes]) -> Part:
        """The part waits in a temporary file until its length is known."""
        with tempfile.SpooledTemporaryFile(max_size=_SPOOLED_BYTES) as file:
            size = 0
            for piece in data:
                with translated("the folder for temporary files"):
                    size += file.write(piece)
            file.seek(0)
            with self._client.calls(uri) as client:
                put = client.upload_part(
                    Bucket=uri.bucket, Key=uri.key, UploadId=upload_id, PartNumber=number, Body=file
                )
        return Part(number, size, put["ETag"].strip('"'), self._clock.now())

    def finish(
        self,
        uri: S3Uri,
        upload_id: str,
        parts: Sequence[tuple[int, str]],
        condition: Condition | None = None,
    ) -> None:
        named = [{"PartNumber": number, "ETag": f'"{etag}"'} for number, etag in parts]
        with self._client.calls(uri, silence_seconds=WORK_SECONDS) as client:
            client.complete_multipart_upload(
                Bucket=uri.bucket,
                Key=uri.key,
                UploadId=upload_id,
                MultipartUpload={"Parts": named},
                **_conditions(condition or Condition()),
            )

    def abort(self, uri: S3Uri, upload_id: str) -> None:
        with self._client.calls(uri) as client:
            client.abort_multipart_upload(Bucket=uri.bucket, Key=uri.key, UploadId=upload_id)

    def parts(self, uri: S3Uri, upload_id: str) -> Sequence[Part]:
        with self._client.calls(uri) as client:
            pages = client.get_paginator("list_parts").paginate(
                Bucket=uri.bucket, Key=uri.key, UploadId=upload_id
            )
            found = [
                Part(each["PartNumber"], each["Size"], each["ETag"].strip('"'), each["LastModified"])
                for page in pages
                for each in page.get("Parts", [])
            ]
        # Some services go on listing a part that was replaced: the last one counts.
        last = {part.number: part for part in sorted(found, key=lambda part: part.modified_at)}
        return [last[number] for number in sorted(last)]

    def all(self, bucket: str, prefix: str) -> Sequence[Upload]:
        with self._client.calls(S3Uri(bucket, "")) as client:
            pages = client.get_paginator("list_multipart_uploads").paginate(Bucket=bucket, Prefix=prefix)
            return [
                Upload(each["Key"], each["UploadId"], each["Initiated"].astimezone(UTC))
                for page in pages
                for each in page.get("Uploads", [])
            ]


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces put together: parts of 8 MiB, which double with every thousand."""
    part, n_parts = bytearray(), 0
    for piece in pieces:
        part += piece
        size = min(PART_BYTES << n_parts // _PARTS_PER_SIZE, _MAX_PART_BYTES)
        while len(part) >= size:
            yield bytes(part[:size])
            del part[:size]
            n_parts += 1
    if part:
        yield bytes(part)


def _spelled(attributes: Attributes) -> dict[str, Any]:
    spelled: dict[str, Any] = {
        _HEADERS[name]: value for name, value in attributes.headers.items() if name in _HEADERS
    }
    if attributes.content_type:
        spelled["ContentType"] = attributes.content_type
    return spelled | {"Metadata": dict(attributes.metadata)}


def _conditions(condition: Condition) -> dict[str, str]:
    if condition.if_none_match:
        return {"IfNoneMatch": "*"}
    return {"IfMatch": f'"{condition.if_match}"'} if condition.if_match not in {None, "*"} else {}
