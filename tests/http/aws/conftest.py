"""The AWS endpoint with all services but S3, served on loopback over a database of its own."""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import boto3
import pytest
import uvicorn
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from trigpoint.blobs.folder import FolderStore
from trigpoint.blobs.signing import UrlSigner
from trigpoint.engine.labeling_jobs import LabelingJobs
from trigpoint.engine.workteams import Workteams
from trigpoint.http.aws.endpoint import AwsEndpoint
from trigpoint.http.aws.services import build_services
from trigpoint.keyring import KeyFileRing
from trigpoint.model.clock import SystemClock
from trigpoint.model.ids import Ids
from trigpoint.settings import Settings
from trigpoint.store.database import Database
from trigpoint.store.opening import open_database
from trigpoint.templates.renderer import Renderer

TARGETS = {"sagemaker": "SageMaker", "cognito-idp": "AWSCognitoIdentityProviderService"}
REGION = "us-east-1"
ROLE = "arn:aws:iam::111122223333:role/gt"


@dataclass
class Answer:
    """A response as it came over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Harness:
    """A running endpoint, and clients of it."""

    url: str
    database: Database
    blobs: FolderStore
    keys: KeyFileRing
    session: boto3.Session
    _clients: dict[str, Any] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """boto3's client for the service, with the root key."""
        if service not in self._clients:
            self._clients[service] = self.client_with(
                service,
                aws_access_key_id=self.keys.root.access_key_id,
                aws_secret_access_key=self.keys.root.secret_key,
            )
        return self._clients[service]

    def client_with(self, service: str, **credentials: str | None) -> Any:
        config = Config(retries={"total_max_attempts": 1}, parameter_validation=True)
        return self.session.client(
            service, endpoint_url=self.url, region_name=REGION, config=config, **credentials
        )

    def call(self, service: str, operation: str, body: Any) -> Answer:
        """A signed JSON call with a body that no client would send; bytes go out as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "X-Amz-Target": f"{TARGETS[service]}.{operation}",
            "Content-Type": "application/x-amz-json-1.1",
        }
        return self.send(service, data, headers)

    def send(self, service: str, data: bytes, headers: dict[str, str]) -> Answer:
        request = AWSRequest("POST", self.url + "/", headers=headers, data=data)
        credentials = Credentials(self.keys.root.access_key_id, self.keys.root.secret_key)
        SigV4Auth(credentials, service, REGION).add_auth(request)
        try:
            with urlopen(
                Request(self.url + "/", data=data, headers=dict(request.headers), method="POST")
            ) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the schema and no rows."""
    path = tmp_path_factory.mktemp("schema") / "trigpoint.db"
    open_database(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="session")
def boto_session() -> boto3.Session:
    """One session: it reads each service's model once."""
    return boto3.Session(region_name=REGION)


@pytest.fixture
def settings() -> Settings:
    """Overridden by tests that need others."""
    return Settings()


@pytest.fixture
def harness(
    tmp_path: Path, empty_database: Path, boto_session: boto3.Session, settings: Settings
) -> Iterator[Harness]:
    shutil.copy(empty_database, tmp_path / "trigpoint.db")
    database = open_database(f"sqlite:///{tmp_path / 'trigpoint.db'}")
    clock = SystemClock()
    ids = Ids(clock)
    keys = KeyFileRing.open(tmp_path / "keys.json", settings.home, clock, ids)
    blobs = FolderStore(tmp_path / "buckets", fsync=False)
    renderer = Renderer(time_limit_seconds=5, memory_limit_bytes=512 << 20)
    workteams = Workteams(database, clock, settings.home, settings.public_workteam)
    jobs = LabelingJobs(database, clock, ids, settings.home, workteams, lambda: None)

    def make_url_signer(role_arn: str, origin: str) -> UrlSigner:
        buckets = frozenset(bucket.name for bucket in blobs.buckets())
        media = keys.media
        return UrlSigner(
            origin, media.access_key_id, media.secret_key, REGION, clock.now(), 3600, None, buckets
        )

    services = build_services(
        database=database,
        clock=clock,
        ids=ids,
        keys=keys,
        labeling_jobs=jobs,
        renderer=renderer,
        blobs=blobs,
        make_url_signer=make_url_signer,
        settings=settings,
    )
    endpoint = AwsEndpoint(keys, services, clock, ids, settings.max_body_mb << 20)
    config = uvicorn.Config(endpoint, host="127.0.0.1", port=0, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Harness(f"http://127.0.0.1:{port}", database, blobs, keys, boto_session)
    server.should_exit = True
    thread.join()
    renderer.close()
    database.close()


@dataclass(frozen=True)
class Team:
    """A team of one group, and what it stands on."""

    pool_id: str
    client_id: str
    group: str
    name: str
    arn: str

    @property
    def members(self) -> list[dict[str, Any]]:
        member = {"UserPool": self.pool_id, "UserGroup": self.group, "ClientId": self.client_id}
        return [{"CognitoMemberDefinition": member}]


@pytest.fixture
def team(harness: Harness) -> Team:
    """Pool, client, group, workforce and team, made as a script makes them."""
    cognito, sagemaker = harness.client("cognito-idp"), harness.client("sagemaker")
    pool_id = cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool_id, ClientName="portal")["UserPoolClient"]
    cognito.create_group(UserPoolId=pool_id, GroupName="annotators")
    config = {"UserPool": pool_id, "ClientId": client["ClientId"]}
    sagemaker.create_workforce(WorkforceName="default", CognitoConfig=config)
    member = {"UserPool": pool_id, "UserGroup": "annotators", "ClientId": client["ClientId"]}
    arn = sagemaker.create_workteam(
        WorkteamName="team-a",
        WorkforceName="default",
        MemberDefinitions=[{"CognitoMemberDefinition": member}],
        Description="The annotators",
    )["WorkteamArn"]
    return Team(pool_id, client["ClientId"], "annotators", "team-a", arn)


def job_request(team_arn: str, name: str = "menu-label-01", **changes: Any) -> dict[str, Any]:
    """The smallest complete request for an image classification job; `changes` replace members."""
    function = "arn:aws:lambda:us-east-1:432418664414:function:"
    return {
        "LabelingJobName": name,
        "LabelAttributeName": name,
        "RoleArn": ROLE,
        "InputConfig": {"DataSource": {"S3DataSource": {"ManifestS3Uri": "s3://bkt/in/data.manifest"}}},
        "OutputConfig": {"S3OutputPath": "s3://bkt/out/"},
        "LabelCategoryConfigS3Uri": "s3://bkt/in/labels.json",
        "HumanTaskConfig": {
            "WorkteamArn": team_arn,
            "UiConfig": {"UiTemplateS3Uri": "s3://bkt/in/template.liquid"},
            "TaskTitle": "t",
            "TaskDescription": "d",
            "PreHumanTaskLambdaArn": function + "PRE-ImageMultiClass",
            "AnnotationConsolidationConfig": {
                "AnnotationConsolidationLambdaArn": function + "ACS-ImageMultiClass"
            },
            "NumberOfHumanWorkersPerDataObject": 1,
            "TaskTimeLimitInSeconds": 300,
        },
        **changes,
    }


@pytest.fixture
def make_job_request() -> Any:
    return job_request
