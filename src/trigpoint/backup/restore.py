"""Restores a backup into an empty installation: everything is checked before anything is changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from trigpoint.backup.objects import PackedObject
from trigpoint.backup.read import Backup
from trigpoint.backup.write import OBJECTS_STEP, ROWS_STEP
from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.disk import sync_all
from trigpoint.model.errors import InUse, NotFound, Unavailable
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.fill import check_empty, fill_empty
from trigpoint.store.schema import describe, tables_at

_NAMED = 3
"""How many of the objects that stand in the way a message names."""
_TOLD_EVERY = 2000


class Restore:
    """One backup on its way into the database at `url`, the key file and (unless None) the buckets."""

    def __init__(
        self, backup: Backup, url: str, keys: Path, blobs: BlobStore | None, progress: Progress = silent
    ) -> None:
        self._backup = backup
        self._url = url
        self._keys = keys
        self._blobs = blobs if backup.manifest.buckets is not None else None
        self._progress = progress
        self._n_rows = 0

    def run(self) -> None:
        """Restores everything. The rows count last, all of them or none: until then there is no job.

        Raises BadBackup, or InUse where something stands in the way, before anything is changed. When a
        disk fails later the database is still empty, and the same call can be made again: objects that are
        there already are compared, and kept.
        """
        check_empty(self._url)
        self._backup.check(self._progress)
        self._check_objects()
        fill_empty(self._url, self._backup.manifest.schema_version, self._rows, self._put_rest)

    def _put_rest(self) -> None:
        """Runs when all rows are in, but before they count."""
        self._put_objects()
        self._put_keys()

    # ---- objects

    def _buckets(self) -> Iterator[tuple[str, Iterator[PackedObject]]]:
        for entry in self._backup.manifest.buckets or ():
            yield entry.name, self._backup.objects(entry.name)

    def _check_objects(self) -> None:
        """Raises InUse when a bucket holds another object under a name of the backup's."""
        if self._blobs is None:
            return
        others = []
        for bucket, objects in self._buckets():
            for each in objects:
                if self._stands(S3Uri(bucket, each.header.key), each) is False:
                    others.append(f"s3://{bucket}/{each.header.key}")
                    if len(others) == _NAMED:
                        break
        if others:
            raise InUse(
                "a restore replaces nothing, and other objects are in the way of the backup's:"
                f" {', '.join(others)}: move them, give an empty data folder, or leave the buckets out"
            )

    def _stands(self, uri: S3Uri, packed: PackedObject) -> bool | None:
        """Whether the object is there with the same bytes; None when it is not there. Uses the pieces up."""
        assert self._blobs is not None
        digest = _digest(packed.pieces)
        try:
            if self._blobs.head(uri).size != packed.header.size:
                return False
            return _digest(self._blobs.open(uri).chunks) == digest
        except NotFound:
            return None

    def _put_objects(self) -> None:
        if self._blobs is None:
            return
        n_done, total = 0, self._backup.manifest.n_objects
        self._make_buckets(self._blobs)
        for bucket, objects in self._buckets():
            for each in objects:
                self._put(S3Uri(bucket, each.header.key), each)
                n_done += 1
                self._progress(OBJECTS_STEP, n_done, total)
        sync_all()  # one wait for all of them

    def _make_buckets(self, blobs: BlobStore) -> None:
        for entry in self._backup.manifest.buckets or ():
            if not blobs.has_bucket(entry.name):
                blobs.create_bucket(entry.name)
                if entry.cors:
                    blobs.set_cors(entry.name, entry.cors)

    def _put(self, uri: S3Uri, packed: PackedObject) -> None:
        assert self._blobs is not None
        try:
            self._blobs.head(uri)
        except NotFound:
            header = packed.header
            self._blobs.put(
                uri,
                packed.pieces,
                content_type=header.content_type,
                metadata=header.metadata,
                headers=header.headers,
            )
        _use_up(packed.pieces)

    # ---- rows and keys

    def _rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a table, values in the order of its columns in the database."""
        given = [column.name for column in self._backup.columns(table)]
        wanted = _column_names(self._backup.manifest.schema_version, table)
        rows: Iterable[tuple[Any, ...]] = self._backup.rows(table)
        if given != wanted:
            rows = map(itemgetter(*(given.index(name) for name in wanted)), rows)
        total = self._backup.manifest.n_rows
        for row in rows:
            self._n_rows += 1
            if self._n_rows % _TOLD_EVERY == 0:
                self._progress(ROWS_STEP, self._n_rows, total)
            yield row

    def _put_keys(self) -> None:
        """Puts the key file in its place; another one that is there stays beside it."""
        keys = self._backup.keys()
        if keys is None or (self._keys.exists() and self._keys.read_bytes() == keys):
            return
        if self._keys.exists():
            shutil.copy2(self._keys, _free_name(self._keys))
        write_private(self._keys, keys)


def write_private(path: Path, content: bytes) -> None:
    """Writes a small file whole, readable by its owner alone."""
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    except OSError as exc:
        passing.unlink(missing_ok=True)
        raise Unavailable(f"{path} cannot be written: {exc.strerror or exc}") from exc


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.before-restore{n or ''}") for n in range(1000))
    return next(name for name in names if not name.exists())


def _column_names(version: str, table: str) -> list[str]:
    info = next(describe(each) for each in tables_at(version) if each.name == table)
    return [column.name for column in info.columns]


def _use_up(pieces: Iterator[bytes]) -> None:
    for _ in pieces:
        pass


def _digest(pieces: Iterable[bytes]) -> bytes:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.digest()
