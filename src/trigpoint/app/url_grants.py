"""Grants: which files a task page may show, as signed addresses."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.signing import UrlSigner
from trigpoint.keyring import KeyFileRing
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import UrlGrant
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.settings import Settings

_SIGNED_EVERY_SECONDS = 900
_GRACE_SECONDS = 3600
_BUCKETS_KNOWN_FOR_SECONDS = 5.0


class UrlGrants:
    """Grants for task pages; addresses stay the same for a quarter of an hour, so that browsers can cache."""

    def __init__(
        self,
        keyring: KeyFileRing,
        blobs: BlobStore,
        clock: Clock,
        region: str,
        role_access: Mapping[str, Sequence[str]],
    ) -> None:
        self._media = keyring.media
        self._blobs = blobs
        self._clock = clock
        self._region = region
        self._role_access = role_access
        self._buckets: frozenset[str] = frozenset()
        self._buckets_until = 0.0

    def for_job(self, job: LabelingJob, origin: str) -> UrlGrant:
        """A grant that outlives every lease of the job by an hour."""
        return self._grant(job.config.role_arn, origin, job.config.time_limit_seconds + _GRACE_SECONDS)

    def for_role(self, role_arn: str, origin: str) -> UrlGrant:
        return self._grant(role_arn, origin, _GRACE_SECONDS)

    def _grant(self, role_arn: str, origin: str, seconds: int) -> UrlGrant:
        now = int(self._clock.now().timestamp())
        readable = self._role_access.get(role_arn)
        return UrlSigner(
            origin,
            self._media.access_key_id,
            self._media.secret_key,
            self._region,
            datetime.fromtimestamp(now - now % _SIGNED_EVERY_SECONDS, UTC),
            min(seconds + _SIGNED_EVERY_SECONDS, 7 * 86_400),
            tuple(readable) if readable is not None else None,
            self._known_buckets(),
        )

    def _known_buckets(self) -> frozenset[str]:
        if time.monotonic() >= self._buckets_until:
            self._buckets = frozenset(bucket.name for bucket in self._blobs.buckets())
            self._buckets_until = time.monotonic() + _BUCKETS_KNOWN_FOR_SECONDS
        return self._buckets


def role_access(settings: Settings) -> dict[str, list[str]]:
    """Which buckets the jobs of a role may show, from the file that the setting names."""
    if not settings.role_access:
        return {}
    try:
        access: dict[str, list[str]] = json.loads(Path(settings.role_access).read_text())
    except (OSError, ValueError) as exc:
        raise InvalidInput(f"role_access {settings.role_access}: {exc}") from exc
    return access
