"""A real store that is slow, fails, fails after it has written, or fails in flush."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from simulator.faults import Faults
from trigpoint.blobs.blob_store import Blob, BlobInfo, BlobStore, Bucket, CorsRule, Listing, Part, Upload
from trigpoint.model.errors import Unavailable
from trigpoint.model.s3_uri import S3Uri

TROUBLES: Final = ("slow", "reads fail", "writes fail", "writes fail when done", "flush fails", "breaks off")
_SHARE_THAT_FAILS = 0.4


class StruckBlobs:
    """A BlobStore over another one. `trouble` says what is wrong with it at the moment, if anything.

    `give_way` lets others have their turn; `wait` is called where the store is slow.
    """

    def __init__(
        self,
        inner: BlobStore,
        faults: Faults,
        rng: random.Random,
        give_way: Callable[[], None],
        wait: Callable[[], None],
    ) -> None:
        self._inner = inner
        self._faults = faults
        self._rng = rng
        self._give_way = give_way
        self._wait = wait
        self.trouble: str | None = None

    def _begin(self, what: str, trouble: str) -> None:
        self._give_way()
        self._faults.pass_point(f"before {what}")
        if self.trouble == "slow":
            self._wait()
        self._fail_if(trouble, what)

    def _fail_if(self, trouble: str, what: str) -> None:
        if self.trouble == trouble and self._rng.random() < _SHARE_THAT_FAILS:
            raise Unavailable(f"the storage is in trouble: {what}")

    def _end(self, what: str) -> None:
        self._fail_if("writes fail when done", f"after {what}")
        self._faults.pass_point(f"after {what}")

    def head(self, uri: S3Uri) -> BlobInfo:
        self._begin(f"head {uri}", "reads fail")
        return self._inner.head(uri)

    def open(self, uri: S3Uri, *, start: int = 0, end: int | None = None) -> Blob:
        self._begin(f"open {uri}", "reads fail")
        blob = self._inner.open(uri, start=start, end=end)
        return Blob(blob.info, self._pieces(blob.chunks, f"in the middle of reading {uri}"))

    def read(self, uri: S3Uri, *, max_bytes: int | None = None) -> bytes:
        self._begin(f"read {uri}", "reads fail")
        return self._inner.read(uri, max_bytes=max_bytes)

    def put(
        self,
        uri: S3Uri,
        data: bytes | Iterable[bytes],
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        if_match: str | None = None,
        if_none_match: bool = False,
        durable: bool = True,
    ) -> BlobInfo:
        self._begin(f"put {uri}", "writes fail")
        if not isinstance(data, bytes):
            data = self._pieces(data, f"in the middle of writing {uri}")
        info = self._inner.put(
            uri,
            data,
            content_type=content_type,
            metadata=metadata,
            headers=headers,
            if_match=if_match,
            if_none_match=if_none_match,
            durable=durable,
        )
        self._end(f"put {uri}")
        return info

    def _pieces(self, data: Iterable[bytes], place: str) -> Iterator[bytes]:
        for piece in data:
            self._fail_if("breaks off", place)
            self._faults.pass_point(place)
            yield piece
            self._faults.pass_point(place)

    def flush(self) -> None:
        self._begin("flush", "flush fails")
        self._inner.flush()
        self._end("flush")

    def copy(self, source: S3Uri, target: S3Uri) -> BlobInfo:
        self._begin(f"copy {source} to {target}", "writes fail")
        info = self._inner.copy(source, target)
        self._end(f"copy {source} to {target}")
        return info

    def delete(self, uri: S3Uri) -> None:
        self._begin(f"delete {uri}", "writes fail")
        self._inner.delete(uri)
        self._end(f"delete {uri}")

    # The engine asks for nothing below while it runs jobs.

    def buckets(self) -> Sequence[Bucket]:
        return self._inner.buckets()

    def create_bucket(self, name: str) -> None:
        self._inner.create_bucket(name)

    def delete_bucket(self, name: str) -> None:
        self._inner.delete_bucket(name)

    def has_bucket(self, name: str) -> bool:
        return self._inner.has_bucket(name)

    def cors(self, bucket: str) -> Sequence[CorsRule]:
        return self._inner.cors(bucket)

    def set_cors(self, bucket: str, rules: Sequence[CorsRule]) -> None:
        self._inner.set_cors(bucket, rules)

    def start_upload(
        self,
        uri: S3Uri,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        return self._inner.start_upload(uri, content_type=content_type, metadata=metadata, headers=headers)

    def put_part(self, uri: S3Uri, upload_id: str, number: int, data: Iterable[bytes]) -> Part:
        return self._inner.put_part(uri, upload_id, number, data)

    def finish_upload(self, uri: S3Uri, upload_id: str, parts: Sequence[tuple[int, str]]) -> BlobInfo:
        return self._inner.finish_upload(uri, upload_id, parts)

    def abort_upload(self, uri: S3Uri, upload_id: str) -> None:
        self._inner.abort_upload(uri, upload_id)

    def list_parts(self, uri: S3Uri, upload_id: str) -> Sequence[Part]:
        return self._inner.list_parts(uri, upload_id)

    def list_uploads(self, bucket: str, prefix: str = "") -> Sequence[Upload]:
        return self._inner.list_uploads(bucket, prefix)

    def list(
        self, bucket: str, prefix: str = "", *, delimiter: str = "", start_after: str = "", limit: int = 1000
    ) -> Listing:
        return self._inner.list(bucket, prefix, delimiter=delimiter, start_after=start_after, limit=limit)
