"""Groups of a user pool, and who is in them."""

from __future__ import annotations

from trigpoint.engine.user_groups import UserGroups
from trigpoint.http.aws.cognito_idp.users import user_summary
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.worker import Group

_PAGE = 60
_CHANGEABLE = {"Description": "description", "RoleArn": "role_arn", "Precedence": "precedence"}


class GroupHandlers:
    """The operations on groups."""

    def __init__(self, groups: UserGroups) -> None:
        self._groups = groups

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "CreateGroup": self.create,
            "GetGroup": self.get,
            "UpdateGroup": self.update,
            "ListGroups": self.list,
            "DeleteGroup": self.delete,
            "AdminAddUserToGroup": self.add_user,
            "AdminRemoveUserFromGroup": self.remove_user,
            "AdminListGroupsForUser": self.list_for_user,
            "ListUsersInGroup": self.list_users,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        group = await self._groups.create(
            given["UserPoolId"],
            given["GroupName"],
            description=given.get("Description"),
            role_arn=given.get("RoleArn"),
            precedence=given.get("Precedence"),
        )
        return {"Group": _group(group)}

    async def get(self, given: Members, request: AwsRequest) -> Members:
        return {"Group": _group(await self._groups.describe(given["UserPoolId"], given["GroupName"]))}

    async def update(self, given: Members, request: AwsRequest) -> Members:
        changes = {column: given[name] for name, column in _CHANGEABLE.items() if name in given}
        group = await self._groups.update(given["UserPoolId"], given["GroupName"], changes)
        return {"Group": _group(group)}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListGroups", given, default=_PAGE)
        page = await self._groups.list(given["UserPoolId"], paging.after(str), paging.limit)
        return _groups(page.items, paging.next_token(page.next_after))

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._groups.delete(given["UserPoolId"], given["GroupName"])
        return {}

    async def add_user(self, given: Members, request: AwsRequest) -> Members:
        await self._groups.add(given["UserPoolId"], given["GroupName"], given["Username"])
        return {}

    async def remove_user(self, given: Members, request: AwsRequest) -> Members:
        await self._groups.remove(given["UserPoolId"], given["GroupName"], given["Username"])
        return {}

    async def list_for_user(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("AdminListGroupsForUser", given, default=_PAGE)
        page = await self._groups.groups_of(
            given["UserPoolId"], given["Username"], paging.after(str), paging.limit
        )
        return _groups(page.items, paging.next_token(page.next_after))

    async def list_users(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListUsersInGroup", given, default=_PAGE)
        page = await self._groups.members(
            given["UserPoolId"], given["GroupName"], paging.after(str), paging.limit
        )
        users = [user_summary(worker) for worker in page.items]
        return {"Users": users, "NextToken": paging.next_token(page.next_after)}


def _groups(groups: tuple[Group, ...], next_token: str | None) -> Members:
    return {"Groups": [_group(group) for group in groups], "NextToken": next_token}


def _group(group: Group) -> Members:
    return {
        "GroupName": group.name,
        "UserPoolId": group.pool_id,
        "Description": group.description,
        "RoleArn": group.role_arn,
        "Precedence": group.precedence,
        "LastModifiedDate": group.modified_at,
        "CreationDate": group.created_at,
    }
