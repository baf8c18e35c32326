"""Uploads in parts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from trigpoint.blobs.blob_store import MIN_PART_BYTES, BlobInfo, BlobStore, Part
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.attributes import given_attributes
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.objects import MAX_XML_BYTES, copy_source
from trigpoint.http.aws.s3.transfer import Threads, UploadedBody
from trigpoint.http.aws.s3.xml import document, element, nested, parse
from trigpoint.model.clock import iso_millis
from trigpoint.model.s3_uri import S3Uri

_XML = {"Content-Type": "application/xml"}
_MAX_PARTS = 10_000
_SOURCE_RANGE = re.compile(r"bytes=(\d+)-(\d+)")


class Multipart:
    def __init__(self, store: BlobStore, threads: Threads) -> None:
        self._store = store
        self._threads = threads

    async def start(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        attributes = given_attributes(request.headers)
        upload_id = await self._threads.run(self._store.start_upload, uri, **attributes)
        body = document(
            "InitiateMultipartUploadResult",
            element("Bucket", uri.bucket),
            element("Key", uri.key),
            element("UploadId", upload_id),
        )
        return AwsResponse(200, dict(_XML), body)

    async def put_part(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        number = _part_number(request.query.get("partNumber", ""))
        body = UploadedBody(request)
        part = await self._threads.run_upload(self._store.put_part, uri, _upload_id(request), number, body)
        return AwsResponse(200, {"ETag": f'"{part.etag}"', **body.verified})

    async def copy_part(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        part = await self._threads.run(self._copy_part, request, uri)
        body = document(
            "CopyPartResult",
            element("LastModified", iso_millis(part.modified_at)),
            element("ETag", f'"{part.etag}"'),
        )
        return AwsResponse(200, dict(_XML), body)

    async def finish(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        raw = await self._threads.run_upload(UploadedBody(request).read, MAX_XML_BYTES)
        nodes = parse(raw, "CompleteMultipartUpload").all("Part")
        parts = [
            (_part_number(n.value("PartNumber").strip()), n.value("ETag").strip().strip('"')) for n in nodes
        ]
        info = await self._threads.run(self._finish, uri, _upload_id(request), parts)
        body = document(
            "CompleteMultipartUploadResult",
            element("Location", f"{request.origin}/{uri.bucket}/{uri.key}"),
            element("Bucket", uri.bucket),
            element("Key", uri.key),
            element("ETag", f'"{info.etag}"'),
        )
        return AwsResponse(200, dict(_XML), body)

    async def abort(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        await self._threads.run(self._store.abort_upload, uri, _upload_id(request))
        return AwsResponse(204)

    async def parts(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        parts = await self._threads.run(self._store.list_parts, uri, _upload_id(request))
        entries = [
            nested(
                "Part",
                element("PartNumber", part.number),
                element("LastModified", iso_millis(part.modified_at)),
                element("ETag", f'"{part.etag}"'),
                element("Size", part.size),
            )
            for part in parts
        ]
        facts = (
            element("Bucket", uri.bucket),
            element("Key", uri.key),
            element("UploadId", _upload_id(request)),
            element("MaxParts", _MAX_PARTS),
            element("IsTruncated", False),
        )
        return AwsResponse(200, dict(_XML), document("ListPartsResult", *facts, *entries))

    async def uploads(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        prefix = request.query.get("prefix", "")
        uploads = await self._threads.run(self._store.list_uploads, uri.bucket, prefix)
        entries = [
            nested(
                "Upload",
                element("Key", upload.key),
                element("UploadId", upload.upload_id),
                element("Initiated", iso_millis(upload.started_at)),
                element("StorageClass", "STANDARD"),
            )
            for upload in uploads
        ]
        facts = (
            element("Bucket", uri.bucket),
            element("Prefix", prefix),
            element("MaxUploads", max(1000, len(entries))),
            element("IsTruncated", False),
        )
        return AwsResponse(200, dict(_XML), document("ListMultipartUploadsResult", *facts, *entries))

    def _finish(self, uri: S3Uri, upload_id: str, parts: Sequence[tuple[int, str]]) -> BlobInfo:
        if not parts:
            raise S3Error("MalformedXML", "You must specify at least one part")
        if any(first >= second for (first, _), (second, _) in pairwise(parts)):
            raise S3Error("InvalidPartOrder", "The list of parts was not in ascending order.")
        sizes = {part.number: part.size for part in self._store.list_parts(uri, upload_id)}
        if any(sizes.get(number, MIN_PART_BYTES) < MIN_PART_BYTES for number, _ in parts[:-1]):
            message = "Your proposed upload is smaller than the minimum allowed size"
            raise S3Error("EntityTooSmall", message)
        return self._store.finish_upload(uri, upload_id, parts)

    def _copy_part(self, request: AwsRequest, uri: S3Uri) -> Part:
        number = _part_number(request.query.get("partNumber", ""))
        start, end = 0, None
        if text := request.headers.get("x-amz-copy-source-range"):
            match = _SOURCE_RANGE.fullmatch(text)
            if match is None or int(match[1]) > int(match[2]):
                raise S3Error("InvalidArgument", "the copy source range must be bytes=first-last")
            start, end = int(match[1]), int(match[2]) + 1
        blob = self._store.open(copy_source(request), start=start, end=end)
        if end is not None and end > blob.info.size:
            raise S3Error("InvalidRange", "The requested range is not satisfiable", 416)
        return self._store.put_part(uri, _upload_id(request), number, blob.chunks)


def _upload_id(request: AwsRequest) -> str:
    return request.query["uploadId"]


def _part_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MAX_PARTS:
        raise S3Error("InvalidArgument", f"Part number must be an integer between 1 and {_MAX_PARTS}")
    return int(text)
