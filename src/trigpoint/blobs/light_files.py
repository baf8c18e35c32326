"""Many small files in a row that can be made again, each with as few calls to the system as there can be.

A labeling job gets one such file for each of its objects. What is left out beside an ordinary write: the
MD5, the side record (an old one speaks of its own file only), the sync, and most of the search for links.
"""

from __future__ import annotations

import os
import time

from trigpoint.blobs.disk import discard, make_folders, move, temp_path, translated
from trigpoint.blobs.folder_paths import FolderPaths
from trigpoint.blobs.keys import check_key
from trigpoint.model.s3_uri import S3Uri

_TRUSTED_SECONDS = 1.0
_MOST_TRUSTED = 256


class LightFiles:
    """Writes files whole or not at all. They may be lost when the machine goes down."""

    def __init__(self, paths: FolderPaths) -> None:
        self._paths = paths
        self._trusted: dict[str, float] = {}

    def write(self, uri: S3Uri, data: bytes) -> os.stat_result:
        path = self._path(uri)
        passing = temp_path(self._paths.temp)
        try:
            with translated(str(uri)):
                stat = _written(passing, data)
                _place(passing, path)
        except BaseException:
            discard(passing)
            raise
        return stat

    def _path(self, uri: S3Uri) -> str:
        """The file's path; links in the folders above its own are looked for once a second."""
        base = self._paths.bucket(uri.bucket)
        check_key(uri.key)
        path = f"{base}/{uri.key}"
        folder = path.rpartition("/")[0]
        above = folder.rpartition("/")[0]
        now = time.monotonic()
        if self._trusted.get(above, 0.0) > now and not (os.path.islink(folder) or os.path.islink(path)):
            return path
        path = self._paths.of(uri)
        if len(above) >= len(base):
            if len(self._trusted) >= _MOST_TRUSTED:
                self._trusted.clear()
            self._trusted[above] = now + _TRUSTED_SECONDS
        return path


def _written(path: str, data: bytes) -> os.stat_result:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]
        return os.fstat(handle)
    finally:
        os.close(handle)


def _place(source: str, target: str) -> None:
    """Renames; the file's folder is mostly a new one."""
    folder = target.rpartition("/")[0]
    try:
        os.mkdir(folder)
    except FileExistsError:
        pass
    except FileNotFoundError:
        make_folders(folder)
    try:
        os.replace(source, target)
    except IsADirectoryError:
        raise
    except OSError:  # the folder was pruned meanwhile, or lies on another disk
        move(source, target, sync=False)
