"""What a plain file cannot say of itself: content type, user metadata, etag.

Records lie in a hidden folder beside the buckets. Each names the size and time of the file that it
was written for, and counts for that file only: one dropped in over it speaks for itself.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec

from trigpoint.blobs.disk import remove, write_whole
from trigpoint.model.s3_uri import S3Uri


class SideRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    key: str
    size: int
    modified_ns: int
    etag: str | None = None
    content_type: str | None = None
    metadata: dict[str, str] = {}
    headers: dict[str, str] = {}

    @property
    def worth_syncing(self) -> bool:
        """Whether it holds what only the uploader knew."""
        return bool(self.content_type or self.metadata or self.headers or self.key.endswith("/"))


_decoder = msgspec.json.Decoder(SideRecord)


class SideRecords:
    """The records of all buckets, below one folder."""

    def __init__(self, folder: Path, temp: Path) -> None:
        self._folder = folder
        self._temp = temp

    def find(self, uri: S3Uri) -> SideRecord | None:
        """The last record written for the key, whatever has become of the file since."""
        try:
            with open(self._path(uri), "rb") as file:
                return _decoder.decode(file.read())
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def of_file(self, uri: S3Uri, stat: os.stat_result) -> SideRecord | None:
        """The record written for just this file."""
        record = self.find(uri)
        if record and record.size == stat.st_size and record.modified_ns == stat.st_mtime_ns:
            return record
        return None

    def keep(self, uri: S3Uri, record: SideRecord, *, durable: bool) -> None:
        sync = durable and record.worth_syncing
        write_whole(self._path(uri), msgspec.json.encode(record), temp=self._temp, sync=sync)

    def forget(self, uri: S3Uri) -> None:
        remove(self._path(uri))

    def _path(self, uri: S3Uri) -> str:
        digest = hashlib.sha256(uri.key.encode()).hexdigest()
        return f"{self._folder}/{uri.bucket}/{digest[:2]}/{digest[2:34]}"
