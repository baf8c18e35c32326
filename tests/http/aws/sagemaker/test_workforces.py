import pytest
from botocore.exceptions import ClientError

OIDC = {
    "ClientId": "us",
    "ClientSecret": "very-secret",
    "Issuer": "https://id.example",
    "AuthorizationEndpoint": "https://id.example/authorize",
    "TokenEndpoint": "https://id.example/token",
    "UserInfoEndpoint": "https://id.example/userinfo",
    "LogoutEndpoint": "https://id.example/logout",
    "JwksUri": "https://id.example/jwks",
}


@pytest.fixture
def sagemaker(harness):
    return harness.client("sagemaker")


def error_of(error):
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_a_workforce_is_described_with_the_portals_host_and_no_scheme(harness, sagemaker, team):
    workforce = sagemaker.describe_workforce(WorkforceName="default")["Workforce"]
    assert (
        workforce["WorkforceArn"]
        == "arn:aws:sagemaker:us-east-1:000000000000:workforce/private-crowd/default"
    )
    assert workforce["SubDomain"] == harness.url.removeprefix("http://")
    assert workforce["CognitoConfig"] == {"UserPool": team.pool_id, "ClientId": team.client_id}
    assert workforce["Status"] == "Active"
    assert workforce["SourceIpConfig"] == {"Cidrs": []}
    assert "OidcConfig" not in workforce
    assert "WorkforceVpcConfig" not in workforce


def test_there_is_one_workforce(sagemaker, team):
    config = {"UserPool": team.pool_id, "ClientId": team.client_id}
    with pytest.raises(ClientError) as error:
        sagemaker.create_workforce(WorkforceName="second", CognitoConfig=config)
    assert error_of(error)[0] == "ResourceLimitExceeded"
    assert [w["WorkforceName"] for w in sagemaker.list_workforces()["Workforces"]] == ["default"]
    assert sagemaker.list_workforces(NameContains="EFAU")["Workforces"] != []
    assert sagemaker.list_workforces(NameContains="x")["Workforces"] == []


def test_an_unknown_workforce_is_a_validation_exception_saying_no_workforce(sagemaker):
    for operation in (sagemaker.describe_workforce, sagemaker.update_workforce, sagemaker.delete_workforce):
        with pytest.raises(ClientError, match="No workforce") as error:
            operation(WorkforceName="nothing")
        assert error_of(error)[0] == "ValidationException"


def test_a_workforce_stays_while_it_has_teams(sagemaker, team):
    with pytest.raises(ClientError) as error:
        sagemaker.delete_workforce(WorkforceName="default")
    assert error_of(error)[0] == "ResourceInUse"
    sagemaker.delete_workteam(WorkteamName=team.name)
    sagemaker.delete_workforce(WorkforceName="default")
    assert sagemaker.list_workforces()["Workforces"] == []
    config = {"UserPool": team.pool_id, "ClientId": team.client_id}
    sagemaker.create_workforce(WorkforceName="next", CognitoConfig=config)


def test_addresses_are_limited_and_freed_again(sagemaker, team):
    changed = sagemaker.update_workforce(WorkforceName="default", SourceIpConfig={"Cidrs": ["10.0.0.0/8"]})
    assert changed["Workforce"]["SourceIpConfig"] == {"Cidrs": ["10.0.0.0/8"]}
    assert changed["Workforce"]["LastUpdatedDate"] > changed["Workforce"]["CreateDate"]
    sagemaker.update_workforce(WorkforceName="default", SourceIpConfig={"Cidrs": []})
    workforce = sagemaker.describe_workforce(WorkforceName="default")["Workforce"]
    assert workforce["SourceIpConfig"] == {"Cidrs": []}
    for cidrs in ([f"10.{n}.0.0/16" for n in range(11)], ["2001:db8::/32"]):
        with pytest.raises(ClientError) as error:
            sagemaker.update_workforce(WorkforceName="default", SourceIpConfig={"Cidrs": cidrs})
        assert error_of(error)[0] == "ValidationException"
    dual = sagemaker.update_workforce(
        WorkforceName="default", SourceIpConfig={"Cidrs": ["2001:db8::/32"]}, IpAddressType="dualstack"
    )
    assert dual["Workforce"]["IpAddressType"] == "dualstack"


def test_the_secret_of_an_oidc_workforce_is_never_shown(sagemaker):
    sagemaker.create_workforce(WorkforceName="oidc", OidcConfig=OIDC)
    shown = sagemaker.describe_workforce(WorkforceName="oidc")["Workforce"]
    assert "very-secret" not in str(shown)
    assert shown["OidcConfig"]["Issuer"] == "https://id.example"
    sagemaker.create_workteam(
        WorkteamName="t", MemberDefinitions=[{"OidcMemberDefinition": {"Groups": ["a"]}}], Description="d"
    )
    with pytest.raises(ClientError, match="no work teams") as error:
        sagemaker.update_workforce(WorkforceName="oidc", OidcConfig=OIDC)
    assert error_of(error)[0] == "ValidationException"


def test_a_cognito_workforce_cannot_become_an_oidc_one(sagemaker, team):
    with pytest.raises(ClientError, match="cannot become") as error:
        sagemaker.update_workforce(WorkforceName="default", OidcConfig=OIDC)
    assert error_of(error)[0] == "ValidationException"


def test_exactly_one_kind_of_configuration_is_wanted(sagemaker):
    with pytest.raises(ClientError, match="exactly one") as error:
        sagemaker.create_workforce(WorkforceName="none")
    assert error_of(error)[0] == "ValidationException"
    config = {"UserPool": "us-east-1_nothing12", "ClientId": "x"}
    with pytest.raises(ClientError, match="does not exist") as error:
        sagemaker.create_workforce(WorkforceName="none", CognitoConfig=config)
    assert error_of(error)[0] == "ValidationException"
