"""Sessions: workers signing in, staying signed in, and changing their password."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import NamedTuple

from trigpoint.engine.user_pools import password_policy
from trigpoint.engine.workers import hash_password, verify_password
from trigpoint.model.clock import Clock, to_micros
from trigpoint.model.errors import LimitExceeded, SignInFailed
from trigpoint.model.ids import Ids
from trigpoint.model.passwords import check_password
from trigpoint.model.worker import Worker
from trigpoint.store.database import Database
from trigpoint.store.memberships import teams_of
from trigpoint.store.sessions import Session, delete_session, extend_session, find_session, insert_session
from trigpoint.store.sign_ins import (
    forgive_failures,
    note_failure,
    recent_failures,
    set_own_password,
    worker_signing_in,
)
from trigpoint.store.transaction import Transaction
from trigpoint.store.user_pools import find_pool

_REMEMBERED = 4096
_TRUSTED_FOR = timedelta(seconds=5)
_FREE_FAILURES = 5
_LONGEST_WAIT_SECONDS = 900


class SignedIn(NamedTuple):
    """A new session: the cookie's value, which only the browser keeps, and what the page needs."""

    cookie: str
    worker: Worker
    csrf: str


class Sessions:
    """Who is signed in. A session found is trusted for some seconds, so that the hot path reads nothing."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, *, hours: int) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._lifetime = timedelta(hours=hours)
        self._recent: dict[str, tuple[Session, datetime]] = {}
        self._throttle = SignInThrottle(ids)

    async def sign_in(self, username: str, password: str) -> SignedIn:
        """A session for the worker. Raises SignInFailed, or LimitExceeded after many failures."""
        now = self._clock.now()
        worker = await self._database.read(lambda tx: self._candidate(tx, username, now))
        usable = worker is not None and worker.enabled and worker.password_hash is not None
        known = worker.password_hash if usable and worker is not None else await self._throttle.decoy_hash()
        matches = await asyncio.to_thread(verify_password, known or "", password)
        if worker is None or not usable or not matches:
            await self._database.write(lambda tx: self._throttle.count_failure(tx, username, now))
            raise SignInFailed("The user name or the password is wrong.")
        cookie, csrf = self._ids.token() + self._ids.token(), self._ids.token()

        def work(tx: Transaction) -> None:
            self._throttle.forgive(tx, username)
            insert_session(tx, digest(cookie), worker.worker_id, csrf, now, now + self._lifetime)

        await self._database.write(work)
        return SignedIn(cookie, worker, csrf)

    async def find(self, cookie: str) -> Session | None:
        """The live session of the cookie; its end moves on while it is used."""
        now = self._clock.now()
        key = digest(cookie)
        session, found_at = self._recent.get(key, (None, now))
        if session is not None and now - found_at < _TRUSTED_FOR and session.expires_at > now:
            return session
        session = await self._database.read(lambda tx: find_session(tx, key, now))
        if session is None:
            self._recent.pop(key, None)
            return None
        if session.expires_at - now < self._lifetime * 0.9:
            until = now + self._lifetime
            await self._database.write(lambda tx: extend_session(tx, key, until))
            session = session._replace(expires_at=until)
        if len(self._recent) >= _REMEMBERED:
            self._recent.clear()
        self._recent[key] = (session, now)
        return session

    async def sign_out(self, cookie: str) -> None:
        self._recent.pop(digest(cookie), None)
        await self._database.write(lambda tx: delete_session(tx, digest(cookie)))

    async def change_password(self, cookie: str, session: Session, new_password: str) -> None:
        """Sets the worker's own password and ends their other sessions. Raises BadPassword."""
        pool = await self._database.read(lambda tx: find_pool(tx, session.worker.pool_id))
        check_password(new_password, password_policy(pool) if pool is not None else None)
        hashed = await asyncio.to_thread(hash_password, new_password)
        now, worker_id = self._clock.now(), session.worker.worker_id
        await self._database.write(
            lambda tx: set_own_password(tx, worker_id, hashed, now, kept_session=digest(cookie))
        )
        self._recent.clear()

    async def teams(self, worker_id: str) -> list[str]:
        return await self._database.read(lambda tx: teams_of(tx, worker_id))

    def _candidate(self, tx: Transaction, username: str, now: datetime) -> Worker | None:
        self._throttle.check(tx, username, now)
        return worker_signing_in(tx, username)


class SignInThrottle:
    """Slows the guessing of passwords down: failures in a row cost longer and longer waits."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._decoy = ""

    def check(self, tx: Transaction, name: str, now: datetime) -> None:
        """Raises LimitExceeded while somebody of that name has to wait."""
        n_failures, last_at = recent_failures(tx, name)
        if n_failures >= _FREE_FAILURES:
            wait = min(_LONGEST_WAIT_SECONDS, 2 ** (n_failures - _FREE_FAILURES))
            left = wait - (to_micros(now) - last_at) / 1e6
            if left > 0:
                raise LimitExceeded(f"Too many failed sign-ins. Try again in {int(left) + 1} seconds.")

    def count_failure(self, tx: Transaction, name: str, now: datetime) -> None:
        n_failures, _ = recent_failures(tx, name)
        note_failure(tx, name, n_failures + 1, now)

    def forgive(self, tx: Transaction, name: str) -> None:
        forgive_failures(tx, name)

    async def decoy_hash(self) -> str:
        """A hash to check against where there is nobody, so that time tells no one who exists."""
        if not self._decoy:
            self._decoy = await asyncio.to_thread(hash_password, self._ids.token())
        return self._decoy


def digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


def same_secret(one: str, other: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
