"""Access keys of the console's users, for administrators."""

from __future__ import annotations

import msgspec

from trigpoint.engine.access_keys import AccessKeys
from trigpoint.http.manage.call import Call, Given
from trigpoint.model.access_key import GivenKey
from trigpoint.model.arn import Arn
from trigpoint.model.clock import iso_millis
from trigpoint.model.errors import InvalidInput


class AccessKeyItem(msgspec.Struct, frozen=True, kw_only=True):
    """A key without its secret."""

    access_key_id: str
    owner: str
    role: str
    """What it may do: never more than its owner."""
    description: str
    enabled: bool
    """False also while its owner is disabled."""
    created_at: str
    used_at: str | None
    """To the minute."""


class AccessKeyList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    items: list[AccessKeyItem]
    next: None = None


class NewAccessKey(msgspec.Struct, kw_only=True):
    """Whose key it is to be, and for what; without an owner the caller's, without a role the owner's."""

    owner: str = ""
    role: str = ""
    description: str = ""


class AccessKeyChange(msgspec.Struct, kw_only=True):
    """Whether the key may be used."""

    enabled: bool


class MadeAccessKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key and its secret, which is shown this once."""

    key: AccessKeyItem
    secret_access_key: str


class AccessKeyCalls:
    def __init__(self, keys: AccessKeys) -> None:
        self._keys = keys

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET",
                path="access-keys",
                summary="Access keys of the console's users, without their secrets",
                answers=AccessKeyList,
                handler=self.list,
            ),
            Call(
                method="POST",
                path="access-keys",
                summary="Makes an access key; its secret is in the answer and never again",
                takes=NewAccessKey,
                answers=MadeAccessKey,
                handler=self.create,
            ),
            Call(
                method="PATCH",
                path="access-keys/{id}",
                summary="Disables a key, or enables it again",
                takes=AccessKeyChange,
                answers=AccessKeyItem,
                handler=self.change,
            ),
            Call(
                method="DELETE",
                path="access-keys/{id}",
                summary="Deletes a key for good",
                answers=None,
                handler=self.delete,
            ),
        ]

    async def list(self, given: Given) -> AccessKeyList:
        return AccessKeyList(items=[_shown(each) for each in await self._keys.all()])

    async def create(self, given: Given) -> MadeAccessKey:
        wanted: NewAccessKey = given.body
        owner = wanted.owner or _user_of(given.request.caller.arn)
        made = await self._keys.create(owner, wanted.role, wanted.description)
        return MadeAccessKey(key=_shown(made.key), secret_access_key=made.secret)

    async def change(self, given: Given) -> AccessKeyItem:
        wanted: AccessKeyChange = given.body
        return _shown(await self._keys.enable(given.names["id"], on=wanted.enabled))

    async def delete(self, given: Given) -> None:
        await self._keys.delete(given.names["id"])


def _user_of(arn: str) -> str:
    """The console user who calls. Raises InvalidInput for the installation's own key."""
    resource = Arn.parse(arn).resource
    if "/" not in resource:
        raise InvalidInput("owner must say whose key it is to be: the installation's key belongs to no user")
    return resource.rpartition("/")[2]


def _shown(key: GivenKey) -> AccessKeyItem:
    return AccessKeyItem(
        access_key_id=key.access_key_id,
        owner=key.owner,
        role=key.role,
        description=key.description,
        enabled=key.enabled and key.owner_enabled,
        created_at=iso_millis(key.created_at),
        used_at=iso_millis(key.used_at) if key.used_at is not None else None,
    )
