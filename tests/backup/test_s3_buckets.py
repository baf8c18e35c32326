"""Buckets in an S3 service: into a backup, out of it into a folder, and back into an S3 service."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from soak.services import S3Service, seaweed

from trigpoint.blobs.blob_store import BlobStore, CorsRule
from trigpoint.blobs.folder import FolderStore
from trigpoint.blobs.s3 import S3Store
from trigpoint.model.s3_uri import S3Uri

FILES = {
    ("pond", "in/menu.manifest"): b'{"source": "soup"}\n',
    ("pond", "photos/w\xfcrm & caf\xe9 +.png"): b"\x89PNG" + bytes(range(256)),
    ("pond", "films/otter.mp4"): bytes(range(256)) * 50_000,  # goes there in parts
    ("pond", "empty.txt"): b"",
    ("output", "out/Menu/manifests/output/output.manifest"): b'{"source": "soup", "kind": 1}\n',
}


@pytest.fixture
def service(tmp_path: Path) -> Iterator[S3Service]:
    """One of its own: a backup takes every bucket that is there."""
    with seaweed(tmp_path / "s3") as running:
        yield running


CORS = CorsRule(allowed_methods=("GET",), allowed_origins=("https://lab.example.org",), max_age_seconds=600)


def store_of(service: S3Service) -> S3Store:
    return S3Store(
        endpoint=service.endpoint, access_key_id=service.access_key_id, secret_key=service.secret_key
    )


def fill(store: BlobStore) -> None:
    for bucket in ("pond", "output", "empty-bucket"):
        store.create_bucket(bucket)
    store.set_cors("pond", [CORS])
    for (bucket, key), content in FILES.items():
        store.put(S3Uri(bucket, key), content, content_type="image/png", metadata={"by": "ana"})


def check(store: BlobStore) -> None:
    assert {each.name for each in store.buckets()} == {"pond", "output", "empty-bucket"}
    assert list(store.cors("pond")) == [CORS]
    found = {(name, blob.key) for name in ("pond", "output") for blob in store.list(name).blobs}
    assert found == set(FILES)
    for (bucket, key), content in FILES.items():
        blob = store.open(S3Uri(bucket, key))
        assert b"".join(blob.chunks) == content
        assert (blob.info.content_type, dict(blob.info.metadata)) == ("image/png", {"by": "ana"})


def clear(store: BlobStore) -> None:
    for bucket, key in FILES:
        store.delete(S3Uri(bucket, key))
    for each in list(store.buckets()):
        store.delete_bucket(each.name)


def test_buckets_in_s3_come_into_a_folder_and_back_into_s3(
    service: S3Service, half_done: Any, tmp_path: Path
) -> None:
    in_s3 = {
        "TRIGPOINT_STORAGE": "s3://",
        "TRIGPOINT_STORAGE_ENDPOINT": service.endpoint,
        "TRIGPOINT_STORAGE_ACCESS_KEY": service.access_key_id,
        "TRIGPOINT_STORAGE_SECRET_KEY": service.secret_key,
    }

    def trigpoint(command: str, file: str, data: Path, *more: str, **environment: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-m", "trigpoint.cli.main", command, file, "--data", str(data), *more],
            env={**os.environ, **environment, "COLUMNS": "160"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout + ended.stderr

    fill(store_of(service))
    first, second = str(tmp_path / "first.zip"), str(tmp_path / "second.zip")
    origin = {**in_s3, "TRIGPOINT_DATABASE_URL": half_done.url}
    assert "NOT in it" in trigpoint("backup", str(tmp_path / "bare.zip"), half_done.folder, **origin)
    trigpoint("backup", first, half_done.folder, "--with-buckets", **origin)
    trigpoint("restore", first, tmp_path / "in-folder")
    check(FolderStore(tmp_path / "in-folder" / "buckets"))
    clear(store_of(service))
    trigpoint("backup", second, tmp_path / "in-folder")
    trigpoint("restore", second, tmp_path / "in-s3", **in_s3)
    check(store_of(service))
