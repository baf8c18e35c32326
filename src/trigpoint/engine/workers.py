"""Workers: who may sign in, and with what password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from trigpoint.engine.user_pools import password_policy, require_pool
from trigpoint.model.arn import Home
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput, NameTaken, NotFound, WrongState
from trigpoint.model.ids import Ids
from trigpoint.model.page import Page, Position
from trigpoint.model.passwords import check_password
from trigpoint.model.worker import UserPool, UserStatus, Worker, issuer_of, worker_id_of
from trigpoint.store import workers
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's parameters for argon2id: about 20 ms and 19 MiB for each hash."""

_SCAN = 500
_FIXED_ATTRIBUTES = frozenset({"sub", "cognito:username"})


def hash_password(password: str) -> str:
    """The argon2id hash to store. Slow on purpose: never inside a transaction or on the event loop."""
    return _HASHER.hash(password)


def verify_password(password_hash: str, password: str) -> bool:
    """Whether the hash is of this password. As slow as hashing."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def require_worker(tx: Transaction, pool_id: str, username: str) -> Worker:
    """The user of that name, or that `sub`. Raises NotFound, kind "user pool" or "worker"."""
    require_pool(tx, pool_id)
    worker = workers.find_worker(tx, pool_id, username)
    if worker is None:
        raise NotFound("worker", username)
    return worker


class Workers:
    """Makes, changes and removes the users of pools."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, home: Home) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._home = home

    async def create(
        self, pool_id: str, username: str, attributes: dict[str, str], temporary_password: str | None
    ) -> Worker:
        """A worker who must change the password at the first sign-in.

        Without a temporary password one is made that nobody knows: no mail is sent yet, so the
        worker can sign in only after a password has been set for them.
        """
        pool = await self._database.read(lambda tx: require_pool(tx, pool_id))
        check_attributes(attributes)
        password_hash = await self._hash(pool, temporary_password or self._unknown_password())
        worker = self._new(pool, username, attributes, password_hash)

        def work(tx: Transaction) -> None:
            folds = not _is_case_sensitive(require_pool(tx, pool_id))
            taken = folds and workers.find_worker_any_case(tx, pool_id, username) is not None
            if taken or not workers.insert_worker(tx, worker):
                raise NameTaken("worker", username)

        await self._database.write(work)
        return worker

    def _new(self, pool: UserPool, username: str, attributes: dict[str, str], password_hash: str) -> Worker:
        now = self._clock.now()
        sub = self._ids.uuid()
        if pool.request.get("UsernameAttributes") == ["email"] and "@" in username:
            attributes = {"email": username, **attributes}
        return Worker(
            worker_id=worker_id_of(self._home.region, issuer_of(pool.pool_id), sub),
            pool_id=pool.pool_id,
            username=username,
            sub=sub,
            status="FORCE_CHANGE_PASSWORD",
            enabled=True,
            created_at=now,
            modified_at=now,
            password_hash=password_hash,
            attributes={name: value for name, value in attributes.items() if name != "sub"},
        )

    async def invite_again(self, pool_id: str, username: str, temporary_password: str | None) -> Worker:
        """The worker with a new temporary password. Raises WrongState once they have signed in."""
        worker = await self.describe(pool_id, username)
        if worker.status != "FORCE_CHANGE_PASSWORD":
            raise WrongState(
                f"Resend not possible. User status is not FORCE_CHANGE_PASSWORD but {worker.status}",
                state=worker.status,
            )
        await self.set_password(
            pool_id, username, temporary_password or self._unknown_password(), permanent=False
        )
        return await self.describe(pool_id, username)

    async def describe(self, pool_id: str, username: str) -> Worker:
        return await self._database.read(lambda tx: require_worker(tx, pool_id, username))

    async def delete(self, pool_id: str, username: str) -> None:
        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            workers.delete_worker(tx, worker.worker_id, self._clock.now())

        await self._database.write(work)

    async def set_password(self, pool_id: str, username: str, password: str, *, permanent: bool) -> None:
        """Sets the password and ends the worker's sessions; one not permanent must be changed at sign-in."""
        pool = await self._database.read(lambda tx: require_pool(tx, pool_id))
        await self.describe(pool_id, username)
        password_hash = await self._hash(pool, password)
        status: UserStatus = "CONFIRMED" if permanent else "FORCE_CHANGE_PASSWORD"

        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            workers.set_password(tx, worker.worker_id, password_hash, status, self._clock.now())

        await self._database.write(work)

    async def require_new_password(self, pool_id: str, username: str) -> None:
        """Signs the worker out and has them change the password at the next sign-in."""

        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            workers.set_status(tx, worker.worker_id, "RESET_REQUIRED", self._clock.now())

        await self._database.write(work)

    async def set_enabled(self, pool_id: str, username: str, enabled: bool) -> None:
        """Lets the worker sign in or not; disabling ends their sessions at once."""

        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            workers.set_enabled(tx, worker.worker_id, enabled, self._clock.now())

        await self._database.write(work)

    async def update_attributes(self, pool_id: str, username: str, changes: dict[str, str]) -> None:
        """Sets attributes; an empty value removes one."""
        check_attributes(changes)
        if _FIXED_ATTRIBUTES & changes.keys():
            raise InvalidInput("Cannot modify the non-mutable attribute sub")

        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            merged = {**worker.attributes, **changes}
            kept = {name: value for name, value in merged.items() if value}
            workers.set_attributes(tx, worker.worker_id, kept, self._clock.now())

        await self._database.write(work)

    async def list(
        self, pool_id: str, matches: Callable[[Worker], bool], after: Position | None, limit: int
    ) -> Page[Worker]:
        """Users that match, by name."""

        def work(tx: Transaction) -> Page[Worker]:
            require_pool(tx, pool_id)
            found: list[Worker] = []
            position = after
            while True:
                page = workers.list_workers(tx, pool_id, position, _SCAN)
                found += [worker for worker in page.items if matches(worker)]
                position = page.next_after
                if len(found) > limit:
                    return Page(tuple(found[:limit]), (found[limit - 1].username,))
                if position is None:
                    return Page(tuple(found))

        return await self._database.read(work)

    async def _hash(self, pool: UserPool, password: str) -> str:
        check_password(password, password_policy(pool))
        return await asyncio.to_thread(hash_password, password)

    def _unknown_password(self) -> str:
        """Fits the policy of any pool."""
        return self._ids.letters(90) + "aA1!"


def check_attributes(attributes: dict[str, str]) -> None:
    """Raises InvalidInput for a verified flag that is neither true nor false."""
    for name in ("email_verified", "phone_number_verified"):
        if attributes.get(name, "true").lower() not in ("true", "false"):
            raise InvalidInput(f"Invalid value for attribute {name}: it must be true or false")


def _is_case_sensitive(pool: UserPool) -> bool:
    return bool(pool.request.get("UsernameConfiguration", {}).get("CaseSensitive", True))
