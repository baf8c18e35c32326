"""User pools as scripts make them: the pool, its app clients, its domain."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from trigpoint.model.arn import Home
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InUse, InvalidInput, LimitExceeded, NameTaken, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.page import Page, Position
from trigpoint.model.passwords import PasswordPolicy
from trigpoint.model.worker import UserPool, UserPoolClient, UserPoolDomain
from trigpoint.store import user_pools, workers
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

MAX_POOLS = 1000
_LOWER_ALNUM = string.ascii_lowercase + string.digits


def require_pool(tx: Transaction, pool_id: str) -> UserPool:
    """The pool of that id. Raises NotFound, kind "user pool"."""
    pool = user_pools.find_pool(tx, pool_id)
    if pool is None:
        raise NotFound("user pool", pool_id)
    return pool


def password_policy(pool: UserPool) -> PasswordPolicy:
    """The pool's own rules, where its request names any; else the usual ones."""
    given: Mapping[str, Any] | None = pool.request.get("Policies", {}).get("PasswordPolicy")
    if given is None:
        return PasswordPolicy()
    return PasswordPolicy(
        min_length=given.get("MinimumLength", 8),
        needs_lowercase=given.get("RequireLowercase", False),
        needs_uppercase=given.get("RequireUppercase", False),
        needs_digit=given.get("RequireNumbers", False),
        needs_special=given.get("RequireSymbols", False),
    )


class UserPools:
    """Makes, changes and removes user pools."""

    def __init__(self, database: Database, clock: Clock, ids: Ids, home: Home) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._home = home

    async def create(self, name: str, request: dict[str, Any]) -> UserPool:
        now = self._clock.now()
        pool_id = f"{self._home.region}_{self._ids.letters(9)}"
        arn = self._home.arn(f"userpool/{pool_id}", "cognito-idp")
        pool = UserPool(pool_id=pool_id, name=name, arn=arn, created_at=now, modified_at=now, request=request)

        def work(tx: Transaction) -> None:
            if user_pools.count_pools(tx) >= MAX_POOLS:
                raise LimitExceeded(f"there are {MAX_POOLS} user pools, the most allowed")
            user_pools.insert_pool(tx, pool)

        await self._database.write(work)
        return pool

    async def describe(self, pool_id: str) -> tuple[UserPool, int, UserPoolDomain | None]:
        """The pool, how many users it has, and its domain."""

        def work(tx: Transaction) -> tuple[UserPool, int, UserPoolDomain | None]:
            pool = require_pool(tx, pool_id)
            return pool, workers.count_workers(tx, pool_id), user_pools.domain_of_pool(tx, pool_id)

        return await self._database.read(work)

    async def list(self, after: Position | None, limit: int) -> Page[UserPool]:
        return await self._database.read(lambda tx: user_pools.list_pools(tx, after, limit))

    async def update(self, pool_id: str, changes: dict[str, Any]) -> None:
        """Replaces the members of the pool's request that `changes` names."""

        def work(tx: Transaction) -> None:
            pool = require_pool(tx, pool_id)
            request = {**pool.request, **changes}
            user_pools.update_pool(tx, pool_id, request["PoolName"], request, self._clock.now())

        await self._database.write(work)

    async def delete(self, pool_id: str) -> None:
        """Removes the pool with its clients, groups and users; a pool with a domain stays."""

        def work(tx: Transaction) -> None:
            pool = require_pool(tx, pool_id)
            if pool.request.get("DeletionProtection") == "ACTIVE":
                raise InUse("The user pool cannot be deleted because deletion protection is activated.")
            if user_pools.domain_of_pool(tx, pool_id) is not None:
                raise InUse(
                    "User pool cannot be deleted. It has a domain configured that should be deleted first."
                )
            now = self._clock.now()
            for worker_id in workers.worker_ids_in(tx, pool_id):
                workers.delete_worker(tx, worker_id, now)
            user_pools.delete_pool(tx, pool_id)

        await self._database.write(work)

    async def create_client(
        self, pool_id: str, name: str, secret: str | None, request: dict[str, Any]
    ) -> UserPoolClient:
        """A new app client; a `secret` of "" asks for one to be made."""
        now = self._clock.now()
        client = UserPoolClient(
            client_id=self._ids.letters(26, _LOWER_ALNUM),
            pool_id=pool_id,
            name=name,
            created_at=now,
            modified_at=now,
            secret=self._ids.letters(51, _LOWER_ALNUM) if secret == "" else secret,
            request=request,
        )

        def work(tx: Transaction) -> None:
            require_pool(tx, pool_id)
            user_pools.insert_client(tx, client)

        await self._database.write(work)
        return client

    async def describe_client(self, pool_id: str, client_id: str) -> UserPoolClient:
        return await self._database.read(lambda tx: require_client(tx, pool_id, client_id))

    async def list_clients(self, pool_id: str, after: Position | None, limit: int) -> Page[UserPoolClient]:
        def work(tx: Transaction) -> Page[UserPoolClient]:
            require_pool(tx, pool_id)
            return user_pools.list_clients(tx, pool_id, after, limit)

        return await self._database.read(work)

    async def delete_client(self, pool_id: str, client_id: str) -> None:
        def work(tx: Transaction) -> None:
            require_client(tx, pool_id, client_id)
            user_pools.delete_client(tx, client_id)

        await self._database.write(work)

    async def create_domain(self, pool_id: str, domain: str, request: dict[str, Any]) -> UserPoolDomain:
        made = UserPoolDomain(domain=domain, pool_id=pool_id, request=request)

        def work(tx: Transaction) -> None:
            require_pool(tx, pool_id)
            if user_pools.domain_of_pool(tx, pool_id) is not None:
                raise InvalidInput("User pool already has a domain configured.")
            if not user_pools.insert_domain(tx, made):
                raise NameTaken("domain", domain, "Domain already associated with another user pool.")

        await self._database.write(work)
        return made

    async def find_domain(self, domain: str) -> UserPoolDomain | None:
        return await self._database.read(lambda tx: user_pools.find_domain(tx, domain))

    async def delete_domain(self, pool_id: str, domain: str) -> None:
        def work(tx: Transaction) -> None:
            found = user_pools.find_domain(tx, domain)
            if found is None or found.pool_id != pool_id:
                raise InvalidInput("No such domain or user pool exists.")
            user_pools.delete_domain(tx, domain)

        await self._database.write(work)


def require_client(tx: Transaction, pool_id: str, client_id: str) -> UserPoolClient:
    """The client of that pool. Raises NotFound, kind "user pool" or "user pool client"."""
    require_pool(tx, pool_id)
    client = user_pools.find_client(tx, pool_id, client_id)
    if client is None:
        raise NotFound("user pool client", client_id)
    return client
