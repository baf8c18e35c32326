"""Whatever is deleted through the API, jobs, answers and labels stay."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from trigpoint.cli.server_process import ServerProcess

SOURCE = Path(__file__).resolve().parents[2] / "src" / "trigpoint" / "http" / "aws"
KEPT = ("labeling_jobs", "answers", "assignments", "labels", "tasks", "task_inputs", "groups", "workers")
ANSWER = {"crowd-classifier-multi-select": {"labels": ["Mains"]}}


def kept_rows(data: Path) -> dict[str, list[Any]]:
    """What people have done; of workers only who they are: their names are free again."""
    columns = {"workers": "worker_id, sub"}
    with closing(sqlite3.connect(f"file:{data / 'trigpoint.db'}?mode=ro", uri=True)) as connection:
        return {
            table: sorted(connection.execute(f"SELECT {columns.get(table, '*')} FROM {table}"), key=repr)
            for table in KEPT
        }


def test_every_delete_of_the_api_leaves_jobs_answers_and_labels(
    tmp_path: Path,
    running_trigpoint: Any,
    dishes: Path,
    portal: Any,
    eventually: Callable[[Callable[[], Any]], Any],
) -> None:
    process = ServerProcess(tmp_path / "data", 0)
    try:
        process.start()
        server = running_trigpoint(process.url, tmp_path / "data")
        label_some(server, dishes, portal, eventually)
        before = kept_rows(server.data)
        assert len(before["answers"]) == 3 and len(before["labels"]) == 3
        done = delete_everything(server)
        assert done == served_deletes()
        assert kept_rows(server.data) == before
        with pytest.raises(ClientError, match="does not exist"):
            server.client("sagemaker").describe_workteam(WorkteamName="team")
    finally:
        process.stop()


def label_some(server: Any, dishes: Path, portal: Any, eventually: Any) -> None:
    """A job with three labels that was stopped."""
    run = server.trigpoint
    manifest = run("manifest", "create", str(dishes), "--upload-to", "s3://lab/in/").stdout.split()[-1]
    (invited,) = json.loads(run("workers", "add", "ana", "--team", "team", "--json").stdout)
    options = ["--task-type", "TextMultiClassMultiLabel", "--labels", "Mains, Dessert", "--team", "team"]
    run("jobs", "create", "--name", "menu", "--manifest", manifest, "--output", "s3://lab/out/", *options)
    portal(server.url, invited["username"], invited["password"]).label("menu", 3, ANSWER)
    sagemaker = server.client("sagemaker")

    def described() -> dict[str, Any]:
        found: dict[str, Any] = sagemaker.describe_labeling_job(LabelingJobName="menu")
        return found

    eventually(lambda: described()["LabelCounters"]["TotalLabeled"] == 3)
    sagemaker.stop_labeling_job(LabelingJobName="menu")
    eventually(lambda: described()["LabelingJobStatus"] == "Stopped")


def delete_everything(server: Any) -> set[str]:
    """Calls every operation that deletes, with things that are there; their names."""
    sagemaker, cognito, s3 = map(server.client, ("sagemaker", "cognito-idp", "s3"))
    workforce = sagemaker.list_workforces()["Workforces"][0]
    pool, client = workforce["CognitoConfig"]["UserPool"], workforce["CognitoConfig"]["ClientId"]
    job = sagemaker.describe_labeling_job(LabelingJobName="menu")
    sagemaker.add_tags(ResourceArn=job["LabelingJobArn"], Tags=[{"Key": "owner", "Value": "ana"}])
    sagemaker.create_human_task_ui(HumanTaskUiName="page", UiTemplate={"Content": "<p>hello</p>"})
    domain = "menu-domain"
    cognito.create_user_pool_domain(Domain=domain, UserPoolId=pool)
    for key in [each["Key"] for each in s3.list_objects_v2(Bucket="lab")["Contents"]]:
        s3.delete_object(Bucket="lab", Key=key)
    s3.delete_bucket(Bucket="lab")
    calls: dict[str, Callable[[], Any]] = {
        "DeleteTags": lambda: sagemaker.delete_tags(ResourceArn=job["LabelingJobArn"], TagKeys=["owner"]),
        "DeleteHumanTaskUi": lambda: sagemaker.delete_human_task_ui(HumanTaskUiName="page"),
        "AdminDeleteUser": lambda: cognito.admin_delete_user(UserPoolId=pool, Username="ana"),
        "DeleteWorkteam": lambda: sagemaker.delete_workteam(WorkteamName="team"),
        "DeleteGroup": lambda: cognito.delete_group(UserPoolId=pool, GroupName="team"),
        "DeleteWorkforce": lambda: sagemaker.delete_workforce(WorkforceName=workforce["WorkforceName"]),
        "DeleteUserPoolClient": lambda: cognito.delete_user_pool_client(UserPoolId=pool, ClientId=client),
        "DeleteUserPoolDomain": lambda: cognito.delete_user_pool_domain(
            Domain="menu-domain", UserPoolId=pool
        ),
        "DeleteUserPool": lambda: cognito.delete_user_pool(UserPoolId=pool),
    }
    for call in calls.values():
        call()
        with suppress(ClientError):  # again, when there is nothing left
            call()
    return set(calls)


def served_deletes() -> set[str]:
    """The operations that delete, as the handlers name them."""
    names = re.compile(r'"((?:Admin)?Delete[A-Za-z]+)":')
    return {name for path in SOURCE.rglob("*.py") for name in names.findall(path.read_text())}
