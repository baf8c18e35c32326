"""Reads a backup, believing nothing of it: a torn, changed or hostile file is refused with the reason."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import msgspec

from trigpoint.backup.manifest import (
    FORMAT,
    FORMAT_VERSION,
    MANIFEST,
    Envelope,
    Manifest,
    Member,
    TableEntry,
    bucket_path,
    table_path,
)
from trigpoint.backup.objects import CHUNK_BYTES, PackedObject, unpacked
from trigpoint.backup.rows import decoded
from trigpoint.model.errors import BadBackup
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import is_bucket_name
from trigpoint.store.schema import ColumnInfo, describe, tables_at

CHECK_STEP = "Checking"
_MANIFEST_BYTES = 16 * 2**20
_KEYS_BYTES = 64 * 1024
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for a file that is not as it should be, encrypted or packed in another way included."""


class Backup:
    """An open backup. Its rows and objects are checked as they are read; `check` reads them all."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises BadBackup when the file cannot be used, WrongState when it is of a newer Trigpoint."""
        try:
            self._zip = zipfile.ZipFile(file)
        except _READ_ERRORS as exc:
            raise BadBackup(f"it is not a backup of Trigpoint, or was cut short: {exc}") from exc
        self.manifest = self._read_manifest()
        self._columns = _known_columns(self.manifest)
        self._check_members()

    def check(self, progress: Progress = silent) -> None:
        """Reads everything once. Raises BadBackup with what is wrong."""
        total = sum(member.n_bytes for member in self.manifest.members())
        n_done = 0
        self.keys()
        for table in self.manifest.tables:
            for _ in self.rows(table.name):
                pass
            n_done += table.member.n_bytes
            progress(CHECK_STEP, n_done, total)
        for bucket in self.manifest.buckets or ():
            for each in self.objects(bucket.name):
                for piece in each.pieces:
                    n_done += len(piece)
                progress(CHECK_STEP, n_done, total)
        progress(CHECK_STEP, total, total)

    def columns(self, table: str) -> tuple[ColumnInfo, ...]:
        """The columns of a table in the order of its rows' values."""
        return self._columns[table]

    def rows(self, table: str) -> Iterator[tuple[Any, ...]]:
        entry = next(each for each in self.manifest.tables if each.name == table)
        n_rows = 0
        with self._open(entry.member) as source:
            for row in decoded(source.chunks(), self._columns[table], table):
                n_rows += 1
                yield row
        if n_rows != entry.n_rows:
            raise BadBackup(f"table {table} has {n_rows:,} rows, and should have {entry.n_rows:,}")

    def objects(self, bucket: str) -> Iterator[PackedObject]:
        entry = next(each for each in self.manifest.buckets or () if each.name == bucket)
        n_objects = 0
        with self._open(entry.member) as source:
            for each in unpacked(source, bucket):
                n_objects += 1
                yield each
        if n_objects != entry.n_objects:
            raise BadBackup(f"bucket {bucket} has {n_objects:,} objects, and should have {entry.n_objects:,}")

    def keys(self) -> bytes | None:
        """The content of keys.json; None when the backup holds none."""
        member = self.manifest.keys
        if member is None:
            return None
        if member.n_bytes > _KEYS_BYTES:
            raise BadBackup(f"{member.path} is too long to be a file of keys")
        with self._open(member) as source:
            return b"".join(source.chunks())

    @contextmanager
    def _open(self, member: Member) -> Iterator[_MemberReader]:
        try:
            with self._zip.open(member.path) as file:
                reader = _MemberReader(file, member)
                yield reader
                reader.finish()
        except _READ_ERRORS as exc:
            raise BadBackup(f"{member.path} is damaged: {exc}") from exc

    def _read_manifest(self) -> Manifest:
        try:
            if self._zip.getinfo(MANIFEST).file_size > _MANIFEST_BYTES:
                raise BadBackup(f"its {MANIFEST} is too long")
            with self._zip.open(MANIFEST) as file:
                raw = file.read(_MANIFEST_BYTES)
        except KeyError as exc:
            raise BadBackup(f"it is not a backup of Trigpoint: it has no {MANIFEST}") from exc
        except _READ_ERRORS as exc:
            raise BadBackup(f"its {MANIFEST} is damaged: {exc}") from exc
        try:
            _check_format(msgspec.json.decode(raw, type=Envelope))
            return msgspec.json.decode(raw, type=Manifest)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
            raise BadBackup(f"its {MANIFEST} is not what it should be: {exc}") from exc

    def _check_members(self) -> None:
        """The file holds what its manifest names, each once, and nothing else."""
        listed = self._zip.namelist()
        named = [member.path for member in self.manifest.members()] + [MANIFEST]
        if len(set(listed)) != len(listed) or sorted(listed) != sorted(named):
            odd = sorted(set(listed) ^ set(named)) or ["a member twice"]
            raise BadBackup(f"it does not hold what its {MANIFEST} names: {', '.join(odd[:5])[:300]}")
        for member in self.manifest.members():
            if self._zip.getinfo(member.path).file_size != member.n_bytes:
                raise BadBackup(f"{member.path} is not as long as its {MANIFEST} says")


class _MemberReader:
    """Reads no more of a member than it may hold, and compares its SHA-256 at the end."""

    def __init__(self, file: IO[bytes], member: Member) -> None:
        self._file = file
        self._member = member
        self._digest = hashlib.sha256()
        self._left = member.n_bytes

    def read(self, n: int, /) -> bytes:
        data = self._file.read(min(n, self._left)) if self._left else b""
        self._left -= len(data)
        self._digest.update(data)
        return data

    def chunks(self) -> Iterator[bytes]:
        while chunk := self.read(CHUNK_BYTES):
            yield chunk

    def finish(self) -> None:
        if self._left or self._file.read(1):
            raise BadBackup(f"{self._member.path} is not as long as its {MANIFEST} says")
        if self._digest.hexdigest() != self._member.sha256:
            raise BadBackup(
                f"{self._member.path} has been changed: its SHA-256 is not the one of its {MANIFEST}"
            )


def _check_format(envelope: Envelope) -> None:
    if envelope.format != FORMAT:
        raise BadBackup(f"it is not a backup of Trigpoint: its format is {envelope.format[:40]!r}")
    if envelope.format_version > FORMAT_VERSION:
        raise BadBackup(
            f"it has format {envelope.format_version}, newer than the {FORMAT_VERSION} that is known here:"
            f" install Trigpoint {envelope.product_version[:40]}, which wrote it, or a later one"
        )


def _known_columns(manifest: Manifest) -> dict[str, tuple[ColumnInfo, ...]]:
    """The columns of each table in the manifest's order. What they are is ours to say, not the file's."""
    if not re.fullmatch("[0-9]{4}", manifest.schema_version):
        raise BadBackup(f"there is no schema {manifest.schema_version[:40]!r}")
    ours = {info.name: info for info in map(describe, tables_at(manifest.schema_version))}
    theirs = {entry.name: entry for entry in manifest.tables}
    if len(theirs) != len(manifest.tables) or set(ours) != set(theirs):
        odd = sorted(set(ours) ^ set(theirs)) or ["a table twice"]
        raise BadBackup(f"its tables are not those of schema {manifest.schema_version}: {odd[:5]}")
    buckets = manifest.buckets or ()
    paths = {table_path(entry.name) for entry in manifest.tables} | {
        bucket_path(each.name) for each in buckets
    }
    paths |= {manifest.keys.path} if manifest.keys else set()
    if not all(is_bucket_name(each.name) for each in buckets) or len(paths) != len(manifest.members()):
        raise BadBackup("its buckets are none")
    if paths != {member.path for member in manifest.members()}:
        raise BadBackup("its members have other names than they should")
    return {name: _in_order(entry, ours[name].columns) for name, entry in theirs.items()}


def _in_order(entry: TableEntry, ours: tuple[ColumnInfo, ...]) -> tuple[ColumnInfo, ...]:
    known = {column.name: column for column in ours}
    names = [column.name for column in entry.columns]
    if sorted(names) != sorted(known):
        raise BadBackup(f"the columns of its table {entry.name} are not those of that table")
    return tuple(known[name] for name in names)
