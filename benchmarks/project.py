"""What a benchmark labels: a bucket, a team whose workers are signed in, and jobs of any size."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import boto3  # type: ignore[import-untyped]
from botocore.config import Config

from benchmarks.server import Server

BUCKET = "bench"
TEAM = "bench-team"
LABELS = ("Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack")
WINDOW = 5000
"""MaxConcurrentTaskCount: as much staged ahead as AWS allows."""
ANSWER = {"category": {"label": "Mains"}}
_PASSWORD = "Bench-pass-22"
_PRE = "arn:aws:lambda:us-east-1:432418664414:function:PRE-{}"
_POST = "arn:aws:lambda:us-east-1:432418664414:function:ACS-{}"
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
_IMAGE_TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-image-classifier name="category" header="Which course?"
      src="{{ task.input.taskObject | grant_read_access }}"
      categories="{{ task.input.labels | to_json | escape }}">
    <full-instructions header="How to choose">Choose the one that fits best.</full-instructions>
    <short-instructions>Choose one.</short-instructions>
  </crowd-image-classifier>
</crowd-form>
"""


class SignedIn(NamedTuple):
    """What a worker's browser sends with each call."""

    username: str
    cookie: str
    csrf: str


class Project:
    """The team and the bucket on a server; made on first use of its data folder."""

    def __init__(self, server: Server) -> None:
        self._server = server
        keys = json.loads((server.data / "keys.json").read_text())
        session = boto3.Session(keys["access_key_id"], keys["secret_key"], region_name="us-east-1")
        self.credentials: Any = session.get_credentials()
        config = Config(retries={"max_attempts": 0})
        self._sagemaker: Any = session.client("sagemaker", endpoint_url=server.url, config=config)
        self._cognito: Any = session.client("cognito-idp", endpoint_url=server.url, config=config)
        self._s3: Any = session.client("s3", endpoint_url=server.url, config=config)

    def prepare(self, n_workers: int) -> list[SignedIn]:
        """Makes the bucket and a team of `n_workers`, and signs them all in."""
        self._s3.create_bucket(Bucket=BUCKET)
        self._put("template.liquid", _TEMPLATE.encode())
        labels = {"document-version": "2018-11-28", "labels": [{"label": each} for each in LABELS]}
        self._put("labels.json", json.dumps(labels).encode())
        pool = self._cognito.create_user_pool(PoolName="bench")["UserPool"]["Id"]
        client = self._cognito.create_user_pool_client(UserPoolId=pool, ClientName="bench")
        client_id = client["UserPoolClient"]["ClientId"]
        self._cognito.create_group(UserPoolId=pool, GroupName=TEAM)
        names = [f"worker-{n:02}" for n in range(n_workers)]
        for name in names:
            user = {"UserPoolId": pool, "Username": name}
            self._cognito.admin_create_user(**user, MessageAction="SUPPRESS")
            self._cognito.admin_set_user_password(**user, Password=_PASSWORD, Permanent=True)
            self._cognito.admin_add_user_to_group(**user, GroupName=TEAM)
        self._sagemaker.create_workforce(
            WorkforceName="bench", CognitoConfig={"UserPool": pool, "ClientId": client_id}
        )
        member = {"UserPool": pool, "UserGroup": TEAM, "ClientId": client_id}
        self._sagemaker.create_workteam(
            WorkteamName=TEAM,
            WorkforceName="bench",
            Description="benchmarks",
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
        )
        return [self._sign_in(name) for name in names]

    def drop_manifest(self, name: str, n_objects: int) -> None:
        """Puts a manifest for the job into the bucket's folder."""
        write_manifest(self._server.data / "buckets" / BUCKET / f"{name}.manifest", n_objects)

    def create_image_job(self, name: str) -> None:
        """Creates a job over a manifest of images."""
        self._put("image.liquid", _IMAGE_TEMPLATE.encode())
        self.create_job(name, kind="ImageMultiClass", template="image.liquid")

    def create_job(
        self, name: str, *, kind: str = "TextMultiClass", template: str = "template.liquid"
    ) -> None:
        """Creates a job over the manifest that was dropped for it."""
        team = self._sagemaker.describe_workteam(WorkteamName=TEAM)["Workteam"]["WorkteamArn"]
        self._sagemaker.create_labeling_job(
            LabelingJobName=name,
            LabelAttributeName="course",
            RoleArn="arn:aws:iam::111122223333:role/bench",
            InputConfig={"DataSource": {"S3DataSource": {"ManifestS3Uri": f"s3://{BUCKET}/{name}.manifest"}}},
            OutputConfig={"S3OutputPath": f"s3://{BUCKET}/output/"},
            LabelCategoryConfigS3Uri=f"s3://{BUCKET}/labels.json",
            HumanTaskConfig={
                "WorkteamArn": team,
                "UiConfig": {"UiTemplateS3Uri": f"s3://{BUCKET}/{template}"},
                "TaskTitle": "Menu",
                "TaskDescription": "Choose the course.",
                "PreHumanTaskLambdaArn": _PRE.format(kind),
                "AnnotationConsolidationConfig": {"AnnotationConsolidationLambdaArn": _POST.format(kind)},
                "NumberOfHumanWorkersPerDataObject": 1,
                "TaskTimeLimitInSeconds": 3600,
                "MaxConcurrentTaskCount": WINDOW,
            },
        )

    def wait_until_read(self, name: str) -> None:
        """Returns when the job's manifest is in the database."""
        while (status := self._describe(name)["LabelingJobStatus"]) == "Initializing":
            time.sleep(0.02)
        if status != "InProgress":
            raise RuntimeError(f"{name} is {status}: {self._describe(name).get('FailureReason')}")

    def wait_until_labeled(self, name: str, n_objects: int) -> None:
        """Returns when so many objects have their label."""
        while self._describe(name)["LabelCounters"]["TotalLabeled"] < n_objects:
            time.sleep(0.1)

    def wait_until_staged(self, name: str, worker: SignedIn, n_objects: int) -> float:
        """Seconds until the window is full of tasks."""
        began = time.perf_counter()
        n_offers, least = 0, min(WINDOW, n_objects, 1000)  # the board counts up to a thousand
        while n_offers < least:
            time.sleep(0.1)
            jobs = json.loads(call(self._server.url, "GET", "/portal/api/jobs", worker))
            n_offers = next((job["available"] for job in jobs if job["name"] == name), 0)
        self._until_quiet()
        return time.perf_counter() - began

    def _until_quiet(self) -> None:
        """Waits until the engine has nothing to do: staging and consolidation have caught up."""
        idle = 0
        while idle < 5:
            before = self._taken()
            time.sleep(0.2)
            idle = idle + 1 if self._taken() - before < 0.04 else 0

    def _taken(self) -> float:
        return self._server.cpu_seconds() + self._server.engine_cpu_seconds()

    def stop_job(self, name: str) -> None:
        self._sagemaker.stop_labeling_job(LabelingJobName=name)
        while self._describe(name)["LabelingJobStatus"] == "Stopping":
            time.sleep(0.1)

    def _describe(self, name: str) -> dict[str, Any]:
        said: dict[str, Any] = self._sagemaker.describe_labeling_job(LabelingJobName=name)
        return said

    def _put(self, key: str, body: bytes) -> None:
        self._s3.put_object(Bucket=BUCKET, Key=key, Body=body)

    def _sign_in(self, name: str) -> SignedIn:
        body = json.dumps({"username": name, "password": _PASSWORD}).encode()
        request = urllib.request.Request(
            f"{self._server.url}/portal/api/session", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            cookie = answer.headers["Set-Cookie"].split(";")[0]
            return SignedIn(name, cookie, json.loads(answer.read())["csrf"])


def call(url: str, method: str, path: str, worker: SignedIn, body: dict[str, Any] | None = None) -> bytes:
    """One call of a worker's browser."""
    data = json.dumps(body).encode() if body is not None else (b"" if method == "POST" else None)
    headers = {"Cookie": worker.cookie, "X-CSRF-Token": worker.csrf, "Content-Type": "application/json"}
    request = urllib.request.Request(url + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        content: bytes = answer.read()
        return content


def manifest_line(n: int) -> bytes:
    """One line as labs write them: the text and two fields of their own; 130 bytes."""
    text = f"Dish {n:08}: slow cooked in coconut milk, with rice, {n % 97} spices and a salad"
    return b'{"source":"%b","menu-id":%d,"price":%d.50}' % (text.encode(), n, n % 40)


def augmented_line(n: int) -> bytes:
    """A line that carries the label of an earlier job."""
    return manifest_line(n)[:-1] + (
        b',"course":3,"course-metadata":{"class-name":"Mains","job-name":"labeling-job/earlier","confidence":'
        b'0.94,"type":"groundtruth/text-classification","human-annotated":"yes",'
        b'"creation-date":"2031-04-02T09:18:44.120553"}}'
    )


def write_manifest(path: Path, n_lines: int, line: Callable[[int], bytes] = manifest_line) -> None:
    with path.open("wb") as file:
        for start in range(0, n_lines, 10_000):
            stop = min(start + 10_000, n_lines)
            file.write(b"".join(line(n) + b"\n" for n in range(start, stop)))
