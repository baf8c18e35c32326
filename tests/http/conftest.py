"""A worker with an HTTP client, against a running server."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

FIRST, SECOND = "Temp-pass-1", "Own-pass-22"
FUNCTIONS = "arn:aws:lambda:eu-west-1:568282634449:function:"
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><img src="{{ task.input.manifestLine.picture | grant_read_access }}">
<crowd-classifier name="kind" categories="{{ task.input.labels | to_json | escape }}" header="?">
<classification-target>{{ task.input.taskObject }}</classification-target></crowd-classifier></crowd-form>"""


class Site:
    """A team, and jobs for it, made through the public API."""

    def __init__(self, server: Any, name: str) -> None:
        self.server = server
        self.name = name
        self.s3, self.sagemaker, self.cognito = (
            server.client(each) for each in ("s3", "sagemaker", "cognito-idp")
        )
        self.s3.create_bucket(Bucket=f"site-{name}")
        workforces = self.sagemaker.list_workforces()["Workforces"]
        if workforces:
            config = workforces[0]["CognitoConfig"]
            self.pool, client = config["UserPool"], config["ClientId"]
        else:
            self.pool = self.cognito.create_user_pool(PoolName="site")["UserPool"]["Id"]
            client = self.cognito.create_user_pool_client(UserPoolId=self.pool, ClientName="c")[
                "UserPoolClient"
            ]["ClientId"]
            self.sagemaker.create_workforce(
                WorkforceName="default", CognitoConfig={"UserPool": self.pool, "ClientId": client}
            )
        self.cognito.create_group(UserPoolId=self.pool, GroupName=name)
        member = {"UserPool": self.pool, "UserGroup": name, "ClientId": client}
        self.team = self.sagemaker.create_workteam(
            WorkteamName=f"team-{name}",
            Description="a team",
            MemberDefinitions=[{"CognitoMemberDefinition": member}],
        )["WorkteamArn"]

    def put(self, key: str, data: str | bytes) -> str:
        self.s3.put_object(Bucket=f"site-{self.name}", Key=key, Body=data)
        return f"s3://site-{self.name}/{key}"

    def worker(self, username: str, *, password: str = FIRST) -> str:
        full = f"{username}-{self.name}"
        self.cognito.admin_create_user(
            UserPoolId=self.pool, Username=full, TemporaryPassword=password, MessageAction="SUPPRESS"
        )
        self.cognito.admin_add_user_to_group(UserPoolId=self.pool, Username=full, GroupName=self.name)
        return full

    def job(
        self, suffix: str = "job", lines: int = 3, options: dict[str, Any] | None = None, **human: Any
    ) -> str:
        name = f"{suffix}-{self.name}"
        picture = self.put("in/picture.png", b"\x89PNG")
        rows = [json.dumps({"source": f"dish {n}", "picture": picture}) for n in range(lines)]
        labels: dict[str, Any] = {"labels": [{"label": "Mains"}, {"label": "Dessert"}]}
        if options is not None:
            labels["trigpoint"] = options
        config = {
            "WorkteamArn": self.team,
            "UiConfig": {"UiTemplateS3Uri": self.put("in/template.liquid", TEMPLATE)},
            "TaskTitle": "Sort dishes",
            "TaskDescription": "Say what each is",
            "PreHumanTaskLambdaArn": f"{FUNCTIONS}PRE-TextMultiClass",
            "AnnotationConsolidationConfig": {
                "AnnotationConsolidationLambdaArn": f"{FUNCTIONS}ACS-TextMultiClass"
            },
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
            **human,
        }
        self.sagemaker.create_labeling_job(
            LabelingJobName=name,
            LabelAttributeName="kind",
            RoleArn="arn:aws:iam::111122223333:role/gt",
            InputConfig={
                "DataSource": {
                    "S3DataSource": {"ManifestS3Uri": self.put("in/data.manifest", "\n".join(rows))}
                }
            },
            OutputConfig={"S3OutputPath": f"s3://site-{self.name}/out"},
            LabelCategoryConfigS3Uri=self.put("in/labels.json", json.dumps(labels)),
            HumanTaskConfig=config,
        )
        return name

    def wait(self, name: str, *states: str) -> dict[str, Any]:
        found: dict[str, Any] = _eventually(
            lambda: (
                described
                if (described := self.sagemaker.describe_labeling_job(LabelingJobName=name))[
                    "LabelingJobStatus"
                ]
                in states
                else None
            )
        )
        return found


class Client:
    """A browser's calls, without the browser."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.headers: dict[str, str] = {}

    def sign_in(self, username: str, password: str) -> httpx.Response:
        response = self.http.post("/portal/api/session", json={"username": username, "password": password})
        if response.status_code == 200:
            self.headers = {"X-CSRF-Token": response.json()["csrf"]}
        return response

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.http.get(f"/portal/api{path}", **given)

    def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        return self.http.request(method, f"/portal/api{path}", json=body, headers=self.headers)

    def take(self, job: str) -> dict[str, Any]:
        response = _eventually(
            lambda: (
                found if (found := self.send("POST", f"/jobs/{job}/assignments")).status_code == 201 else None
            )
        )
        taken: dict[str, Any] = response.json()
        return taken

    def answer(self, held: dict[str, Any], label: str = "Mains", **more: Any) -> httpx.Response:
        body = {"token": held["token"], "answer": {"kind": {"label": label}}, **more}
        return self.send("POST", f"/assignments/{held['id']}/answer", body)


def _eventually(look: Callable[[], Any], seconds: float = 60) -> Any:
    """What `look` gives, once it is true."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if (found := look()) is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come to pass")


@pytest.fixture(scope="session")
def make_site() -> type[Site]:
    """For tests that start a server of their own."""
    return Site


@pytest.fixture(scope="session")
def make_client() -> type[Client]:
    return Client


@pytest.fixture
def site(trigpoint_server: Any, unique: str) -> Iterator[Site]:
    """A team of its own on the shared server, which takes 25 teams."""
    site = Site(trigpoint_server, unique)
    yield site
    site.sagemaker.delete_workteam(WorkteamName=f"team-{unique}")


@pytest.fixture
def worker(site: Site) -> Client:
    """A worker who is signed in and has a password of their own."""
    username = site.worker("ann")
    client = Client(site.server.url)
    assert client.sign_in(username, FIRST).status_code == 200
    assert client.send("PUT", "/session/password", {"new_password": SECOND}).status_code == 204
    return client


@pytest.fixture
def new_client(site: Site) -> Callable[[], Client]:
    return lambda: Client(site.server.url)
