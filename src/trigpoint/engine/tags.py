"""Tags on jobs, teams, the workforce and task UIs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trigpoint.model.errors import InvalidInput, LimitExceeded, NotFound
from trigpoint.model.page import Page, Position
from trigpoint.store import tags
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

MAX_TAGS = 50
_RESERVED = "aws:"


def check_tags(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The tags by key. Raises InvalidInput for a reserved key and for one that is given twice."""
    found: dict[str, str] = {}
    for key, value in pairs:
        if key.lower().startswith(_RESERVED):
            raise InvalidInput(f"the tag key {key!r} begins with {_RESERVED!r}, which is reserved")
        if key in found:
            raise InvalidInput(f"the tag key {key!r} is given twice")
        found[key] = value
    return found


class Tags:
    """Adds, lists and removes tags."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, arn: str, given: Mapping[str, str]) -> None:
        """Merges the tags into those of the resource: a later value of a key wins."""

        def work(tx: Transaction) -> None:
            _require(tx, arn)
            if len({**tags.tags_of(tx, arn), **given}) > MAX_TAGS:
                raise LimitExceeded(f"a resource can have {MAX_TAGS} tags at most")
            tags.put_tags(tx, arn, given)

        await self._database.write(work)

    async def all(self, arn: str) -> dict[str, str]:
        return await self._database.read(lambda tx: tags.tags_of(tx, arn))

    async def list(self, arn: str, after: Position | None, limit: int) -> Page[tuple[str, str]]:
        """Tags of the resource by key."""

        def work(tx: Transaction) -> Page[tuple[str, str]]:
            _require(tx, arn)
            rest = [
                pair for pair in sorted(tags.tags_of(tx, arn).items()) if after is None or pair[:1] > after
            ]
            more = len(rest) > limit
            return Page(tuple(rest[:limit]), rest[limit - 1][:1] if more else None)

        return await self._database.read(work)

    async def remove(self, arn: str, keys: Sequence[str]) -> None:
        def work(tx: Transaction) -> None:
            _require(tx, arn)
            tags.remove_tags(tx, arn, keys)

        await self._database.write(work)


def _require(tx: Transaction, arn: str) -> None:
    if not tags.has_resource(tx, arn):
        raise NotFound("resource", arn)
