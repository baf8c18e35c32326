"""Automated data setup: makes an input manifest of what lies below an S3 prefix.

A client of S3 alone: it works with any botocore or boto3 client, against Trigpoint or AWS.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

from trigpoint.model.clock import Clock, SystemClock
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.text_items import read_items
from trigpoint.setup.transfer import CHUNK_BYTES, Progress, is_missing, silent, upload

DataType = Literal["image", "text", "video"]

SUFFIXES: dict[DataType, tuple[str, ...]] = {
    "image": (".jpg", ".jpeg", ".png"),
    "text": (".txt", ".csv"),
    "video": (".mp4", ".ogg", ".webm"),
}
_IN_MEMORY_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True)
class DataSetup:
    """What was found, and the manifest made of it."""

    manifest_uri: str
    data_type: DataType
    n_objects: int
    """Lines of the manifest."""
    n_files: int
    """Files they were read from."""
    n_skipped: int
    """Files of other kinds, left out."""


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

    Images and video clips make one object a file; `.txt` and `.csv` files one object a row, taken
    whole: no header, no columns, empty rows skipped. Order is key order, then row order.

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
    location = _locate(source, s3, upload_to, progress)
    found = list(_list(s3, location, progress))
    kind = data_type or _only_kind(found, location)
    chosen = [key for key in found if _kind_of(key) == kind]
    if not chosen:
        raise NotFound("data", str(location), f"{location} has no {' '.join(SUFFIXES[kind])} file")
    target = _target(location, output, clock or SystemClock())
    with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as lines:
        n_objects = _write(lines, s3, location.bucket, chosen, kind, progress)
        lines.seek(0)
        s3.put_object(Bucket=target.bucket, Key=target.key, Body=lines, ContentType="application/jsonlines")
    return DataSetup(str(target), kind, n_objects, len(chosen), len(found) - len(chosen))


def _locate(source: str | Path, s3: Any, upload_to: str | None, progress: Progress) -> S3Uri:
    """The file, or the prefix with a slash at its end, that `source` names in S3."""
    if isinstance(source, Path) or "://" not in source:
        if upload_to is None:
            raise InvalidInput(f"{source} is not an S3 URI: say where to upload it to (an S3 prefix)")
        return upload(s3, Path(source), S3Uri.parse(upload_to), progress)
    location = S3Uri.parse(source)
    if not location.key or location.key.endswith("/") or _is_file(s3, location):
        return location
    return S3Uri(location.bucket, location.key + "/")


def _is_file(s3: Any, location: S3Uri) -> bool:
    try:
        s3.head_object(Bucket=location.bucket, Key=location.key)
    except s3.exceptions.ClientError as exc:
        if is_missing(exc):
            return False
        raise
    return True


def _list(s3: Any, location: S3Uri, progress: Progress) -> Iterator[str]:
    """Every key below the prefix, or the one key, in UTF-8 order."""
    if location.key and not location.key.endswith("/"):
        yield location.key
        return
    n_listed = 0
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=location.bucket, Prefix=location.key):
        keys = [entry["Key"] for entry in page.get("Contents", ())]
        n_listed += len(keys)
        progress("Listing", n_listed, None)
        yield from (key for key in keys if not key.endswith("/"))


def _kind_of(key: str) -> DataType | None:
    suffix = Path(key).suffix.lower()
    return next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), None)


def _only_kind(keys: list[str], location: S3Uri) -> DataType:
    kinds = sorted({kind for kind in map(_kind_of, keys) if kind is not None})
    if len(kinds) == 1:
        return kinds[0]
    if not kinds:
        known = " ".join(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
        raise NotFound("data", str(location), f"{location} has no file of a known kind ({known})")
    raise InvalidInput(f"{location} holds data of several kinds: say which to take ({', '.join(kinds)})")


def _target(location: S3Uri, output: str | None, clock: Clock) -> S3Uri:
    name = f"dataset-{clock.now():%Y%m%dT%H%M%S}.manifest"
    if output is None:
        folder = location.key[: location.key.rfind("/") + 1]
        return S3Uri(location.bucket, folder + name)
    target = S3Uri.parse(output)
    return target if target.key and not target.key.endswith("/") else S3Uri(target.bucket, target.key + name)


def _write(
    lines: IO[bytes], s3: Any, bucket: str, keys: list[str], kind: DataType, progress: Progress
) -> int:
    """Writes a line for each object; their number."""
    n_objects = 0
    for n_files, key in enumerate(keys, 1):
        for entry in _entries(s3, S3Uri(bucket, key), kind):
            lines.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            n_objects += 1
        progress("Reading", n_files, len(keys))
    if not n_objects:
        raise InvalidInput(f"the files in s3://{bucket} have no row with text in it")
    return n_objects


def _entries(s3: Any, uri: S3Uri, kind: DataType) -> Iterator[dict[str, str]]:
    if kind == "text":
        body = s3.get_object(Bucket=uri.bucket, Key=uri.key)["Body"]
        yield from ({"source": item} for item in read_items(body.iter_chunks(CHUNK_BYTES), str(uri)))
    else:
        yield {"source-ref": str(uri)}
