"""Grants: which files a task page may show, as signed addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.blobs.signing import UrlSigner
from trigpoint.http.operations.probe import Probe
from trigpoint.keyring import KeyFileRing
from trigpoint.model.clock import Clock
from trigpoint.model.errors import Unavailable
from trigpoint.model.functions import UrlGrant
from trigpoint.model.labeling_job import LabelingJob

_SIGNED_EVERY_SECONDS = 900
_GRACE_SECONDS = 3600
_KNOWN_FOR_SECONDS = 5.0
_PATIENCE_SECONDS = 2.0
_FIRST_PATIENCE_SECONDS = 10.0


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
        self._clock = clock
        self._region = region
        self._role_access = role_access
        self._buckets = KnownBuckets(blobs)

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
            self._buckets.names(),
        )


class KnownBuckets:
    """The names of the buckets; while storage is away those known last, so that pages still open."""

    def __init__(self, blobs: BlobStore) -> None:
        def probe(limit_seconds: float) -> Probe[frozenset[str]]:
            return Probe(
                "buckets",
                lambda: frozenset(bucket.name for bucket in blobs.buckets()),
                limit_seconds=limit_seconds,
                keep_seconds=_KNOWN_FOR_SECONDS,
            )

        self._first, self._again = probe(_FIRST_PATIENCE_SECONDS), probe(_PATIENCE_SECONDS)
        self._last: frozenset[str] | None = None

    def names(self) -> frozenset[str]:
        """Blocks for some seconds at most. Raises Unavailable when they were never known."""
        found = (self._first if self._last is None else self._again).look()
        if found.ok:
            self._last = found.value
        if self._last is None:
            raise Unavailable("the storage service has not named its buckets yet") from found.error
        return self._last
