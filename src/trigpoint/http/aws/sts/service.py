"""STS: who is calling, and credentials for a role."""

from __future__ import annotations

from trigpoint.http.aws.errors import QUERY
from trigpoint.http.aws.protocol import Handler, Members, QueryService
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.access_key import KeyIssuer
from trigpoint.model.arn import Arn
from trigpoint.model.errors import InvalidInput

_HOUR = 3600
_ADMINISTRATOR = "assumed-role/TrigpointExecutionRole/administrator"


class StsHandlers:
    """The operations that scripts call."""

    def __init__(self, keys: KeyIssuer) -> None:
        self._keys = keys

    @property
    def operations(self) -> dict[str, Handler]:
        return {"GetCallerIdentity": self.get_caller_identity, "AssumeRole": self.assume_role}

    async def get_caller_identity(self, given: Members, request: AwsRequest) -> Members:
        """The administrator is shown as a session of a role: SDKs make a job's role of it."""
        arn = Arn.parse(request.caller.arn)
        if arn.resource == "root":
            arn = arn._replace(service="sts", resource=_ADMINISTRATOR)
        return {"UserId": _user_id(arn), "Account": arn.account, "Arn": str(arn)}

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
            "AssumedRoleUser": {"AssumedRoleId": _user_id(Arn.parse(key.arn)), "Arn": key.arn},
            "SourceIdentity": given.get("SourceIdentity"),
        }


def sts_service(keys: KeyIssuer) -> QueryService:
    return QueryService("sts", StsHandlers(keys).operations, QUERY)


def _user_id(session: Arn) -> str:
    """An id like AWS's of a role, and the name of the session."""
    return f"AROA{session.account}0000:{session.resource.rpartition('/')[2]}"
