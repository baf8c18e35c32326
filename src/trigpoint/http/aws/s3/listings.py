"""Pages of a bucket's keys: ListObjects and ListObjectsV2."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote

from trigpoint.blobs.blob_store import BlobStore, Listing
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.transfer import Threads
from trigpoint.http.aws.s3.xml import document, element, nested
from trigpoint.model.clock import iso_millis
from trigpoint.model.s3_uri import S3Uri

MAX_KEYS = 1000
_AFTER_ALL = "\U0010ffff"


class Listings:
    def __init__(self, store: BlobStore, threads: Threads) -> None:
        self._store = store
        self._threads = threads

    async def v2(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        query = request.query
        token = query.get("continuation-token")
        after = query.get("start-after", "") if token is None else _from_token(token)
        listing = await self._page(request, uri, after)
        facts = [
            _head(request, uri),
            element("KeyCount", len(listing.blobs) + len(listing.prefixes)),
            element("IsTruncated", listing.truncated),
        ]
        if token is not None:
            facts.append(element("ContinuationToken", token))
        if listing.truncated:
            facts.append(element("NextContinuationToken", _to_token(listing.next_after)))
        if "start-after" in query:
            facts.append(element("StartAfter", _spelled(request, query["start-after"])))
        return _response(request, facts, listing)

    async def v1(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        marker, delimiter = request.query.get("marker", ""), request.query.get("delimiter", "")
        # A marker that is a common prefix of the page before stands for all keys below it.
        after = marker + _AFTER_ALL if delimiter and marker.endswith(delimiter) else marker
        listing = await self._page(request, uri, after)
        facts = [
            _head(request, uri),
            element("Marker", _spelled(request, marker)),
            element("IsTruncated", listing.truncated),
        ]
        if listing.truncated and delimiter:
            next_marker = listing.next_after.removesuffix(_AFTER_ALL)
            facts.append(element("NextMarker", _spelled(request, next_marker)))
        return _response(request, facts, listing)

    async def _page(self, request: AwsRequest, uri: S3Uri, after: str) -> Listing:
        query = request.query
        prefix, delimiter = query.get("prefix", ""), query.get("delimiter", "")
        return await self._threads.run(
            self._store.list,
            uri.bucket,
            prefix,
            delimiter=delimiter,
            start_after=after,
            limit=_limit(request),
        )


def _limit(request: AwsRequest) -> int:
    text = request.query.get("max-keys", "")
    if text and not text.isdecimal():
        raise S3Error("InvalidArgument", f"max-keys must be a number, not {text[:20]!r}")
    return min(int(text), MAX_KEYS) if text else MAX_KEYS


def _head(request: AwsRequest, uri: S3Uri) -> str:
    query = request.query
    facts = [
        element("Name", uri.bucket),
        element("Prefix", _spelled(request, query.get("prefix", ""))),
        element("MaxKeys", _limit(request)),
    ]
    if query.get("delimiter"):
        facts.append(element("Delimiter", _spelled(request, query["delimiter"])))
    if "encoding-type" in query:
        facts.append(element("EncodingType", "url"))
    return "".join(facts)


def _response(request: AwsRequest, facts: list[str], listing: Listing) -> AwsResponse:
    contents = [
        nested(
            "Contents",
            element("Key", _spelled(request, blob.key)),
            element("LastModified", iso_millis(blob.modified_at)),
            element("ETag", f'"{blob.etag}"'),
            element("Size", blob.size),
            element("StorageClass", "STANDARD"),
        )
        for blob in listing.blobs
    ]
    prefixes = [
        nested("CommonPrefixes", element("Prefix", _spelled(request, prefix))) for prefix in listing.prefixes
    ]
    body = document("ListBucketResult", *facts, *contents, *prefixes)
    return AwsResponse(200, {"Content-Type": "application/xml"}, body)


def _spelled(request: AwsRequest, key: str) -> str:
    """The key as asked for: percent-encoded with `encoding-type=url`."""
    return quote(key, safe="/", errors="replace") if request.query.get("encoding-type") == "url" else key


def _to_token(after: str) -> str:
    return base64.urlsafe_b64encode(after.encode()).decode()


def _from_token(token: str) -> str:
    try:
        return base64.b64decode(token, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError) as exc:
        raise S3Error("InvalidArgument", "The continuation token provided is incorrect") from exc
