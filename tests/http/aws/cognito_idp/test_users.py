import re

import pytest
from botocore.exceptions import ClientError

from trigpoint.engine.workers import verify_password

HOSTILE = '<script>alert("x")</script>&amp;\'{{ 7|plus:1 }}'


@pytest.fixture
def cognito(harness):
    return harness.client("cognito-idp")


@pytest.fixture
def pool_id(cognito):
    return cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]


def make_user(cognito, pool_id, name="ana@lab.example", **more):
    return cognito.admin_create_user(
        UserPoolId=pool_id, Username=name, TemporaryPassword="Temporary-1!", **more
    )["User"]


def stored(harness, pool_id, name):
    from trigpoint.store.workers import find_worker

    return harness.database.read_now(lambda tx: find_worker(tx, pool_id, name))


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_a_new_user_must_change_the_temporary_password(harness, cognito, pool_id):
    user = make_user(cognito, pool_id, UserAttributes=[{"Name": "email", "Value": "ana@lab.example"}])
    attributes = {each["Name"]: each["Value"] for each in user["Attributes"]}
    assert user["Username"] == "ana@lab.example"
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert user["Enabled"] is True
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", attributes["sub"])
    assert attributes["email"] == "ana@lab.example"
    worker = stored(harness, pool_id, "ana@lab.example")
    assert re.fullmatch(r"private\.us-east-1\.[0-9a-f]{16}", worker.worker_id)
    assert verify_password(worker.password_hash, "Temporary-1!")
    assert not verify_password(worker.password_hash, "temporary-1!")


def test_a_user_can_be_found_by_name_and_by_sub(cognito, pool_id):
    user = make_user(cognito, pool_id)
    sub = user["Attributes"][0]["Value"]
    got = cognito.admin_get_user(UserPoolId=pool_id, Username="ana@lab.example")
    assert got["UserAttributes"] == user["Attributes"]
    assert cognito.admin_get_user(UserPoolId=pool_id, Username=sub)["Username"] == "ana@lab.example"
    assert got["UserCreateDate"].tzinfo is not None


def test_without_a_temporary_password_one_is_made_that_nobody_knows(harness, cognito, pool_id):
    user = cognito.admin_create_user(UserPoolId=pool_id, Username="ana", MessageAction="SUPPRESS")["User"]
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert "assword" not in str(user["Attributes"])
    assert stored(harness, pool_id, "ana").password_hash.startswith("$argon2id$")


def test_a_taken_user_name_is_refused(cognito, pool_id):
    make_user(cognito, pool_id)
    with pytest.raises(ClientError) as error:
        make_user(cognito, pool_id)
    assert code_of(error) == "UsernameExistsException"


def test_names_differ_by_case_unless_the_pool_says_otherwise(cognito, pool_id):
    make_user(cognito, pool_id, "ana")
    assert make_user(cognito, pool_id, "Ana")["Username"] == "Ana"
    folding = cognito.create_user_pool(PoolName="f", UsernameConfiguration={"CaseSensitive": False})
    make_user(cognito, folding["UserPool"]["Id"], "ana")
    with pytest.raises(ClientError) as error:
        make_user(cognito, folding["UserPool"]["Id"], "Ana")
    assert code_of(error) == "UsernameExistsException"


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("Short1!", "not long enough"),
        ("nouppercase1!", "uppercase"),
        ("NOLOWERCASE1!", "lowercase"),
        ("NoDigitsHere!", "numeric"),
        ("NoSymbols123", "symbol"),
    ],
)
def test_a_password_must_fit_the_policy(cognito, pool_id, password, missing):
    with pytest.raises(ClientError, match=missing) as error:
        cognito.admin_create_user(UserPoolId=pool_id, Username="ana", TemporaryPassword=password)
    assert code_of(error) == "InvalidPasswordException"
    assert password not in str(error.value)


def test_a_pool_can_have_a_policy_of_its_own(cognito):
    policy = {"PasswordPolicy": {"MinimumLength": 6, "RequireNumbers": True}}
    pool = cognito.create_user_pool(PoolName="easy", Policies=policy)["UserPool"]
    cognito.admin_create_user(UserPoolId=pool["Id"], Username="ana", TemporaryPassword="abcde1")
    with pytest.raises(ClientError, match="numeric"):
        cognito.admin_create_user(UserPoolId=pool["Id"], Username="bo", TemporaryPassword="abcdef")


def test_a_password_can_be_set_for_good_or_until_the_next_sign_in(harness, cognito, pool_id):
    make_user(cognito, pool_id, "ana")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="ana", Password="For-good-1", Permanent=True)
    assert cognito.admin_get_user(UserPoolId=pool_id, Username="ana")["UserStatus"] == "CONFIRMED"
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="ana", Password="For-now-12!")
    assert cognito.admin_get_user(UserPoolId=pool_id, Username="ana")["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert verify_password(stored(harness, pool_id, "ana").password_hash, "For-now-12!")


def test_an_invitation_is_sent_again_until_the_user_has_signed_in(harness, cognito, pool_id):
    make_user(cognito, pool_id, "ana")
    cognito.admin_create_user(
        UserPoolId=pool_id, Username="ana", MessageAction="RESEND", TemporaryPassword="Another-1!"
    )
    assert verify_password(stored(harness, pool_id, "ana").password_hash, "Another-1!")
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="ana", Password="Mine-1234!", Permanent=True)
    with pytest.raises(ClientError) as error:
        cognito.admin_create_user(UserPoolId=pool_id, Username="ana", MessageAction="RESEND")
    assert code_of(error) == "UnsupportedUserStateException"


def test_disabling_setting_a_password_and_deleting_end_sessions(harness, cognito, pool_id):
    from datetime import timedelta

    from trigpoint.model.clock import SystemClock
    from trigpoint.store.sessions import find_session, insert_session

    make_user(cognito, pool_id, "ana")
    worker = stored(harness, pool_id, "ana")
    now = SystemClock().now()

    def sign_in():
        harness.database.write_now(
            lambda tx: insert_session(tx, "hash", worker.worker_id, "csrf", now, now + timedelta(hours=1))
        )
        assert is_signed_in()

    def is_signed_in():
        return harness.database.read_now(lambda tx: find_session(tx, "hash", now)) is not None

    sign_in()
    cognito.admin_disable_user(UserPoolId=pool_id, Username="ana")
    assert not is_signed_in()
    assert cognito.admin_get_user(UserPoolId=pool_id, Username="ana")["Enabled"] is False
    cognito.admin_enable_user(UserPoolId=pool_id, Username="ana")
    assert not is_signed_in()
    sign_in()
    cognito.admin_set_user_password(UserPoolId=pool_id, Username="ana", Password="Changed-1!")
    assert not is_signed_in()
    sign_in()
    cognito.admin_reset_user_password(UserPoolId=pool_id, Username="ana")
    assert not is_signed_in()
    assert cognito.admin_get_user(UserPoolId=pool_id, Username="ana")["UserStatus"] == "RESET_REQUIRED"
    sign_in()
    cognito.admin_delete_user(UserPoolId=pool_id, Username="ana")
    assert not is_signed_in()


def test_a_deleted_user_is_gone_but_still_named_in_answers(harness, cognito, pool_id):
    make_user(cognito, pool_id, "ana")
    worker = stored(harness, pool_id, "ana")
    cognito.create_group(UserPoolId=pool_id, GroupName="g")
    cognito.admin_add_user_to_group(UserPoolId=pool_id, GroupName="g", Username="ana")
    cognito.admin_delete_user(UserPoolId=pool_id, Username="ana")
    for key in ("ana", worker.sub):
        with pytest.raises(ClientError) as error:
            cognito.admin_get_user(UserPoolId=pool_id, Username=key)
        assert code_of(error) == "UserNotFoundException"
    assert cognito.list_users(UserPoolId=pool_id)["Users"] == []
    assert cognito.list_users_in_group(UserPoolId=pool_id, GroupName="g")["Users"] == []
    from sqlalchemy import select

    from trigpoint.store.tables import workers
    from trigpoint.store.transaction import Statement

    rows = harness.database.read_now(
        lambda tx: tx.all(Statement(select(workers.c.worker_id, workers.c.sub, workers.c.password_hash)))
    )
    assert rows == [(worker.worker_id, worker.sub, None)]
    assert make_user(cognito, pool_id, "ana")["Attributes"][0]["Value"] != worker.sub


def test_attributes_are_set_and_removed(cognito, pool_id):
    make_user(cognito, pool_id, "ana", UserAttributes=[{"Name": "name", "Value": "Ana"}])
    cognito.admin_update_user_attributes(
        UserPoolId=pool_id,
        Username="ana",
        UserAttributes=[
            {"Name": "email", "Value": "a@b.example"},
            {"Name": "email_verified", "Value": "true"},
            {"Name": "name", "Value": ""},
        ],
    )
    got = cognito.admin_get_user(UserPoolId=pool_id, Username="ana")["UserAttributes"]
    assert {each["Name"]: each["Value"] for each in got[1:]} == {
        "email": "a@b.example",
        "email_verified": "true",
    }
    for name, value in (("sub", "x"), ("email_verified", "perhaps")):
        with pytest.raises(ClientError) as error:
            cognito.admin_update_user_attributes(
                UserPoolId=pool_id, Username="ana", UserAttributes=[{"Name": name, "Value": value}]
            )
        assert code_of(error) == "InvalidParameterException"


def test_markup_in_names_and_attributes_is_data(cognito, pool_id):
    name = HOSTILE.replace(" ", "_")
    make_user(cognito, pool_id, name, UserAttributes=[{"Name": "name", "Value": HOSTILE}])
    got = cognito.admin_get_user(UserPoolId=pool_id, Username=name)
    assert got["Username"] == name
    assert {"Name": "name", "Value": HOSTILE} in got["UserAttributes"]
    escaped = name.replace('"', '\\"')
    assert len(cognito.list_users(UserPoolId=pool_id, Filter=f'username = "{escaped}"')["Users"]) == 1


@pytest.fixture
def crowd(cognito, harness, pool_id, monkeypatch):
    """Seventy users, hashed once: hashing is slow on purpose."""
    import trigpoint.engine.workers as workers

    ready = workers.hash_password("Temporary-1!")
    monkeypatch.setattr(workers, "hash_password", lambda password: ready)
    names = [f"user{n:03d}" for n in range(70)]
    for name in names:
        make_user(cognito, pool_id, name, UserAttributes=[{"Name": "email", "Value": f"{name}@a.example"}])
    return names


def test_users_are_listed_page_by_page(cognito, pool_id, crowd):
    pages = list(cognito.get_paginator("list_users").paginate(UserPoolId=pool_id))
    assert [len(page["Users"]) for page in pages] == [60, 10]
    assert "PaginationToken" not in pages[-1]
    small = cognito.get_paginator("list_users").paginate(
        UserPoolId=pool_id, PaginationConfig={"PageSize": 7}, Filter='email ^= "user00"'
    )
    assert [user["Username"] for page in small for user in page["Users"]] == crowd[:10]
    cognito.admin_disable_user(UserPoolId=pool_id, Username="user042")
    disabled = cognito.list_users(UserPoolId=pool_id, Filter='status = "Disabled"', AttributesToGet=["email"])
    assert [user["Username"] for user in disabled["Users"]] == ["user042"]
    assert disabled["Users"][0]["Attributes"] == [{"Name": "email", "Value": "user042@a.example"}]


def test_users_in_a_group_are_listed_page_by_page(cognito, pool_id, crowd):
    cognito.create_group(UserPoolId=pool_id, GroupName="half")
    for name in crowd[::2]:
        cognito.admin_add_user_to_group(UserPoolId=pool_id, GroupName="half", Username=name)
    pages = cognito.get_paginator("list_users_in_group").paginate(
        UserPoolId=pool_id, GroupName="half", PaginationConfig={"PageSize": 10}
    )
    assert [user["Username"] for page in pages for user in page["Users"]] == crowd[::2]


def test_a_token_of_another_list_is_refused(cognito, pool_id, crowd):
    token = cognito.list_users(UserPoolId=pool_id, Limit=1)["PaginationToken"]
    for change in ({"Filter": 'sub = "x"'}, {"PaginationToken": "bm90IG91cnM="}, {"PaginationToken": "!"}):
        with pytest.raises(ClientError) as error:
            cognito.list_users(**{"UserPoolId": pool_id, "PaginationToken": token, **change})
        assert code_of(error) == "InvalidParameterException"


@pytest.mark.parametrize("text", ["email", 'email > "x"', 'nothing = "x"', "email = x"])
def test_what_is_no_filter_is_refused(cognito, pool_id, text):
    with pytest.raises(ClientError) as error:
        cognito.list_users(UserPoolId=pool_id, Filter=text)
    assert code_of(error) == "InvalidParameterException"


@pytest.mark.parametrize(
    "operation",
    [
        "admin_get_user",
        "admin_delete_user",
        "admin_disable_user",
        "admin_enable_user",
        "admin_reset_user_password",
        "admin_list_groups_for_user",
    ],
)
def test_an_unknown_user_or_pool_is_named_as_cognito_does(cognito, pool_id, operation):
    with pytest.raises(ClientError, match=r"User does not exist\.") as error:
        getattr(cognito, operation)(UserPoolId=pool_id, Username="nobody")
    assert code_of(error) == "UserNotFoundException"
    with pytest.raises(ClientError, match=r"User pool us-east-1_nothing12 does not exist\.") as error:
        getattr(cognito, operation)(UserPoolId="us-east-1_nothing12", Username="nobody")
    assert code_of(error) == "ResourceNotFoundException"
