"""Which bytes to send, and whether to send any: Range and the conditional headers (RFC 9110)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from trigpoint.blobs.blob_store import BlobInfo
from trigpoint.http.aws.s3.errors import S3Error

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def http_date(instant: datetime) -> str:
    return format_datetime(instant.replace(microsecond=0), usegmt=True)


def check_conditions(headers: Mapping[str, str], info: BlobInfo, prefix: str = "") -> None:
    """Raises S3Error: 304 or 412 when a condition does not hold. `prefix` is of a copy's source."""
    match, none_match = headers.get(f"{prefix}if-match"), headers.get(f"{prefix}if-none-match")
    modified = _date(headers.get(f"{prefix}if-modified-since"))
    unmodified = _date(headers.get(f"{prefix}if-unmodified-since"))
    changed_at = info.modified_at.replace(microsecond=0)
    if match is not None:
        if not _names(match, info.etag):
            raise _failed("If-Match")
    elif unmodified is not None and changed_at > unmodified:
        raise _failed("If-Unmodified-Since")
    if none_match is not None:
        if _names(none_match, info.etag):
            raise _unchanged(info, prefix, "If-None-Match")
    elif modified is not None and changed_at <= modified:
        raise _unchanged(info, prefix, "If-Modified-Since")


def asked_range(headers: Mapping[str, str], info: BlobInfo) -> tuple[int, int] | None:
    """Start and end (exclusive) of the one range asked for; None for the whole object.

    Several ranges, other units and a stale If-Range get the whole. Raises S3Error (416).
    """
    match = _RANGE.fullmatch(headers.get("range", "").strip())
    if match is None or match.groups() == ("", "") or not _is_fresh(headers.get("if-range"), info):
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, info.size - int(last)), info.size
    else:
        start, end = int(first), min(int(last) + 1, info.size) if last else info.size
        if last and int(last) < start:
            return None
    if start >= end:
        raise S3Error(
            "InvalidRange",
            "The requested range is not satisfiable",
            416,
            {"Content-Range": f"bytes */{info.size}"},
        )
    return start, end


def _is_fresh(validator: str | None, info: BlobInfo) -> bool:
    if validator is None:
        return True
    date = _date(validator)
    return date == info.modified_at.replace(microsecond=0) if date else _names(validator, info.etag)


def _names(header: str, etag: str) -> bool:
    tags = [tag.strip().removeprefix("W/").strip('"') for tag in header.split(",")]
    return "*" in tags or etag in tags


def _date(header: str | None) -> datetime | None:
    if not header:
        return None
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _failed(condition: str) -> S3Error:
    message = f"At least one of the pre-conditions you specified did not hold: {condition}"
    return S3Error("PreconditionFailed", message, 412)


def _unchanged(info: BlobInfo, prefix: str, condition: str) -> S3Error:
    if prefix:
        return _failed(condition)
    headers = {"ETag": f'"{info.etag}"', "Last-Modified": http_date(info.modified_at)}
    return S3Error("NotModified", "Not Modified", 304, headers)
