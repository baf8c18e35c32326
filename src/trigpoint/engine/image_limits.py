"""Images that are too large to be shown to workers."""

from __future__ import annotations

from typing import Final

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.image_sizes import image_size
from trigpoint.model.s3_uri import S3Uri

MAX_IMAGE_BYTES: Final = 40 * 2**20
MAX_IMAGE_PIXELS: Final = 100_000_000
_LOOKED_INTO_FROM: Final = 8 * 2**20
"""Smaller files are not opened to see how many pixels they have: photographs of that many are larger."""
_ENDINGS: Final = (
    ".apng", ".avif", ".bmp", ".gif", ".ico", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp",
)  # fmt: skip


def too_large(blobs: BlobStore, uri: str, n_bytes: int, max_bytes: int) -> str | None:
    """Why the file cannot be shown as an image; None where it can, or where its name is no image's.

    `max_bytes` of 0 is no limit, of pixels neither.
    """
    if not max_bytes or not S3Uri.parse(uri).key.lower().endswith(_ENDINGS):
        return None
    if n_bytes > max_bytes:
        allowed = f"{max_bytes / 2**20:g} (TRIGPOINT_MAX_IMAGE_MB)"
        return f"{uri} has {n_bytes / 2**20:.1f} MiB; images may have {allowed}"
    size = image_size(blobs, uri) if n_bytes >= _LOOKED_INTO_FROM else None
    if size is not None and size.width * size.height > MAX_IMAGE_PIXELS:
        allowed = f"{MAX_IMAGE_PIXELS // 10**6} million"
        return f"{uri} has {size.width} x {size.height} pixels; images may have {allowed}"
    return None
