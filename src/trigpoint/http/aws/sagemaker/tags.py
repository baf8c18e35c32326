"""Tags: AddTags, ListTags, DeleteTags."""

from __future__ import annotations

from collections.abc import Mapping

from trigpoint.engine.tags import Tags, check_tags
from trigpoint.http.aws.paging import Paging
from trigpoint.http.aws.protocol import Handler, Members
from trigpoint.http.aws.request import AwsRequest

_PAGE = 50


class TagHandlers:
    """The operations on tags."""

    def __init__(self, tags: Tags) -> None:
        self._tags = tags

    @property
    def operations(self) -> dict[str, Handler]:
        return {"AddTags": self.add, "ListTags": self.list, "DeleteTags": self.delete}

    async def add(self, given: Members, request: AwsRequest) -> Members:
        await self._tags.add(given["ResourceArn"], check_tags(tag_pairs(given)))
        return {"Tags": given["Tags"]}

    async def list(self, given: Members, request: AwsRequest) -> Members:
        paging = Paging("ListTags", given, default=_PAGE)
        page = await self._tags.list(given["ResourceArn"], paging.after(str), paging.limit)
        return {**tag_list(dict(page.items)), "NextToken": paging.next_token(page.next_after)}

    async def delete(self, given: Members, request: AwsRequest) -> Members:
        await self._tags.remove(given["ResourceArn"], given["TagKeys"])
        return {}


def tag_pairs(given: Members) -> list[tuple[str, str]]:
    """The tags in a request."""
    return [(tag["Key"], tag["Value"]) for tag in given.get("Tags", [])]


def tag_list(tags: Mapping[str, str]) -> Members:
    """Tags as a response has them."""
    return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}
