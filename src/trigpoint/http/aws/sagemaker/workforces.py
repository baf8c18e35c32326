"""The private workforce."""

from __future__ import annotations

from urllib.parse import urlsplit

from trigpoint.engine.tags import check_tags
from trigpoint.engine.workforces import Workforces
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest
from trigpoint.http.aws.sagemaker.tags import tag_pairs
from trigpoint.model.workteam import Workforce

_APART = frozenset({"WorkforceName", "Tags"})


class WorkforceHandlers:
    """The operations on the workforce."""

    def __init__(self, workforces: Workforces) -> None:
        self._workforces = workforces

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "CreateWorkforce": self.create,
            "DescribeWorkforce": self.describe,
            "UpdateWorkforce": self.update,
            "ListWorkforces": self.list,
            "DeleteWorkforce": self.delete,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        tags = check_tags(tag_pairs(given))
        workforce = await self._workforces.create(given["WorkforceName"], _members(given), tags)
        return {"WorkforceArn": workforce.arn}

    async def describe(self, given: Members, request: AwsRequest) -> Members:
        workforce = await self._workforces.describe(given["WorkforceName"])
        return {"Workforce": _shown(workforce, request)}

    async def update(self, given: Members, request: AwsRequest) -> Members:
        workforce = await self._workforces.update(given["WorkforceName"], _members(given))
        return {"Workforce": _shown(workforce, request)}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        after = Paging("ListWorkforces", given).after(str)
        workforce = await self._workforces.find()
        wanted = given.get("NameContains", "").lower()
        there = workforce is not None and wanted in workforce.name.lower() and after is None
        return {"Workforces": [_shown(workforce, request)] if workforce and there else []}

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._workforces.delete(given["WorkforceName"])
        return {}


def sub_domain(request: AwsRequest) -> str:
    """The portal's host and port, without scheme, as the client knows it."""
    return urlsplit(request.origin).netloc


def _members(given: Members) -> Members:
    return {name: value for name, value in given.items() if name not in _APART}


def _shown(workforce: Workforce, request: AwsRequest) -> Members:
    kept = workforce.request
    oidc = kept.get("OidcConfig")
    return {
        "WorkforceName": workforce.name,
        "WorkforceArn": workforce.arn,
        "LastUpdatedDate": workforce.modified_at,
        "SourceIpConfig": kept.get("SourceIpConfig", {"Cidrs": []}),
        "SubDomain": sub_domain(request),
        "CognitoConfig": kept.get("CognitoConfig"),
        "OidcConfig": oidc and {name: value for name, value in oidc.items() if name != "ClientSecret"},
        "CreateDate": workforce.created_at,
        "WorkforceVpcConfig": kept.get("WorkforceVpcConfig"),
        "Status": "Active",
        "IpAddressType": kept.get("IpAddressType", "ipv4"),
    }
