"""Sizes of images from their first bytes."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from trigpoint.formats.image_header import read_image_size
from trigpoint.model.functions import ImageSize


def file(mode: str, format_: str, **options: object) -> bytes:
    buffer = BytesIO()
    Image.new(mode, (37, 21)).save(buffer, format_, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("mode", "format_", "options", "depth"),
    [
        ("RGB", "PNG", {}, 3),
        ("RGBA", "PNG", {}, 3),
        ("P", "PNG", {}, 3),
        ("L", "PNG", {}, 1),
        ("LA", "PNG", {}, 1),
        ("1", "PNG", {}, 1),
        ("I;16", "PNG", {}, 1),
        ("RGB", "JPEG", {}, 3),
        ("RGB", "JPEG", {"progressive": True, "exif": b"Exif\0\0" + bytes(40_000)}, 3),
        ("L", "JPEG", {}, 1),
        ("CMYK", "JPEG", {}, 3),
        ("P", "GIF", {}, 3),
        ("RGB", "BMP", {}, 3),
        ("RGB", "WEBP", {}, 3),
        ("RGBA", "WEBP", {"lossless": True}, 3),
    ],
)
def test_sizes_are_read_as_pillow_writes_them(mode: str, format_: str, options: dict, depth: int) -> None:
    assert read_image_size(file(mode, format_, **options)) == ImageSize(37, 21, depth)


def test_what_is_cut_off_or_no_image_has_no_size() -> None:
    whole = file("RGB", "JPEG", exif=b"Exif\0\0" + bytes(30_000))
    assert read_image_size(whole[:20_000]) is None
    for data in (b"", b"hello", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b"BM", b"GIF89a"):
        assert read_image_size(data) is None


@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"GIF89a", b"BM", b"RIFF0000WEBPVP8 "]),
    st.binary(max_size=60),
)
def test_hostile_bytes_do_no_harm(start: bytes, rest: bytes) -> None:
    size = read_image_size(start + rest)
    assert size is None or (size.width > 0 and size.height > 0)
