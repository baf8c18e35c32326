"""The stores that the contract of blobs is tested on: a folder, and S3 (SeaweedFS)."""

from pathlib import Path

import pytest

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.folder import FolderStore
from trigpoint.blobs.s3 import S3Store
from trigpoint.model.clock import SystemClock
from trigpoint.model.ids import Ids


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """Every kind of store in turn."""
    if request.param == "folder":
        return FolderStore(tmp_path / "buckets", fsync=False)
    found = request.getfixturevalue("seaweed")
    return S3Store(endpoint=found.endpoint, access_key_id=found.access_key_id, secret_key=found.secret_key)


@pytest.fixture
def bucket(store: BlobStore) -> str:
    """A new bucket in the store."""
    name = f"b-{Ids(SystemClock()).token()[:20]}"
    store.create_bucket(name)
    return name
