import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def cognito(harness):
    return harness.client("cognito-idp")


@pytest.fixture
def pool_id(cognito):
    return cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_a_group_keeps_what_it_was_given(cognito, pool_id):
    role = "arn:aws:iam::111122223333:role/gt"
    given = {"Description": "<img src=x onerror=1> & 'all'", "RoleArn": role, "Precedence": 0}
    made = cognito.create_group(UserPoolId=pool_id, GroupName="g</script>", **given)["Group"]
    assert cognito.get_group(UserPoolId=pool_id, GroupName="g</script>")["Group"] == made
    assert {name: made[name] for name in given} == given
    changed = cognito.update_group(UserPoolId=pool_id, GroupName="g</script>", Description="new")["Group"]
    assert (changed["Description"], changed["RoleArn"]) == ("new", role)


def test_an_unset_member_is_left_out(cognito, pool_id):
    group = cognito.create_group(UserPoolId=pool_id, GroupName="g")["Group"]
    assert set(group) == {"GroupName", "UserPoolId", "LastModifiedDate", "CreationDate"}


def test_a_taken_name_is_refused(cognito, pool_id):
    cognito.create_group(UserPoolId=pool_id, GroupName="g")
    with pytest.raises(ClientError) as error:
        cognito.create_group(UserPoolId=pool_id, GroupName="g")
    assert code_of(error) == "GroupExistsException"


def test_groups_are_listed_page_by_page(cognito, pool_id):
    names = [f"g{n:02d}" for n in range(65)]
    for name in names:
        cognito.create_group(UserPoolId=pool_id, GroupName=name)
    pages = list(cognito.get_paginator("list_groups").paginate(UserPoolId=pool_id))
    assert [len(page["Groups"]) for page in pages] == [60, 5]
    assert [group["GroupName"] for page in pages for group in page["Groups"]] == names


def test_users_join_and_leave_groups(cognito, pool_id):
    cognito.admin_create_user(UserPoolId=pool_id, Username="ana")
    for name in ("a", "b", "c"):
        cognito.create_group(UserPoolId=pool_id, GroupName=name)
        for _ in range(2):
            cognito.admin_add_user_to_group(UserPoolId=pool_id, GroupName=name, Username="ana")
    pages = cognito.get_paginator("admin_list_groups_for_user").paginate(
        UserPoolId=pool_id, Username="ana", PaginationConfig={"PageSize": 2}
    )
    assert [[group["GroupName"] for group in page["Groups"]] for page in pages] == [["a", "b"], ["c"]]
    cognito.admin_remove_user_from_group(UserPoolId=pool_id, GroupName="a", Username="ana")
    cognito.delete_group(UserPoolId=pool_id, GroupName="b")
    groups = cognito.admin_list_groups_for_user(UserPoolId=pool_id, Username="ana")["Groups"]
    assert [group["GroupName"] for group in groups] == ["c"]
    cognito.create_group(UserPoolId=pool_id, GroupName="b")
    assert cognito.list_users_in_group(UserPoolId=pool_id, GroupName="b")["Users"] == []


def test_unknown_groups_and_users_are_told_apart(cognito, pool_id):
    cognito.admin_create_user(UserPoolId=pool_id, Username="ana")
    with pytest.raises(ClientError, match="Group not found") as error:
        cognito.admin_add_user_to_group(UserPoolId=pool_id, GroupName="g", Username="ana")
    assert code_of(error) == "ResourceNotFoundException"
    with pytest.raises(ClientError) as error:
        cognito.admin_add_user_to_group(UserPoolId=pool_id, GroupName="g", Username="bo")
    assert code_of(error) == "UserNotFoundException"
