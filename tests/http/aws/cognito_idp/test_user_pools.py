import re

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def cognito(harness):
    return harness.client("cognito-idp")


def code_of(error):
    return error.value.response["Error"]["Code"]


def test_a_pool_is_described_as_it_was_made(cognito):
    made = cognito.create_user_pool(
        PoolName="lab <b>1</b>".replace("<b>", "@").replace("</b>", "@"),
        UsernameAttributes=["email"],
        UserPoolTags={"project": "<script>"},
        Schema=[{"Name": "lab", "AttributeDataType": "String"}],
    )["UserPool"]
    assert re.fullmatch(r"us-east-1_[A-Za-z0-9]{9}", made["Id"])
    assert made["Arn"] == f"arn:aws:cognito-idp:us-east-1:000000000000:userpool/{made['Id']}"
    described = cognito.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    assert described == made
    assert described["UsernameAttributes"] == ["email"]
    assert described["UserPoolTags"] == {"project": "<script>"}
    assert described["SchemaAttributes"][0]["Name"] == "lab"
    assert described["Policies"]["PasswordPolicy"]["MinimumLength"] == 8
    assert described["EstimatedNumberOfUsers"] == 0


def test_a_pool_can_be_changed_and_counts_its_users(cognito):
    pool_id = cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]
    cognito.admin_create_user(UserPoolId=pool_id, Username="ana")
    cognito.update_user_pool(UserPoolId=pool_id, PoolName="new", DeletionProtection="ACTIVE")
    pool = cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]
    assert (pool["Name"], pool["EstimatedNumberOfUsers"]) == ("new", 1)
    with pytest.raises(ClientError, match="deletion protection"):
        cognito.delete_user_pool(UserPoolId=pool_id)
    cognito.update_user_pool(UserPoolId=pool_id, DeletionProtection="INACTIVE")
    cognito.delete_user_pool(UserPoolId=pool_id)
    with pytest.raises(ClientError) as error:
        cognito.describe_user_pool(UserPoolId=pool_id)
    assert code_of(error) == "ResourceNotFoundException"


def test_pools_are_listed_page_by_page(cognito):
    made = [cognito.create_user_pool(PoolName=f"p{n}")["UserPool"]["Id"] for n in range(7)]
    pages = cognito.get_paginator("list_user_pools").paginate(PaginationConfig={"PageSize": 3})
    assert [[pool["Id"] for pool in page["UserPools"]] for page in pages] == [made[:3], made[3:6], made[6:]]


def test_clients_are_made_listed_and_deleted(cognito):
    pool_id = cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]
    made = [
        cognito.create_user_pool_client(
            UserPoolId=pool_id,
            ClientName=f"c{n}",
            GenerateSecret=n == 0,
            CallbackURLs=["https://a.example/x"],
        )["UserPoolClient"]
        for n in range(5)
    ]
    assert all(re.fullmatch(r"[a-z0-9]{26}", client["ClientId"]) for client in made)
    assert ["ClientSecret" in client for client in made] == [True] + [False] * 4
    described = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=made[0]["ClientId"])
    assert described["UserPoolClient"] == made[0]
    pages = cognito.get_paginator("list_user_pool_clients").paginate(
        UserPoolId=pool_id, PaginationConfig={"PageSize": 2}
    )
    listed = [client["ClientId"] for page in pages for client in page["UserPoolClients"]]
    assert listed == sorted(client["ClientId"] for client in made)
    cognito.delete_user_pool_client(UserPoolId=pool_id, ClientId=made[0]["ClientId"])
    with pytest.raises(ClientError) as error:
        cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=made[0]["ClientId"])
    assert code_of(error) == "ResourceNotFoundException"


def test_a_domain_holds_its_pool(cognito):
    pool_id = cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]
    assert cognito.describe_user_pool_domain(Domain="lab-1")["DomainDescription"] == {}
    cognito.create_user_pool_domain(UserPoolId=pool_id, Domain="lab-1")
    assert cognito.describe_user_pool_domain(Domain="lab-1")["DomainDescription"]["UserPoolId"] == pool_id
    assert cognito.describe_user_pool(UserPoolId=pool_id)["UserPool"]["Domain"] == "lab-1"
    other = cognito.create_user_pool(PoolName="other")["UserPool"]["Id"]
    for pool, domain in ((other, "lab-1"), (pool_id, "lab-2")):
        with pytest.raises(ClientError) as error:
            cognito.create_user_pool_domain(UserPoolId=pool, Domain=domain)
        assert code_of(error) == "InvalidParameterException"
    with pytest.raises(ClientError, match="domain configured"):
        cognito.delete_user_pool(UserPoolId=pool_id)
    cognito.delete_user_pool_domain(UserPoolId=pool_id, Domain="lab-1")
    cognito.delete_user_pool(UserPoolId=pool_id)


def test_deleting_a_pool_deletes_its_users(harness, cognito):
    pool_id = cognito.create_user_pool(PoolName="lab")["UserPool"]["Id"]
    cognito.admin_create_user(UserPoolId=pool_id, Username="ana", TemporaryPassword="Temporary-1!")
    cognito.delete_user_pool(UserPoolId=pool_id)
    from trigpoint.store.sign_ins import worker_signing_in

    assert harness.database.read_now(lambda tx: worker_signing_in(tx, "ana")) is None
