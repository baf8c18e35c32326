"""A server of nothing but the AWS endpoint with the S3 service, and clients of it."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
import uvicorn
from botocore.config import Config

from trigpoint.blobs.folder import FolderStore
from trigpoint.http.aws.endpoint import AwsEndpoint
from trigpoint.http.aws.s3.service import S3Service
from trigpoint.keyring import KeyFileRing
from trigpoint.model.arn import Home
from trigpoint.model.clock import SystemClock
from trigpoint.model.ids import Ids


class ShiftedClock:
    """The machine's clock, set ahead or back."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.shift


@dataclass
class Server:
    url: str
    keyring: KeyFileRing
    store: FolderStore
    clock: ShiftedClock
    root: Path

    def client(self, service: str = "s3", **overrides: Any) -> Any:
        """A boto3 client with the administrator's key, or what `overrides` say."""
        arguments: dict[str, Any] = {
            "endpoint_url": self.url,
            "region_name": "us-east-1",
            "aws_access_key_id": self.keyring.root.access_key_id,
            "aws_secret_access_key": self.keyring.root.secret_key,
            "config": Config(retries={"total_max_attempts": 1}),
        }
        return boto3.client(service, **(arguments | overrides))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("s3-server")
    clock = ShiftedClock()
    ids = Ids(clock)
    keyring = KeyFileRing.open(folder / "keys.json", Home("us-east-1", "000000000000"), clock, ids)
    store = FolderStore(folder / "buckets", fsync=False)
    app = AwsEndpoint(keyring, {"s3": S3Service(store)}, clock, ids, 1024 * 1024)
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_level="warning", timeout_graceful_shutdown=2)
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    yield Server(url, keyring, store, clock, folder / "buckets")
    running.should_exit = True
    thread.join()
    listener.close()


@pytest.fixture
def clock(server: Server) -> Iterator[ShiftedClock]:
    yield server.clock
    server.clock.shift = timedelta()


@pytest.fixture
def s3(server: Server) -> Any:
    return server.client()


@pytest.fixture
def bucket(server: Server, request: pytest.FixtureRequest) -> str:
    """A new bucket for each test."""
    name = f"b-{Ids(SystemClock()).token()[:20]}"
    server.store.create_bucket(name)
    return name


@pytest.fixture
def error_of() -> Callable[..., str]:
    """Runs a call that must fail and gives the code of its error."""
    from botocore.exceptions import ClientError

    def code(call: Callable[..., Any], **arguments: Any) -> str:
        with pytest.raises(ClientError) as caught:
            call(**arguments)
        return str(caught.value.response["Error"]["Code"])

    return code
