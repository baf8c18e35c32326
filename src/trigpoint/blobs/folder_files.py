"""Objects as files: looked at, opened, written and removed one at a time."""

from __future__ import annotations

import hashlib
import os
import stat as modes
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

from trigpoint.blobs.attributes import ALWAYS, Attributes, Condition
from trigpoint.blobs.blob_store import Blob, BlobInfo
from trigpoint.blobs.content_types import content_type_of
from trigpoint.blobs.disk import discard, make_folders, move, sync_folder, temp_path, translated
from trigpoint.blobs.folder_paths import FolderPaths
from trigpoint.blobs.light_files import LightFiles
from trigpoint.blobs.side_records import SideRecord, SideRecords
from trigpoint.model.clock import from_micros
from trigpoint.model.errors import InvalidInput, NotFound, WrongState
from trigpoint.model.s3_uri import S3Uri

CHUNK_BYTES = 1024 * 1024
_LOCKS = 64
_FOLDER = "the storage folder"


class FolderFiles:
    def __init__(self, paths: FolderPaths, *, fsync: bool) -> None:
        self._paths = paths
        self._fsync = fsync
        self._light = LightFiles(paths)
        self._records = SideRecords(paths.records, paths.temp)
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    def head(self, uri: S3Uri) -> BlobInfo:
        path = self._paths.of(uri)
        with translated(str(uri)):
            try:
                return self._info(uri, os.stat(path))
            except (FileNotFoundError, NotADirectoryError) as exc:
                raise NotFound("object", str(uri)) from exc

    def listed(self, base: str, uri: S3Uri) -> BlobInfo:
        """As `head`, of a key that a walk through the bucket at `base` has found: faster."""
        stat = os.lstat(f"{base}/{uri.key}")
        return self.head(uri) if modes.S_ISLNK(stat.st_mode) else self._info(uri, stat)

    def open(self, uri: S3Uri, start: int, end: int | None) -> Blob:
        path = self._paths.of(uri)
        if uri.key.endswith("/"):
            return Blob(self.head(uri), iter(()))
        file = _opened(uri, path)
        try:
            with translated(str(uri)):
                info = self._info(uri, os.fstat(file.fileno()))
                file.seek(start)
        except BaseException:
            file.close()
            raise
        left = max(0, (info.size if end is None else min(end, info.size)) - start)
        return Blob(info, FileChunks(file, left))

    def write(
        self,
        uri: S3Uri,
        data: bytes | Iterable[bytes],
        attributes: Attributes,
        condition: Condition = ALWAYS,
        *,
        durable: bool = True,
        etag: str | None = None,
    ) -> BlobInfo:
        """Writes beside, then renames. `etag` is the MD5 of the bytes unless given."""
        if not durable and isinstance(data, bytes) and condition == ALWAYS and _is_plain(uri, attributes):
            return _file_info(uri, self._light.write(uri, data), None)
        path = self._paths.of(uri)
        if uri.key.endswith("/"):
            return self._mark(uri, path, data, attributes)
        passing = temp_path(self._paths.temp)
        sync = durable and self._fsync
        try:
            digest = write_pieces(passing, data, sync=sync)
            with self._lock(uri), translated(str(uri)):
                self._check(uri, condition)
                self._make_room(path, sync=sync)
                stat = os.stat(passing)
                record = self._remember(uri, stat, attributes, etag or digest, durable=durable)
                self._move(uri, passing, path, condition, sync=sync)
        finally:
            discard(passing)
        return _file_info(uri, stat, record)

    def delete(self, uri: S3Uri) -> None:
        path = self._paths.of(uri)
        with self._lock(uri), translated(str(uri)):
            self._records.forget(uri)
            if not uri.key.endswith("/"):
                try:
                    os.unlink(path)
                except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                    return
                if self._fsync:
                    sync_folder(os.path.dirname(path))
        self._prune(uri)

    def has_marker(self, bucket: str, key: str) -> bool:
        """Whether the folder `key` (with its slash) was made as an object, by an upload of that name."""
        return self._records.find(S3Uri(bucket, key)) is not None

    def _info(self, uri: S3Uri, stat: os.stat_result) -> BlobInfo:
        if uri.key.endswith("/"):
            return self._marker_info(uri, stat)
        if not modes.S_ISREG(stat.st_mode):
            raise NotFound("object", str(uri))
        return _file_info(uri, stat, self._records.of_file(uri, stat))

    def _marker_info(self, uri: S3Uri, stat: os.stat_result) -> BlobInfo:
        record = self._records.find(uri) if modes.S_ISDIR(stat.st_mode) else None
        if record is None:
            raise NotFound("object", str(uri))
        return BlobInfo(
            size=0,
            etag=_EMPTY_MD5,
            modified_at=from_micros(record.modified_ns // 1000),
            content_type=record.content_type or content_type_of(uri.key),
            metadata=record.metadata,
            headers=record.headers,
        )

    def _mark(self, uri: S3Uri, path: str, data: bytes | Iterable[bytes], attributes: Attributes) -> BlobInfo:
        if any(len(piece) for piece in pieces(data)):
            raise InvalidInput(f"{uri} ends in a slash: such an object must be empty in a folder store")
        with translated(str(uri)):
            os.makedirs(path, exist_ok=True)
            self._remember(uri, os.stat(path), attributes, None, durable=True)
        return self.head(uri)

    def _remember(
        self, uri: S3Uri, stat: os.stat_result, attributes: Attributes, etag: str | None, *, durable: bool
    ) -> SideRecord | None:
        """Writes the side record; where it would say nothing of use, there is none."""
        told = attributes.content_type
        record = SideRecord(
            key=uri.key,
            size=stat.st_size,
            modified_ns=stat.st_mtime_ns,
            etag=etag,
            content_type=told if told != content_type_of(uri.key) else None,
            metadata=dict(attributes.metadata),
            headers=dict(attributes.headers),
        )
        if durable or record.worth_syncing:
            self._records.keep(uri, record, durable=durable and self._fsync)
            return record
        self._records.forget(uri)
        return None

    def _check(self, uri: S3Uri, condition: Condition) -> None:
        if condition.if_match is not None:
            present = self.head(uri).etag
            if condition.if_match not in {"*", present}:
                raise WrongState(f"{uri} is not the object of that etag any more", state=present)
        if condition.if_none_match and os.path.isfile(self._paths.of(uri)):
            raise WrongState(f"{uri} is there already", state=self.head(uri).etag)

    def _make_room(self, path: str, *, sync: bool) -> None:
        """Makes the folders of the path before anything is replaced: on a full disk it fails here."""
        for folder in make_folders(os.path.dirname(path)):
            if sync:
                with suppress(FileNotFoundError):  # another thread has pruned it: `move` makes it again
                    sync_folder(folder)

    def _move(self, uri: S3Uri, source: str, target: str, condition: Condition, *, sync: bool) -> None:
        if os.path.isdir(target):
            raise InvalidInput(f"{uri} cannot be an object: there is a folder of that name")
        try:
            move(source, target, sync=sync, create=condition.if_none_match)
        except FileExistsError:
            if condition.if_none_match and os.path.isfile(target):
                raise WrongState(f"{uri} is there already", state=self.head(uri).etag) from None
            raise

    def _prune(self, uri: S3Uri) -> None:
        """Removes folders that the last object has left, as a prefix goes with its last key."""
        base = self._paths.bucket(uri.bucket)
        prefix = uri.key.rstrip("/") if uri.key.endswith("/") else uri.key.rpartition("/")[0]
        while prefix and not self.has_marker(uri.bucket, prefix + "/"):
            try:
                os.rmdir(f"{base}/{prefix}")
            except OSError:
                return
            prefix = prefix.rpartition("/")[0]

    def _lock(self, uri: S3Uri) -> threading.Lock:
        return self._locks[hash(uri) % _LOCKS]


class FileChunks:
    """The next `left` bytes of an open file, piece by piece; closes it at the end or when dropped."""

    def __init__(self, file: BinaryIO, left: int) -> None:
        self._file = file
        self._left = left

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with translated(_FOLDER):
            piece = self._file.read(min(CHUNK_BYTES, self._left)) if self._left else b""
        if not piece:
            self.close()
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        self._left = 0
        self._file.close()

    def __del__(self) -> None:
        self._file.close()


_EMPTY_MD5 = hashlib.md5(b"", usedforsecurity=False).hexdigest()


def _is_plain(uri: S3Uri, attributes: Attributes) -> bool:
    """Whether the file and its name say all there is to know of the object."""
    told = attributes.content_type
    return not (
        uri.key.endswith("/")
        or attributes.metadata
        or attributes.headers
        or (told is not None and told != content_type_of(uri.key))
    )


def _file_info(uri: S3Uri, stat: os.stat_result, record: SideRecord | None) -> BlobInfo:
    return BlobInfo(
        size=stat.st_size,
        etag=(record and record.etag) or _etag_of(stat),
        modified_at=from_micros(stat.st_mtime_ns // 1000),
        content_type=(record and record.content_type) or content_type_of(uri.key),
        metadata=record.metadata if record else {},
        headers=record.headers if record else {},
    )


def _etag_of(stat: os.stat_result) -> str:
    """An etag of a file nobody uploaded: not an MD5, and its hyphen says so to clients."""
    facts = f"{stat.st_ino} {stat.st_size} {stat.st_mtime_ns}".encode()
    return hashlib.md5(facts, usedforsecurity=False).hexdigest() + "-1"


def _opened(uri: S3Uri, path: str) -> BinaryIO:
    with translated(str(uri)):
        try:
            return open(path, "rb", buffering=0)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as exc:
            raise NotFound("object", str(uri)) from exc


def pieces(data: bytes | Iterable[bytes]) -> Iterable[bytes]:
    return (data,) if isinstance(data, bytes) else data


def write_pieces(path: str, data: bytes | Iterable[bytes], *, sync: bool) -> str:
    """Writes a new file and gives the MD5 of its bytes. What `data` raises passes through."""
    digest = hashlib.md5(usedforsecurity=False)
    with translated(_FOLDER):
        file = open(path, "xb", buffering=0)  # noqa: SIM115 - closed below
    try:
        for piece in pieces(data):
            digest.update(piece)
            with translated(_FOLDER):
                _write_all(file, piece)
        if sync:
            with translated(_FOLDER):
                os.fsync(file.fileno())
    finally:
        with translated(_FOLDER):
            file.close()
    return digest.hexdigest()


def _write_all(file: BinaryIO, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[file.write(view) :]
