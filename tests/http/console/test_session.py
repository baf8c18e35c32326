"""Signing in to the console, the first of all, and who may manage users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from trigpoint.app.console import first_token
from trigpoint.keyring import KEY_FILE, KeyFileRing
from trigpoint.model.arn import Home
from trigpoint.model.clock import SystemClock
from trigpoint.model.ids import Ids

PASSWORD = "three own words"
DENIED = ("AccessDeniedException", "AccessDenied", "NotAuthorizedException")
ADMIN_ROLE = "arn:aws:iam::000000000000:role/trigpoint-admin"


def test_the_link_makes_one_administrator(
    trigpoint_server: Any, new_console: Any, manage: Any, unique: str
) -> None:
    clock = SystemClock()
    ring = KeyFileRing.open(
        trigpoint_server.data / KEY_FILE, Home("us-east-1", "000000000000"), clock, Ids(clock)
    )
    console, name = new_console(), f"first-{unique}"
    others = manage("GET", "users").json()["items"]  # of other tests on this server; the last admin goes last
    for each in sorted(others, key=lambda user: user["role"] == "admin"):
        assert manage("DELETE", f"users/{each['name']}").status_code == 204
    assert console.get("first").json() == {"needed": True}
    wrong = {"token": "guessed", "username": name, "password": PASSWORD}
    assert console.enter("first", wrong).status_code == 403
    right = {**wrong, "token": first_token(ring)}
    assert console.enter("first", {**right, "username": "a/b"}).status_code == 422
    assert console.enter("first", {**right, "password": "short"}).status_code == 422
    assert console.enter("first", right).json()["user"] == {"name": name, "role": "admin", "email": ""}
    assert console.enter("first", {**right, "username": "second"}).status_code == 403
    assert console.get("first").json() == {"needed": False}
    assert manage("PATCH", f"users/{name}", {"role": "viewer"}).status_code == 409, "the last administrator"
    assert manage("PATCH", f"users/{name}", {"enabled": False}).status_code == 409
    assert manage("DELETE", f"users/{name}").status_code == 204, "with the last user the link works again"


def test_a_session_begins_ends_and_is_this_pages_alone(
    new_console: Any, console_of: Callable[[str], Any], manage: Any
) -> None:
    console = console_of("manager")
    name = console.get("session").json()["user"]["name"]
    other = new_console()
    said = other.sign_in(name.upper(), PASSWORD)
    cookie = said.headers["set-cookie"].lower()
    assert said.status_code == 200 and "httponly" in cookie and "samesite=strict" in cookie
    assert console.http.post("/console/api/session/credentials").json()["code"] == "csrf"
    elsewhere = {**console.headers, "Origin": "http://evil.test"}
    refused = console.http.post("/console/api/session/credentials", headers=elsewhere)
    assert refused.json()["code"] == "origin"
    wrong = {"old_password": "not this", "new_password": "another three words"}
    assert console.send("PUT", "session/password", wrong).status_code == 422
    assert console.send("DELETE", "sessions").status_code == 204
    assert other.get("session").status_code == 401, "signed out everywhere"

    assert console.sign_in(name, PASSWORD).status_code == 200
    disabled = manage("PATCH", f"users/{name}", {"enabled": False})
    assert disabled.status_code == 200 and disabled.json()["enabled"] is False, disabled.text
    assert console.get("session").status_code == 401
    assert console.sign_in(name, PASSWORD).status_code == 401
    assert manage("PATCH", f"users/{name}", {"enabled": True}).status_code == 200
    new = manage("POST", f"users/{name}/password").json()["password"]
    assert console.sign_in(name, new).json()["must_change_password"]
    assert console.send("POST", "session/credentials").json()["code"] == "password-change-required"
    for _ in range(5):
        assert console.sign_in(name, "guess").status_code == 401
    assert console.sign_in(name, new).status_code == 429, "guessing is slowed down"


def test_roles_may_do_what_they_say(
    console_of: Callable[[str], Any], manage_as: Any, manage: Any, unique: str
) -> None:
    def may(work: Callable[[], Any]) -> bool:
        try:
            work()
        except ClientError as exc:
            return exc.response["Error"]["Code"] not in DENIED
        return True

    bucket = f"roles-{unique}"
    expected = {"admin": (True, True, True), "manager": (True, True, False), "viewer": (True, False, False)}
    for role, (reads, writes, administers) in expected.items():
        console = console_of(role)
        sagemaker, s3, sts = (console.client(each) for each in ("sagemaker", "s3", "sts"))
        called = manage_as(console)
        assert may(sagemaker.list_labeling_jobs) is reads
        assert may(s3.list_buckets) is reads
        assert called("GET", "jobs").status_code == 200
        assert may(lambda s=sagemaker: s.stop_labeling_job(LabelingJobName="none")) is writes
        assert may(lambda s=s3: s.create_bucket(Bucket=bucket)) is writes
        assert may(lambda s=s3: s.put_object(Bucket=bucket, Key="k", Body=b"x")) is writes
        assert may(lambda c=console: c.client("cognito-idp").create_user_pool(PoolName="p")) is writes
        assert may(sts.get_caller_identity)
        assert (
            may(lambda s=sts: s.assume_role(RoleArn=ADMIN_ROLE, RoleSessionName="way-around")) is administers
        )
        assert (called("GET", "users").status_code == 200) is administers
        denied = called("POST", "users", {"name": f"by-{role}-{unique}", "role": "admin"})
        assert denied.status_code == (200 if administers else 403), denied.text
    assert manage("GET", "users").status_code == 200, "the installation's own key is an administrator's"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"name": "x y", "role": "viewer"}, 400),
        ({"name": "zoe", "role": "king"}, 400),
        ({"name": "zoe", "role": "viewer", "email": "nobody"}, 400),
        ({"name": "zoe"}, 400),
    ],
)
def test_bad_users_are_refused_in_words(manage: Any, given: dict[str, str], status: int) -> None:
    refused = manage("POST", "users", given)
    assert refused.status_code == status and refused.json()["message"]


def test_the_command_line_lets_people_in_again(trigpoint_server: Any, new_console: Any, unique: str) -> None:
    name = f"cli-{unique}"
    said = trigpoint_server.trigpoint("console", "add", name, "--role", "viewer").stdout
    assert new_console().sign_in(name, said.split()[-1]).status_code == 200
    new = trigpoint_server.trigpoint("console", "reset", name).stdout.split()[-1]
    assert new_console().sign_in(name, said.split()[-1]).status_code == 401
    assert new_console().sign_in(name, new).json()["must_change_password"]
    assert name in trigpoint_server.trigpoint("console", "list").stdout
    refused = trigpoint_server.trigpoint("console", "add", name, "--role", "king", check=False)
    assert refused.returncode and "viewer, manager, admin" in refused.stderr + refused.stdout
