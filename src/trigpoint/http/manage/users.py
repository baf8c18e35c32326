"""Users of the console, for administrators."""

from __future__ import annotations

import msgspec

from trigpoint.engine.console_users import ConsoleUsers, Invited
from trigpoint.http.manage.call import Call, Given
from trigpoint.model.clock import iso_millis
from trigpoint.model.console_user import ConsoleUser


class User(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may sign in to the console."""

    name: str
    email: str
    role: str
    enabled: bool
    must_change_password: bool
    created_at: str
    signed_in_at: str | None


class UserList(msgspec.Struct, frozen=True, kw_only=True):
    """By name."""

    items: list[User]
    next: None = None


class NewUser(msgspec.Struct, kw_only=True):
    """Who is to be able to sign in."""

    name: str
    role: str
    email: str = ""


class UserChange(msgspec.Struct, kw_only=True):
    """What is to be different; the rest stays."""

    email: str | None = None
    role: str | None = None
    enabled: bool | None = None


class InvitedUser(msgspec.Struct, frozen=True, kw_only=True):
    """A user and the password for one sign-in, which is shown this once."""

    user: User
    password: str


class UserCalls:
    def __init__(self, users: ConsoleUsers) -> None:
        self._users = users

    def calls(self) -> list[Call]:
        return [
            Call(
                method="GET",
                path="users",
                summary="The console's users",
                answers=UserList,
                handler=self.list,
            ),
            Call(
                method="POST",
                path="users",
                summary="Adds a user, with a password for one sign-in",
                takes=NewUser,
                answers=InvitedUser,
                handler=self.create,
            ),
            Call(
                method="PATCH",
                path="users/{name}",
                summary="Changes a user's address or role, or disables them, which ends their sessions",
                takes=UserChange,
                answers=User,
                handler=self.change,
            ),
            Call(
                method="DELETE",
                path="users/{name}",
                summary="Deletes a user",
                answers=None,
                handler=self.delete,
            ),
            Call(
                method="POST",
                path="users/{name}/password",
                summary="Gives a user a new password for one sign-in, and ends their sessions",
                answers=InvitedUser,
                handler=self.reset_password,
            ),
        ]

    async def list(self, given: Given) -> UserList:
        return UserList(items=[_shown(each) for each in await self._users.all()])

    async def create(self, given: Given) -> InvitedUser:
        wanted: NewUser = given.body
        return _invited(await self._users.create(wanted.name, wanted.email, wanted.role))

    async def change(self, given: Given) -> User:
        wanted: UserChange = given.body
        return _shown(
            await self._users.change(
                given.names["name"], email=wanted.email, role=wanted.role, enabled=wanted.enabled
            )
        )

    async def delete(self, given: Given) -> None:
        await self._users.delete(given.names["name"])

    async def reset_password(self, given: Given) -> InvitedUser:
        return _invited(await self._users.reset_password(given.names["name"]))


def _shown(user: ConsoleUser) -> User:
    return User(
        name=user.name,
        email=user.email,
        role=user.role,
        enabled=user.enabled,
        must_change_password=user.must_change_password,
        created_at=iso_millis(user.created_at),
        signed_in_at=iso_millis(user.signed_in_at) if user.signed_in_at is not None else None,
    )


def _invited(invited: Invited) -> InvitedUser:
    return InvitedUser(user=_shown(invited.user), password=invited.password)
