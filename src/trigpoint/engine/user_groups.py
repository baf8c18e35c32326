"""Groups of a user pool: a workteam is made of them."""

from __future__ import annotations

from typing import Any

from trigpoint.engine.user_pools import require_pool
from trigpoint.engine.workers import require_worker
from trigpoint.model.clock import Clock
from trigpoint.model.errors import NameTaken, NotFound
from trigpoint.model.page import Page, Position
from trigpoint.model.worker import Group, Worker
from trigpoint.store import user_groups
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction


def require_group(tx: Transaction, pool_id: str, name: str) -> Group:
    """The group of that pool. Raises NotFound, kind "user pool" or "group"."""
    require_pool(tx, pool_id)
    group = user_groups.find_group(tx, pool_id, name)
    if group is None:
        raise NotFound("group", name)
    return group


class UserGroups:
    """Makes and removes groups, and puts workers into them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def create(
        self,
        pool_id: str,
        name: str,
        *,
        description: str | None,
        role_arn: str | None,
        precedence: int | None,
    ) -> Group:
        now = self._clock.now()
        group = Group(
            pool_id=pool_id,
            name=name,
            created_at=now,
            modified_at=now,
            description=description,
            role_arn=role_arn,
            precedence=precedence,
        )

        def work(tx: Transaction) -> None:
            require_pool(tx, pool_id)
            if not user_groups.insert_group(tx, group):
                raise NameTaken("group", name)

        await self._database.write(work)
        return group

    async def describe(self, pool_id: str, name: str) -> Group:
        return await self._database.read(lambda tx: require_group(tx, pool_id, name))

    async def update(self, pool_id: str, name: str, changes: dict[str, Any]) -> Group:
        """The group with `description`, `role_arn` or `precedence` changed."""

        def work(tx: Transaction) -> Group:
            require_group(tx, pool_id, name)
            user_groups.update_group(tx, pool_id, name, changes, self._clock.now())
            return require_group(tx, pool_id, name)

        return await self._database.write(work)

    async def list(self, pool_id: str, after: Position | None, limit: int) -> Page[Group]:
        def work(tx: Transaction) -> Page[Group]:
            require_pool(tx, pool_id)
            return user_groups.list_groups(tx, pool_id, after, limit)

        return await self._database.read(work)

    async def delete(self, pool_id: str, name: str) -> None:
        def work(tx: Transaction) -> None:
            require_group(tx, pool_id, name)
            user_groups.delete_group(tx, pool_id, name)

        await self._database.write(work)

    async def add(self, pool_id: str, name: str, username: str) -> None:
        """Puts the worker in the group; the teams of the group are theirs from then on."""

        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            require_group(tx, pool_id, name)
            user_groups.add_member(tx, pool_id, name, worker.worker_id)

        await self._database.write(work)

    async def remove(self, pool_id: str, name: str, username: str) -> None:
        def work(tx: Transaction) -> None:
            worker = require_worker(tx, pool_id, username)
            require_group(tx, pool_id, name)
            user_groups.remove_member(tx, pool_id, name, worker.worker_id)

        await self._database.write(work)

    async def members(self, pool_id: str, name: str, after: Position | None, limit: int) -> Page[Worker]:
        def work(tx: Transaction) -> Page[Worker]:
            require_group(tx, pool_id, name)
            return user_groups.list_members(tx, pool_id, name, after, limit)

        return await self._database.read(work)

    async def groups_of(self, pool_id: str, username: str, after: Position | None, limit: int) -> Page[Group]:
        def work(tx: Transaction) -> Page[Group]:
            worker = require_worker(tx, pool_id, username)
            return user_groups.groups_of(tx, pool_id, worker.worker_id, after, limit)

        return await self._database.read(work)
