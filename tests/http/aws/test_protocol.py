import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

TARGETS = ("X-Amz-Target", "Content-Type")


def test_an_operation_that_is_not_served_is_named(harness):
    with pytest.raises(ClientError, match="CreateEndpoint") as error:
        harness.client("sagemaker").create_endpoint(EndpointName="a", EndpointConfigName="b")
    assert error.value.response["Error"]["Code"] == "UnknownOperationException"
    for service, operation in (("sagemaker", "Nonsense"), ("sagemaker", ""), ("cognito-idp", "SignUp")):
        answer = harness.call(service, operation, {})
        assert (answer.status, answer.json["__type"]) == (400, "UnknownOperationException")
        assert operation in answer.json["message"]


def test_a_target_of_another_service_is_not_served(harness):
    headers = {"X-Amz-Target": "AWSCognitoIdentityProviderService.ListUsers"}
    answer = harness.send("sagemaker", b"{}", headers)
    assert answer.json["__type"] == "UnknownOperationException"
    answer = harness.send("sagemaker", b"{}", {})
    assert answer.json["__type"] == "UnknownOperationException"


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b'"text"', b"null", b"\xff"])
def test_a_body_that_is_no_object_is_refused(harness, body):
    answer = harness.call("sagemaker", "ListLabelingJobs", body)
    assert (answer.status, answer.json["__type"]) == (400, "SerializationException")


def test_no_body_is_an_empty_object(harness):
    assert harness.call("sagemaker", "ListLabelingJobs", b"").json == {"LabelingJobSummaryList": []}


def test_instants_are_accepted_in_every_form(harness):
    for sent in (1590347168, 1590347168.617, "2020-05-24T19:06:08Z", "2020-05-24"):
        assert harness.call("sagemaker", "ListLabelingJobs", {"CreationTimeAfter": sent}).status == 200
    answer = harness.call("sagemaker", "ListLabelingJobs", {"CreationTimeAfter": "soon"})
    assert answer.json["__type"] == "SerializationException"


def test_cognito_calls_a_violated_constraint_an_invalid_parameter(harness):
    answer = harness.call("cognito-idp", "DescribeUserPool", {"UserPoolId": "?"})
    assert answer.json["__type"] == "InvalidParameterException"
    assert answer.json["message"].startswith("1 validation error detected: Value '?' at 'userPoolId' failed")


def test_a_fault_of_ours_says_nothing_of_its_cause(harness, monkeypatch):
    from trigpoint.engine.labeling_jobs import LabelingJobs

    async def broken(self, filters):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(LabelingJobs, "list", broken)
    answer = harness.call("sagemaker", "ListLabelingJobs", {})
    assert (answer.status, answer.json["__type"]) == (500, "InternalFailure")
    assert b"secret" not in answer.body


def test_the_aws_cli_works(harness, team, make_job_request, tmp_path: Path):
    environment = {
        **os.environ,
        "AWS_ENDPOINT_URL": harness.url,
        "AWS_ACCESS_KEY_ID": harness.keys.root.access_key_id,
        "AWS_SECRET_ACCESS_KEY": harness.keys.root.secret_key,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }

    def aws(*arguments: str, fails: bool = False):
        program = [str(Path(sys.executable).parent / "aws"), *arguments]
        ended = subprocess.run(
            program, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert (ended.returncode != 0) == fails, ended.stderr
        return ended.stderr if fails else json.loads(ended.stdout or "null")

    (tmp_path / "job.json").write_text(json.dumps(make_job_request(team.arn)))
    aws("sagemaker", "create-labeling-job", "--cli-input-json", f"file://{tmp_path / 'job.json'}")
    listed = aws("sagemaker", "list-labeling-jobs", "--sort-by", "Name")
    assert listed["LabelingJobSummaryList"][0]["LabelingJobName"] == "menu-label-01"
    assert "ResourceInUse" in aws(
        "sagemaker",
        "create-labeling-job",
        "--cli-input-json",
        f"file://{tmp_path / 'job.json'}",
        fails=True,
    )
    aws("cognito-idp", "admin-create-user", "--user-pool-id", team.pool_id, "--username", "ana")
    users = aws("cognito-idp", "list-users", "--user-pool-id", team.pool_id)
    assert [user["Username"] for user in users["Users"]] == ["ana"]
    assert aws("sts", "get-caller-identity")["Account"] == "000000000000"
    assert aws("iam", "get-role", "--role-name", "gt")["Role"]["Arn"].endswith(":role/gt")
