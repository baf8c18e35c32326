"""AWS Signature Version 4: reads what a request claims, and holds it to that.

A signature is made again from exactly what was sent (raw path, raw query, the signed headers) and
compared in constant time. Source: "Authenticating Requests (AWS Signature Version 4)", Amazon S3 API
Reference.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote

from trigpoint.http.aws.request import Signature
from trigpoint.model.access_key import AccessKey, KeyRing, signing_key
from trigpoint.model.errors import NotFound, SignatureRejected

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
MAX_SKEW = timedelta(minutes=5)
MAX_EXPIRES_SECONDS = 7 * 86_400

_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})\s*"
)
_TIMESTAMP = re.compile(r"[0-9]{8}T[0-9]{6}Z")
_MAY_BE_UNSIGNED = frozenset({"x-amz-content-sha256", "x-amz-user-agent"})


@dataclass(frozen=True, slots=True)
class Sent:
    """The signed side of a request as it came over the wire, text decoded as Latin-1."""

    method: str
    raw_path: str
    raw_query: str
    headers: Sequence[tuple[str, str]]
    """In order, names in lower case; a name may come twice."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a request says of its signature."""

    access_key_id: str
    date: str
    region: str
    service: str
    signed_headers: tuple[str, ...]
    signature: str
    timestamp: str
    session_token: str | None
    expires_seconds: int | None = None
    """Of a presigned address; None for a signature in the header."""

    @property
    def presigned(self) -> bool:
        return self.expires_seconds is not None

    @property
    def scope(self) -> str:
        return f"{self.date}/{self.region}/{self.service}/aws4_request"


def read_claim(sent: Sent, headers: Mapping[str, str]) -> Claim:
    """The signature in the Authorization header, else in the query. Raises SignatureRejected."""
    authorization = headers.get("authorization")
    if authorization is not None:
        return _header_claim(authorization, headers)
    if "X-Amz-Algorithm=" in sent.raw_query:
        return _query_claim(dict(parse_qsl(sent.raw_query, keep_blank_values=True)))
    raise SignatureRejected("missing", "Missing Authentication Token")


def verify(claim: Claim, sent: Sent, payload_hash: str, keyring: KeyRing, now: datetime) -> AccessKey:
    """The key that signed the request. Raises SignatureRejected."""
    key = _find(keyring, claim)
    _check_time(claim, key, now)
    _check_coverage(claim, sent)
    secret = signing_key(key.secret_key, claim.date, claim.region, claim.service)
    if not _holds(claim, sent, payload_hash, secret):
        raise SignatureRejected(
            "mismatch",
            "The request signature we calculated does not match the signature you provided. "
            "Check your key and signing method.",
        )
    return key


def signature_of(claim: Claim, key: AccessKey) -> Signature:
    """What signed chunks of the body are chained to."""
    secret = signing_key(key.secret_key, claim.date, claim.region, claim.service)
    return Signature(claim.signature, secret, claim.timestamp, claim.scope, claim.presigned)


def _header_claim(authorization: str, headers: Mapping[str, str]) -> Claim:
    match = _AUTHORIZATION.fullmatch(authorization)
    timestamp = headers.get("x-amz-date", "")
    if match is None:
        raise SignatureRejected("malformed", "The authorization header is malformed")
    if not timestamp:
        raise SignatureRejected("malformed", "The request has no X-Amz-Date header")
    credential, signed, signature = match.groups()
    return _claim(credential, signed, signature, timestamp, headers.get("x-amz-security-token"), None)


def _query_claim(query: Mapping[str, str]) -> Claim:
    try:
        credential, signed = query["X-Amz-Credential"], query["X-Amz-SignedHeaders"]
        signature, timestamp = query["X-Amz-Signature"], query["X-Amz-Date"]
        expires = int(query["X-Amz-Expires"])
    except (KeyError, ValueError) as exc:
        raise SignatureRejected("malformed", f"the signed address lacks a usable {exc}") from exc
    if query["X-Amz-Algorithm"] != ALGORITHM or not 0 < expires <= MAX_EXPIRES_SECONDS:
        raise SignatureRejected(
            "malformed", f"X-Amz-Algorithm must be {ALGORITHM}, X-Amz-Expires 1 to {MAX_EXPIRES_SECONDS}"
        )
    return _claim(credential, signed, signature, timestamp, query.get("X-Amz-Security-Token"), expires)


def _claim(
    credential: str, signed: str, signature: str, timestamp: str, token: str | None, expires: int | None
) -> Claim:
    parts = credential.split("/")
    if len(parts) != 5 or parts[4] != "aws4_request" or timestamp[:8] != parts[1]:
        raise SignatureRejected(
            "malformed",
            "Credential must be <key id>/<YYYYMMDD>/<region>/<service>/aws4_request, of X-Amz-Date",
        )
    names = tuple(signed.split(";"))
    if "host" not in names:
        raise SignatureRejected("malformed", "the Host header must be signed")
    return Claim(parts[0], parts[1], parts[2], parts[3], names, signature, timestamp, token, expires)


def _find(keyring: KeyRing, claim: Claim) -> AccessKey:
    try:
        return keyring.find(claim.access_key_id, claim.session_token)
    except NotFound as exc:
        if exc.kind == "session token":
            message = "The security token included in the request is invalid."
            raise SignatureRejected("bad-token", message) from exc
        message = "The access key id in the request does not exist in our records."
        raise SignatureRejected("unknown-key", message) from exc


def _check_time(claim: Claim, key: AccessKey, now: datetime) -> None:
    signed_at = _instant(claim.timestamp)
    if claim.expires_seconds is not None:
        if now > signed_at + timedelta(seconds=claim.expires_seconds):
            raise SignatureRejected("expired", "Request has expired")
        if now < signed_at - MAX_SKEW:
            raise SignatureRejected("expired", "Request is not valid yet")
    elif abs(now - signed_at) > MAX_SKEW:
        message = (
            "The difference between the request time and the current time is too large: "
            f"{claim.timestamp} against {now:%Y%m%dT%H%M%SZ}"
        )
        raise SignatureRejected("skewed", message)
    if key.expires_at is not None and now >= key.expires_at:
        raise SignatureRejected("expired-token", "The security token included in the request is expired")


def _instant(timestamp: str) -> datetime:
    try:
        if not _TIMESTAMP.fullmatch(timestamp):
            raise ValueError(timestamp)
        return datetime.fromisoformat(timestamp)
    except ValueError as exc:
        raise SignatureRejected("malformed", "X-Amz-Date is not of the form YYYYMMDDTHHMMSSZ") from exc


def _check_coverage(claim: Claim, sent: Sent) -> None:
    """Refuses `x-amz-` headers that were not signed: anybody could have added them."""
    for name, _ in sent.headers:
        if name.startswith("x-amz-") and name not in claim.signed_headers and name not in _MAY_BE_UNSIGNED:
            message = f"There were headers present in the request which were not signed: {name[:80]}"
            raise SignatureRejected("mismatch", message)


def _holds(claim: Claim, sent: Sent, payload_hash: str, secret: bytes) -> bool:
    if _compare(claim, sent, payload_hash, secret):
        return True
    # An address signed for GET may be asked about with HEAD, too.
    asks_about = claim.presigned and sent.method == "HEAD"
    return asks_about and _compare(claim, replace(sent, method="GET"), payload_hash, secret)


def _compare(claim: Claim, sent: Sent, payload_hash: str, secret: bytes) -> bool:
    canonical = canonical_request(sent, claim, payload_hash).encode("latin-1")
    digest = hashlib.sha256(canonical).hexdigest()
    text = f"{ALGORITHM}\n{claim.timestamp}\n{claim.scope}\n{digest}"
    expected = hmac.digest(secret, text.encode("latin-1"), hashlib.sha256).hex()
    return hmac.compare_digest(expected.encode(), claim.signature.encode("latin-1", "replace"))


def canonical_request(sent: Sent, claim: Claim, payload_hash: str) -> str:
    """The text whose hash is signed."""
    # S3 signs the path as it is sent, every other service encodes it once more.
    path = sent.raw_path if claim.service == "s3" else quote(sent.raw_path, safe="/~")
    values: dict[str, list[str]] = {}
    for name, value in sent.headers:
        if name in claim.signed_headers:
            values.setdefault(name, []).append(" ".join(value.split()))
    headers = "".join(f"{name}:{','.join(values.get(name, ()))}\n" for name in claim.signed_headers)
    query = _canonical_query(sent.raw_query) if sent.raw_query else ""
    names = ";".join(claim.signed_headers)
    return f"{sent.method}\n{path or '/'}\n{query}\n{headers}\n{names}\n{payload_hash}"


def _canonical_query(raw_query: str) -> str:
    pairs = []
    for part in raw_query.split("&"):
        name, _, value = part.partition("=")
        if name and name != "X-Amz-Signature":
            pairs.append((name, value))
    pairs.sort()
    return "&".join(f"{name}={value}" for name, value in pairs)
