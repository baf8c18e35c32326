"""What is labeled: a bucket, a team of workers and jobs, made through boto3 as an administrator would."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import boto3  # type: ignore[import-untyped]
import msgspec
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionError, HTTPClientError

BUCKET = "soak"
TEAM = "soak-team"
PASSWORD = "Soak-pass-22"
LABEL = "course"
LABELS = ("Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack")
FINAL = ("Completed", "Stopped", "Failed")
_PATIENCE_SECONDS = 60.0
_FUNCTIONS = "arn:aws:lambda:us-east-1:432418664414:function:"
_TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier name="category" header="Which course?"
      categories="{{ task.input.labels | to_json | escape }}">
    <classification-target>{{ task.input.taskObject }}</classification-target>
    <full-instructions header="How to choose">Choose the one that fits best.</full-instructions>
    <short-instructions>Choose one.</short-instructions>
  </crowd-classifier>
</crowd-form>
"""


class Job(msgspec.Struct, kw_only=True):
    """A labeling job as it was asked for."""

    name: str
    n_objects: int
    n_workers: int
    window: int = 1000
    time_limit_seconds: int = 300

    @property
    def folder(self) -> str:
        return f"output/{self.name}/"

    def lines(self) -> list[bytes]:
        """Its manifest; keys, spaces and the spelling of numbers are of several kinds on purpose."""
        spellings = (
            b'{"source":"%b, dish %d","price":%d.50}',
            b'{ "price" : %d.10e1 , "source" : "%b, dish %d" }',
        )
        made = []
        for n in range(self.n_objects):
            name = self.name.encode()
            first = n % 2 == 0
            made.append(spellings[0] % (name, n, n % 40) if first else spellings[1] % (n % 40, name, n))
        return made


class Project:
    """The administrator: asks the servers in turn until one answers."""

    def __init__(self, urls: Sequence[str], key_file: Path) -> None:
        keys = json.loads(key_file.read_text())
        session = boto3.Session(keys["access_key_id"], keys["secret_key"], region_name="us-east-1")
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
        self._clients: dict[str, list[Any]] = {
            service: [session.client(service, endpoint_url=url, config=config) for url in urls]
            for service in ("s3", "sagemaker", "cognito-idp")
        }
        self._at = 0

    def prepare(self, usernames: Sequence[str]) -> None:
        """Makes the bucket, and the team with its workers."""
        self._call("s3", lambda s3: s3.create_bucket(Bucket=BUCKET), "BucketAlreadyOwnedByYou")
        self.put("template.liquid", _TEMPLATE.encode())
        labels = {"document-version": "2018-11-28", "labels": [{"label": each} for each in LABELS]}
        self.put("labels.json", json.dumps(labels).encode())
        pool = self._cognito("create_user_pool", PoolName="soak")["UserPool"]["Id"]
        client = self._cognito("create_user_pool_client", UserPoolId=pool, ClientName="soak")
        client_id = client["UserPoolClient"]["ClientId"]
        self._cognito("create_group", UserPoolId=pool, GroupName=TEAM)
        for name in usernames:
            user = {"UserPoolId": pool, "Username": name}
            self._cognito("admin_create_user", **user, MessageAction="SUPPRESS")
            self._cognito("admin_set_user_password", **user, Password=PASSWORD, Permanent=True)
            self._cognito("admin_add_user_to_group", **user, GroupName=TEAM)
        config = {"UserPool": pool, "ClientId": client_id}
        self._sagemaker("create_workforce", WorkforceName="soak", CognitoConfig=config)
        member = {"UserPool": pool, "UserGroup": TEAM, "ClientId": client_id}
        self._sagemaker(
            "create_workteam",
            WorkteamName=TEAM,
            WorkforceName="soak",
            Description="soaks",
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
        )

    def create_job(self, job: Job) -> None:
        """Creates it; when the answer was lost and the job is there, it is this one."""
        self.put(f"input/{job.name}.manifest", b"\n".join(job.lines()) + b"\n")
        team = self._sagemaker("describe_workteam", WorkteamName=TEAM)["Workteam"]["WorkteamArn"]
        request = {
            "LabelingJobName": job.name,
            "LabelAttributeName": LABEL,
            "RoleArn": "arn:aws:iam::111122223333:role/soak",
            "InputConfig": {
                "DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://{BUCKET}/input/{job.name}.manifest"}}
            },
            "OutputConfig": {"S3OutputPath": f"s3://{BUCKET}/output/"},
            "LabelCategoryConfigS3Uri": f"s3://{BUCKET}/labels.json",
            "HumanTaskConfig": {
                "WorkteamArn": team,
                "UiConfig": {"UiTemplateS3Uri": f"s3://{BUCKET}/template.liquid"},
                "TaskTitle": "Menu",
                "TaskDescription": "Choose the course.",
                "PreHumanTaskLambdaArn": f"{_FUNCTIONS}PRE-TextMultiClass",
                "AnnotationConsolidationConfig": {
                    "AnnotationConsolidationLambdaArn": f"{_FUNCTIONS}ACS-TextMultiClass"
                },
                "NumberOfHumanWorkersPerDataObject": job.n_workers,
                "TaskTimeLimitInSeconds": job.time_limit_seconds,
                "MaxConcurrentTaskCount": job.window,
            },
        }
        self._call("sagemaker", lambda api: api.create_labeling_job(**request), "ResourceInUse")

    def status(self, name: str) -> str:
        said = self._sagemaker("describe_labeling_job", LabelingJobName=name)
        return str(said["LabelingJobStatus"])

    def stop_job(self, name: str) -> None:
        """Stops it, unless it has come to its end meanwhile."""
        try:
            self._sagemaker("stop_labeling_job", LabelingJobName=name)
        except ClientError:
            if self.status(name) not in (*FINAL, "Stopping"):
                raise

    def put(self, key: str, body: bytes) -> None:
        self._call("s3", lambda s3: s3.put_object(Bucket=BUCKET, Key=key, Body=body))

    def _cognito(self, operation: str, **given: Any) -> Any:
        return self._call("cognito-idp", lambda api: getattr(api, operation)(**given))

    def _sagemaker(self, operation: str, **given: Any) -> Any:
        return self._call("sagemaker", lambda api: getattr(api, operation)(**given))

    def _call(self, service: str, call: Callable[[Any], Any], done_before: str = "") -> Any:
        """The call's answer. `done_before` is the error that says an earlier attempt had been heard."""
        until = time.monotonic() + _PATIENCE_SECONDS
        was_lost = False
        clients = self._clients[service]
        while True:
            try:
                return call(clients[self._at % len(clients)])
            except (ConnectionError, HTTPClientError) as exc:
                was_lost, error = True, exc
            except ClientError as exc:
                if was_lost and done_before and exc.response["Error"]["Code"] == done_before:
                    return None
                if exc.response["ResponseMetadata"]["HTTPStatusCode"] != 503:
                    raise
                error = exc
            self._at += 1
            if time.monotonic() > until:
                raise error
            time.sleep(0.1)
