"""Keys to the API that people are given for their scripts: made, disabled, deleted, and found by their id."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from trigpoint.model.access_key import AccessKey, GivenKey
from trigpoint.model.arn import Arn, Home
from trigpoint.model.clock import Clock
from trigpoint.model.console_user import Role, checked_role, weaker
from trigpoint.model.errors import InvalidInput, LimitExceeded, NotFound
from trigpoint.model.ids import Ids
from trigpoint.model.roles import role_name
from trigpoint.store.access_keys import (
    MOST_KEYS,
    count_keys,
    count_keys_of,
    delete_key,
    enable_key,
    find_key,
    insert_key,
    list_keys,
    note_key_use,
)
from trigpoint.store.console_users import find_user
from trigpoint.store.database import Database
from trigpoint.store.transaction import Transaction

_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_MOST_OF_ONE: Final = 20
_LONGEST_DESCRIPTION: Final = 200
_NOTED_EVERY: Final = timedelta(minutes=1)


class NewKey(NamedTuple):
    """A key and its secret, which is shown this once."""

    key: GivenKey
    secret: str


class AccessKeys:
    """`secret_of` gives the secret that follows from a key's id: none is kept."""

    def __init__(
        self, database: Database, clock: Clock, ids: Ids, home: Home, secret_of: Callable[[str], str]
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._home = home
        self._secret_of = secret_of
        self._noted: dict[str, datetime] = {}
        """When this process last noted the use of a key."""

    async def all(self) -> list[GivenKey]:
        return await self._database.read(list_keys)

    async def create(self, owner: str, role: str, description: str) -> NewKey:
        """A key of a console user, which may do what `role` may, and no more than its owner.

        Raises NotFound, InvalidInput, LimitExceeded.
        """
        if len(description) > _LONGEST_DESCRIPTION or not (description.isprintable()):
            raise InvalidInput(f"a description is one line of {_LONGEST_DESCRIPTION} characters at most")
        wanted = checked_role(role) if role else None
        access_key_id = "AKIA" + self._ids.letters(16, _BASE32)
        now = self._clock.now()

        def work(tx: Transaction) -> GivenKey:
            tx.hold("access-keys")
            found = find_user(tx, owner)
            if found is None:
                raise NotFound("user", owner[:80])
            if count_keys_of(tx, owner) >= _MOST_OF_ONE or count_keys(tx) >= MOST_KEYS:
                raise LimitExceeded(
                    f"a user has {_MOST_OF_ONE} keys at most, all together {MOST_KEYS:,}: delete one first"
                )
            key = GivenKey(
                access_key_id=access_key_id,
                owner=found[0].name,
                role=_allowed(wanted, found[0].role),
                description=description,
                enabled=True,
                owner_enabled=found[0].enabled,
                created_at=now,
            )
            insert_key(tx, key)
            return key

        key = await self._database.write(work)
        return NewKey(key, self._secret_of(access_key_id))

    async def enable(self, access_key_id: str, *, on: bool) -> GivenKey:
        """Raises NotFound."""

        def work(tx: Transaction) -> GivenKey:
            _found(tx, access_key_id)
            enable_key(tx, access_key_id, on=on)
            return _found(tx, access_key_id)

        return await self._database.write(work)

    async def delete(self, access_key_id: str) -> None:
        """Raises NotFound."""

        def work(tx: Transaction) -> None:
            _found(tx, access_key_id)
            delete_key(tx, access_key_id)

        await self._database.write(work)

    async def find(self, access_key_id: str) -> AccessKey | None:
        """The key that signs requests; None when there is none, or it or its owner is disabled."""
        key = await self._database.read(lambda tx: find_key(tx, access_key_id))
        if key is None or not key.enabled or not key.owner_enabled:
            return None
        arn = Arn("aws", "iam", "", self._home.account, f"user/{role_name(key.role)}/{key.owner}")
        return AccessKey(
            access_key_id=key.access_key_id, secret_key=self._secret_of(key.access_key_id), arn=str(arn)
        )

    async def note_use(self, access_key_id: str) -> None:
        """Keeps to the minute when a key was last used."""
        now = self._clock.now()
        noted = self._noted.get(access_key_id)
        if noted is None or now - noted >= _NOTED_EVERY:
            self._noted[access_key_id] = now
            await self._database.write(lambda tx: note_key_use(tx, access_key_id, now), brief=True)


def _found(tx: Transaction, access_key_id: str) -> GivenKey:
    key = find_key(tx, access_key_id)
    if key is None:
        raise NotFound("access key", access_key_id[:40])
    return key


def _allowed(wanted: Role | None, of_owner: Role) -> Role:
    """Raises InvalidInput for more than the owner may."""
    if wanted is not None and weaker(wanted, of_owner) != wanted:
        raise InvalidInput(f"a key of a {of_owner} cannot have the role {wanted}")
    return wanted or of_owner
