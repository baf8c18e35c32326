"""An S3 service that is not there, or says nothing: soon Unavailable, never a hanging call."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from trigpoint.blobs.s3 import S3Store
from trigpoint.cli.server_process import choose_port
from trigpoint.model.errors import Unavailable
from trigpoint.model.s3_uri import S3Uri

NOTES = S3Uri("lab-data", "notes.bin")
CALLS: dict[str, Callable[[S3Store], object]] = {
    "buckets": lambda store: store.buckets(),
    "has_bucket": lambda store: store.has_bucket("lab-data"),
    "head": lambda store: store.head(NOTES),
    "read": lambda store: store.read(NOTES),
    "put": lambda store: store.put(NOTES, b"new"),
    "put of some size": lambda store: store.put(NOTES, bytes(300_000)),
    "put of parts": lambda store: store.put(NOTES, iter([bytes(2**20)] * 9)),
    "copy": lambda store: store.copy(NOTES, S3Uri("lab-data", "copy.bin")),
    "delete": lambda store: store.delete(NOTES),
    "list": lambda store: store.list("lab-data"),
    "start_upload": lambda store: store.start_upload(NOTES),
    "put_part": lambda store: store.put_part(NOTES, "upload", 1, [b"x"]),
}


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Where somebody listens who never takes up what comes in."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        yield listener.getsockname()[1]


def store_at(port: int) -> S3Store:
    keys = {"access_key_id": "key", "secret_key": "secret"}
    return S3Store(endpoint=f"http://127.0.0.1:{port}", silence_seconds=0.2, **keys)


@pytest.mark.parametrize("name", CALLS)
def test_a_service_that_says_nothing_is_unavailable(silent_port: int, name: str) -> None:
    with pytest.raises(Unavailable, match="the storage service"):
        CALLS[name](store_at(silent_port))


@pytest.mark.parametrize("name", CALLS)
def test_a_service_that_is_not_there_is_unavailable(name: str) -> None:
    with pytest.raises(Unavailable, match="the storage service") as refusal:
        CALLS[name](store_at(choose_port(0)))
    assert "\n" not in str(refusal.value)
