"""Console users of a running server, and their keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import boto3
import httpx
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

PASSWORD = "three own words"


class Console:
    """The calls of a console's page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = httpx.Client(base_url=url, timeout=30)
        self.headers: dict[str, str] = {}

    def enter(self, path: str, body: dict[str, str]) -> httpx.Response:
        response = self.http.post(f"/console/api/{path}", json=body)
        if response.status_code == 200:
            self.headers = {"X-CSRF-Token": response.json()["csrf"]}
        return response

    def sign_in(self, name: str, password: str) -> httpx.Response:
        return self.enter("session", {"username": name, "password": password})

    def get(self, path: str) -> httpx.Response:
        return self.http.get(f"/console/api/{path}")

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.http.request(method, f"/console/api/{path}", json=body, headers=self.headers)

    def keys(self) -> Credentials:
        given = self.send("POST", "session/credentials").json()
        return Credentials(given["access_key_id"], given["secret_access_key"], given["session_token"])

    def client(self, service: str) -> Any:
        keys = self.keys()
        return boto3.session.Session().client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id=keys.access_key,
            aws_secret_access_key=keys.secret_key,
            aws_session_token=keys.token,
        )


class Manage:
    """Calls of the management API with somebody's keys."""

    def __init__(self, url: str, keys: Credentials) -> None:
        self._url = url
        self._keys = keys

    def __call__(self, method: str, path: str, body: Any = None) -> httpx.Response:
        data = None if body is None else json.dumps(body)
        request = AWSRequest(method, f"{self._url}/trigpoint/api/{path}", data=data)
        SigV4Auth(self._keys, "trigpoint", "us-east-1").add_auth(request)
        return httpx.request(method, request.url, content=data, headers=dict(request.headers.items()))


@pytest.fixture
def manage(trigpoint_server: Any) -> Manage:
    """With the installation's own key."""
    keys = trigpoint_server.client("sts")._get_credentials()
    return Manage(trigpoint_server.url, keys)


@pytest.fixture
def manage_as(trigpoint_server: Any) -> Callable[[Console], Manage]:
    return lambda console: Manage(trigpoint_server.url, console.keys())


@pytest.fixture
def new_console(trigpoint_server: Any) -> Callable[[], Console]:
    return lambda: Console(trigpoint_server.url)


@pytest.fixture
def console_of(trigpoint_server: Any, manage: Manage, unique: str) -> Callable[[str], Console]:
    """A new user of a role, signed in with a password of their own."""

    def make(role: str) -> Console:
        name = f"{role}.{unique}"
        made = manage("POST", "users", {"name": name, "role": role}).json()
        console = Console(trigpoint_server.url)
        assert console.sign_in(name, made["password"]).json()["must_change_password"]
        words = {"old_password": made["password"], "new_password": PASSWORD}
        assert console.send("PUT", "session/password", words).status_code == 204
        return console

    return make
