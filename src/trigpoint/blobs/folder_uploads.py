"""Multipart uploads of the folder store: parts wait in a hidden folder until they are joined."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from trigpoint.blobs.attributes import Attributes
from trigpoint.blobs.blob_store import BlobInfo, Part, Upload
from trigpoint.blobs.disk import discard, move, remove, temp_path, translated, write_whole
from trigpoint.blobs.folder_files import FileChunks, FolderFiles, write_pieces
from trigpoint.blobs.folder_paths import FolderPaths
from trigpoint.model.clock import Clock, from_micros
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri


class _Begun(msgspec.Struct, frozen=True):
    key: str
    started_at: datetime
    attributes: Attributes


class FolderUploads:
    def __init__(self, paths: FolderPaths, files: FolderFiles, clock: Clock) -> None:
        self._paths = paths
        self._files = files
        self._clock = clock

    def start(self, uri: S3Uri, attributes: Attributes) -> str:
        self._paths.of(uri)
        upload_id = uuid.uuid4().hex
        data = msgspec.json.encode(_Begun(uri.key, self._clock.now(), attributes))
        path = f"{self._paths.uploads}/{uri.bucket}/{upload_id}/upload.json"
        with translated(str(uri)):
            write_whole(path, data, temp=self._paths.temp, sync=False)
        return upload_id

    def put_part(self, uri: S3Uri, upload_id: str, number: int, data: Iterable[bytes]) -> Part:
        """Keeps a part as `<number>.<md5>`; the same number again replaces it."""
        folder = self._folder(uri, upload_id)
        passing = temp_path(self._paths.temp)
        try:
            etag = write_pieces(passing, data, sync=False)
            old = [part for part in self.parts(uri, upload_id) if part.number == number]
            path = _part_path(folder, number, etag)
            with translated(str(uri)):
                move(passing, path, sync=False)
                for part in old:
                    if part.etag != etag:
                        remove(_part_path(folder, part.number, part.etag))
                return _part(path)
        finally:
            discard(passing)

    def finish(self, uri: S3Uri, upload_id: str, parts: Sequence[tuple[int, str]]) -> BlobInfo:
        folder = self._folder(uri, upload_id)
        numbers = [number for number, _ in parts]
        if not numbers or sorted(set(numbers)) != numbers:
            raise InvalidInput("the parts of an upload must be named in ascending order, at least one")
        paths = [_part_path(folder, number, etag) for number, etag in parts]
        for path, (number, etag) in zip(paths, parts, strict=True):
            if not os.path.isfile(path):
                raise NotFound("part", str(number), f"part {number} with etag {etag[:64]!r} was not uploaded")
        digests = b"".join(bytes.fromhex(etag) for _, etag in parts)
        etag = f"{hashlib.md5(digests, usedforsecurity=False).hexdigest()}-{len(parts)}"
        info = self._files.write(uri, _joined(paths), self._begun(folder).attributes, etag=etag)
        shutil.rmtree(folder, ignore_errors=True)
        return info

    def abort(self, uri: S3Uri, upload_id: str) -> None:
        folder = self._folder(uri, upload_id)
        with translated(str(uri)), suppress(FileNotFoundError):  # aborted twice at once
            shutil.rmtree(folder)

    def parts(self, uri: S3Uri, upload_id: str) -> Sequence[Part]:
        folder = self._folder(uri, upload_id)
        names = sorted(name for name in os.listdir(folder) if name[0].isdigit())
        return [_part(f"{folder}/{name}") for name in names]

    def all(self, bucket: str, prefix: str) -> Sequence[Upload]:
        self._paths.bucket(bucket)
        folder = f"{self._paths.uploads}/{bucket}"
        try:
            ids = os.listdir(folder)
        except FileNotFoundError:
            return []
        uploads = []
        for upload_id in ids:
            try:
                begun = self._begun(f"{folder}/{upload_id}")
            except FileNotFoundError:
                continue
            if begun.key.startswith(prefix):
                uploads.append(Upload(begun.key, upload_id, begun.started_at))
        return sorted(uploads, key=lambda upload: (upload.key, upload.started_at))

    def forget_bucket(self, bucket: str) -> None:
        shutil.rmtree(f"{self._paths.uploads}/{bucket}", ignore_errors=True)

    def _folder(self, uri: S3Uri, upload_id: str) -> str:
        self._paths.of(uri)
        folder = f"{self._paths.uploads}/{uri.bucket}/{upload_id}"
        if len(upload_id) == 32 and upload_id.isalnum() and upload_id.isascii():
            try:
                if self._begun(folder).key == uri.key:
                    return folder
            except FileNotFoundError:
                pass
        raise NotFound("upload", upload_id[:64])

    def _begun(self, folder: str) -> _Begun:
        with open(f"{folder}/upload.json", "rb") as file:
            return msgspec.json.decode(file.read(), type=_Begun)


def _part_path(folder: str, number: int, etag: str) -> str:
    if len(etag) != 32 or not etag.isalnum():
        raise NotFound("part", str(number), f"part {number} with etag {etag[:64]!r} was not uploaded")
    return f"{folder}/{number:05d}.{etag}"


def _part(path: str) -> Part:
    number, _, etag = os.path.basename(path).partition(".")
    stat = os.stat(path)
    return Part(int(number), stat.st_size, etag, from_micros(stat.st_mtime_ns // 1000))


def _joined(paths: Sequence[str]) -> Iterator[bytes]:
    for path in paths:
        with translated("the storage folder"):
            file = open(path, "rb", buffering=0)  # noqa: SIM115 - FileChunks closes it
        yield from FileChunks(file, os.fstat(file.fileno()).st_size)
