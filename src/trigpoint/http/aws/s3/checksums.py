"""Digests that a client sends along with a body, held against the bytes as they pass.

CRC32C and CRC64NVME are taken as sent and not verified (nor sent back): the standard library computes
neither, and in Python they would cost more than the rest of an upload.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import zlib
from collections.abc import Callable, Mapping
from typing import Protocol

from trigpoint.http.aws.s3.errors import S3Error

_PREFIX = "x-amz-checksum-"
_BYTES = {"crc32": 4, "crc32c": 4, "crc64nvme": 8, "sha1": 20, "sha256": 32}
_HEX_HASH = re.compile("[0-9a-f]{64}")


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...

    def digest(self) -> bytes: ...


class _Crc32:
    def __init__(self) -> None:
        self._value = 0

    def update(self, data: bytes) -> None:
        self._value = zlib.crc32(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(4, "big")


_MAKERS: dict[str, Callable[[], _Digest]] = {
    "crc32": _Crc32,
    "sha1": lambda: hashlib.sha1(usedforsecurity=False),
    "sha256": hashlib.sha256,
}


class Checksums:
    """What the request's headers promise of its body (decoded, if it is aws-chunked)."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._promised = {name: value for name in _BYTES if (value := headers.get(_PREFIX + name))}
        trailing = [name.strip().lower() for name in headers.get("x-amz-trailer", "").split(",")]
        self._wanted = {*self._promised, *(name.removeprefix(_PREFIX) for name in trailing)} & _BYTES.keys()
        self._running = {name: _MAKERS[name]() for name in self._wanted if name in _MAKERS}
        self._md5 = headers.get("content-md5")
        if self._md5 is not None:
            _decoded("Content-MD5", self._md5, 16)
            self._running["md5"] = hashlib.md5(usedforsecurity=False)
        self._payload_hash = headers.get("x-amz-content-sha256", "")
        if _HEX_HASH.fullmatch(self._payload_hash):
            self._running["payload"] = hashlib.sha256()

    def update(self, piece: bytes) -> None:
        for digest in self._running.values():
            digest.update(piece)

    def check(self, trailers: Mapping[str, str]) -> dict[str, str]:
        """Raises S3Error for a digest that is not the body's; gives the verified ones, as headers."""
        payload = self._running.get("payload")
        if payload and payload.digest().hex() != self._payload_hash:
            message = "The provided 'x-amz-content-sha256' header does not match what was computed."
            raise S3Error("XAmzContentSHA256Mismatch", message)
        if self._md5 is not None and self._running["md5"].digest() != _decoded("Content-MD5", self._md5, 16):
            raise _bad_digest("Content-MD5")
        verified = {}
        for name in self._wanted:
            value = self._promised.get(name) or trailers.get(_PREFIX + name, "")
            given = _decoded(_PREFIX + name, value, _BYTES[name])
            if name in self._running:
                if self._running[name].digest() != given:
                    raise _bad_digest(name.upper())
                verified[_PREFIX + name] = value
        return verified


def _decoded(name: str, value: str, n_bytes: int) -> bytes:
    try:
        digest = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    if len(digest) != n_bytes:
        code = "InvalidDigest" if name == "Content-MD5" else "InvalidRequest"
        raise S3Error(code, f"The value of {name} is not the Base64 of {n_bytes} bytes.")
    return digest


def _bad_digest(name: str) -> S3Error:
    return S3Error("BadDigest", f"The {name} you specified did not match the calculated checksum.")
