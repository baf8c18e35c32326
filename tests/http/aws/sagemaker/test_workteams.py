import pytest
from botocore.exceptions import ClientError

from trigpoint.settings import Settings

PUBLIC = "arn:aws:sagemaker:us-west-2:394669845002:workteam/public-crowd/default"
VENDOR = "arn:aws:sagemaker:us-west-2:123456789012:workteam/vendor-crowd/abc"


@pytest.fixture
def sagemaker(harness):
    return harness.client("sagemaker")


def error_of(error):
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_a_team_is_described_as_it_was_made(harness, sagemaker, team):
    shown = sagemaker.describe_workteam(WorkteamName="team-a")["Workteam"]
    assert team.arn == "arn:aws:sagemaker:us-east-1:000000000000:workteam/private-crowd/team-a"
    assert shown["WorkteamArn"] == team.arn
    assert shown["MemberDefinitions"] == team.members
    assert shown["Description"] == "The annotators"
    assert shown["SubDomain"] == harness.url.removeprefix("http://")
    assert shown["WorkforceArn"].endswith(":workforce/private-crowd/default")


def test_an_unknown_team_is_a_validation_exception_saying_the_work_team(sagemaker, team):
    for operation in (sagemaker.describe_workteam, sagemaker.delete_workteam, sagemaker.update_workteam):
        with pytest.raises(ClientError, match="The work team") as error:
            operation(WorkteamName="nothing")
        assert error_of(error)[0] == "ValidationException"


def test_a_taken_name_is_refused_and_so_is_the_twenty_sixth_team(sagemaker, team):
    with pytest.raises(ClientError) as error:
        sagemaker.create_workteam(WorkteamName="team-a", MemberDefinitions=team.members, Description="d")
    assert error_of(error)[0] == "ResourceInUse"
    for n in range(24):
        sagemaker.create_workteam(WorkteamName=f"t{n}", MemberDefinitions=team.members, Description="d")
    with pytest.raises(ClientError) as error:
        sagemaker.create_workteam(WorkteamName="t25", MemberDefinitions=team.members, Description="d")
    assert error_of(error)[0] == "ResourceLimitExceeded"


def test_an_update_replaces_the_members(harness, sagemaker, team):
    harness.client("cognito-idp").create_group(UserPoolId=team.pool_id, GroupName="others")
    member = {**team.members[0]["CognitoMemberDefinition"], "UserGroup": "others"}
    changed = sagemaker.update_workteam(
        WorkteamName="team-a",
        MemberDefinitions=[{"CognitoMemberDefinition": member}],
        NotificationConfiguration={"NotificationTopicArn": "arn:aws:sns:us-east-1:111122223333:t"},
    )["Workteam"]
    assert changed["MemberDefinitions"] == [{"CognitoMemberDefinition": member}]
    assert changed["Description"] == "The annotators"
    assert changed["NotificationConfiguration"]["NotificationTopicArn"].endswith(":t")
    from trigpoint.store.workteams import find_team

    groups = harness.database.read_now(lambda tx: find_team(tx, "team-a")).groups
    assert [ref.group for ref in groups] == ["others"]


def test_teams_are_sorted_and_listed_page_by_page(sagemaker, team):
    for name in ("zebra", "ape", "mule", "Ape-2"):
        sagemaker.create_workteam(WorkteamName=name, MemberDefinitions=team.members, Description="<b>&")
    made = ["team-a", "zebra", "ape", "mule", "Ape-2"]

    def names(**how):
        pages = sagemaker.get_paginator("list_workteams").paginate(PaginationConfig={"PageSize": 2}, **how)
        return [each["WorkteamName"] for page in pages for each in page["Workteams"]]

    assert names() == made
    assert names(SortOrder="Descending") == made[::-1]
    assert names(SortBy="Name") == sorted(made)
    assert names(SortBy="Name", SortOrder="Descending") == sorted(made)[::-1]
    assert names(NameContains="APE") == ["ape", "Ape-2"]
    token = sagemaker.list_workteams(MaxResults=1)["NextToken"]
    with pytest.raises(ClientError, match="other filters") as error:
        sagemaker.list_workteams(MaxResults=1, NextToken=token, SortBy="Name")
    assert error_of(error)[0] == "ValidationException"


def test_deleting_answers_success(sagemaker, team):
    assert sagemaker.delete_workteam(WorkteamName="team-a")["Success"] is True
    assert sagemaker.list_workteams()["Workteams"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"UserGroup": "nothing"},
        {"ClientId": "other"},
        {"UserPool": "us-east-1_nothing12"},
    ],
)
def test_members_must_be_of_the_workforce(sagemaker, team, change):
    member = {**team.members[0]["CognitoMemberDefinition"], **change}
    with pytest.raises(ClientError) as error:
        sagemaker.create_workteam(
            WorkteamName="bad", MemberDefinitions=[{"CognitoMemberDefinition": member}], Description="d"
        )
    assert error_of(error)[0] == "ValidationException"


def test_a_member_definition_is_of_one_kind(sagemaker, team):
    both = {**team.members[0], "OidcMemberDefinition": {"Groups": ["g"]}}
    for members in ([both], [{}], [{"OidcMemberDefinition": {"Groups": ["g"]}}]):
        with pytest.raises(ClientError) as error:
            sagemaker.create_workteam(WorkteamName="bad", MemberDefinitions=members, Description="d")
        assert error_of(error)[0] == "ValidationException"


def test_a_team_needs_a_workforce(harness, sagemaker):
    member = {"UserPool": "us-east-1_nothing12", "UserGroup": "g", "ClientId": "c"}
    with pytest.raises(ClientError, match="No workforce") as error:
        sagemaker.create_workteam(
            WorkteamName="t", MemberDefinitions=[{"CognitoMemberDefinition": member}], Description="d"
        )
    assert error_of(error)[0] == "ValidationException"


def test_nothing_is_subscribed(sagemaker, team):
    assert sagemaker.list_subscribed_workteams()["SubscribedWorkteams"] == []
    for arn in (VENDOR, team.arn):
        with pytest.raises(ClientError) as error:
            sagemaker.describe_subscribed_workteam(WorkteamArn=arn)
        assert error_of(error)[0] == "ResourceNotFound"


class TestWithATeamForThePublic:
    @pytest.fixture
    def settings(self):
        return Settings(public_workteam="team-a")

    def test_a_vendors_team_is_worked_by_it(self, sagemaker, team):
        shown = sagemaker.describe_subscribed_workteam(WorkteamArn=VENDOR)["SubscribedWorkteam"]
        assert shown["WorkteamArn"] == VENDOR

    def test_jobs_for_the_public_need_a_price(self, sagemaker, team, make_job_request):
        request = make_job_request(PUBLIC)
        with pytest.raises(ClientError, match="PublicWorkforceTaskPrice"):
            sagemaker.create_labeling_job(**request)
        price = {"AmountInUsd": {"Dollars": 0, "Cents": 3, "TenthFractionsOfACent": 6}}
        request["HumanTaskConfig"]["PublicWorkforceTaskPrice"] = price
        sagemaker.create_labeling_job(**request)
        task = sagemaker.describe_labeling_job(LabelingJobName="menu-label-01")["HumanTaskConfig"]
        assert task["PublicWorkforceTaskPrice"] == price
        assert task["TaskAvailabilityLifetimeInSeconds"] == 21_600
        listed = sagemaker.list_labeling_jobs_for_workteam(WorkteamArn=PUBLIC)["LabelingJobSummaryList"]
        assert [job["LabelingJobName"] for job in listed] == ["menu-label-01"]
        request["LabelingJobName"] = "next"
        request["HumanTaskConfig"]["TaskAvailabilityLifetimeInSeconds"] = 43_201
        with pytest.raises(ClientError, match="43200"):
            sagemaker.create_labeling_job(**request)


def test_without_a_team_for_the_public_its_jobs_are_refused(sagemaker, team, make_job_request):
    request = make_job_request(PUBLIC)
    request["HumanTaskConfig"]["PublicWorkforceTaskPrice"] = {"AmountInUsd": {"Cents": 9}}
    with pytest.raises(ClientError, match="PUBLIC_WORKTEAM") as error:
        sagemaker.create_labeling_job(**request)
    assert error_of(error)[0] == "ValidationException"
