"""The S3 service: which call a request is, and who answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.buckets import Buckets
from trigpoint.http.aws.s3.errors import S3Error, error_response
from trigpoint.http.aws.s3.listings import Listings
from trigpoint.http.aws.s3.multipart import Multipart
from trigpoint.http.aws.s3.objects import Objects
from trigpoint.http.aws.s3.select import Select
from trigpoint.http.aws.s3.transfer import Threads
from trigpoint.model.s3_uri import S3Uri, is_bucket_name

Call = Callable[[AwsRequest, S3Uri], Awaitable[AwsResponse]]

_NOT_SERVED = frozenset(
    {
        "accelerate",
        "acl",
        "analytics",
        "attributes",
        "encryption",
        "intelligent-tiering",
        "inventory",
        "legal-hold",
        "lifecycle",
        "logging",
        "metadataConfiguration",
        "metadataTable",
        "metrics",
        "notification",
        "object-lock",
        "ownershipControls",
        "policy",
        "policyStatus",
        "publicAccessBlock",
        "replication",
        "requestPayment",
        "restore",
        "retention",
        "session",
        "tagging",
        "torrent",
        "versionId",
        "versioning",
        "versions",
        "website",
    }
)
_SERVED = ("cors", "delete", "location", "select", "uploadId", "uploads")


class S3Service:
    """S3 over any BlobStore, path-style. Implements `Service`."""

    def __init__(self, store: BlobStore, *, region: str = "us-east-1", account: str = "000000000000") -> None:
        threads = Threads()
        buckets, listings = Buckets(store, threads, region, account), Listings(store, threads)
        objects, multipart = Objects(store, threads), Multipart(store, threads)
        self._bucket_calls: dict[tuple[str, str], Call] = {
            ("GET", ""): listings.v1,
            ("GET", "list-type"): listings.v2,
            ("GET", "location"): buckets.location,
            ("GET", "versioning"): buckets.versioning,
            ("GET", "cors"): buckets.cors,
            ("GET", "uploads"): multipart.uploads,
            ("PUT", ""): buckets.create,
            ("PUT", "cors"): buckets.put_cors,
            ("HEAD", ""): buckets.head,
            ("DELETE", ""): buckets.delete,
            ("DELETE", "cors"): buckets.delete_cors,
            ("POST", "delete"): objects.delete_many,
        }
        self._object_calls: dict[tuple[str, str], Call] = {
            ("GET", ""): objects.get,
            ("GET", "uploadId"): multipart.parts,
            ("HEAD", ""): objects.head,
            ("PUT", ""): objects.put,
            ("PUT", "copy"): objects.copy,
            ("PUT", "uploadId"): multipart.put_part,
            ("PUT", "uploadId copy"): multipart.copy_part,
            ("DELETE", ""): objects.delete,
            ("DELETE", "uploadId"): multipart.abort,
            ("POST", "uploads"): multipart.start,
            ("POST", "uploadId"): multipart.finish,
            ("POST", "select"): Select(store, threads).run,
        }
        self._list_buckets = buckets.list

    async def handle(self, request: AwsRequest) -> AwsResponse:
        bucket, _, key = request.path.removeprefix("/").partition("/")
        uri = S3Uri(bucket, key)
        return await self._call(request, uri)(request, uri)

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        return error_response(request, exc)

    def _call(self, request: AwsRequest, uri: S3Uri) -> Call:
        if not uri.bucket:
            if request.method == "GET":
                return self._list_buckets
            raise _not_allowed(request)
        if not is_bucket_name(uri.bucket):
            raise S3Error("InvalidBucketName", f"The specified bucket is not valid: {uri.bucket[:80]!r}")
        calls = self._object_calls if uri.key else self._bucket_calls
        asked = _asked_for(request, bool(uri.key))
        call = calls.get((request.method, asked))
        if call is not None:
            return call
        for name in request.query:
            if name in _NOT_SERVED:
                what = f"{request.method} of {name!r}"
                raise S3Error("NotImplemented", f"{what} is not served here: see the list of S3 calls", 501)
        raise _not_allowed(request)


def _asked_for(request: AwsRequest, is_object: bool) -> str:
    """The sub-resource that the query names, with `copy` when there is a source."""
    query = request.query
    asked = next((name for name in query if name in _SERVED or name in _NOT_SERVED), "")
    if not asked and not is_object and query.get("list-type") == "2":
        asked = "list-type"
    if is_object and request.method == "PUT" and "x-amz-copy-source" in request.headers:
        asked = f"{asked} copy".strip()
    return asked


def _not_allowed(request: AwsRequest) -> S3Error:
    message = "The specified method is not allowed against this resource."
    return S3Error("MethodNotAllowed", message, 405)
