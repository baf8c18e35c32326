"""What a backup says of itself: `manifest.json`, the last member of the ZIP file.

tables/<table>.jsonl     one JSON array for each row, values in the order of the manifest's columns,
                         bytes in base64
keys.json                the keys of the API
buckets/<bucket>.blobs   the objects of a bucket, one after another (see `objects.py`)
manifest.json            sizes and SHA-256 of all of the above
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from trigpoint.blobs.blob_store import CorsRule
from trigpoint.store.schema import Kind

FORMAT = "trigpoint-backup"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
KEYS = "keys.json"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A file inside the backup, as it is when unpacked."""

    path: str
    n_bytes: int
    sha256: str


class ColumnEntry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    kind: Kind


class TableEntry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    columns: tuple[ColumnEntry, ...]
    n_rows: int
    member: Member


class BucketEntry(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    n_objects: int
    cors: tuple[CorsRule, ...] = ()
    member: Member


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    format: str = FORMAT
    format_version: int = FORMAT_VERSION
    schema_version: str
    product_version: str
    made_at: datetime
    """The moment that the database was read as of."""
    database: str
    """`sqlite` or `postgresql`: where it came from; it can go to either."""
    tables: tuple[TableEntry, ...]
    keys: Member | None = None
    buckets: tuple[BucketEntry, ...] | None = None
    """None when the backup was made without the objects in buckets."""

    def members(self) -> list[Member]:
        """Everything that the file holds beside the manifest."""
        found = [table.member for table in self.tables]
        if self.keys is not None:
            found.append(self.keys)
        return found + [bucket.member for bucket in self.buckets or ()]

    @property
    def n_rows(self) -> int:
        return sum(table.n_rows for table in self.tables)

    @property
    def n_objects(self) -> int:
        return sum(bucket.n_objects for bucket in self.buckets or ())


class Envelope(msgspec.Struct, frozen=True):
    """As much of a manifest as every format version has."""

    format: str
    format_version: int
    product_version: str = "unknown"


def table_path(name: str) -> str:
    return f"tables/{name}.jsonl"


def bucket_path(name: str) -> str:
    return f"buckets/{name}.blobs"
