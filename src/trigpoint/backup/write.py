"""Writes a backup: a ZIP file made in one pass, to a file or a pipe."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

import msgspec

from trigpoint import __version__
from trigpoint.backup.known_files import KnownFiles
from trigpoint.backup.manifest import (
    KEYS,
    MANIFEST,
    BucketEntry,
    ColumnEntry,
    Manifest,
    Member,
    TableEntry,
    bucket_path,
    table_path,
)
from trigpoint.backup.objects import packed
from trigpoint.backup.rows import encoded
from trigpoint.blobs.blob_store import BlobStore
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.schema import TableInfo
from trigpoint.store.snapshot import Snapshot

ROWS_STEP = "Rows"
OBJECTS_STEP = "Objects"
_TOLD_EVERY = 100


def write_backup(
    target: IO[bytes],
    snapshot: Snapshot,
    keys: bytes | None,
    blobs: BlobStore | None,
    made_at: datetime,
    *,
    progress: Progress = silent,
) -> Manifest:
    """Writes everything to `target` and gives what it says of itself.

    The rows come first: whatever file they speak of was there before them, so it is found when the buckets
    (`blobs`, None to leave them out) are read after them. Of the files that jobs have written since, those
    that the rows do not know are left out.
    """
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        known = KnownFiles(snapshot)
        made = Manifest(
            schema_version=snapshot.schema_version,
            product_version=__version__,
            made_at=made_at,
            database=snapshot.database_kind,
            tables=_write_tables(archive, snapshot, progress),
            keys=_write_keys(archive, keys),
            buckets=_write_buckets(archive, blobs, known, progress) if blobs is not None else None,
        )
        with archive.open(_entry(MANIFEST, made_at, compress=True), "w") as file:
            file.write(msgspec.json.format(msgspec.json.encode(made)) + b"\n")
    return made


class _MemberWriter:
    """Writes one member, and knows at the end how long it is and what its SHA-256 is."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._n_bytes = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._n_bytes += len(data)

    def member(self, path: str) -> Member:
        return Member(path=path, n_bytes=self._n_bytes, sha256=self._digest.hexdigest())


@contextmanager
def _member(archive: zipfile.ZipFile, path: str, *, compress: bool) -> Iterator[_MemberWriter]:
    with archive.open(_entry(path, None, compress=compress), "w", force_zip64=True) as file:
        yield _MemberWriter(file)


def _entry(path: str, made_at: datetime | None, *, compress: bool) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, made_at.timetuple()[:6] if made_at else (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
    entry._compresslevel = 1  # type: ignore[attr-defined]  # ZipFile's own level is not asked for a ZipInfo
    entry.external_attr = 0o600 << 16
    return entry


def _write_tables(archive: zipfile.ZipFile, snapshot: Snapshot, progress: Progress) -> tuple[TableEntry, ...]:
    tables = snapshot.tables()
    total = sum(snapshot.n_rows(table.name) for table in tables)
    n_done = 0
    entries = []
    for table in tables:
        entries.append(
            _write_table(archive, snapshot, table, lambda n: progress(ROWS_STEP, n, total), n_done)
        )
        n_done += entries[-1].n_rows
    progress(ROWS_STEP, n_done, total)
    return tuple(entries)


def _write_table(
    archive: zipfile.ZipFile, snapshot: Snapshot, table: TableInfo, told: Callable[[int], None], n_before: int
) -> TableEntry:
    n_rows = 0
    path = table_path(table.name)
    with _member(archive, path, compress=True) as file:
        for n, lines in encoded(snapshot.rows(table.name)):
            file.write(lines)
            n_rows += n
            told(n_before + n_rows)
    columns = tuple(ColumnEntry(name=each.name, kind=each.kind) for each in table.columns)
    return TableEntry(name=table.name, columns=columns, n_rows=n_rows, member=file.member(path))


def _write_keys(archive: zipfile.ZipFile, keys: bytes | None) -> Member | None:
    if keys is None:
        return None
    with _member(archive, KEYS, compress=False) as file:
        file.write(keys)
    return file.member(KEYS)


def _write_buckets(
    archive: zipfile.ZipFile, blobs: BlobStore, known: KnownFiles, progress: Progress
) -> tuple[BucketEntry, ...]:
    n_done = 0
    entries = []
    for bucket in blobs.buckets():
        entry = _write_bucket(archive, blobs, bucket.name, known, n_done, progress)
        n_done += entry.n_objects
        entries.append(entry)
    progress(OBJECTS_STEP, n_done, n_done)
    return tuple(entries)


def _write_bucket(
    archive: zipfile.ZipFile,
    blobs: BlobStore,
    bucket: str,
    known: KnownFiles,
    n_before: int,
    progress: Progress,
) -> BucketEntry:
    n_objects = 0
    path = bucket_path(bucket)
    with _member(archive, path, compress=False) as file:
        for key in keys_of(blobs, bucket):
            stream = packed(blobs, bucket, key) if known(S3Uri(bucket, key)) else None
            if stream is None:
                continue
            for piece in stream:
                file.write(piece)
            n_objects += 1
            if n_objects % _TOLD_EVERY == 0:
                progress(OBJECTS_STEP, n_before + n_objects, None)
    cors = tuple(blobs.cors(bucket))
    return BucketEntry(name=bucket, n_objects=n_objects, cors=cors, member=file.member(path))


def keys_of(blobs: BlobStore, bucket: str) -> Iterator[str]:
    """Every key of a bucket, page by page."""
    after = ""
    while True:
        page = blobs.list(bucket, start_after=after)
        for listed in page.blobs:
            yield listed.key
        if not page.truncated:
            return
        after = page.next_after
