"""Objects of an S3 service through obstore: small writes, and reads of any size."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import Any

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, InvalidPathError, PreconditionError
from obstore.store import S3Store

from trigpoint.blobs.attributes import Attributes, Condition
from trigpoint.blobs.blob_store import DEFAULT_CONTENT_TYPE, Blob, BlobInfo
from trigpoint.blobs.s3_client import CONNECT_SECONDS, TRIES, S3Address
from trigpoint.model.errors import InvalidInput, NotFound, Unavailable, WrongState
from trigpoint.model.s3_uri import S3Uri

_CHUNK_BYTES = 1024 * 1024
_LONGEST = timedelta(hours=12)
_HEADERS = ("cache-control", "content-disposition", "content-encoding", "content-language")


class ObstoreObjects:
    def __init__(self, address: S3Address) -> None:
        self._address = address
        self._stores: dict[str, S3Store] = {}
        self._lock = threading.Lock()

    def head(self, uri: S3Uri) -> BlobInfo:
        with _translated(uri):
            return _info(obstore.get(self._store(uri.bucket), uri.key, options={"head": True}))

    def open(self, uri: S3Uri, start: int, end: int | None) -> Blob:
        options: Any = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        with _translated(uri):
            found = obstore.get(self._store(uri.bucket), uri.key, options=options)
            return Blob(_info(found), _chunks(uri, found))

    def put(self, uri: S3Uri, data: bytes, attributes: Attributes, condition: Condition) -> None:
        told = {name.title(): v for name, v in attributes.headers.items() if name in _HEADERS}
        told |= attributes.metadata
        if attributes.content_type:
            told["Content-Type"] = attributes.content_type
        mode: Any = "create" if condition.if_none_match else "overwrite"
        if condition.if_match not in {None, "*"}:
            mode = {"e_tag": f'"{condition.if_match}"'}
        with _translated(uri):
            obstore.put(
                self._store(uri.bucket), uri.key, data, attributes=told, mode=mode, use_multipart=False
            )

    def _store(self, bucket: str) -> S3Store:
        with self._lock:
            if bucket not in self._stores:
                self._stores[bucket] = _open(self._address, bucket)
            return self._stores[bucket]


def _open(address: S3Address, bucket: str) -> S3Store:
    config: Any = {"region": address.region}
    if address.endpoint:
        config |= {"endpoint": address.endpoint, "virtual_hosted_style_request": False}
    if address.access_key_id:
        config |= {"access_key_id": address.access_key_id, "secret_access_key": address.secret_key}
    plain = address.endpoint.startswith("http://")
    client: Any = {
        "allow_http": plain,
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
        "read_timeout": timedelta(seconds=address.silence_seconds),
        "timeout": _LONGEST,  # a large object takes its time, as long as its bytes come
    }
    retries: Any = {
        "max_retries": TRIES - 1,
        "retry_timeout": timedelta(seconds=address.silence_seconds),
        "backoff": {"init_backoff": timedelta(seconds=0.2), "max_backoff": timedelta(seconds=1)},
    }
    return S3Store(bucket, config=config, client_options=client, retry_config=retries)


@contextmanager
def _translated(uri: S3Uri) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as exc:
        raise NotFound("object", str(uri)) from exc
    except (AlreadyExistsError, PreconditionError) as exc:
        raise WrongState(f"{uri} is not as it was expected to be", state="") from exc
    except (InvalidPathError, ValueError) as exc:
        raise InvalidInput(f"the storage service does not accept {uri}: {exc}") from exc
    except BaseError as exc:
        words = str(exc).partition("\n")[0].strip()  # what follows is for debugging obstore
        raise Unavailable(f"the storage service: {words[:500]}") from exc


def _info(found: Any) -> BlobInfo:
    told = {name.lower(): value for name, value in found.attributes.items()}
    headers = {name: told.pop(name) for name in _HEADERS if name in told}
    content_type = told.pop("content-type", DEFAULT_CONTENT_TYPE)
    told.pop("storage-class", None)
    return BlobInfo(
        size=found.meta["size"],
        etag=(found.meta["e_tag"] or "").strip('"'),
        modified_at=found.meta["last_modified"].astimezone(UTC),
        content_type=content_type,
        metadata=told,
        headers=headers,
    )


def _chunks(uri: S3Uri, found: Any) -> Iterator[bytes]:
    with _translated(uri):
        for chunk in found.stream(min_chunk_size=_CHUNK_BYTES):
            yield bytes(chunk)
