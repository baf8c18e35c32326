"""Users of a pool: the workers."""

from __future__ import annotations

from typing import Any

from trigpoint.engine.workers import Workers
from trigpoint.http.aws.cognito_idp.user_filter import user_filter
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest
from trigpoint.model.worker import Worker

_PAGE = 60


class UserHandlers:
    """The operations on users."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    @property
    def operations(self) -> dict[str, Handler]:
        return {
            "AdminCreateUser": self.create,
            "AdminGetUser": self.get,
            "AdminDeleteUser": self.delete,
            "AdminSetUserPassword": self.set_password,
            "AdminResetUserPassword": self.reset_password,
            "AdminDisableUser": self.disable,
            "AdminEnableUser": self.enable,
            "AdminUpdateUserAttributes": self.update_attributes,
            "ListUsers": self.list,
        }

    async def create(self, given: Members, request: AwsRequest) -> Members:
        pool_id, username, password = given["UserPoolId"], given["Username"], given.get("TemporaryPassword")
        if given.get("MessageAction") == "RESEND":
            worker = await self._workers.invite_again(pool_id, username, password)
        else:
            worker = await self._workers.create(pool_id, username, _attributes(given), password)
        return {"User": user_summary(worker)}

    async def get(self, given: Members, request: AwsRequest) -> Members:
        shown = user_summary(await self._workers.describe(given["UserPoolId"], given["Username"]))
        attributes = shown.pop("Attributes")
        return {**shown, "UserAttributes": attributes}

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._workers.delete(given["UserPoolId"], given["Username"])
        return {}

    async def set_password(self, given: Members, request: AwsRequest) -> Members:
        await self._workers.set_password(
            given["UserPoolId"],
            given["Username"],
            given["Password"],
            permanent=given.get("Permanent", False),
        )
        return {}

    async def reset_password(self, given: Members, request: AwsRequest) -> Members:
        await self._workers.require_new_password(given["UserPoolId"], given["Username"])
        return {}

    async def disable(self, given: Members, request: AwsRequest) -> Members:
        await self._workers.set_enabled(given["UserPoolId"], given["Username"], False)
        return {}

    async def enable(self, given: Members, request: AwsRequest) -> Members:
        await self._workers.set_enabled(given["UserPoolId"], given["Username"], True)
        return {}

    async def update_attributes(self, given: Members, request: AwsRequest) -> Members:
        await self._workers.update_attributes(given["UserPoolId"], given["Username"], _attributes(given))
        return {}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListUsers", given, default=_PAGE)
        matches = user_filter(given.get("Filter", ""))
        page = await self._workers.list(given["UserPoolId"], matches, paging.after(str), paging.limit)
        wanted = given.get("AttributesToGet")
        return {
            "Users": [user_summary(worker, wanted) for worker in page.items],
            "PaginationToken": paging.next_token(page.next_after),
        }


def user_summary(worker: Worker, wanted: list[str] | None = None) -> Members:
    """The user as lists have it, with all attributes or the `wanted` ones."""
    attributes = {"sub": worker.sub, **worker.attributes}
    return {
        "Username": worker.username,
        "Attributes": [
            {"Name": name, "Value": value}
            for name, value in attributes.items()
            if wanted is None or name in wanted
        ],
        "UserCreateDate": worker.created_at,
        "UserLastModifiedDate": worker.modified_at,
        "Enabled": worker.enabled,
        "UserStatus": worker.status,
    }


def _attributes(given: dict[str, Any]) -> dict[str, str]:
    return {each["Name"]: each.get("Value", "") for each in given.get("UserAttributes", [])}
