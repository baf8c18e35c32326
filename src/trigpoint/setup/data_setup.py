"""Automated data setup through an S3 client: with botocore's or boto3's, against Trigpoint or AWS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from trigpoint.formats.data_setup import JSON_LINES, DataSetup, DataType, make_manifest
from trigpoint.model.clock import Clock, SystemClock
from trigpoint.model.errors import InvalidInput
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.transfer import CHUNK_BYTES, is_missing, upload


def create_manifest(
    source: str | Path,
    output: str | None = None,
    *,
    s3: Any,
    data_type: DataType | None = None,
    upload_to: str | None = None,
    clock: Clock | None = None,
    progress: Progress = silent,
) -> DataSetup:
    """Writes `dataset-<YYYYMMDDTHHMMSS>.manifest` for the data in `source`, and says what was found.

    As `trigpoint.formats.data_setup.make_manifest` does.

    Parameters
    ----------
    source
        `s3://bucket/prefix`, the S3 URI of one file, or a local file or folder, which is uploaded.
    output
        Where the manifest goes: an S3 prefix ending with `/`, or a full S3 URI. None is the input's prefix.
    s3
        A botocore or boto3 S3 client.
    data_type
        None takes the one kind of data that is there.
    upload_to
        S3 prefix for local data.
    """
    if isinstance(source, Path) or "://" not in source:
        if upload_to is None:
            raise InvalidInput(f"{source} is not an S3 URI: say where to upload it to (an S3 prefix)")
        location = upload(s3, Path(source), S3Uri.parse(upload_to), progress)
    else:
        location = S3Uri.parse(source)
    return make_manifest(
        _ClientFiles(s3), location, output, data_type, (clock or SystemClock()).now(), progress
    )


class _ClientFiles:
    """Files as an S3 client sees them."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def has(self, uri: S3Uri) -> bool:
        try:
            self._s3.head_object(Bucket=uri.bucket, Key=uri.key)
        except self._s3.exceptions.ClientError as exc:
            if is_missing(exc):
                return False
            raise
        return True

    def keys(self, prefix: S3Uri) -> Iterator[Iterable[str]]:
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=prefix.bucket, Prefix=prefix.key)
        for page in pages:
            yield [entry["Key"] for entry in page.get("Contents", ())]

    def read(self, uri: S3Uri) -> Iterable[bytes]:
        chunks: Iterable[bytes] = self._s3.get_object(Bucket=uri.bucket, Key=uri.key)["Body"].iter_chunks(
            CHUNK_BYTES
        )
        return chunks

    def write(self, uri: S3Uri, lines: IO[bytes]) -> None:
        self._s3.put_object(Bucket=uri.bucket, Key=uri.key, Body=lines, ContentType=JSON_LINES)
