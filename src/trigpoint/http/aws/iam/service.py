"""IAM, as far as scripts look up the role they name in a job. Roles are names here: they rule nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from urllib.parse import quote

from trigpoint.http.aws.errors import QUERY
from trigpoint.http.aws.protocol import Handler, Members, QueryService
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.arn import Arn, Home

_CREATED_AT = datetime(2020, 1, 1, tzinfo=UTC)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    ],
}


class IamHandlers:
    """The operations that scripts call."""

    def __init__(self, home: Home) -> None:
        self._home = home

    @property
    def operations(self) -> dict[str, Handler]:
        return {"GetRole": self.get_role, "ListRoles": self.list_roles}

    async def get_role(self, given: Members, request: AwsRequest) -> Members:
        """A role of that name, which SageMaker may assume: every name has one."""
        name = given["RoleName"]
        return {
            "Role": {
                "Path": "/",
                "RoleName": name,
                "RoleId": f"AROA{self._home.account}0000",
                "Arn": str(Arn("aws", "iam", "", self._home.account, f"role/{name}")),
                "CreateDate": _CREATED_AT,
                "AssumeRolePolicyDocument": quote(json.dumps(_TRUST)),
                "MaxSessionDuration": 3600,
            }
        }

    async def list_roles(self, given: Members, request: AwsRequest) -> Members:
        """None: roles are not kept."""
        return {"Roles": [], "IsTruncated": False}


def iam_service(home: Home) -> QueryService:
    return QueryService("iam", IamHandlers(home).operations, QUERY)
