"""Amazon's event stream encoding, in which SelectObjectContent answers.

A message is: total length, length of headers, CRC32 of these two, headers, payload, CRC32 of all.
"""

from __future__ import annotations

import struct
import zlib

_STRING = 7


def message(event: str, payload: bytes = b"", content_type: str = "") -> bytes:
    """One event: `Records`, `Stats` or `End`."""
    headers = {":message-type": "event", ":event-type": event}
    if content_type:
        headers[":content-type"] = content_type
    return _frame(headers, payload)


def error_message(code: str, text: str) -> bytes:
    """An error after the response has begun."""
    return _frame({":message-type": "error", ":error-code": code, ":error-message": text}, b"")


def _frame(headers: dict[str, str], payload: bytes) -> bytes:
    head = b"".join(_header(name, value) for name, value in headers.items())
    prelude = struct.pack(">II", 16 + len(head) + len(payload), len(head))
    body = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return body + struct.pack(">I", zlib.crc32(body))


def _header(name: str, value: str) -> bytes:
    raw = value.encode()
    return struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", _STRING, len(raw)) + raw
