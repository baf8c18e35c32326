"""The ways in which AWS writes the address of an object."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from trigpoint.model.errors import BadUri
from trigpoint.model.s3_uri import S3Uri, is_bucket_name

_HOST = re.compile(
    r"(?:(?P<bucket>[a-z0-9][a-z0-9.-]*)\.)??s3(?:[.-](?:dualstack\.)?(?:[a-z]{2}(?:-[a-z]+)+-\d))?"
    r"\.amazonaws\.com(?:\.cn)?"
)


def object_of(url: str) -> S3Uri | None:
    """The object that an `s3://` or AWS's http(s) address names; None for any other address.

    Raises BadUri for an `s3://` address that is none.
    """
    if url[:5].lower() == "s3://":
        uri = S3Uri.parse(url)
        if not uri.key:
            raise BadUri(f"{url[:200]!r} names a bucket, not an object")
        return uri
    return published_object(url)


def published_object(url: str) -> S3Uri | None:
    """The object that AWS's http(s) address names, path-style or virtual-hosted; None for any other."""
    if "amazonaws.com" not in url:
        return None
    try:
        parts = urlsplit(url.strip())
        match = _HOST.fullmatch(parts.netloc.lower().removesuffix(":443").removesuffix(":80"))
    except ValueError:
        return None
    if match is None or parts.scheme.lower() not in {"http", "https", ""}:
        return None
    path = unquote(parts.path.removeprefix("/"))
    bucket, _, key = (match["bucket"], "", path) if match["bucket"] else path.partition("/")
    return S3Uri(bucket, key) if is_bucket_name(bucket) and key else None
