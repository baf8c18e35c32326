"""The older signature in addresses of S3 objects.

`generate_presigned_url` of boto3 and `aws s3 presign` still make it unless told otherwise, so it must
open what it names; requests are signed with it in no other way here. Source: "Authenticating Requests
(AWS Signature Version 2)", Amazon S3 API Reference.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from trigpoint.http.aws.sigv4 import Sent
from trigpoint.model.access_key import AccessKey, KeyRing
from trigpoint.model.errors import NotFound, SignatureFault, SignatureRejected

_TOKEN = "x-amz-security-token"  # noqa: S105  the name of a parameter
_OURS = frozenset({"AWSAccessKeyId", "Signature", "Expires", _TOKEN})
_SIGNED = frozenset(
    {"acl", "cors", "delete", "lifecycle", "location", "notification", "partNumber", "policy", "tagging"}
    | {"uploadId", "uploads", "versionId", "versioning", "versions", "website"}
    | {"response-cache-control", "response-content-disposition", "response-content-encoding"}
    | {"response-content-language", "response-content-type", "response-expires"}
)


def is_older_address(raw_query: str) -> bool:
    return "AWSAccessKeyId=" in raw_query and "Signature=" in raw_query


def verify_older(
    sent: Sent, query: Mapping[str, str], headers: Mapping[str, str], keyring: KeyRing, now: datetime
) -> AccessKey:
    """The key that signed the address. Raises SignatureRejected."""
    key = _find(keyring, query)
    if not query.get("Expires", "").isdecimal():
        raise SignatureRejected("malformed", "Expires must be a number of seconds since the epoch")
    if now.timestamp() > int(query["Expires"]):
        raise SignatureRejected("expired", "Request has expired")
    if key.expires_at is not None and now >= key.expires_at:
        raise SignatureRejected("expired-token", "The security token included in the request is expired")
    methods = ("HEAD", "GET") if sent.method == "HEAD" else (sent.method,)
    expected = [_sign(key, method, sent, query, headers) for method in methods]
    given = query["Signature"].encode("utf-8", "replace")
    if not set(query) <= _OURS | _SIGNED or not any(hmac.compare_digest(each, given) for each in expected):
        raise SignatureRejected(
            "mismatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
        )
    return key


def _find(keyring: KeyRing, query: Mapping[str, str]) -> AccessKey:
    try:
        return keyring.find(query["AWSAccessKeyId"], query.get(_TOKEN))
    except NotFound as exc:
        reason: SignatureFault = "bad-token" if exc.kind == "session token" else "unknown-key"
        message = "The access key id or security token in the request does not exist in our records."
        raise SignatureRejected(reason, message) from exc


def _sign(
    key: AccessKey, method: str, sent: Sent, query: Mapping[str, str], headers: Mapping[str, str]
) -> bytes:
    told = {name: value.strip() for name, value in headers.items() if name.startswith("x-amz-")}
    if _TOKEN in query:
        told[_TOKEN] = query[_TOKEN]
    lines = [method, headers.get("content-md5", ""), headers.get("content-type", ""), query["Expires"]]
    lines += [f"{name}:{told[name]}" for name in sorted(told)]
    named = [f"{name}={value}" if value else name for name, value in sorted(query.items()) if name in _SIGNED]
    resource = sent.raw_path + ("?" + "&".join(named) if named else "")
    text = "\n".join([*lines, resource]).encode()
    return base64.b64encode(hmac.digest(key.secret_key.encode(), text, hashlib.sha1))
