"""The contract of every store."""

import hashlib
import os
from collections.abc import Iterator

import pytest

from trigpoint.blobs.blob_store import MIN_PART_BYTES, BlobStore, CorsRule
from trigpoint.model.errors import InUse, InvalidInput, LimitExceeded, NameTaken, NotFound, WrongState
from trigpoint.model.s3_uri import S3Uri

ODD_KEYS = [
    "plain.txt",
    "annotations/2031-04-02T09:15:02.json",
    "with space & plus+.txt",
    "percent%20literal.txt",
    "a/b/c/d/e/f.json",
    "ümläut/日本語/🐁.png",
    "hash#question?equals=.txt",
    "quotes'\"<>.txt",
    "star*[brackets]{braces}|pipe.txt",
    ".hidden/.file",
    "tilde~!$&'(),;=@-_.txt",
]
BAD_KEYS = [
    "../escape",
    "a/../../escape",
    "/absolute",
    "a//b",
    ".",
    "a/./b",
    "nul\0",
    "back\\slash",
    "x" * 1025,
]


def put(store: BlobStore, bucket: str, *keys: str) -> None:
    for key in keys:
        store.put(S3Uri(bucket, key), key.encode())


class TestBuckets:
    def test_a_new_bucket_is_listed_and_found(self, store: BlobStore, bucket: str) -> None:
        assert store.has_bucket(bucket)
        assert bucket in [each.name for each in store.buckets()]

    def test_a_name_is_taken_once(self, store: BlobStore, bucket: str) -> None:
        with pytest.raises(NameTaken):
            store.create_bucket(bucket)

    @pytest.mark.parametrize("name", ["Upper", "ab", "under_score", "../up", ".trigpoint", "a..b", ""])
    def test_a_name_that_s3_does_not_allow_is_refused(self, store: BlobStore, name: str) -> None:
        with pytest.raises(InvalidInput):
            store.create_bucket(name)
        assert not store.has_bucket(name)

    def test_an_empty_bucket_can_go(self, store: BlobStore, bucket: str) -> None:
        put(store, bucket, "a/b")
        store.delete(S3Uri(bucket, "a/b"))
        store.delete_bucket(bucket)
        assert not store.has_bucket(bucket)

    def test_a_bucket_with_objects_stays(self, store: BlobStore, bucket: str) -> None:
        put(store, bucket, "a/b")
        with pytest.raises(InUse):
            store.delete_bucket(bucket)
        assert store.read(S3Uri(bucket, "a/b")) == b"a/b"

    def test_a_bucket_that_is_not_there_is_said_to_be(self, store: BlobStore) -> None:
        uri = S3Uri("no-such-bucket-here", "key")
        calls = [
            lambda: store.head(uri),
            lambda: store.open(uri),
            lambda: store.put(uri, b""),
            lambda: store.delete(uri),
            lambda: store.list(uri.bucket),
            lambda: store.delete_bucket(uri.bucket),
            lambda: store.cors(uri.bucket),
        ]
        for call in calls:
            with pytest.raises(NotFound) as caught:
                call()
            assert caught.value.kind == "bucket"

    def test_cors_is_kept_as_it_was_set(self, store: BlobStore, bucket: str) -> None:
        assert not store.cors(bucket)
        rule = CorsRule(
            allowed_methods=("GET", "PUT"),
            allowed_origins=("*",),
            allowed_headers=("*",),
            expose_headers=("ETag",),
            max_age_seconds=3000,
        )
        store.set_cors(bucket, [rule])
        assert list(store.cors(bucket)) == [rule]
        store.set_cors(bucket, [])
        assert not store.cors(bucket)


class TestObjects:
    @pytest.mark.parametrize("key", ODD_KEYS)
    def test_any_path_of_names_is_a_key(self, store: BlobStore, bucket: str, key: str) -> None:
        uri = S3Uri(bucket, key)
        store.put(uri, b"content")
        assert store.read(uri) == b"content"
        assert [blob.key for blob in store.list(bucket).blobs] == [key]
        store.delete(uri)
        assert not store.list(bucket).blobs

    @pytest.mark.parametrize("key", BAD_KEYS)
    def test_a_key_that_leaves_the_bucket_is_refused(self, store: BlobStore, bucket: str, key: str) -> None:
        uri = S3Uri(bucket, key)
        for call in (lambda: store.put(uri, b""), lambda: store.head(uri), lambda: store.delete(uri)):
            with pytest.raises(InvalidInput):
                call()

    def test_an_object_that_is_not_there_is_said_to_be(self, store: BlobStore, bucket: str) -> None:
        for call in (store.head, store.open, store.read):
            with pytest.raises(NotFound) as caught:
                call(S3Uri(bucket, "a/b"))
            assert caught.value.kind == "object"

    def test_the_etag_is_the_md5_of_the_content(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a")
        put_info = store.put(uri, b"content")
        assert put_info.etag == hashlib.md5(b"content").hexdigest()
        assert store.head(uri) == store.open(uri).info == put_info
        assert store.list(bucket).blobs[0].etag == put_info.etag

    def test_type_metadata_and_headers_come_back(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a.png")
        given = {"metadata": {"camera": "left"}, "headers": {"cache-control": "max-age=60"}}
        store.put(uri, b"", content_type="image/x-odd", **given)
        info = store.head(uri)
        assert (info.content_type, info.metadata, info.headers) == (
            "image/x-odd", {"camera": "left"}, {"cache-control": "max-age=60"},
        )  # fmt: skip

    def test_without_a_type_it_is_that_of_the_extension(self, store: BlobStore, bucket: str) -> None:
        assert store.put(S3Uri(bucket, "a.PNG"), b"").content_type == "image/png"
        assert store.put(S3Uri(bucket, "a.webp"), b"").content_type == "image/webp"
        assert store.put(S3Uri(bucket, "a"), b"").content_type == "binary/octet-stream"

    def test_a_new_object_replaces_the_old_one_whole(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a.txt")
        store.put(uri, b"a long first content", content_type="text/odd", metadata={"k": "v"})
        store.put(uri, b"second")
        info = store.head(uri)
        assert (store.read(uri), info.size, info.content_type, info.metadata) == (
            b"second", 6, "text/plain", {},
        )  # fmt: skip

    def test_an_empty_object_is_an_object(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "empty")
        store.put(uri, b"")
        assert store.read(uri) == b""
        assert store.head(uri).size == 0

    @pytest.mark.parametrize(("start", "end"), [(0, 1), (3, 7), (5, None), (9, 10), (8, 100), (4, 4)])
    def test_a_range_is_what_a_slice_is(
        self, store: BlobStore, bucket: str, start: int, end: int | None
    ) -> None:
        uri = S3Uri(bucket, "digits")
        store.put(uri, b"0123456789")
        blob = store.open(uri, start=start, end=end)
        assert b"".join(blob.chunks) == b"0123456789"[start:end]
        assert blob.info.size == 10

    def test_a_large_object_streams_in_and_out(self, store: BlobStore, bucket: str) -> None:
        piece = os.urandom(1024 * 1024)
        uri = S3Uri(bucket, "large")
        info = store.put(uri, (piece for _ in range(20)), metadata={"k": "v"})
        chunks = list(store.open(uri).chunks)
        assert len(chunks) > 10
        assert b"".join(chunks) == piece * 20
        assert (info.size, info.metadata) == (20 * len(piece), {"k": "v"})

    @pytest.mark.parametrize("n_pieces", [1, 20])
    def test_when_the_data_fails_the_old_object_stays(
        self, store: BlobStore, bucket: str, n_pieces: int
    ) -> None:
        def failing() -> Iterator[bytes]:
            for _ in range(n_pieces):
                yield b"x" * 1024 * 1024
            raise ConnectionResetError("the client hung up")

        uri = S3Uri(bucket, "a")
        store.put(uri, b"old")
        with pytest.raises(ConnectionResetError):
            store.put(uri, failing())
        assert store.read(uri) == b"old"
        assert not store.list_uploads(bucket)

    def test_reading_has_a_limit(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a")
        store.put(uri, b"12345")
        assert store.read(uri, max_bytes=5) == b"12345"
        with pytest.raises(LimitExceeded):
            store.read(uri, max_bytes=4)

    def test_if_none_match_writes_only_where_nothing_is(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a")
        info = store.put(uri, b"first", if_none_match=True)
        with pytest.raises(WrongState) as caught:
            store.put(uri, b"second", if_none_match=True)
        assert caught.value.state == info.etag
        assert store.read(uri) == b"first"

    def test_if_match_writes_only_over_that_etag(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a")
        info = store.put(uri, b"first")
        store.put(uri, b"second", if_match=info.etag)
        with pytest.raises(WrongState):
            store.put(uri, b"third", if_match=info.etag)
        assert store.read(uri) == b"second"
        with pytest.raises(NotFound):
            store.put(S3Uri(bucket, "b"), b"", if_match=info.etag)

    def test_deleting_twice_is_deleting_once(self, store: BlobStore, bucket: str) -> None:
        put(store, bucket, "a/b", "a/c")
        store.delete(S3Uri(bucket, "a/b"))
        store.delete(S3Uri(bucket, "a/b"))
        assert [blob.key for blob in store.list(bucket).blobs] == ["a/c"]

    def test_a_copy_has_content_type_and_metadata(self, store: BlobStore, bucket: str) -> None:
        source, target = S3Uri(bucket, "a/source.txt"), S3Uri(bucket, "b/target: copy.txt")
        store.put(source, b"content", content_type="text/odd", metadata={"k": "v"})
        info = store.copy(source, target)
        assert (store.read(target), info.content_type, info.metadata) == (
            b"content", "text/odd", {"k": "v"},
        )  # fmt: skip
        store.put(source, b"plain")
        assert store.copy(source, S3Uri(bucket, "copy.png")).content_type == "text/plain"
        with pytest.raises(NotFound):
            store.copy(S3Uri(bucket, "none"), target)

    def test_a_folder_marker_is_an_empty_object(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "folder/")
        store.put(uri, b"")
        assert store.head(uri).size == 0
        assert [blob.key for blob in store.list(bucket).blobs] == ["folder/"]
        put(store, bucket, "folder/a")
        assert [blob.key for blob in store.list(bucket, "folder/").blobs] == ["folder/", "folder/a"]


class TestListing:
    def test_keys_come_by_prefix(self, store: BlobStore, bucket: str) -> None:
        put(store, bucket, "a/1", "a/2", "ab", "b")
        assert [blob.key for blob in store.list(bucket, "a").blobs] == ["a/1", "a/2", "ab"]
        assert [blob.key for blob in store.list(bucket, "a/").blobs] == ["a/1", "a/2"]
        assert [blob.key for blob in store.list(bucket, "a/2").blobs] == ["a/2"]
        assert not store.list(bucket, "c").blobs

    @pytest.mark.parametrize("prefix", ["../", "a/../", "//", "./"])
    def test_no_prefix_leads_out_of_the_bucket(self, store: BlobStore, bucket: str, prefix: str) -> None:
        put(store, bucket, "a/1")
        assert not store.list(bucket, prefix).blobs

    def test_a_delimiter_groups(self, store: BlobStore, bucket: str) -> None:
        put(store, bucket, "a/1", "a/2", "b", "c/d/1", "c/e")
        page = store.list(bucket, delimiter="/")
        assert ([blob.key for blob in page.blobs], list(page.prefixes)) == (["b"], ["a/", "c/"])
        page = store.list(bucket, "c/", delimiter="/")
        assert ([blob.key for blob in page.blobs], list(page.prefixes)) == (["c/e"], ["c/d/"])

    def test_pages_join_to_the_whole(self, store: BlobStore, bucket: str) -> None:
        keys = [f"d{n % 4}/{n:02d}" for n in range(24)] + ["a", "z"]
        put(store, bucket, *keys)
        for delimiter, wanted in (("", sorted(keys)), ("/", ["a", "d0/", "d1/", "d2/", "d3/", "z"])):
            found, after = [], ""
            while True:
                page = store.list(bucket, delimiter=delimiter, start_after=after, limit=3)
                found += sorted([blob.key for blob in page.blobs] + list(page.prefixes))
                if not page.truncated:
                    break
                assert len(page.blobs) + len(page.prefixes) == 3
                after = page.next_after
            assert found == wanted

    def test_a_listing_starts_after_any_text(self, store: BlobStore, bucket: str) -> None:
        put(store, bucket, "a/1", "a/2", "b", "c")
        assert [blob.key for blob in store.list(bucket, start_after="a/1").blobs] == ["a/2", "b", "c"]
        assert [blob.key for blob in store.list(bucket, start_after="a/9").blobs] == ["b", "c"]
        assert not store.list(bucket, start_after="x").blobs


class TestUploads:
    def test_parts_make_an_object(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a/large.bin")
        upload_id = store.start_upload(uri, content_type="text/odd", metadata={"k": "v"})
        first, second = b"1" * MIN_PART_BYTES, b"2"
        parts = [
            store.put_part(uri, upload_id, 1, [b"to be replaced"]),
            store.put_part(uri, upload_id, 2, iter([second])),
            store.put_part(uri, upload_id, 1, iter([first])),
        ]
        assert [part.number for part in store.list_parts(uri, upload_id)] == [1, 2]
        assert [upload.key for upload in store.list_uploads(bucket)] == [uri.key]
        assert not store.list(bucket).blobs
        info = store.finish_upload(uri, upload_id, [(1, parts[2].etag), (2, parts[1].etag)])
        assert store.read(uri) == first + second
        digests = hashlib.md5(first).digest() + hashlib.md5(second).digest()
        assert info.etag == f"{hashlib.md5(digests).hexdigest()}-2"
        assert (info.content_type, info.metadata) == ("text/odd", {"k": "v"})
        assert not store.list_uploads(bucket)

    def test_an_aborted_upload_is_gone(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a")
        upload_id = store.start_upload(uri)
        store.put_part(uri, upload_id, 1, [b"1"])
        store.abort_upload(uri, upload_id)
        assert not store.list_uploads(bucket)
        with pytest.raises(NotFound):
            store.put_part(uri, upload_id, 2, [b"2"])

    def test_a_part_that_did_not_come_is_missed(self, store: BlobStore, bucket: str) -> None:
        uri = S3Uri(bucket, "a")
        upload_id = store.start_upload(uri)
        part = store.put_part(uri, upload_id, 1, [b"1"])
        with pytest.raises((NotFound, InvalidInput)):
            store.finish_upload(uri, upload_id, [(1, part.etag), (2, part.etag)])
