import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def sagemaker(harness):
    return harness.client("sagemaker")


def tags_of(sagemaker, arn):
    pages = sagemaker.get_paginator("list_tags").paginate(ResourceArn=arn)
    return {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}


def pairs(tags):
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def error_of(error):
    return error.value.response["Error"]["Code"]


def test_tags_are_merged_by_key_and_removed(sagemaker, team):
    given = pairs({"a": "1", "b": ""})
    assert sagemaker.add_tags(ResourceArn=team.arn, Tags=given)["Tags"] == given
    sagemaker.add_tags(ResourceArn=team.arn, Tags=pairs({"A": "upper", "a": "2"}))
    assert tags_of(sagemaker, team.arn) == {"A": "upper", "a": "2", "b": ""}
    sagemaker.delete_tags(ResourceArn=team.arn, TagKeys=["a", "nothing"])
    assert tags_of(sagemaker, team.arn) == {"A": "upper", "b": ""}


def test_a_job_is_found_whatever_the_case_of_its_name(sagemaker, team, make_job_request):
    request = make_job_request(team.arn, "My-Job", Tags=pairs({"who": "me"}))
    arn = sagemaker.create_labeling_job(**request)["LabelingJobArn"]
    assert arn.endswith("labeling-job/my-job")
    upper = arn.replace("my-job", "My-Job")
    sagemaker.add_tags(ResourceArn=upper, Tags=pairs({"k": "v"}))
    assert tags_of(sagemaker, arn) == tags_of(sagemaker, upper) == {"who": "me", "k": "v"}
    described = sagemaker.describe_labeling_job(LabelingJobName="my-job")
    assert described["Tags"] == pairs({"k": "v", "who": "me"})


def test_fifty_tags_are_the_most(sagemaker, team):
    sagemaker.add_tags(ResourceArn=team.arn, Tags=pairs({f"k{n}": "v" for n in range(50)}))
    assert len(tags_of(sagemaker, team.arn)) == 50
    with pytest.raises(ClientError) as error:
        sagemaker.add_tags(ResourceArn=team.arn, Tags=pairs({"more": "v"}))
    assert error_of(error) == "ResourceLimitExceeded"
    sagemaker.add_tags(ResourceArn=team.arn, Tags=pairs({"k0": "new"}))


def test_reserved_and_repeated_keys_are_refused(sagemaker, team):
    for tags in (pairs({"aws:x": "1"}), pairs({"AWS:x": "1"}), [*pairs({"a": "1"}), *pairs({"a": "2"})]):
        with pytest.raises(ClientError) as error:
            sagemaker.add_tags(ResourceArn=team.arn, Tags=tags)
        assert error_of(error) == "ValidationException"


def test_what_does_not_exist_has_no_tags(sagemaker):
    arn = "arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/nothing"
    with pytest.raises(ClientError) as error:
        sagemaker.list_tags(ResourceArn=arn)
    assert error_of(error) == "ResourceNotFound"


def test_tags_go_with_the_resource(sagemaker, team):
    sagemaker.add_tags(ResourceArn=team.arn, Tags=pairs({"a": "1"}))
    sagemaker.delete_workteam(WorkteamName=team.name)
    sagemaker.create_workteam(WorkteamName=team.name, MemberDefinitions=team.members, Description="d")
    assert tags_of(sagemaker, team.arn) == {}
