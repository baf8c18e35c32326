"""Signed addresses of objects: presigned SigV4 for GET, path-style, on our own endpoint."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from urllib.parse import quote, urlsplit

from trigpoint.blobs.keys import check_key
from trigpoint.blobs.references import object_of, published_object
from trigpoint.model.access_key import signing_key
from trigpoint.model.errors import AccessDenied
from trigpoint.model.s3_uri import S3Uri

MAX_EXPIRES_SECONDS = 7 * 86_400
_UNRESERVED = "-_.~"


@dataclass(frozen=True)
class UrlSigner:
    """A `UrlGrant`. It is made per rendering, and goes to another process with it.

    >>> from datetime import UTC
    >>> at = datetime(2031, 4, 2, 9, 15, 2, tzinfo=UTC)
    >>> signer = UrlSigner("http://lab:8800", "AKIA", "secret", "us-east-1", at, 3600, None, frozenset())
    >>> signer.sign("s3://dish/a b.png").partition("&")[0]
    'http://lab:8800/dish/a%20b.png?X-Amz-Algorithm=AWS4-HMAC-SHA256'
    >>> signer.sign("https://example.org/a.png")
    'https://example.org/a.png'
    """

    origin: str
    """`http://host:port`, as the browser will call it."""
    access_key_id: str
    secret_key: str = field(repr=False)
    region: str
    signed_at: datetime
    expires_seconds: int
    readable: tuple[str, ...] | None
    """Buckets, or `bucket/prefix`, that may be read; None is every bucket."""
    buckets: frozenset[str]
    """The buckets that exist here: AWS's http(s) addresses of others are left alone."""

    def sign(self, url: str) -> str:
        """The signed address. Raises AccessDenied, BadUri for a bad `s3://`, InvalidInput for a bad key."""
        uri = object_of(url)
        if uri is None or (uri.bucket not in self.buckets and url[:5].lower() != "s3://"):
            return url
        return self.signed(uri)

    def published(self, url: str) -> str | None:
        uri = published_object(url)
        return self.signed(uri) if uri and uri.bucket in self.buckets else None

    def signed(self, uri: S3Uri) -> str:
        """The signed address of the object. Raises AccessDenied when it may not be read."""
        check_key(uri.key)
        if not self._may_read(uri):
            raise AccessDenied(f"the role of this job may not read {uri}")
        path = f"/{uri.bucket}/{quote(uri.key, safe='/' + _UNRESERVED)}"
        canonical = f"GET\n{path}\n{self._query}\nhost:{self._host}\n\nhost\nUNSIGNED-PAYLOAD"
        text = self._to_sign + hashlib.sha256(canonical.encode()).hexdigest()
        signature = hmac.digest(self._key, text.encode(), hashlib.sha256).hex()
        return f"{self.origin}{path}?{self._query}&X-Amz-Signature={signature}"

    def _may_read(self, uri: S3Uri) -> bool:
        if self.readable is None:
            return True
        for entry in self.readable:
            bucket, _, prefix = entry.removeprefix("s3://").partition("/")
            if bucket == uri.bucket and uri.key.startswith(prefix):
                return True
        return False

    @cached_property
    def _host(self) -> str:
        """The Host header a browser sends: without the port that the scheme implies."""
        parts = urlsplit(self.origin)
        return parts.netloc.removesuffix({"http": ":80", "https": ":443"}.get(parts.scheme, ""))

    @cached_property
    def _timestamp(self) -> str:
        return self.signed_at.strftime("%Y%m%dT%H%M%SZ")

    @cached_property
    def _scope(self) -> str:
        return f"{self._timestamp[:8]}/{self.region}/s3/aws4_request"

    @cached_property
    def _query(self) -> str:
        credential = quote(f"{self.access_key_id}/{self._scope}", safe=_UNRESERVED)
        expires = max(1, min(self.expires_seconds, MAX_EXPIRES_SECONDS))
        return (
            f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}"
            f"&X-Amz-Date={self._timestamp}&X-Amz-Expires={expires}&X-Amz-SignedHeaders=host"
        )

    @cached_property
    def _to_sign(self) -> str:
        return f"AWS4-HMAC-SHA256\n{self._timestamp}\n{self._scope}\n"

    @cached_property
    def _key(self) -> bytes:
        return signing_key(self.secret_key, self._timestamp[:8], self.region, "s3")
