"""Buckets as plain folders, which people may drop files into."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

from trigpoint.blobs.attributes import Attributes, Condition
from trigpoint.blobs.blob_store import Blob, BlobInfo, Bucket, CorsRule, Listed, Listing, Part, Upload
from trigpoint.blobs.bucket_settings import BucketSettings
from trigpoint.blobs.disk import CAN_SYNC_ALL, sync_all, translated
from trigpoint.blobs.folder_files import FolderFiles
from trigpoint.blobs.folder_paths import FolderPaths, within
from trigpoint.blobs.folder_uploads import FolderUploads
from trigpoint.blobs.folder_walk import AFTER_ALL, Walk
from trigpoint.blobs.sorted_names import SortedNames
from trigpoint.model.clock import Clock, SystemClock
from trigpoint.model.errors import AccessDenied, InUse, InvalidInput, LimitExceeded, NameTaken, NotFound
from trigpoint.model.s3_uri import S3Uri, is_bucket_name

_STALE_SECONDS = 86_400


class FolderStore:
    """A BlobStore of files: `<root>/<bucket>/<key>`. Without `fsync` nothing waits for the disk."""

    def __init__(self, root: Path, *, clock: Clock | None = None, fsync: bool = True) -> None:
        clock = clock or SystemClock()
        self._paths = FolderPaths(root)
        with translated(str(root)):
            self._paths.make()
            _sweep(self._paths.temp)
        self._fsync = fsync
        self._files = FolderFiles(self._paths, fsync=fsync)
        self._uploads = FolderUploads(self._paths, self._files, clock)
        self._settings = BucketSettings(self._paths, clock)
        self._names = SortedNames()

    def buckets(self) -> Sequence[Bucket]:
        with translated("the storage folder"):
            names = sorted(
                e.name for e in os.scandir(self._paths.root) if is_bucket_name(e.name) and e.is_dir()
            )
            return [Bucket(name, self._settings.created_at(name)) for name in names]

    def create_bucket(self, name: str) -> None:
        if not is_bucket_name(name):
            raise InvalidInput(f"{name[:80]!r} is not a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen")
        with translated(f"bucket {name}"):
            try:
                os.mkdir(self._paths.root / name)
            except FileExistsError as exc:
                raise NameTaken("bucket", name) from exc
            self._begin(name)

    def _begin(self, name: str) -> None:
        """Notes when the bucket was made; a bucket of which that cannot be noted is none."""
        try:
            self._settings.begin(name)
        except OSError:
            os.rmdir(self._paths.root / name)
            raise

    def delete_bucket(self, name: str) -> None:
        base = self._paths.bucket(name)
        if self.list(name, limit=1).blobs:
            raise InUse(f"bucket {name!r} is not empty")
        with translated(f"bucket {name}"):
            try:
                for folder, _, _ in os.walk(base, topdown=False):
                    os.rmdir(folder)
            except OSError as exc:
                if exc.errno == errno.ENOTEMPTY:
                    raise InUse(f"bucket {name!r} is not empty") from exc
                raise
            self._settings.forget(name)
        self._uploads.forget_bucket(name)
        shutil.rmtree(self._paths.records / name, ignore_errors=True)

    def has_bucket(self, name: str) -> bool:
        return is_bucket_name(name) and os.path.isdir(self._paths.root / name)

    def cors(self, bucket: str) -> Sequence[CorsRule]:
        self._paths.bucket(bucket)
        return self._settings.cors(bucket)

    def set_cors(self, bucket: str, rules: Sequence[CorsRule]) -> None:
        self._paths.bucket(bucket)
        with translated(f"bucket {bucket}"):
            self._settings.set_cors(bucket, rules)

    def head(self, uri: S3Uri) -> BlobInfo:
        return self._files.head(uri)

    def open(self, uri: S3Uri, *, start: int = 0, end: int | None = None) -> Blob:
        return self._files.open(uri, start, end)

    def read(self, uri: S3Uri, *, max_bytes: int | None = None) -> bytes:
        blob = self.open(uri)
        if max_bytes is not None and blob.info.size > max_bytes:
            raise LimitExceeded(f"{uri} has {blob.info.size} bytes; {max_bytes} is the most here")
        return b"".join(blob.chunks)

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
        attributes = Attributes(content_type, metadata or {}, headers or {})
        durable = durable or not CAN_SYNC_ALL
        return self._files.write(uri, data, attributes, Condition(if_match, if_none_match), durable=durable)

    def flush(self) -> None:
        if self._fsync:
            sync_all()

    def copy(self, source: S3Uri, target: S3Uri) -> BlobInfo:
        blob = self.open(source)
        info = blob.info
        attributes = Attributes(info.content_type, info.metadata, info.headers)
        return self._files.write(target, blob.chunks, attributes)

    def delete(self, uri: S3Uri) -> None:
        self._files.delete(uri)

    def start_upload(
        self,
        uri: S3Uri,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        return self._uploads.start(uri, Attributes(content_type, metadata or {}, headers or {}))

    def put_part(self, uri: S3Uri, upload_id: str, number: int, data: Iterable[bytes]) -> Part:
        return self._uploads.put_part(uri, upload_id, number, data)

    def finish_upload(self, uri: S3Uri, upload_id: str, parts: Sequence[tuple[int, str]]) -> BlobInfo:
        return self._uploads.finish(uri, upload_id, parts)

    def abort_upload(self, uri: S3Uri, upload_id: str) -> None:
        self._uploads.abort(uri, upload_id)

    def list_parts(self, uri: S3Uri, upload_id: str) -> Sequence[Part]:
        return self._uploads.parts(uri, upload_id)

    def list_uploads(self, bucket: str, prefix: str = "") -> Sequence[Upload]:
        return self._uploads.all(bucket, prefix)

    def list(
        self, bucket: str, prefix: str = "", *, delimiter: str = "", start_after: str = "", limit: int = 1000
    ) -> Listing:
        base = self._paths.bucket(bucket)
        if limit < 1 or not self._walkable(base, bucket, prefix):
            return Listing([], [], False, "")
        walk = Walk(base, self._names, lambda key: self._files.has_marker(bucket, key))
        with translated(f"s3://{bucket}/{prefix}"):
            entries = list(islice(walk.grouped(prefix, delimiter, start_after), limit + 1))
        truncated = len(entries) > limit
        entries = entries[:limit]
        blobs = [
            blob for key, grouped in entries if not grouped and (blob := self._listed(base, bucket, key))
        ]
        prefixes = [key for key, grouped in entries if grouped]
        last, grouped = entries[-1] if truncated else ("", False)
        return Listing(blobs, prefixes, truncated, last + AFTER_ALL if grouped else last)

    def _walkable(self, base: str, bucket: str, prefix: str) -> bool:
        """Whether keys can start so: nothing is listed behind a link that leads out of the bucket."""
        if "\0" in prefix or "\\" in prefix or not _is_text(prefix):
            return False
        try:
            within(base, f"{base}/{prefix.rpartition('/')[0]}", S3Uri(bucket, prefix))
        except AccessDenied:
            return False
        return True

    def _listed(self, base: str, bucket: str, key: str) -> Listed | None:
        """The entry; None when the object has gone since, or is a link that leads out of the bucket."""
        try:
            info = self._files.listed(base, S3Uri(bucket, key))
        except (NotFound, AccessDenied, InvalidInput, FileNotFoundError, NotADirectoryError):
            return None
        return Listed(key, info.size, info.etag, info.modified_at)


def _is_text(prefix: str) -> bool:
    try:
        prefix.encode()
    except UnicodeEncodeError:
        return False
    return True


def _sweep(temp: Path) -> None:
    """Removes what writers that died long ago have left."""
    for entry in os.scandir(temp):
        if entry.stat().st_mtime < time.time() - _STALE_SECONDS:
            os.unlink(entry.path)
