"""Keys that the console's users are given for their scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError


def client(url: str, service: str, made: dict[str, Any]) -> Any:
    return boto3.session.Session().client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=made["key"]["access_key_id"],
        aws_secret_access_key=made["secret_access_key"],
    )


def code(work: Callable[[], Any]) -> str:
    with pytest.raises(ClientError) as caught:
        work()
    return str(caught.value.response["Error"]["Code"])


def test_a_key_does_what_its_role_may_until_it_is_disabled_or_deleted(
    console_of: Any, manage_as: Any, trigpoint_server: Any, unique: str
) -> None:
    admin = console_of("admin")
    manage = manage_as(admin)
    answer = manage("POST", "access-keys", {"role": "viewer", "description": "nightly report"})
    made = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    key = made["key"]
    assert (key["owner"], key["role"], key["used_at"]) == (f"admin.{unique}", "viewer", None)
    url = trigpoint_server.url
    sagemaker, s3 = client(url, "sagemaker", made), client(url, "s3", made)
    assert "LabelingJobSummaryList" in sagemaker.list_labeling_jobs()
    who = client(url, "sts", made).get_caller_identity()["Arn"]
    assert who.endswith(f":user/trigpoint-viewer/admin.{unique}")
    assert code(lambda: s3.create_bucket(Bucket=f"no-{unique}")) == "AccessDenied"
    assume = {"RoleArn": "arn:aws:iam::111122223333:role/any", "RoleSessionName": "way-around"}
    assert code(lambda: client(url, "sts", made).assume_role(**assume)) == "AccessDenied"

    def listed() -> dict[str, Any]:
        found: dict[str, Any] = next(
            each
            for each in manage("GET", "access-keys").json()["items"]
            if each["access_key_id"] == key["access_key_id"]
        )
        return found

    assert listed()["used_at"] is not None and "secret" not in str(listed())
    path = f"access-keys/{key['access_key_id']}"
    assert manage("PATCH", path, {"enabled": False}).json()["enabled"] is False
    assert code(sagemaker.list_labeling_jobs) == "UnrecognizedClientException"
    assert manage("PATCH", path, {"enabled": True}).status_code == 200
    sagemaker.list_labeling_jobs()
    wrong = {**made, "secret_access_key": "x" * 40}
    assert code(client(url, "sagemaker", wrong).list_labeling_jobs) == "InvalidSignatureException"
    assert manage("DELETE", path).status_code == 204
    assert code(sagemaker.list_labeling_jobs) == "UnrecognizedClientException"
    assert manage("DELETE", path).status_code == 404


def test_a_key_never_may_more_than_its_owner_and_ends_with_them(
    manage: Any, manage_as: Any, console_of: Any, trigpoint_server: Any, unique: str
) -> None:
    console_of("manager")
    owner = f"manager.{unique}"
    assert manage("POST", "access-keys", {"owner": owner, "role": "admin"}).status_code == 400
    assert manage("POST", "access-keys", {"owner": "nobody"}).status_code == 404
    assert manage("POST", "access-keys", {}).status_code == 400, "the installation's key is nobody's"
    assert manage("POST", "access-keys", {"owner": owner, "description": "a\nb"}).status_code == 400
    made = manage("POST", "access-keys", {"owner": owner.upper()}).json()
    assert made["key"]["role"] == "manager"
    s3 = client(trigpoint_server.url, "s3", made)
    s3.create_bucket(Bucket=f"keys-{unique}")
    manage("PATCH", f"users/{owner}", {"role": "viewer"})
    assert code(lambda: s3.delete_bucket(Bucket=f"keys-{unique}")) == "AccessDenied"
    manage("PATCH", f"users/{owner}", {"role": "manager", "enabled": False})
    assert code(s3.list_buckets) == "InvalidAccessKeyId"
    manage("PATCH", f"users/{owner}", {"enabled": True})
    s3.delete_bucket(Bucket=f"keys-{unique}")
    manage("DELETE", f"users/{owner}")
    assert code(s3.list_buckets) == "InvalidAccessKeyId"
    manage("POST", "users", {"name": owner, "role": "manager"})
    assert code(s3.list_buckets) == "InvalidAccessKeyId", "a new user of that name is somebody else"

    keys = Credentials(made["key"]["access_key_id"], made["secret_access_key"])
    assert type(manage)(trigpoint_server.url, keys)("GET", "jobs").status_code == 401
    assert manage_as(console_of("viewer"))("GET", "access-keys").status_code == 403
