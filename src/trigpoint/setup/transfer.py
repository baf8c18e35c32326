"""Uploads and downloads of many files through an S3 client."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.progress import Progress, silent
from trigpoint.model.s3_uri import S3Uri

N_CONNECTIONS = 4
CHUNK_BYTES = 1024 * 1024


def is_missing(exc: Any) -> bool:
    """Whether a client's error says that the bucket or object is not there."""
    return str(exc.response["Error"]["Code"]) in {"404", "NoSuchKey", "NoSuchBucket", "NotFound"}


def ensure_bucket(s3: Any, bucket: str) -> None:
    """Creates the bucket when it is missing."""
    try:
        s3.head_bucket(Bucket=bucket)
    except s3.exceptions.ClientError as exc:
        if not is_missing(exc):
            raise
        s3.create_bucket(Bucket=bucket)


def upload(s3: Any, source: Path, prefix: S3Uri, progress: Progress = silent) -> S3Uri:
    """Uploads a file or a whole folder below `prefix`; where it lies now (a folder's URI ends with /)."""
    folder = S3Uri(
        prefix.bucket, prefix.key if not prefix.key or prefix.key.endswith("/") else prefix.key + "/"
    )
    if source.is_file():
        target = S3Uri(folder.bucket, folder.key + source.name)
        files = [(source, target)]
    elif source.is_dir():
        target = folder
        files = [(path, S3Uri(folder.bucket, folder.key + name)) for path, name in _files_below(source)]
    else:
        raise NotFound("file", str(source), f"there is no file or folder {source}")
    if not files:
        raise InvalidInput(f"{source} is empty")
    ensure_bucket(s3, folder.bucket)
    put_files(s3, files, progress)
    return target


def put_files(s3: Any, files: Iterable[tuple[Path, S3Uri]], progress: Progress = silent) -> None:
    """Uploads each file to its place, several at a time."""
    _in_parallel("Uploading", lambda each: put_file(s3, *each), files, progress)


def put_file(s3: Any, path: Path, target: S3Uri) -> None:
    """Uploads one file, its content type told by its suffix."""
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    with path.open("rb") as body:
        s3.put_object(Bucket=target.bucket, Key=target.key, Body=body, ContentType=content_type)


def get_file(s3: Any, source: S3Uri, path: Path) -> None:
    """Downloads one object; `path` appears only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as file:
        for chunk in s3.get_object(Bucket=source.bucket, Key=source.key)["Body"].iter_chunks(CHUNK_BYTES):
            file.write(chunk)
    partial.replace(path)


def download(
    s3: Any, prefix: S3Uri, folder: Path, progress: Progress = silent, *, only_new: bool = False
) -> int:
    """Downloads every object below `prefix` (which ends with /) into `folder`; their number.

    With `only_new` files that are there already stay as they are, and do not count.
    """
    inside = folder.resolve()
    files = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=prefix.bucket, Prefix=prefix.key):
        for entry in page.get("Contents", ()):
            path = folder / entry["Key"].removeprefix(prefix.key)
            if not path.resolve().is_relative_to(inside):
                raise InvalidInput(f"key {entry['Key']!r} leads out of {folder}")
            if not entry["Key"].endswith("/") and not (only_new and path.exists()):
                files.append((S3Uri(prefix.bucket, entry["Key"]), path))
    _in_parallel("Downloading", lambda each: get_file(s3, *each), files, progress)
    return len(files)


def _files_below(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files and their names as keys: slashes on every system; hidden ones are left out."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(root, name)
                yield path, path.relative_to(folder).as_posix()


def _in_parallel(step: str, work: Any, items: Iterable[Any], progress: Progress) -> None:
    waiting = list(items)
    progress(step, 0, len(waiting))
    with ThreadPoolExecutor(N_CONNECTIONS) as threads:
        for done, _ in enumerate(threads.map(work, waiting), 1):
            progress(step, done, len(waiting))
