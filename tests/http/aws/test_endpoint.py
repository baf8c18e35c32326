"""The door: whose request it is, who answers, and what is kept out."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from trigpoint.http.aws.endpoint import AwsEndpoint, is_aws_request
from trigpoint.http.aws.request import AwsRequest, AwsResponse
from trigpoint.keyring import KeyFileRing
from trigpoint.model.arn import Home
from trigpoint.model.clock import SystemClock
from trigpoint.model.errors import NotFound
from trigpoint.model.ids import Ids

URL = "http://lab.example:8800"


class Echo:
    """A service that says what it was asked, and can fail."""

    async def handle(self, request: AwsRequest) -> AwsResponse:
        body = await request.read()
        if body == b"fail":
            raise RuntimeError("a secret detail")
        if body == b"none":
            raise NotFound("thing", "x")
        if body == b"stream":
            return AwsResponse(200, {}, self._count(request))
        told = {
            "service": request.service,
            "region": request.region,
            "caller": request.caller.arn,
            "body": body.decode(),
            "query": dict(request.query),
            "path": request.path,
            "origin": request.origin,
        }
        return AwsResponse(200, {"Content-Type": "application/json"}, json.dumps(told).encode())

    async def _count(self, request: AwsRequest) -> AsyncGenerator[bytes, None]:
        self.sent = 0
        try:
            while self.sent < 1000:
                self.sent += 1
                yield b"piece"
                await asyncio.sleep(0)
        finally:
            self.closed = True

    def error(self, request: AwsRequest, exc: Exception) -> AwsResponse:
        return AwsResponse(418, {}, f"{type(exc).__name__} for {request.service}".encode())


@dataclass
class Door:
    """Calls the endpoint as a server would."""

    endpoint: AwsEndpoint
    keyring: KeyFileRing
    echo: Echo
    sent: list[Any] = field(default_factory=list)

    def scope(self, method: str, path: str, headers: dict[str, str]) -> dict[str, Any]:
        raw_path, _, query = path.partition("?")
        told = {"host": "lab.example:8800", **{n.lower(): v for n, v in headers.items()}}
        return {
            "type": "http",
            "method": method,
            "scheme": "http",
            "path": raw_path,
            "raw_path": raw_path.encode(),
            "query_string": query.encode(),
            "headers": [(n.encode(), v.encode()) for n, v in told.items()],
        }

    def call(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b"", hang_up: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        self.sent = []
        pieces = [body[at : at + 7] for at in range(0, len(body), 7)] or [b""]
        messages = [{"type": "http.request", "body": p, "more_body": True} for p in pieces]
        if not hang_up:
            messages[-1]["more_body"] = False

        async def receive() -> Any:
            if messages:
                return messages.pop(0)
            if not hang_up:
                await asyncio.sleep(3600)
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            self.sent.append(message)

        asyncio.run(self.endpoint(self.scope(method, path, headers), receive, send))
        if not self.sent:
            return 0, {}, b""
        told = {n.decode(): v.decode() for n, v in self.sent[0]["headers"]}
        return self.sent[0]["status"], told, b"".join(m.get("body", b"") for m in self.sent[1:])

    def signed(self, body: bytes, service: str = "echo", path: str = "/", **headers: str) -> dict[str, str]:
        key = self.keyring.root
        request = AWSRequest("POST", URL + path, {n.replace("_", "-"): v for n, v in headers.items()}, body)
        SigV4Auth(Credentials(key.access_key_id, key.secret_key), service, "eu-west-1").add_auth(request)
        return dict(request.headers.items())

    def post(
        self, body: bytes, service: str = "echo", path: str = "/", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        return self.call("POST", path, self.signed(body, service, path, **headers), body)


@pytest.fixture
def door(tmp_path: Path) -> Door:
    clock = SystemClock()
    ids = Ids(clock)
    keyring = KeyFileRing.open(tmp_path / "keys.json", Home("eu-west-1", "111122223333"), clock, ids)
    echo = Echo()
    return Door(AwsEndpoint(keyring, {"echo": echo, "sagemaker": echo}, clock, ids, 100), keyring, echo)


def test_the_service_of_the_signature_is_asked(door: Door) -> None:
    status, headers, body = door.post(b"a body in pieces", path="/a%20b?x=%2F&y")
    assert status == 200
    assert json.loads(body) == {
        "service": "echo",
        "region": "eu-west-1",
        "caller": "arn:aws:iam::111122223333:root",
        "body": "a body in pieces",
        "query": {"x": "/", "y": ""},
        "path": "/a b",
        "origin": URL,
    }
    assert headers["content-length"] == str(len(body))
    assert len(headers["x-amzn-requestid"]) == 36


def test_an_unsigned_request_is_refused_by_the_service_of_its_target(door: Door) -> None:
    status, _, body = door.call("POST", "/", {"X-Amz-Target": "SageMaker.ListLabelingJobs"}, b"{}")
    assert (status, body) == (418, b"SignatureRejected for sagemaker")


def test_a_changed_body_is_refused(door: Door) -> None:
    status, _, body = door.call("POST", "/", door.signed(b"one"), b"two")
    assert (status, body) == (418, b"SignatureRejected for echo")


@pytest.mark.parametrize(
    ("target", "form", "name"),
    [
        ("AWSLambda.Invoke", b"{}", "Invoke"),
        ("", b"Action=Publish&Version=1", "Publish"),
        ("", b"", "POST /"),
    ],
)
def test_what_is_not_served_is_named(door: Door, target: str, form: bytes, name: str) -> None:
    headers = {"X_Amz_Target": target} if target else {}
    status, told, body = door.post(form, "sns", **headers)
    assert (status, told["x-amzn-errortype"]) == (400, "UnknownOperationException")
    error = json.loads(body)
    assert error["__type"] == "UnknownOperationException"
    assert error["Message"] == error["message"] == f"{name} of 'sns' is not served here"


def test_only_the_signed_learn_what_is_not_served(door: Door) -> None:
    headers = door.signed(b"one", "sns")
    assert json.loads(door.call("POST", "/", headers, b"two")[2])["__type"] == "InvalidSignatureException"


@pytest.mark.parametrize("told", [True, False])
def test_an_oversize_body_is_not_read(door: Door, told: bool) -> None:
    body = b"x" * 101
    headers = door.signed(body) | ({"Content-Length": "101"} if told else {})
    assert door.call("POST", "/", headers, body)[::2] == (418, b"BodyTooLarge for echo")
    headers = door.signed(body, "sns")
    status, _, answer = door.call("POST", "/", headers, body)
    assert (status, json.loads(answer)["__type"]) == (413, "RequestEntityTooLargeException")


def test_errors_are_shaped_by_the_service(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    assert door.post(b"none")[::2] == (418, b"NotFound for echo")
    assert door.post(b"fail")[::2] == (418, b"RuntimeError for echo")


def test_nobody_is_answered_when_the_client_has_gone(door: Door) -> None:
    assert door.call("POST", "/", door.signed(b"whole"), b"who", hang_up=True) == (0, {}, b"")


def test_a_stream_stops_with_its_client(door: Door) -> None:
    assert door.post(b"stream")[2] == b"piece" * 1000
    assert door.echo.closed

    async def hang_up() -> None:
        body, messages, sent = b"stream", [{"type": "http.request", "body": b"stream"}], []

        async def receive() -> Any:
            return messages.pop(0) if messages else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        door.echo.closed = False
        await door.endpoint(door.scope("POST", "/", door.signed(body)), receive, send)

    asyncio.run(hang_up())
    assert door.echo.closed and door.echo.sent < 10


@pytest.mark.parametrize(
    ("method", "path", "headers", "ours"),
    [
        ("GET", "/", {}, False),
        ("GET", "/portal/api/jobs", {"authorization": "Bearer x"}, False),
        ("GET", "/bucket/key", {}, False),
        ("POST", "/", {"authorization": "AWS4-HMAC-SHA256 Credential=x"}, True),
        ("POST", "/", {"x-amz-target": "SageMaker.ListLabelingJobs"}, True),
        ("GET", "/b/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x", {}, True),
        ("GET", "/b/k?AWSAccessKeyId=a&Signature=b&Expires=1", {}, True),
        ("OPTIONS", "/b/k?X-Amz-Algorithm=x", {"origin": "null"}, True),
        ("OPTIONS", "/", {"access-control-request-headers": "authorization,x-amz-date"}, True),
        ("OPTIONS", "/portal/api/jobs", {"access-control-request-headers": "x-csrf-token"}, False),
    ],
)
def test_what_is_an_aws_request(
    door: Door, method: str, path: str, headers: dict[str, str], ours: bool
) -> None:
    assert is_aws_request(door.scope(method, path, headers)) is ours
