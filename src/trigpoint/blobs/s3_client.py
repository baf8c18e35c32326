"""An S3 service seen through botocore: what obstore has no words for (buckets, pages, parts)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from trigpoint.model.errors import (
    InUse,
    InvalidInput,
    NameTaken,
    NotFound,
    TrigpointError,
    Unavailable,
    WrongState,
)
from trigpoint.model.s3_uri import S3Uri

CONNECT_SECONDS = 3
SILENCE_SECONDS = 10
"""So long may the service say nothing."""
WORK_SECONDS = 120
"""So long where it has gigabytes to put together before it says anything."""
TRIES = 2
"""What fails twice is the caller's to repeat, who can say so meanwhile."""


class S3Address(NamedTuple):
    """Where the service is, and with which keys. Empty parts are left to AWS's own defaults."""

    endpoint: str
    access_key_id: str
    secret_key: str
    region: str
    silence_seconds: float = SILENCE_SECONDS


class S3Client:
    """A botocore client, made at first use: importing botocore takes time and memory."""

    def __init__(self, address: S3Address) -> None:
        self._address = address
        self._made: dict[float, Any] = {}
        self._lock = threading.Lock()

    @contextmanager
    def calls(self, uri: S3Uri, *, silence_seconds: float = 0.0) -> Iterator[Any]:
        """The client; what it raises inside the block is translated, with the names of `uri`.

        `silence_seconds` when the service may say nothing for longer than it usually may.
        """
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield self._client(max(silence_seconds, self._address.silence_seconds))
        except ClientError as exc:
            raise _error_of(exc.response, uri) from exc
        except BotoCoreError as exc:
            raise Unavailable(f"the storage service cannot be reached: {exc}") from exc

    def _client(self, silence_seconds: float) -> Any:
        with self._lock:
            if silence_seconds not in self._made:
                self._made[silence_seconds] = _make(self._address, silence_seconds)
            return self._made[silence_seconds]


def _make(address: S3Address, silence_seconds: float) -> Any:
    import botocore.session
    from botocore.config import Config

    return botocore.session.Session().create_client(
        "s3",
        endpoint_url=address.endpoint or None,
        region_name=address.region,
        aws_access_key_id=address.access_key_id or None,
        aws_secret_access_key=address.secret_key or None,
        config=Config(
            s3={"addressing_style": "path" if address.endpoint else "auto"},
            # Services other than AWS do not all know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            # A service that hangs must not hang those who ask: twice these times is the longest wait.
            connect_timeout=CONNECT_SECONDS,
            read_timeout=silence_seconds,
            retries={"mode": "standard", "total_max_attempts": TRIES},
            max_pool_connections=64,
        ),
    )


def _error_of(response: dict[str, Any], uri: S3Uri) -> TrigpointError:
    code, message = response["Error"].get("Code", ""), response["Error"].get("Message", "")
    known: dict[str, TrigpointError] = {
        "NoSuchBucket": NotFound("bucket", uri.bucket),
        "NoSuchKey": NotFound("object", str(uri)),
        "NoSuchUpload": NotFound("upload", uri.key),
        "InvalidPart": NotFound("part", uri.key, message),
        "BucketAlreadyOwnedByYou": NameTaken("bucket", uri.bucket),
        "BucketAlreadyExists": NameTaken("bucket", uri.bucket),
        "BucketNotEmpty": InUse(f"bucket {uri.bucket!r} is not empty"),
        "PreconditionFailed": WrongState(f"{uri} is not as it was expected to be", state=""),
        "ConditionalRequestConflict": WrongState(f"{uri} was changed at the same time", state=""),
        "404": NotFound("object", str(uri)) if uri.key else NotFound("bucket", uri.bucket),
    }
    if code in known:
        return known[code]
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    if status in {401, 403} or status >= 500:
        return Unavailable(f"the storage service refuses {uri}: {code} {message}")
    return InvalidInput(f"the storage service does not accept {uri}: {code} {message}")
