"""The name of an object in storage."""

from __future__ import annotations

import re
from typing import NamedTuple

from trigpoint.model.errors import BadUri

_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
MAX_KEY_BYTES = 1024


def is_bucket_name(name: str) -> bool:
    """Whether S3 allows `name` for a bucket: 3 to 63 of a-z, 0-9, dot and hyphen, no two dots in a row."""
    return _BUCKET.fullmatch(name) is not None and ".." not in name


class S3Uri(NamedTuple):
    """`s3://bucket/key`; a key may be empty (the bucket itself)."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, text: str) -> S3Uri:
        """The URI in `text`, which must start with s3:// and name a possible bucket."""
        scheme, separator, rest = text.partition("://")
        bucket, _, key = rest.partition("/")
        if not separator or scheme.lower() != "s3" or not is_bucket_name(bucket):
            raise BadUri(f"{text[:200]!r} is not an S3 URI of the form s3://bucket/key")
        if len(key.encode(errors="surrogatepass")) > MAX_KEY_BYTES:
            raise BadUri(f"the key of {text[:80]!r}... is longer than {MAX_KEY_BYTES} bytes")
        return cls(bucket, key)

    def join(self, *parts: str) -> S3Uri:
        """The URI below this one, with exactly one slash between the parts."""
        prefix = self.key.rstrip("/")
        return S3Uri(self.bucket, "/".join([*([prefix] if prefix else []), *parts]))

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"
