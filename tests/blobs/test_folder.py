"""What is particular to buckets that are folders."""

import hashlib
import os
import threading
from pathlib import Path

import pytest

from trigpoint.blobs.folder import FolderStore
from trigpoint.blobs.sorted_names import SortedNames
from trigpoint.model.errors import AccessDenied, InvalidInput, NotFound, WrongState
from trigpoint.model.s3_uri import S3Uri


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "buckets"


@pytest.fixture
def folder(root: Path) -> FolderStore:
    store = FolderStore(root, fsync=False)
    store.create_bucket("lab")
    return store


def keys(store: FolderStore, prefix: str = "") -> list[str]:
    return [blob.key for blob in store.list("lab", prefix).blobs]


def test_an_object_is_the_plain_file_of_its_key(folder: FolderStore, root: Path) -> None:
    folder.put(S3Uri("lab", "a/2031-04-02T09:15:02.json"), b"{}")
    assert (root / "lab/a/2031-04-02T09:15:02.json").read_bytes() == b"{}"
    assert [entry.name for entry in (root / "lab").rglob("*") if entry.is_file()] == [
        "2031-04-02T09:15:02.json"
    ]


def test_a_file_dropped_in_is_an_object(folder: FolderStore, root: Path) -> None:
    (root / "lab/day 1").mkdir()
    (root / "lab/day 1/mouse.jpg").write_bytes(b"jpeg")
    info = folder.head(S3Uri("lab", "day 1/mouse.jpg"))
    assert (info.size, info.content_type, info.metadata) == (4, "image/jpeg", {})
    assert "-" in info.etag
    assert folder.read(S3Uri("lab", "day 1/mouse.jpg")) == b"jpeg"
    assert keys(folder) == ["day 1/mouse.jpg"]


def test_a_folder_made_by_hand_is_a_bucket(folder: FolderStore, root: Path) -> None:
    (root / "by-hand").mkdir()
    (root / "Not A Bucket").mkdir()
    assert [bucket.name for bucket in folder.buckets()] == ["by-hand", "lab"]


def test_a_file_dropped_over_an_object_speaks_for_itself(folder: FolderStore, root: Path) -> None:
    uri = S3Uri("lab", "a.txt")
    old = folder.put(uri, b"uploaded", content_type="text/odd", metadata={"k": "v"})
    os.unlink(root / "lab/a.txt")
    (root / "lab/a.txt").write_bytes(b"dropped!")
    info = folder.head(uri)
    assert (info.content_type, info.metadata) == ("text/plain", {})
    assert info.etag != old.etag


def test_an_empty_folder_is_no_object_and_no_prefix(folder: FolderStore, root: Path) -> None:
    (root / "lab/empty/deeper").mkdir(parents=True)
    page = folder.list("lab", delimiter="/")
    assert (list(page.blobs), list(page.prefixes)) == ([], [])
    with pytest.raises(NotFound):
        folder.head(S3Uri("lab", "empty"))


def test_a_prefix_goes_with_its_last_key(folder: FolderStore, root: Path) -> None:
    folder.put(S3Uri("lab", "a/b/c"), b"")
    folder.put(S3Uri("lab", "marked/"), b"")
    folder.put(S3Uri("lab", "marked/x"), b"")
    folder.delete(S3Uri("lab", "a/b/c"))
    folder.delete(S3Uri("lab", "marked/x"))
    assert sorted(os.listdir(root / "lab")) == ["marked"]


@pytest.mark.parametrize(("first", "second"), [("a", "a/b"), ("a/b", "a"), ("a/b", "a/b/c/d")])
def test_a_key_cannot_be_a_file_and_a_folder(folder: FolderStore, first: str, second: str) -> None:
    folder.put(S3Uri("lab", first), b"first")
    with pytest.raises(InvalidInput, match="folder"):
        folder.put(S3Uri("lab", second), b"second")
    with pytest.raises(NotFound):
        folder.read(S3Uri("lab", second))
    folder.delete(S3Uri("lab", second))
    assert folder.read(S3Uri("lab", first)) == b"first"


def test_a_marker_must_be_empty(folder: FolderStore) -> None:
    with pytest.raises(InvalidInput, match="slash"):
        folder.put(S3Uri("lab", "a/"), b"content")


def test_a_name_too_long_for_a_file_is_refused(folder: FolderStore) -> None:
    with pytest.raises(InvalidInput, match="255"):
        folder.put(S3Uri("lab", "ü" * 128), b"")
    folder.put(S3Uri("lab", "ü" * 127), b"")


class TestLinks:
    @pytest.fixture
    def outside(self, tmp_path: Path, root: Path) -> Path:
        """A folder beside the storage, linked into the bucket as file and as folder."""
        outside = tmp_path / "outside"
        outside.mkdir()
        (outside / "secret").write_text("secret")
        (root / "lab/file").symlink_to(outside / "secret")
        (root / "lab/folder").symlink_to(outside)
        return outside

    @pytest.mark.parametrize("key", ["file", "folder/secret", "folder/new"])
    def test_a_link_out_of_the_bucket_leads_nowhere(
        self, folder: FolderStore, outside: Path, key: str
    ) -> None:
        uri = S3Uri("lab", key)
        for call in (folder.head, folder.open, folder.delete, lambda u: folder.put(u, b"")):
            with pytest.raises(AccessDenied):
                call(uri)
        assert os.listdir(outside) == ["secret"]

    def test_nothing_is_listed_behind_it(self, folder: FolderStore, outside: Path) -> None:
        assert keys(folder) == keys(folder, "folder/") == []
        assert not folder.list("lab", "folder/", delimiter="/").prefixes

    def test_a_link_inside_the_bucket_is_followed(self, folder: FolderStore, root: Path) -> None:
        folder.put(S3Uri("lab", "real"), b"content")
        (root / "lab/link").symlink_to("real")
        assert folder.read(S3Uri("lab", "link")) == b"content"

    def test_a_bucket_may_be_a_link_to_another_disk(
        self, folder: FolderStore, root: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "disk").mkdir()
        (root / "videos").symlink_to(tmp_path / "disk")
        folder.put(S3Uri("videos", "a/b"), b"content")
        assert (tmp_path / "disk/a/b").read_bytes() == b"content"
        assert folder.read(S3Uri("videos", "a/b")) == b"content"


class TestOrder:
    NAMES = ("a", "a-b", "a.b", "a/b", "a/", "a0", "b/é", "b/z", "B", "é", "日", "😀", "\uffee")

    def test_keys_come_in_the_order_of_their_bytes(self, folder: FolderStore) -> None:
        wanted = [name for name in self.NAMES if name != "a"]
        for name in wanted:
            folder.put(S3Uri("lab", name), b"")
        assert keys(folder) == sorted(wanted, key=lambda key: key.encode())

    @pytest.mark.parametrize("delimiter", ["/", "-", "b", ""])
    @pytest.mark.parametrize("limit", [1, 2, 5])
    def test_pages_of_any_size_join(self, folder: FolderStore, delimiter: str, limit: int) -> None:
        for name in (name for name in self.NAMES if name != "a"):
            folder.put(S3Uri("lab", name), b"")
        whole = folder.list("lab", delimiter=delimiter)
        blobs, prefixes, after = [], [], ""
        while True:
            page = folder.list("lab", delimiter=delimiter, start_after=after, limit=limit)
            blobs += page.blobs
            prefixes += page.prefixes
            if not page.truncated:
                break
            after = page.next_after
        assert (blobs, prefixes) == (list(whole.blobs), list(whole.prefixes))

    def test_a_large_folder_is_read_in_windows(self, tmp_path: Path) -> None:
        names = [f"{hashlib.md5(str(n).encode()).hexdigest()}" for n in range(5000)]
        for name in names:
            (tmp_path / name).touch()
        for _ in range(2):  # the second time from what was kept
            assert list(SortedNames(window=700).of(str(tmp_path), "")) == sorted(names)
        kept = SortedNames(window=3000)
        os.utime(tmp_path, (1e9, 1e9))
        assert list(kept.of(str(tmp_path), "a")) == sorted(name for name in names if name >= "a")
        assert list(kept.of(str(tmp_path), "", "a")) == sorted(n for n in names if n.startswith("a"))
        (tmp_path / "a-new-one").touch()
        assert "a-new-one" in kept.of(str(tmp_path), "a")


def test_writers_at_once_leave_one_whole_object(folder: FolderStore, root: Path) -> None:
    uri = S3Uri("lab", "deep/er/contested")
    contents = [bytes([65 + n]) * 100_000 for n in range(8)]

    def write(content: bytes) -> None:
        for _ in range(10):
            info = folder.put(uri, content, metadata={"n": content[:1].decode()})
            assert info.size == len(content)
            folder.delete(S3Uri("lab", "deep/er/other"))

    threads = [threading.Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    info, content = folder.head(uri), folder.read(uri)
    assert content in contents
    assert info.etag == hashlib.md5(content).hexdigest()
    assert info.metadata == {"n": content[:1].decode()}
    assert not os.listdir(root / ".trigpoint/temp")


def test_one_of_many_creators_wins(folder: FolderStore) -> None:
    uri, won = S3Uri("lab", "once"), []

    def create(n: int) -> None:
        try:
            folder.put(uri, str(n).encode(), if_none_match=True)
            won.append(n)
        except WrongState:
            pass

    threads = [threading.Thread(target=create, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [folder.read(uri)] == [str(n).encode() for n in won]


def test_a_write_in_passing_keeps_what_it_was_told(folder: FolderStore) -> None:
    uri = S3Uri("lab", "a.json")
    plain = folder.put(uri, b"{}", durable=False)
    assert folder.head(uri) == plain
    odd = folder.put(uri, b"{}", content_type="text/odd", durable=False)
    assert folder.head(uri).content_type == odd.content_type == "text/odd"


def test_objects_survive_a_new_start(folder: FolderStore, root: Path) -> None:
    info = folder.put(S3Uri("lab", "a"), b"content", content_type="text/odd")
    again = FolderStore(root)
    assert again.head(S3Uri("lab", "a")) == info
    assert again.buckets() == folder.buckets()


def test_what_dead_writers_left_is_swept(folder: FolderStore, root: Path) -> None:
    left = root / ".trigpoint/temp/.trigpoint-left"
    left.write_text("half")
    os.utime(left, (1e9, 1e9))
    FolderStore(root)
    assert not left.exists()
