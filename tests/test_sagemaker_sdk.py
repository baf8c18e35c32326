"""The SageMaker Python SDK's own helpers: session, upload to S3, execution role."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

WITH_A_BUCKET = """
import json, sys
from sagemaker.core.helper.session_helper import Session

session = Session(default_bucket=sys.argv[2])
print(json.dumps({
    "bucket": session.default_bucket(),
    "uploaded": session.upload_data(sys.argv[1], key_prefix="labeling"),
    "role": session.expand_role("gt"),
    "back": session.read_s3_file(sys.argv[2], "labeling/data.manifest"),
}))
"""
# The SDK asks STS at an address of its own making; the session of docs/how-to/boto3.md brings it home.
WITH_STS = """
import json, sys
import boto3
from sagemaker.core.helper.session_helper import Session, get_execution_role

class HomeSession(boto3.Session):
    def client(self, service_name, *args, endpoint_url=None, **kwargs):
        return super().client(service_name, *args, **kwargs)

credentials = boto3.client("sts").assume_role(
    RoleArn="arn:aws:iam::000000000000:role/gt", RoleSessionName="notebook"
)["Credentials"]
session = Session(HomeSession(
    aws_access_key_id=credentials["AccessKeyId"],
    aws_secret_access_key=credentials["SecretAccessKey"],
    aws_session_token=credentials["SessionToken"],
))
print(json.dumps({
    "bucket": session.default_bucket(),
    "role": get_execution_role(session),
    "account": session.account_id(),
}))
"""


def said_by(server: Any, script: str, *arguments: str) -> dict[str, Any]:
    ended = server.run(sys.executable, "-W", "ignore", "-c", script, *arguments)
    said: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return said


def test_a_session_with_a_bucket_uploads_its_data_unchanged(
    trigpoint_server: Any, tmp_path: Path, unique: str
) -> None:
    data = tmp_path / "data.manifest"
    data.write_text('{"source": "soup"}\n')
    said = said_by(trigpoint_server, WITH_A_BUCKET, str(data), f"sdk-{unique}")
    assert said == {
        "bucket": f"sdk-{unique}",
        "uploaded": f"s3://sdk-{unique}/labeling/data.manifest",
        "role": "arn:aws:iam::000000000000:role/gt",
        "back": data.read_text(),
    }


def test_a_session_that_asks_sts_finds_its_account_bucket_and_role(trigpoint_server: Any) -> None:
    assert said_by(trigpoint_server, WITH_STS) == {
        "bucket": "sagemaker-us-east-1-000000000000",
        "role": "arn:aws:iam::000000000000:role/gt",
        "account": "000000000000",
    }
