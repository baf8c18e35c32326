"""STS: who is calling, and credentials for a role."""

from __future__ import annotations

from trigpoint.http.aws.errors import QUERY
from trigpoint.http.aws.protocol import Handler, Members, QueryService
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.access_key import AccessKey, KeyIssuer
from trigpoint.model.arn import Arn
from trigpoint.model.errors import InvalidInput

_HOUR = 3600


class StsHandlers:
    """The operations that scripts call."""

    def __init__(self, keys: KeyIssuer) -> None:
        self._keys = keys

    @property
    def operations(self) -> dict[str, Handler]:
        return {"GetCallerIdentity": self.get_caller_identity, "AssumeRole": self.assume_role}

    async def get_caller_identity(self, given: Members, request: AwsRequest) -> Members:
        caller = request.caller
        account = Arn.parse(caller.arn).account
        return {"UserId": _user_id(caller, account), "Account": account, "Arn": caller.arn}

    async def assume_role(self, given: Members, request: AwsRequest) -> Members:
        """Any role may be assumed: what it may do is decided by nobody here."""
        role = Arn.parse(given["RoleArn"])
        if role.service != "iam" or not role.resource.startswith("role/"):
            raise InvalidInput(f"{given['RoleArn']} is not the ARN of a role")
        seconds = given.get("DurationSeconds", _HOUR)
        key = self._keys.issue(given["RoleArn"], given["RoleSessionName"], seconds)
        return {
            "Credentials": {
                "AccessKeyId": key.access_key_id,
                "SecretAccessKey": key.secret_key,
                "SessionToken": key.session_token,
                "Expiration": key.expires_at,
            },
            "AssumedRoleUser": {"AssumedRoleId": _user_id(key, role.account), "Arn": key.arn},
            "SourceIdentity": given.get("SourceIdentity"),
        }


def sts_service(keys: KeyIssuer) -> QueryService:
    return QueryService("sts", StsHandlers(keys).operations, QUERY)


def _user_id(key: AccessKey, account: str) -> str:
    """The account for its root; for a session of a role an id like AWS's, and the session's name."""
    resource = Arn.parse(key.arn).resource
    return account if resource == "root" else f"AROA{account}0000:{resource.rpartition('/')[2]}"
