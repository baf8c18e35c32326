"""What is told of an object in headers: type, user metadata, and what keeps a browser safe with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trigpoint.blobs.blob_store import BlobInfo
from trigpoint.http.active_types import is_active
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.ranges import http_date

_META = "x-amz-meta-"
_KEPT = ("cache-control", "content-disposition", "content-encoding", "content-language", "expires")
_OVERRIDES = (*_KEPT, "content-type")
_MAX_META_BYTES = 2048


def given_attributes(headers: Mapping[str, str]) -> dict[str, Any]:
    """The arguments of `BlobStore.put` that an upload's headers say."""
    metadata = {name.removeprefix(_META): value for name, value in headers.items() if name.startswith(_META)}
    if sum(len(name) + len(value) for name, value in metadata.items()) > _MAX_META_BYTES:
        raise S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size")
    kept = {name: headers[name] for name in _KEPT if headers.get(name)}
    encoding = [e.strip() for e in kept.pop("content-encoding", "").split(",")]
    if left := ",".join(e for e in encoding if e and e != "aws-chunked"):
        kept["content-encoding"] = left
    return {"content_type": headers.get("content-type") or None, "metadata": metadata, "headers": kept}


def object_headers(info: BlobInfo, query: Mapping[str, str]) -> dict[str, str]:
    """The headers of a GET or HEAD; `response-content-type` and its like in the query win."""
    headers = {
        "ETag": f'"{info.etag}"',
        "Last-Modified": http_date(info.modified_at),
        "Accept-Ranges": "bytes",
        "Content-Type": info.content_type,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    headers |= {name.title(): value for name, value in info.headers.items()}
    headers |= {_META + name: value for name, value in info.metadata.items()}
    for name in _OVERRIDES:
        if value := query.get(f"response-{name}"):
            headers[name.title()] = _one_line(value)
    if is_active(headers["Content-Type"]):
        headers["Content-Security-Policy"] = "sandbox"
    return headers


def _one_line(value: str) -> str:
    if any(ord(letter) < 32 or ord(letter) > 255 for letter in value):
        raise S3Error("InvalidArgument", "a response header must be one line of Latin-1 text")
    return value
