"""Console users signing in, staying signed in while they are at work, and changing their password."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from trigpoint.engine.sessions import SignInThrottle, digest
from trigpoint.engine.workers import hash_password, verify_password
from trigpoint.model.clock import Clock
from trigpoint.model.console_user import ConsoleUser
from trigpoint.model.errors import InvalidInput, SignInFailed
from trigpoint.model.ids import Ids
from trigpoint.model.passwords import CONSOLE_POLICY, check_password
from trigpoint.store.console_sessions import (
    ConsoleSession,
    delete_console_session,
    find_console_session,
    insert_console_session,
    use_console_session,
)
from trigpoint.store.console_users import end_sessions, find_user, note_sign_in, set_user_password
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

LONGEST_HOURS: Final = 12
_NOTED_EVERY = timedelta(minutes=1)
_WHO: Final = "console:"
"""Failures of a console user and of a worker with the same name are counted apart."""


class ConsoleSignedIn(NamedTuple):
    """A new session: the cookie's value, which only the browser keeps, and what the page needs."""

    cookie: str
    user: ConsoleUser
    csrf: str


class ConsoleSessions:
    """A session ends when it was not used for so many minutes, and after twelve hours."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, *, idle_minutes: int) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._idle = timedelta(minutes=idle_minutes)
        self._throttle = SignInThrottle(ids)

    async def sign_in(self, name: str, password: str) -> ConsoleSignedIn:
        """A session for the user. Raises SignInFailed, or LimitExceeded after many failures."""
        now = self._clock.now()

        def candidate(tx: Transaction) -> tuple[ConsoleUser, str] | None:
            self._throttle.check(tx, _WHO + name, now)
            return find_user(tx, name)

        found = await self._database.read(candidate)
        user = found[0] if found is not None and found[0].enabled else None
        known = found[1] if found is not None and user is not None else await self._throttle.decoy_hash()
        matches = await asyncio.to_thread(verify_password, known, password)
        if user is None or not matches:
            await self._database.write(lambda tx: self._throttle.count_failure(tx, _WHO + name, now))
            raise SignInFailed("The user name or the password is wrong.")
        return await self._begin(user, now)

    async def begin(self, user: ConsoleUser) -> ConsoleSignedIn:
        """A session for somebody who has just proven who they are in another way."""
        return await self._begin(user, self._clock.now())

    async def _begin(self, user: ConsoleUser, now: datetime) -> ConsoleSignedIn:
        cookie, csrf = self._ids.token() + self._ids.token(), self._ids.token()

        def work(tx: Transaction) -> None:
            self._throttle.forgive(tx, _WHO + user.name)
            note_sign_in(tx, user.name, now)
            insert_console_session(tx, digest(cookie), user.name, csrf, now, ends=self._ends(now))

        await self._database.write(work)
        return ConsoleSignedIn(cookie, user, csrf)

    async def find(self, cookie: str) -> ConsoleSession | None:
        """The live session of the cookie, which is in use by being asked for."""
        now, key = self._clock.now(), digest(cookie)
        session = await self._database.read(lambda tx: find_console_session(tx, key, ends=self._ends(now)))
        if session is not None and now - session.used_at > _NOTED_EVERY:
            await self._database.write(lambda tx: use_console_session(tx, key, now))
        return session

    async def sign_out(self, cookie: str) -> None:
        await self._database.write(lambda tx: delete_console_session(tx, digest(cookie)))

    async def sign_out_everywhere(self, user: ConsoleUser) -> None:
        await self._database.write(lambda tx: end_sessions(tx, user.name))

    async def change_password(self, cookie: str, user: ConsoleUser, old: str, new: str) -> None:
        """Sets the user's own password and ends their other sessions. Raises BadPassword, SignInFailed."""
        now = self._clock.now()

        def candidate(tx: Transaction) -> tuple[ConsoleUser, str] | None:
            self._throttle.check(tx, _WHO + user.name, now)
            return find_user(tx, user.name)

        found = await self._database.read(candidate)
        if found is None or not await asyncio.to_thread(verify_password, found[1], old):
            await self._database.write(lambda tx: self._throttle.count_failure(tx, _WHO + user.name, now))
            raise InvalidInput("The present password is not this one.")
        check_password(new, CONSOLE_POLICY)
        hashed = await asyncio.to_thread(hash_password, new)
        await self._database.write(
            lambda tx: set_user_password(
                tx, user.name, hashed, must_change=False, kept_session=digest(cookie)
            )
        )

    def _ends(self, now: datetime) -> tuple[datetime, datetime]:
        return now - self._idle, now - timedelta(hours=LONGEST_HOURS)
