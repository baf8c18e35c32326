"""The folder of buckets on a disk that is full or read-only: refused in words, whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from trigpoint.blobs.folder import FolderStore
from trigpoint.model.errors import Unavailable
from trigpoint.model.s3_uri import S3Uri

MEBIBYTE = 2**20
OLD = {"content_type": "application/x-notes", "metadata": {"by": "ana"}}


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    made = FolderStore(tmp_path / "buckets")
    made.create_bucket("lab-data")
    return made


def of(key: str) -> S3Uri:
    return S3Uri("lab-data", key)


def left_behind(store: FolderStore, root: Path) -> list[str]:
    """Temporary files that nobody would ever remove."""
    return [path.name for path in (root / ".trigpoint" / "temp").iterdir()]


def pieces(n_mebibytes: int) -> Iterator[bytes]:
    yield from (bytes([n]) * MEBIBYTE for n in range(n_mebibytes))


def test_an_object_that_does_not_fit_leaves_the_old_one_whole(
    store: FolderStore, tmp_path: Path, no_file_beyond: Any
) -> None:
    before = store.put(of("notes.bin"), b"old", **OLD)
    with no_file_beyond(MEBIBYTE), pytest.raises(Unavailable, match="the storage folder: File too large"):
        store.put(of("notes.bin"), pieces(2))
    assert store.head(of("notes.bin")) == before
    assert store.read(of("notes.bin")) == b"old"
    assert left_behind(store, tmp_path / "buckets") == []
    store.put(of("notes.bin"), pieces(2))
    assert store.head(of("notes.bin")).size == 2 * MEBIBYTE


def test_an_object_whose_facts_cannot_be_kept_is_not_written(
    store: FolderStore, tmp_path: Path, no_file_beyond: Any
) -> None:
    before = store.put(of("notes.bin"), b"old", **OLD)
    facts = {"content_type": "application/x-notes", "metadata": {"by": "ben" * 200}}
    with no_file_beyond(300), pytest.raises(Unavailable):
        store.put(of("notes.bin"), b"new", **facts)
    assert store.head(of("notes.bin")) == before
    assert store.read(of("notes.bin")) == b"old"
    assert left_behind(store, tmp_path / "buckets") == []


def test_a_part_that_does_not_fit_can_be_sent_again(
    store: FolderStore, tmp_path: Path, no_file_beyond: Any
) -> None:
    upload = store.start_upload(of("film.mp4"))
    first = store.put_part(of("film.mp4"), upload, 1, pieces(5))
    with no_file_beyond(MEBIBYTE), pytest.raises(Unavailable):
        store.put_part(of("film.mp4"), upload, 2, pieces(2))
    assert store.list_parts(of("film.mp4"), upload) == [first]
    assert left_behind(store, tmp_path / "buckets") == []
    second = store.put_part(of("film.mp4"), upload, 2, pieces(2))
    with no_file_beyond(MEBIBYTE), pytest.raises(Unavailable):
        store.finish_upload(of("film.mp4"), upload, [(1, first.etag), (2, second.etag)])
    info = store.finish_upload(of("film.mp4"), upload, [(1, first.etag), (2, second.etag)])
    assert info.size == 7 * MEBIBYTE


def test_a_bucket_that_cannot_be_noted_is_not_made(store: FolderStore, no_file_beyond: Any) -> None:
    with no_file_beyond(0), pytest.raises(Unavailable, match="bucket menus"):
        store.create_bucket("menus")
    assert not store.has_bucket("menus")
    store.create_bucket("menus")


def test_a_full_disk_keeps_what_was_acknowledged_and_takes_more_when_it_has_room(
    small_disk: Callable[..., Any],
) -> None:
    disk = small_disk("disk", 8)
    store = FolderStore(disk.path / "buckets")
    store.create_bucket("lab-data")
    kept: dict[str, str] = {}

    def put_for_ever() -> None:
        for n in count():
            data = bytes([n]) * 300_000
            store.put(of(f"{n}/image.png"), data, metadata={"n": str(n)})
            kept[f"{n}/image.png"] = hashlib.md5(data).hexdigest()

    with pytest.raises(Unavailable, match="No space left on device"):
        put_for_ever()
    assert len(kept) > 5
    disk.fill()
    for refused in (
        lambda: store.put(of("a/b/c.txt"), b"one byte too many" * 1000),
        lambda: store.start_upload(of("film.mp4")),
        lambda: store.put(of("0/image.png"), b"x" * 5000),
    ):
        with pytest.raises(Unavailable, match="No space left on device"):
            refused()
    assert {key: store.head(of(key)).etag for key in kept} == kept
    assert {key: hashlib.md5(store.read(of(key))).hexdigest() for key in kept} == kept
    assert [each.key for each in store.list("lab-data").blobs] == sorted(kept)
    assert left_behind(store, disk.path / "buckets") == []
    disk.free()
    store.put(of("a/b/c.txt"), b"fits")
    assert store.read(of("a/b/c.txt")) == b"fits"


def test_a_read_only_disk_serves_what_it_has_and_takes_more_when_it_may(
    small_disk: Callable[..., Any],
) -> None:
    disk = small_disk("disk", 8)
    store = FolderStore(disk.path / "buckets")
    store.create_bucket("lab-data")
    kept = store.put(of("a/notes.bin"), b"old", **OLD)
    upload = store.start_upload(of("film.mp4"))
    assert disk.turn("ro")
    for refused in (
        lambda: store.put(of("a/notes.bin"), b"new"),
        lambda: store.put(of("new/key.txt"), b"new"),
        lambda: store.put(of("folder/"), b""),
        lambda: store.copy(of("a/notes.bin"), of("b.bin")),
        lambda: store.delete(of("a/notes.bin")),
        lambda: store.create_bucket("menus"),
        lambda: store.set_cors("lab-data", ()),
        lambda: store.start_upload(of("film.mp4")),
        lambda: store.put_part(of("film.mp4"), upload, 1, [b"x"]),
        lambda: store.abort_upload(of("film.mp4"), upload),
    ):
        with pytest.raises(Unavailable, match="Read-only file system"):
            refused()
    assert store.head(of("a/notes.bin")) == kept
    assert store.read(of("a/notes.bin")) == b"old"
    assert disk.turn("rw")
    store.put_part(of("film.mp4"), upload, 1, [b"x"])
    assert store.put(of("a/notes.bin"), b"new").size == 3
    store.delete(of("a/notes.bin"))
    store.abort_upload(of("film.mp4"), upload)
    assert disk.turn("ro")
    with pytest.raises(Unavailable, match="Read-only file system"):
        store.delete_bucket("lab-data")
    assert disk.turn("rw")
    store.delete_bucket("lab-data")
    assert store.buckets() == []
