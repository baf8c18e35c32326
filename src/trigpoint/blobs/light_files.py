"""Many small files in a row that can be made again, each with as few calls to the system as there can be.

A labeling job gets one such file for each of its objects. What is left out beside an ordinary write: the
MD5, the side record (an old one speaks of its own file only), the sync, and most of the search for links.
"""

from __future__ import annotations

import itertools
import os
import time

from trigpoint.blobs.disk import discard, make_folders, move, temp_path, translated
from trigpoint.blobs.folder_paths import FolderPaths
from trigpoint.blobs.keys import check_key
from trigpoint.model.s3_uri import S3Uri

_TRUSTED_SECONDS = 1.0
_MOST_TRUSTED = 256
_SHORT_KEY = 250
"""Characters of a key that is surely not too long."""
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class LightFiles:
    """Writes files whole or not at all. They may be lost when the machine goes down."""

    def __init__(self, paths: FolderPaths) -> None:
        self._paths = paths
        self._passing = temp_path(paths.temp)
        self._numbers = itertools.count()
        self._trusted: dict[tuple[str, str], tuple[str, float]] = {}

    def write(self, uri: S3Uri, data: bytes) -> os.stat_result:
        path = self._path(uri)
        passing = f"{self._passing}-{next(self._numbers)}"
        try:
            with translated(str(uri)):
                stat = _written(passing, data)
                self._place(passing, path, uri)
        except BaseException:
            discard(passing)
            raise
        return stat

    def _path(self, uri: S3Uri) -> str:
        """The file's path; the bucket and the folders above the file's own are looked at once a second."""
        above, _, folder = uri.key.rpartition("/")[0].rpartition("/")
        trusted = self._trusted.get((uri.bucket, above))
        if trusted is not None and trusted[1] > time.monotonic() and len(uri.key) < _SHORT_KEY:
            tail = uri.key[len(above) + 1 :] if above else uri.key
            check_key(tail)
            return f"{trusted[0]}/{tail}"
        path = self._paths.of(uri)
        if above and folder:
            if len(self._trusted) >= _MOST_TRUSTED:
                self._trusted.clear()
            known = path[: len(path) - len(uri.key) + len(above)]
            self._trusted[uri.bucket, above] = (known, time.monotonic() + _TRUSTED_SECONDS)
        return path

    def _place(self, source: str, target: str, uri: S3Uri) -> None:
        """Renames; the file's folder is mostly a new one, and so no link."""
        folder = target.rpartition("/")[0]
        try:
            os.mkdir(folder)
        except FileExistsError:
            if os.path.islink(folder) or os.path.islink(target):
                self._paths.of(uri)
        except FileNotFoundError:
            self._paths.of(uri)  # unless the bucket is gone
            make_folders(folder)
        try:
            os.replace(source, target)
        except IsADirectoryError:
            raise
        except OSError:  # the folder was pruned meanwhile, or lies on another disk
            move(source, target, sync=False)


def _written(path: str, data: bytes) -> os.stat_result:
    handle = os.open(path, _NEW, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        return os.fstat(handle)
    finally:
        os.close(handle)
