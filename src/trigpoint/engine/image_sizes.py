"""How big the images of some objects are, read from the first bytes of their files."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Final

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.formats.image_header import read_image_size
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.functions import ImageSize
from trigpoint.model.s3_uri import S3Uri

_FIRST_BYTES: Final = 64 * 1024
_MOST_BYTES: Final = 8 * 1024 * 1024
"""Cameras write previews and colour profiles in front of the size."""


def image_sizes(blobs: BlobStore, threads: Executor, uris: Mapping[int, object]) -> dict[int, ImageSize]:
    """The sizes by object index. What is no image, or is there no more, has none.

    `threads` ask storage for several at once. Raises Unavailable while storage is away.
    """
    found = threads.map(lambda uri: image_size(blobs, uri), uris.values())
    return {index: size for index, size in zip(uris, found, strict=True) if size is not None}


def image_size(blobs: BlobStore, uri: object) -> ImageSize | None:
    """The size of one image."""
    if not isinstance(uri, str):
        return None
    try:
        place = S3Uri.parse(uri)
        head = b"".join(blobs.open(place, end=_FIRST_BYTES).chunks)
        size = read_image_size(head)
        if size is None and len(head) == _FIRST_BYTES:
            size = read_image_size(b"".join(blobs.open(place, end=_MOST_BYTES).chunks))
    except (NotFound, InvalidInput):
        return None
    return size
