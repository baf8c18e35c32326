"""Workteams, private and subscribed."""

from __future__ import annotations

from trigpoint.engine.tags import check_tags
from trigpoint.engine.workteams import Workteams, crowd_of
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest
from trigpoint.http.aws.sagemaker.tags import tag_pairs
from trigpoint.http.aws.sagemaker.workforces import sub_domain
from trigpoint.model.errors import NotFound
from trigpoint.model.workteam import Workteam

_APART = frozenset({"WorkteamName", "WorkforceName", "Tags"})


class WorkteamHandlers:
    """The operations on workteams."""

    def __init__(self, workteams: Workteams) -> None:
        self._workteams = workteams

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "CreateWorkteam": self.create,
            "DescribeWorkteam": self.describe,
            "UpdateWorkteam": self.update,
            "ListWorkteams": self.list,
            "DeleteWorkteam": self.delete,
            "DescribeSubscribedWorkteam": self.describe_subscribed,
            "ListSubscribedWorkteams": self.list_subscribed,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        tags = check_tags(tag_pairs(given))
        name, workforce_name = given["WorkteamName"], given.get("WorkforceName")
        team = await self._workteams.create(name, workforce_name, _members(given), tags)
        return {"WorkteamArn": team.arn}

    async def describe(self, given: Members, request: AwsRequest) -> Members:
        team = await self._workteams.describe(given["WorkteamName"])
        return {"Workteam": _shown(team, request)}

    async def update(self, given: Members, request: AwsRequest) -> Members:
        team = await self._workteams.update(given["WorkteamName"], _members(given))
        return {"Workteam": _shown(team, request)}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListWorkteams", given)
        order = given.get("SortBy", "CreateDate")
        page = await self._workteams.list(
            name_contains=given.get("NameContains", ""),
            order=order,
            descending=given.get("SortOrder") == "Descending",
            after=paging.after(str) if order == "Name" else paging.after(int, str),
            limit=paging.limit,
        )
        return {
            "Workteams": [_shown(team, request) for team in page.items],
            "NextToken": paging.next_token(page.next_after),
        }

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._workteams.delete(given["WorkteamName"])
        return {"Success": True}

    async def describe_subscribed(self, given: Members, request: AwsRequest) -> Members:
        """A team that works for a vendor's ARN, when an administrator has named one."""
        arn = given["WorkteamArn"]
        team = await self._workteams.find_working(arn)
        if team is None or crowd_of(arn) == "private-crowd":
            raise NotFound("subscribed work team", arn)
        return {
            "SubscribedWorkteam": {
                "WorkteamArn": arn,
                "MarketplaceTitle": team.name,
                "MarketplaceDescription": team.request.get("Description"),
            }
        }

    async def list_subscribed(self, given: Members, request: AwsRequest) -> Members:
        """None: nothing is bought on a marketplace here."""
        Paging("ListSubscribedWorkteams", given).after(str)
        return {"SubscribedWorkteams": []}


def _members(given: Members) -> Members:
    return {name: value for name, value in given.items() if name not in _APART}


def _shown(team: Workteam, request: AwsRequest) -> Members:
    return {
        "WorkteamName": team.name,
        "MemberDefinitions": team.request["MemberDefinitions"],
        "WorkteamArn": team.arn,
        "WorkforceArn": team.workforce_arn,
        "ProductListingIds": [],
        "Description": team.request["Description"],
        "SubDomain": sub_domain(request),
        "CreateDate": team.created_at,
        "LastUpdatedDate": team.modified_at,
        "NotificationConfiguration": team.request.get("NotificationConfiguration", {}),
        "WorkerAccessConfiguration": team.request.get("WorkerAccessConfiguration"),
    }
