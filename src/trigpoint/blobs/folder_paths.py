"""Where things lie: `<root>/<bucket>/<key>` are plain files, all of ours is in `<root>/.trigpoint`."""

from __future__ import annotations

import os
from pathlib import Path

from trigpoint.blobs.disk import translated
from trigpoint.blobs.keys import check_key
from trigpoint.model.errors import AccessDenied, NotFound
from trigpoint.model.s3_uri import S3Uri, is_bucket_name


class FolderPaths:
    def __init__(self, root: Path) -> None:
        self.root = root
        self._real_root = os.path.realpath(root)
        hidden = root / ".trigpoint"
        self.temp = hidden / "temp"
        self.records = hidden / "objects"
        self.uploads = hidden / "uploads"
        self.settings = hidden / "buckets"

    def make(self) -> None:
        for folder in (self.temp, self.records, self.uploads, self.settings):
            folder.mkdir(parents=True, exist_ok=True)

    def bucket(self, name: str) -> str:
        """The real path of the bucket, which may be a link to another disk."""
        path = f"{self._real_root}/{name}"
        if not is_bucket_name(name) or not os.path.isdir(path):
            raise NotFound("bucket", name)
        return os.path.realpath(path) if os.path.islink(path) else path

    def of(self, uri: S3Uri) -> str:
        """The path of the object, which need not exist.

        Raises AccessDenied when a symbolic link leads out of the bucket.
        """
        base = self.bucket(uri.bucket)
        check_key(uri.key)
        path = f"{base}/{uri.key}"
        with translated(str(uri)):
            within(base, path, uri)
        return path


def within(base: str, path: str, uri: S3Uri) -> None:
    """Raises AccessDenied unless `path`, links followed, is inside `base`, which is a real path."""
    at = len(base)
    while at >= 0:
        at = path.find("/", at + 1)
        if os.path.islink(path if at < 0 else path[:at]):
            break
    else:
        return
    real = os.path.realpath(path)
    if real != base and not real.startswith(base + "/"):
        raise AccessDenied(f"{uri} is a link that leads out of its bucket")
