"""Objects put without being durable: as whole as others, and no way out of their bucket."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from trigpoint.blobs.folder import FolderStore
from trigpoint.model.errors import AccessDenied, InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    made = FolderStore(tmp_path / "buckets")
    made.create_bucket("lab")
    return made


def put(store: FolderStore, key: str, data: bytes = b"{}", bucket: str = "lab") -> None:
    store.put(S3Uri(bucket, key), data, content_type="application/json", durable=False)


def test_it_is_read_listed_and_described_like_any_other(store: FolderStore) -> None:
    put(store, "a/b/1/x.json", b'{"n":1}')
    uri = S3Uri("lab", "a/b/1/x.json")
    assert store.read(uri) == b'{"n":1}'
    told = store.put(uri, b'{"n":12}', content_type="application/json", durable=False)
    assert told == store.head(uri)
    assert (told.size, told.content_type) == (8, "application/json")
    assert [each.key for each in store.list("lab").blobs] == ["a/b/1/x.json"]


def test_it_takes_the_place_of_a_durable_one_and_of_what_was_said_of_that(store: FolderStore) -> None:
    uri = S3Uri("lab", "x.json")
    before = store.put(uri, b"{}", metadata={"colour": "red"})
    put(store, "x.json", b"[]")
    after = store.head(uri)
    assert (store.read(uri), after.metadata) == (b"[]", {})
    assert after.etag != before.etag


def test_what_its_name_does_not_say_is_kept_all_the_same(store: FolderStore) -> None:
    uri = S3Uri("lab", "x.json")
    store.put(uri, b"{}", content_type="text/plain", metadata={"a": "b"}, durable=False)
    assert (store.head(uri).content_type, store.head(uri).metadata) == ("text/plain", {"a": "b"})


def test_many_threads_write_into_new_folders(store: FolderStore) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda n: put(store, f"deep/{n % 7}/{n}/x.json", b"%d" % n), range(200)))
    assert all(store.read(S3Uri("lab", f"deep/{n % 7}/{n}/x.json")) == b"%d" % n for n in range(200))


def test_a_link_out_of_the_bucket_is_not_followed(store: FolderStore, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    put(store, "a/b/1/x.json")  # the folders above are known from here on
    lab = tmp_path / "buckets" / "lab"
    (lab / "a" / "b" / "2").symlink_to(outside)
    (lab / "c").symlink_to(outside)
    (lab / "a" / "b" / "1" / "y.json").symlink_to(outside / "y.json")
    for key in ("a/b/2/x.json", "c/x.json", "c/d/x.json", "a/b/1/y.json"):
        with pytest.raises(AccessDenied):
            put(store, key)
    assert list(outside.iterdir()) == []


def test_a_link_within_the_bucket_is_followed(store: FolderStore, tmp_path: Path) -> None:
    put(store, "a/1/x.json")
    (tmp_path / "buckets" / "lab" / "b").symlink_to(tmp_path / "buckets" / "lab" / "a")
    put(store, "b/1/x.json", b"[]")
    assert store.read(S3Uri("lab", "a/1/x.json")) == b"[]"


@pytest.mark.parametrize("key", ["a/x.json/y/z.json", "a/x.json/y.json", "a"])
def test_what_cannot_be_a_file_and_a_folder_is_said(store: FolderStore, key: str, tmp_path: Path) -> None:
    put(store, "a/x.json")
    with pytest.raises(InvalidInput):
        put(store, key)
    assert not list((tmp_path / "buckets" / ".trigpoint" / "temp").iterdir())


def test_a_bucket_that_is_gone_is_said(store: FolderStore) -> None:
    put(store, "a/1/x.json")
    store.delete(S3Uri("lab", "a/1/x.json"))
    store.delete_bucket("lab")
    with pytest.raises(NotFound):
        put(store, "a/1/x.json")
