"""Which keys can be kept: those that are a path of plain names below their bucket."""

from __future__ import annotations

from trigpoint.model.errors import InvalidInput
from trigpoint.model.s3_uri import MAX_KEY_BYTES

MAX_NAME_BYTES = 255
HIDDEN_PREFIX = ".trigpoint-"
"""Names that start so are ours, never keys."""


def check_key(key: str) -> None:
    """Raises InvalidInput for a key that is no path inside a bucket, or too long for a file system.

    A key that ends in a slash is a folder marker and may be kept.
    """
    fault = _fault(key)
    if fault:
        raise InvalidInput(f"the key {key[:200]!r} {fault}")


def _fault(key: str) -> str | None:
    if not key:
        return "is empty"
    try:
        encoded = key.encode()
    except UnicodeEncodeError:
        return "is not valid UTF-8"
    if len(encoded) > MAX_KEY_BYTES:
        return f"is longer than {MAX_KEY_BYTES} bytes"
    if "\0" in key or "\\" in key:
        return "holds a NUL or a backslash"
    return _path_fault(key)


def _path_fault(key: str) -> str | None:
    for name in key.removesuffix("/").split("/"):
        if name in {"", ".", ".."}:
            return "has an empty, `.` or `..` part, which is no path inside a bucket"
        if len(name) * 4 > MAX_NAME_BYTES and len(name.encode()) > MAX_NAME_BYTES:
            return f"has a part longer than {MAX_NAME_BYTES} bytes"
        if name.startswith(HIDDEN_PREFIX):
            return f"has a part that starts with {HIDDEN_PREFIX!r}, which is reserved"
    return None
