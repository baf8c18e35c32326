"""Users of the console: the first by a one-time link, the others by an administrator."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from trigpoint.engine.sessions import same_secret
from trigpoint.engine.workers import hash_password
from trigpoint.model.clock import Clock
from trigpoint.model.console_user import ConsoleUser, Role, checked_name, checked_role
from trigpoint.model.errors import AccessDenied, InUse, InvalidInput, LimitExceeded, NameTaken, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.passwords import CONSOLE_POLICY, check_password
from trigpoint.store.console_users import (
    MOST_USERS,
    change_user,
    count_admins,
    count_users,
    delete_user,
    end_sessions,
    find_user,
    insert_user,
    list_users,
    set_user_password,
)
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

_LONGEST_EMAIL = 254


class Invited(NamedTuple):
    """A new user, or one with a new password, which is shown this once."""

    user: ConsoleUser
    password: str


class ConsoleUsers:
    """`first_token` is what the one-time link of a new installation carries."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, first_token: str) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._first_token = first_token

    async def first_needed(self) -> bool:
        """Whether nobody can sign in yet."""
        return await self._database.read(count_users) == 0

    async def create_first(self, token: str, name: str, password: str) -> ConsoleUser:
        """The first administrator. Raises AccessDenied when the link is wrong or was used."""
        if not same_secret(token, self._first_token):
            raise AccessDenied("This link is not the one that this installation has printed.")
        check_password(password, CONSOLE_POLICY)
        user = self._new(name, "", "admin", must_change=False)
        hashed = await asyncio.to_thread(hash_password, password)

        def work(tx: Transaction) -> None:
            tx.hold("console-users")
            if count_users(tx):
                raise AccessDenied("This link was used. Please sign in.")
            insert_user(tx, user, hashed)

        await self._database.write(work)
        return user

    async def all(self) -> list[ConsoleUser]:
        return await self._database.read(list_users)

    async def create(self, name: str, email: str, role: str) -> Invited:
        """A user with a password for the first sign-in. Raises InvalidInput, NameTaken."""
        user = self._new(name, email, checked_role(role), must_change=True)
        password = self._password()
        hashed = await asyncio.to_thread(hash_password, password)

        def work(tx: Transaction) -> None:
            tx.hold("console-users")
            if find_user(tx, name) is not None:
                raise NameTaken("user", name)
            if count_users(tx) >= MOST_USERS:
                raise LimitExceeded(f"there are {MOST_USERS:,} users, the most that there can be")
            insert_user(tx, user, hashed)

        await self._database.write(work)
        return Invited(user, password)

    async def change(
        self, name: str, *, email: str | None, role: str | None, enabled: bool | None
    ) -> ConsoleUser:
        """Changes what is given. Raises InUse when no administrator would be left to sign in."""
        wanted = None if role is None else checked_role(role)

        def work(tx: Transaction) -> ConsoleUser:
            tx.hold("console-users")
            user = _found(tx, name)
            changed = ConsoleUser(
                name=user.name,
                email=user.email if email is None else _checked_email(email),
                role=wanted or user.role,
                enabled=user.enabled if enabled is None else enabled,
                must_change_password=user.must_change_password,
                created_at=user.created_at,
                signed_in_at=user.signed_in_at,
            )
            n_admins = count_admins(tx)
            change_user(tx, changed)
            _keep_an_administrator(tx, n_admins)
            if not changed.enabled:
                end_sessions(tx, name)
            return changed

        return await self._database.write(work)

    async def reset_password(self, name: str) -> Invited:
        """A new password for one sign-in; the user's sessions end."""
        password = self._password()
        hashed = await asyncio.to_thread(hash_password, password)

        def work(tx: Transaction) -> ConsoleUser:
            user = _found(tx, name)
            set_user_password(tx, name, hashed, must_change=True)
            return user

        return Invited(await self._database.write(work), password)

    async def delete(self, name: str) -> None:
        """Raises InUse when no administrator would be left."""

        def work(tx: Transaction) -> None:
            tx.hold("console-users")
            _found(tx, name)
            n_admins = count_admins(tx)
            delete_user(tx, name)
            _keep_an_administrator(tx, n_admins)

        await self._database.write(work)

    def _password(self) -> str:
        """For one sign-in; every policy's kinds of characters are in it."""
        return f"Tp1-{self._ids.letters(12)}"

    def _new(self, name: str, email: str, role: Role, *, must_change: bool) -> ConsoleUser:
        return ConsoleUser(
            name=checked_name(name),
            email=_checked_email(email),
            role=role,
            enabled=True,
            must_change_password=must_change,
            created_at=self._clock.now(),
        )


def _found(tx: Transaction, name: str) -> ConsoleUser:
    found = find_user(tx, name)
    if found is None:
        raise NotFound("user", name[:80])
    return found[0]


def _keep_an_administrator(tx: Transaction, n_before: int) -> None:
    if n_before and count_users(tx) and not count_admins(tx):
        raise InUse("nobody would be left who may manage users: make somebody else an admin first")


def _checked_email(email: str) -> str:
    if email and ("@" not in email or len(email) > _LONGEST_EMAIL or not email.isprintable()):
        raise InvalidInput(f"{email[:80]!r} is no e-mail address")
    return email
