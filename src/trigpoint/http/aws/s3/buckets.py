"""Buckets: made, looked for, removed, and the little that can be set of them."""

from __future__ import annotations

from trigpoint.blobs.blob_store import BlobStore, CorsRule
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.http.aws.s3.errors import S3Error
from trigpoint.http.aws.s3.transfer import Threads, UploadedBody
from trigpoint.http.aws.s3.xml import Node, document, element, nested, parse
from trigpoint.model.clock import iso_millis
from trigpoint.model.errors import NameTaken, NotFound
from trigpoint.model.s3_uri import S3Uri

_XML = {"Content-Type": "application/xml"}
_MAX_CORS_BYTES = 64 * 1024
_MAX_LOCATION_BYTES = 64 * 1024
_US_EAST_1 = "us-east-1"


class Buckets:
    def __init__(self, store: BlobStore, threads: Threads, region: str, account: str) -> None:
        self._store = store
        self._threads = threads
        self._region = region
        self._owner = nested("Owner", element("ID", account), element("DisplayName", "trigpoint"))

    async def list(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        prefix = request.query.get("prefix", "")
        entries = [
            nested(
                "Bucket",
                element("Name", bucket.name),
                element("CreationDate", iso_millis(bucket.created_at)),
                element("BucketRegion", self._region),
            )
            for bucket in await self._threads.run(self._store.buckets)
            if bucket.name.startswith(prefix)
        ]
        body = document("ListAllMyBucketsResult", self._owner, nested("Buckets", *entries))
        return AwsResponse(200, dict(_XML), body)

    async def create(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        """In us-east-1 AWS answers 200 to the owner who creates a bucket again, elsewhere 409."""
        raw = await self._threads.run_upload(UploadedBody(request).read, _MAX_LOCATION_BYTES)
        if raw:
            parse(raw, "CreateBucketConfiguration")
        try:
            await self._threads.run(self._store.create_bucket, uri.bucket)
        except NameTaken:
            if request.region != _US_EAST_1:
                raise
        return AwsResponse(200, {"Location": f"/{uri.bucket}"})

    async def head(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        await self._must_exist(uri)
        return AwsResponse(200, {"x-amz-bucket-region": self._region, "x-amz-access-point-alias": "false"})

    async def delete(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        await self._threads.run(self._store.delete_bucket, uri.bucket)
        return AwsResponse(204)

    async def location(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        await self._must_exist(uri)
        region = "" if self._region == _US_EAST_1 else self._region
        return AwsResponse(200, dict(_XML), document("LocationConstraint", region))

    async def versioning(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        """Never switched on: an empty answer, which is what AWS says of such a bucket."""
        await self._must_exist(uri)
        return AwsResponse(200, dict(_XML), document("VersioningConfiguration"))

    async def cors(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        """The configuration as it was put. Files are served with open CORS whatever it says."""
        rules = await self._threads.run(self._store.cors, uri.bucket)
        if not rules:
            raise S3Error("NoSuchCORSConfiguration", "The CORS configuration does not exist", 404)
        return AwsResponse(200, dict(_XML), document("CORSConfiguration", *map(_rule_xml, rules)))

    async def put_cors(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        raw = await self._threads.run_upload(UploadedBody(request).read, _MAX_CORS_BYTES)
        rules = [_rule(node) for node in parse(raw, "CORSConfiguration").all("CORSRule")]
        if not rules or not all(rule.allowed_methods and rule.allowed_origins for rule in rules):
            raise S3Error("MalformedXML", "a CORS rule needs AllowedMethod and AllowedOrigin")
        await self._threads.run(self._store.set_cors, uri.bucket, rules)
        return AwsResponse(200)

    async def delete_cors(self, request: AwsRequest, uri: S3Uri) -> AwsResponse:
        await self._threads.run(self._store.set_cors, uri.bucket, ())
        return AwsResponse(204)

    async def _must_exist(self, uri: S3Uri) -> None:
        if not await self._threads.run(self._store.has_bucket, uri.bucket):
            raise NotFound("bucket", uri.bucket)


def _rule(node: Node) -> CorsRule:
    age = node.value("MaxAgeSeconds").strip()
    if age and not age.isdecimal():
        raise S3Error("MalformedXML", f"MaxAgeSeconds must be a number, not {age[:20]!r}")
    return CorsRule(
        allowed_methods=_texts(node, "AllowedMethod"),
        allowed_origins=_texts(node, "AllowedOrigin"),
        allowed_headers=_texts(node, "AllowedHeader"),
        expose_headers=_texts(node, "ExposeHeader"),
        max_age_seconds=int(age) if age else None,
        rule_id=node.value("ID") or None,
    )


def _texts(node: Node, name: str) -> tuple[str, ...]:
    return tuple(child.text for child in node.all(name))


def _rule_xml(rule: CorsRule) -> str:
    parts = [element("ID", rule.rule_id)] if rule.rule_id else []
    for name, values in (
        ("AllowedHeader", rule.allowed_headers),
        ("AllowedMethod", rule.allowed_methods),
        ("AllowedOrigin", rule.allowed_origins),
        ("ExposeHeader", rule.expose_headers),
    ):
        parts += [element(name, value) for value in values]
    if rule.max_age_seconds is not None:
        parts.append(element("MaxAgeSeconds", rule.max_age_seconds))
    return nested("CORSRule", *parts)
