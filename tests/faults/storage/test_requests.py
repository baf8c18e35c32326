"""What clients are answered while the disk fails: 503 in their own protocol, with Retry-After."""

from __future__ import annotations

import http.client
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from soak.cluster import Cluster, sqlite_cluster
from soak.outages import FailingDisk
from soak.project import BUCKET, PASSWORD, Job, Project

MEBIBYTE = 2**20


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    content: bytes


class Worker:
    """A worker's browser, which takes every answer as it is."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._headers = {"Content-Type": "application/json"}

    def sign_in(self, username: str) -> None:
        answer = self.ask("POST", "/portal/api/session", {"username": username, "password": PASSWORD})
        assert answer.status == 200, answer
        self._headers["Cookie"] = answer.headers["Set-Cookie"].split(";")[0]
        self._headers["X-CSRF-Token"] = json.loads(answer.content)["csrf"]

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data, self._headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as exc:
            return Answer(exc.code, exc.headers, exc.read())


class Shop(NamedTuple):
    """A server with a worker at a task, and the disk that it stands on."""

    cluster: Cluster
    disk: FailingDisk
    worker: Worker

    def client(self, service: str, *, attempts: int = 1) -> Any:
        keys = json.loads(self.cluster.key_file.read_text())
        config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
        session = boto3.Session(keys["access_key_id"], keys["secret_key"], region_name="us-east-1")
        return session.client(service, endpoint_url=self.cluster.urls[0], config=config)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with sqlite_cluster(tmp_path_factory.mktemp("shop")) as cluster:
        project = Project(cluster.urls, cluster.key_file)
        project.prepare(["ana"])
        project.create_job(Job(name="notes", n_objects=5, n_workers=1))
        worker = Worker(cluster.urls[0])
        worker.sign_in("ana")
        yield Shop(cluster, FailingDisk(cluster.servers, 0.0), worker)


@pytest.fixture
def failing_disk(shop: Shop) -> Iterator[FailingDisk]:
    """Fails from the start of the test to its end, unless the test revives it."""
    shop.disk.kill()
    yield shop.disk
    shop.disk.revive()


@pytest.fixture
def task(shop: Shop) -> Any:
    """The task that the worker holds."""
    for _ in range(300):
        answer = shop.worker.ask("POST", "/portal/api/jobs/notes/assignments")
        if answer.status == 201:
            return json.loads(answer.content)
        threading.Event().wait(0.1)
    raise AssertionError(f"no task was staged: {answer}")


def refusal_of(call: Any) -> dict[str, Any]:
    with pytest.raises(ClientError) as refused:
        call()
    response: dict[str, Any] = refused.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 503
    assert int(response["ResponseMetadata"]["HTTPHeaders"]["retry-after"]) >= 1
    return response


def test_an_answer_is_refused_in_words_and_taken_when_it_is_sent_again(
    shop: Shop, task: Any, failing_disk: FailingDisk
) -> None:
    path = f"/portal/api/assignments/{task['id']}/answer"
    body = {"token": task["token"], "answer": {"category": {"label": "Mains"}}, "next": False}
    for _ in range(3):
        refused = shop.worker.ask("POST", path, body)
        assert refused.status == 503
        assert int(refused.headers["Retry-After"]) >= 1
        assert refused.headers["Content-Type"] == "application/problem+json"
        said = json.loads(refused.content)
        assert said["code"] == "unavailable"
        assert "your work is kept in this page and will be sent again" in said["detail"]
        assert "disk" not in refused.content.decode(), "the cause is the operator's affair"
    failing_disk.revive()
    taken = shop.worker.ask("POST", path, body)
    assert taken.status == 200
    assert json.loads(taken.content)["receipt"] == task["id"]


def test_a_draft_is_refused_and_kept_when_it_is_sent_again(
    shop: Shop, task: Any, failing_disk: FailingDisk
) -> None:
    path = f"/portal/api/assignments/{task['id']}/draft"
    body = {"token": task["token"], "draft": {"text": "half a thought"}}
    assert shop.worker.ask("PUT", path, body).status == 503
    failing_disk.revive()
    assert shop.worker.ask("PUT", path, body).status == 204
    assert json.loads(shop.worker.ask("GET", path).content) == {"draft": {"text": "half a thought"}}


def test_reading_goes_on_while_nothing_can_be_written(
    shop: Shop, task: Any, failing_disk: FailingDisk
) -> None:
    held = json.loads(shop.worker.ask("GET", "/portal/api/assignments").content)
    assert [each["id"] for each in held] == [task["id"]]
    assert shop.worker.ask("GET", "/portal/api/jobs").status == 200
    assert shop.client("sagemaker").describe_labeling_job(LabelingJobName="notes")


def test_a_task_page_comes_back_by_itself(shop: Shop, task: Any, failing_disk: FailingDisk) -> None:
    waiting = shop.worker.ask("GET", task["page"])
    assert waiting.status == 503
    assert int(waiting.headers["Retry-After"]) >= 1
    assert waiting.headers["Content-Type"].startswith("text/html")
    assert b'<meta http-equiv="refresh"' in waiting.content
    assert b"the task stays yours" in waiting.content
    failing_disk.revive()
    page = shop.worker.ask("GET", task["page"])
    assert page.status == 200
    assert b"Which course?" in page.content


def test_services_answer_in_their_own_protocols(shop: Shop, failing_disk: FailingDisk) -> None:
    sagemaker, cognito, s3 = (shop.client(name) for name in ("sagemaker", "cognito-idp", "s3"))
    for call in (
        lambda: sagemaker.stop_labeling_job(LabelingJobName="notes"),
        lambda: cognito.create_user_pool(PoolName="another"),
        lambda: s3.put_object(Bucket=BUCKET, Key="a.txt", Body=b"a"),
        lambda: s3.create_bucket(Bucket="another-bucket"),
        lambda: s3.create_multipart_upload(Bucket=BUCKET, Key="film.mp4"),
    ):
        assert refusal_of(call)["Error"]["Code"] == "ServiceUnavailable"
    with pytest.raises(ClientError, match="404"):
        s3.head_object(Bucket=BUCKET, Key="a.txt")
    assert s3.get_object(Bucket=BUCKET, Key="labels.json")["Body"].read()


def test_a_large_upload_is_refused_in_words_not_by_a_broken_connection(
    shop: Shop, failing_disk: FailingDisk
) -> None:
    s3 = shop.client("s3")
    for _ in range(3):
        refusal_of(lambda: s3.put_object(Bucket=BUCKET, Key="film.mp4", Body=bytes(20 * MEBIBYTE)))
    temp = Path(shop.cluster.servers[0].data) / "buckets" / ".trigpoint" / "temp"
    assert list(temp.iterdir()) == []


def test_the_retries_of_boto3_carry_an_upload_over_an_outage(shop: Shop, failing_disk: FailingDisk) -> None:
    threading.Timer(1.0, failing_disk.revive).start()
    s3 = shop.client("s3", attempts=8)
    s3.put_object(Bucket=BUCKET, Key="film.mp4", Body=bytes(3 * MEBIBYTE), Metadata={"by": "ana"})
    head = s3.head_object(Bucket=BUCKET, Key="film.mp4")
    assert (head["ContentLength"], head["Metadata"]) == (3 * MEBIBYTE, {"by": "ana"})
