"""Which files of jobs belong to the moment of a backup.

Buckets are read after the database, while consolidation goes on. The files of a group that was formed since
are left out: a restored job forms groups of its own of the same answers, and nobody must find them twice.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from trigpoint.engine.job_folder import folder_root
from trigpoint.model.clock import to_micros
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.snapshot import Snapshot

_GROUP_FILE = re.compile(
    r"(?P<root>.+)/annotations/(?:worker-response|consolidated-annotation/consolidation-re(?:quest|sponse))"
    r"/iteration-(?P<iteration>[0-9]{1,9})/(?:[0-9]+/)?(?P<stamp>[0-9]{4}-[0-9-]{5}_[0-9:]{8})\.json"
)


class _Place(msgspec.Struct, frozen=True):
    """As much of a job's configuration as says where its files are."""

    output_path: str


class KnownFiles:
    """Says of an object whether it is of the snapshot's moment."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._jobs = {
            folder_root(msgspec.json.decode(config, type=_Place).output_path, name): job_id
            for job_id, name, config in snapshot.jobs()
        }
        self._has_group = lru_cache(maxsize=10_000)(snapshot.has_group)

    def __call__(self, uri: S3Uri) -> bool:
        """False for a file of a group that the snapshot does not know."""
        found = _GROUP_FILE.fullmatch(uri.key)
        job_id = self._jobs.get(S3Uri(uri.bucket, found["root"])) if found else None
        if found is None or job_id is None:
            return True
        try:
            stamp = datetime.strptime(found["stamp"], "%Y-%m-%d_%H:%M:%S").replace(tzinfo=UTC)
        except ValueError:
            return True
        return self._has_group(job_id, int(found["iteration"]), to_micros(stamp))
