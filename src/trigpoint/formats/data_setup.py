"""Automated data setup: an input manifest of what lies below a prefix, wherever the files are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Literal, Protocol, get_args

import msgspec

from trigpoint.formats.text_items import read_items
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.progress import Progress
from trigpoint.model.s3_uri import S3Uri

DataType = Literal["image", "text", "video"]
DATA_TYPES: Final[tuple[DataType, ...]] = get_args(DataType)
SUFFIXES: Final[dict[DataType, tuple[str, ...]]] = {
    "image": (".jpg", ".jpeg", ".png"),
    "text": (".txt", ".csv"),
    "video": (".mp4", ".ogg", ".webm"),
}
JSON_LINES: Final = "application/jsonlines"
IN_MEMORY_BYTES: Final = 16 * 1024 * 1024
"""Larger manifests are put together on the disk."""


class DataFiles(Protocol):
    """Where the data lie and the manifest goes. Methods may block."""

    def has(self, uri: S3Uri) -> bool: ...

    def keys(self, prefix: S3Uri) -> Iterator[Iterable[str]]:
        """Every key below the prefix in UTF-8 order, page by page."""

    def read(self, uri: S3Uri) -> Iterable[bytes]: ...

    def write(self, uri: S3Uri, lines: IO[bytes]) -> None: ...


class DataSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and the manifest made of it."""

    manifest_uri: str
    data_type: DataType
    n_objects: int
    """Lines of the manifest."""
    n_files: int
    """Files they were read from."""
    n_skipped: int
    """Files of other kinds, left out."""


def make_manifest(
    files: DataFiles,
    source: S3Uri,
    output: str | None,
    data_type: DataType | None,
    now: datetime,
    progress: Progress,
) -> DataSetup:
    """Writes `dataset-<YYYYMMDDTHHMMSS>.manifest` for the file or the prefix `source`.

    Images and video clips make one object a file; `.txt` and `.csv` files one object a row, taken whole: no
    header, no columns, empty rows skipped. Order is key order, then row order. `output` is where the
    manifest goes: a prefix ending with `/`, or a full S3 URI; None is the input's prefix. Without a data
    type it is the one kind of data that is there.

    Raises NotFound where there is nothing of that kind, InvalidInput where there are several, or no row.
    """
    location = _location(files, source)
    found = list(_list(files, location, progress))
    kind = data_type or _only_kind(found, location)
    chosen = [key for key in found if _kind_of(key) == kind]
    if not chosen:
        raise NotFound("data", str(location), f"{location} has no {' '.join(SUFFIXES[kind])} file")
    target = manifest_target(location, output, f"dataset-{stamp(now)}.manifest")
    with SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as lines:
        n_objects = _write(lines, files, location.bucket, chosen, kind, progress)
        lines.seek(0)
        files.write(target, lines)
    return DataSetup(
        manifest_uri=str(target),
        data_type=kind,
        n_objects=n_objects,
        n_files=len(chosen),
        n_skipped=len(found) - len(chosen),
    )


def manifest_target(source: S3Uri, output: str | None, name: str) -> S3Uri:
    """Where a manifest made of `source` goes: beside it, below a prefix ending with `/`, or to an S3 URI."""
    if output is None:
        return S3Uri(source.bucket, source.key[: source.key.rfind("/") + 1] + name)
    target = S3Uri.parse(output)
    return target if target.key and not target.key.endswith("/") else S3Uri(target.bucket, target.key + name)


def stamp(now: datetime) -> str:
    """The time as names of manifests have it."""
    return f"{now:%Y%m%dT%H%M%S}"


def _location(files: DataFiles, source: S3Uri) -> S3Uri:
    """The file, or the prefix with a slash at its end, that `source` names."""
    if not source.key or source.key.endswith("/") or files.has(source):
        return source
    return S3Uri(source.bucket, source.key + "/")


def _list(files: DataFiles, location: S3Uri, progress: Progress) -> Iterator[str]:
    if location.key and not location.key.endswith("/"):
        yield location.key
        return
    n_listed = 0
    for page in files.keys(location):
        keys = list(page)
        n_listed += len(keys)
        progress("Listing", n_listed, None)
        yield from (key for key in keys if not key.endswith("/"))


def _kind_of(key: str) -> DataType | None:
    suffix = PurePosixPath(key).suffix.lower()
    return next((kind for kind, suffixes in SUFFIXES.items() if suffix in suffixes), None)


def _only_kind(keys: list[str], location: S3Uri) -> DataType:
    kinds = sorted({kind for kind in map(_kind_of, keys) if kind is not None})
    if len(kinds) == 1:
        return kinds[0]
    if not kinds:
        known = " ".join(suffix for suffixes in SUFFIXES.values() for suffix in suffixes)
        raise NotFound("data", str(location), f"{location} has no file of a known kind ({known})")
    raise InvalidInput(f"{location} holds data of several kinds: say which to take ({', '.join(kinds)})")


def _write(
    lines: IO[bytes], files: DataFiles, bucket: str, keys: list[str], kind: DataType, progress: Progress
) -> int:
    """Writes a line for each object; their number."""
    n_objects = 0
    for n_files, key in enumerate(keys, 1):
        for entry in _entries(files, S3Uri(bucket, key), kind):
            lines.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
            n_objects += 1
        progress("Reading", n_files, len(keys))
    if not n_objects:
        raise InvalidInput(f"the files in s3://{bucket} have no row with text in it")
    return n_objects


def _entries(files: DataFiles, uri: S3Uri, kind: DataType) -> Iterator[dict[str, str]]:
    if kind == "text":
        yield from ({"source": item} for item in read_items(files.read(uri), str(uri)))
    else:
        yield {"source-ref": str(uri)}
