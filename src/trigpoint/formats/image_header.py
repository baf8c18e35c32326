"""Width, height and channels of an image, from the first bytes of its file.

PNG, JPEG, GIF, WebP and BMP. Nothing is decoded: what a hostile file can do here is give wrong numbers.
"""

from __future__ import annotations

import struct
from typing import Final

from trigpoint.model.functions import ImageSize

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_COLOUR: Final = 3
_GREY_PNG: Final = (0, 4)
"""Colour types of grey images, without and with alpha."""
_START_OF_FRAME: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_WITHOUT_LENGTH: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def read_image_size(head: bytes) -> ImageSize | None:
    """The size that the file's first bytes tell; None when they tell none."""
    try:
        size = _size(head)
    except (struct.error, IndexError):
        return None
    return size if size is not None and size.width > 0 and size.height > 0 else None


def _size(head: bytes) -> ImageSize | None:
    if head.startswith(_PNG):
        width, height, _, colour_type = struct.unpack_from(">IIBB", head, 16)
        return ImageSize(width, height, 1 if colour_type in _GREY_PNG else _COLOUR)
    if head.startswith(b"\xff\xd8"):
        return _jpeg_size(head)
    if head.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack_from("<HH", head, 6)
        return ImageSize(width, height, _COLOUR)
    if head.startswith(b"BM"):
        width, height = struct.unpack_from("<ii", head, 18)
        return ImageSize(width, abs(height), _COLOUR)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _webp_size(head)
    return None


def _jpeg_size(head: bytes) -> ImageSize | None:
    """From the first start of frame; what stands before it is skipped by its lengths."""
    at = 2
    while at < len(head):
        if head[at] != 0xFF:
            return None
        marker = head[at + 1]
        if marker == 0xFF:  # padding
            at += 1
        elif marker in _WITHOUT_LENGTH:
            at += 2
        elif marker in _START_OF_FRAME:
            height, width, n_components = struct.unpack_from(">HHB", head, at + 5)
            return ImageSize(width, height, 1 if n_components == 1 else _COLOUR)
        else:
            at += 2 + struct.unpack_from(">H", head, at + 2)[0]
    return None


def _webp_size(head: bytes) -> ImageSize | None:
    kind = head[12:16]
    if kind == b"VP8X":
        width, height = (int.from_bytes(head[at : at + 3], "little") + 1 for at in (24, 27))
        return ImageSize(width, height, _COLOUR)
    if kind == b"VP8L":
        bits = struct.unpack_from("<I", head, 21)[0]
        return ImageSize((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, _COLOUR)
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", head, 26)
        return ImageSize(width & 0x3FFF, height & 0x3FFF, _COLOUR)
    return None
