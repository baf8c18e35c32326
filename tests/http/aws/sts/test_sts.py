from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

ROLE = "arn:aws:iam::111122223333:role/service-role/gt"


@pytest.fixture
def sts(harness):
    return harness.client("sts")


def test_the_caller_is_told_who_it_is(sts):
    identity = sts.get_caller_identity()
    assert identity["Account"] == "000000000000"
    assert identity["Arn"] == ("arn:aws:sts::000000000000:assumed-role/TrigpointExecutionRole/administrator")
    assert identity["UserId"].endswith(":administrator")
    assert identity["ResponseMetadata"]["RequestId"]


def test_credentials_of_a_role_work(harness, sts):
    assumed = sts.assume_role(RoleArn=ROLE, RoleSessionName="me@lab", DurationSeconds=900)
    keys = assumed["Credentials"]
    assert abs(keys["Expiration"] - datetime.now(UTC) - timedelta(seconds=900)) < timedelta(minutes=1)
    assert assumed["AssumedRoleUser"]["Arn"] == "arn:aws:sts::111122223333:assumed-role/gt/me@lab"
    credentials = {
        "aws_access_key_id": keys["AccessKeyId"],
        "aws_secret_access_key": keys["SecretAccessKey"],
        "aws_session_token": keys["SessionToken"],
    }
    identity = harness.client_with("sts", **credentials).get_caller_identity()
    assert identity["Arn"] == assumed["AssumedRoleUser"]["Arn"]
    assert identity["UserId"] == assumed["AssumedRoleUser"]["AssumedRoleId"]
    assert harness.client_with("sagemaker", **credentials).list_workteams()["Workteams"] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"DurationSeconds": 899}, "Value '899' at 'durationSeconds' failed to satisfy constraint"),
        ({"RoleSessionName": "a b<"}, "at 'roleSessionName'"),
        ({"RoleArn": "arn:aws:iam::111122223333:user/ana"}, "not the ARN of a role"),
    ],
)
def test_bad_values_are_validation_errors(harness, sts, change, says):
    from urllib.parse import urlencode
    from xml.etree import ElementTree

    given = {"RoleArn": ROLE, "RoleSessionName": "me", **change}
    form = urlencode({"Action": "AssumeRole", "Version": "2011-06-15", **given}).encode()
    answer = harness.send("sts", form, {"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status == 400
    error = ElementTree.fromstring(answer.body)
    space = "{https://sts.amazonaws.com/doc/2011-06-15/}"
    assert error.findtext(f"{space}Error/{space}Code") == "ValidationError"
    assert says in error.findtext(f"{space}Error/{space}Message")
    assert error.findtext(f"{space}RequestId")


def test_an_action_that_is_not_served_is_named(sts):
    with pytest.raises(ClientError, match="GetSessionToken") as error:
        sts.get_session_token()
    assert error.value.response["Error"]["Code"] == "UnknownOperationException"
