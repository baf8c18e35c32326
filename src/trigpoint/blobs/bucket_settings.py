"""What is kept of a bucket beside its folder: when it was made, its CORS configuration."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime

import msgspec

from trigpoint.blobs.blob_store import CorsRule
from trigpoint.blobs.disk import remove, write_whole
from trigpoint.blobs.folder_paths import FolderPaths
from trigpoint.model.clock import Clock, from_micros


class _Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    created_at: datetime
    cors: tuple[CorsRule, ...] = ()


class BucketSettings:
    def __init__(self, paths: FolderPaths, clock: Clock) -> None:
        self._paths = paths
        self._clock = clock

    def begin(self, bucket: str) -> None:
        self._write(bucket, _Settings(self._clock.now()))

    def forget(self, bucket: str) -> None:
        remove(self._path(bucket))

    def created_at(self, bucket: str) -> datetime:
        """When it was created; for a folder made by hand, when that was last changed."""
        return self._read(bucket).created_at

    def cors(self, bucket: str) -> Sequence[CorsRule]:
        return self._read(bucket).cors

    def set_cors(self, bucket: str, rules: Sequence[CorsRule]) -> None:
        self._write(bucket, msgspec.structs.replace(self._read(bucket), cors=tuple(rules)))

    def _read(self, bucket: str) -> _Settings:
        try:
            with open(self._path(bucket), "rb") as file:
                return msgspec.json.decode(file.read(), type=_Settings)
        except (FileNotFoundError, msgspec.DecodeError):
            changed_ns = os.stat(self._paths.bucket(bucket)).st_ctime_ns
            return _Settings(from_micros(changed_ns // 1000))

    def _write(self, bucket: str, settings: _Settings) -> None:
        data = msgspec.json.encode(settings)
        write_whole(self._path(bucket), data, temp=self._paths.temp, sync=True)

    def _path(self, bucket: str) -> str:
        return f"{self._paths.settings}/{bucket}.json"
