"""Images that nobody could be shown."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from trigpoint.blobs.folder import FolderStore
from trigpoint.engine.image_limits import too_large
from trigpoint.model.s3_uri import S3Uri


@pytest.fixture
def blobs(tmp_path: Path) -> Any:
    store = FolderStore(tmp_path)
    store.create_bucket("bkt")
    return store


def put(blobs: Any, key: str, content: bytes) -> tuple[str, int]:
    uri = f"s3://bkt/{key}"
    blobs.put(S3Uri.parse(uri), content)
    return uri, len(content)


def test_only_images_are_bound_and_zero_is_no_limit(blobs: Any) -> None:
    uri, n_bytes = put(blobs, "a.JPG", b"x" * 3_000_000)
    assert too_large(blobs, uri, n_bytes, 2**20) == (
        "s3://bkt/a.JPG has 2.9 MiB; images may have 1 (TRIGPOINT_MAX_IMAGE_MB)"
    )
    assert too_large(blobs, uri, n_bytes, 3 * 2**20) is None
    assert too_large(blobs, uri, n_bytes, 0) is None
    assert too_large(blobs, "s3://bkt/clip.mp4", 10**9, 2**20) is None


def test_pixels_of_large_files_are_counted(blobs: Any) -> None:
    header = io.BytesIO()
    Image.new("1", (12_000, 9_000)).save(header, "PNG")
    uri, n_bytes = put(blobs, "scan.png", header.getvalue().ljust(9 * 2**20, b"\0"))
    assert too_large(blobs, uri, n_bytes, 40 * 2**20) == (
        "s3://bkt/scan.png has 12000 x 9000 pixels; images may have 100 million"
    )
