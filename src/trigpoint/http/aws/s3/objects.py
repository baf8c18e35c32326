"""Objects: get, head, put, copy, delete."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from trigpoint.blobs.blob_store import Blob, BlobInfo, BlobStore
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.attributes import given_attributes, object_headers
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.ranges import asked_range, check_conditions
from trigpoint.http.aws.s3.transfer import Threads, UploadedBody
from trigpoint.http.aws.s3.xml import document, element, nested, parse
from trigpoint.model.clock import iso_millis
from trigpoint.model.errors import NotFound, TrigpointError, Unavailable
from trigpoint.model.s3_uri import S3Uri, is_bucket_name

MAX_XML_BYTES = 4 * 1024 * 1024
_AT_ONCE_BYTES = 256 * 1024
_MAX_DELETES = 1000
_RETRIES = 3


class Objects:
    def __init__(self, store: BlobStore, threads: Threads) -> None:
        self._store = store
        self._threads = threads

    async def get(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        """Small objects come with the first hop to a thread, others piece by piece."""
        info, span, first, blob = await self._threads.run(self._open, request, uri)
        status, headers = _described(request, info, span)
        if blob is None:
            return AwsResponse(status, headers, first)
        return AwsResponse(status, headers, self._threads.pieces(blob.chunks))

    async def head(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        info = await self._threads.run(self._store.head, uri)
        check_conditions(request.headers, info)
        status, headers = _described(request, info, asked_range(request.headers, info))
        return AwsResponse(status, headers)

    async def put(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        body = UploadedBody(request)
        info = await self._threads.run_upload(
            self._store.put, uri, body, **given_attributes(request.headers), **_condition(request)
        )
        return AwsResponse(200, {"ETag": f'"{info.etag}"', **body.verified})

    async def copy(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        info = await self._threads.run(self._copy, request, uri)
        body = document(
            "CopyObjectResult",
            element("LastModified", iso_millis(info.modified_at)),
            element("ETag", f'"{info.etag}"'),
        )
        return AwsResponse(200, {"Content-Type": "application/xml"}, body)

    async def delete(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        await self._threads.run(self._store.delete, uri)
        return AwsResponse(204)

    async def delete_many(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        raw = await self._threads.run_upload(UploadedBody(request).read, MAX_XML_BYTES)
        asked = parse(raw, "Delete")
        keys = [node.value("Key") for node in asked.all("Object")]
        if not 0 < len(keys) <= _MAX_DELETES:
            raise S3Error("MalformedXML", f"between 1 and {_MAX_DELETES} objects can be deleted at once")
        done = await self._threads.run(self._delete_many, uri.bucket, keys)
        if asked.value("Quiet").strip() == "true":
            done = [entry for entry in done if not entry.startswith("<Deleted>")]
        return AwsResponse(200, {"Content-Type": "application/xml"}, document("DeleteResult", *done))

    def _open(
        self, request: AwsRequest, uri: S3Uri
    ) -> tuple[BlobInfo, tuple[int, int] | None, bytes, Blob | None]:
        """Looks, decides, opens: again, when the object was replaced in between."""
        for _ in range(_RETRIES):
            info = self._store.head(uri)
            check_conditions(request.headers, info)
            span = asked_range(request.headers, info)
            start, end = span or (0, info.size)
            blob = self._store.open(uri, start=start, end=end)
            if blob.info.etag == info.etag:
                break
        else:
            message = "the object is being replaced again and again"
            raise S3Error("SlowDown", message, 503, {"Retry-After": "1"})
        if end - start <= _AT_ONCE_BYTES:
            return info, span, b"".join(blob.chunks), None
        return info, span, b"", blob

    def _copy(self, request: AwsRequest, uri: S3Uri) -> BlobInfo:
        source = copy_source(request)
        replace = request.headers.get("x-amz-metadata-directive", "COPY").upper() == "REPLACE"
        check_conditions(request.headers, self._store.head(source), "x-amz-copy-source-")
        if replace:
            blob = self._store.open(source)
            attributes: dict[str, Any] = given_attributes(request.headers)
            return self._store.put(uri, blob.chunks, **attributes, **_condition(request))
        if source == uri:
            raise S3Error(
                "InvalidRequest",
                "This copy request is illegal because it is trying to copy an object to itself without "
                "changing the object's metadata.",
            )
        return self._store.copy(source, uri)

    def _delete_many(self, bucket: str, keys: list[str]) -> list[str]:
        if not self._store.has_bucket(bucket):
            raise NotFound("bucket", bucket)
        return [self._deleted(S3Uri(bucket, key)) for key in keys]

    def _deleted(self, uri: S3Uri) -> str:
        try:
            self._store.delete(uri)
        except Unavailable:
            raise  # the whole request is tried again, not reported as so many refusals
        except TrigpointError as exc:
            told = (element("Key", uri.key), element("Code", "InvalidArgument"), element("Message", str(exc)))
            return nested("Error", *told)
        return nested("Deleted", element("Key", uri.key))


def copy_source(request: AwsRequest) -> S3Uri:
    """The object that `x-amz-copy-source` names."""
    text, _, version = request.headers["x-amz-copy-source"].partition("?")
    if version:
        raise S3Error("NotImplemented", "there are no versions here", 501)
    bucket, _, key = unquote(text.removeprefix("/")).partition("/")
    if not is_bucket_name(bucket) or not key:
        raise S3Error("InvalidArgument", "Copy Source must mention the source bucket and key: bucket/key")
    return S3Uri(bucket, key)


def _condition(request: AwsRequest) -> dict[str, Any]:
    match, none_match = request.headers.get("if-match"), request.headers.get("if-none-match")
    if none_match not in {None, "*"}:
        raise S3Error("NotImplemented", "If-None-Match of an upload can only be *", 501)
    return {"if_match": match.strip('"') if match else None, "if_none_match": none_match == "*"}


def _described(
    request: AwsRequest, info: BlobInfo, span: tuple[int, int] | None
) -> tuple[int, dict[str, str]]:
    headers = object_headers(info, request.query)
    if span is None:
        return 200, headers | {"Content-Length": str(info.size)}
    start, end = span
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{info.size}"
    return 206, headers | {"Content-Length": str(end - start)}
