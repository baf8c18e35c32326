"""Pools, groups, workers, workforce, teams, tags and task UIs, on both databases."""

import asyncio
import random

import pytest

from trigpoint.blobs.folder import FolderStore
from trigpoint.engine.tags import Tags
from trigpoint.engine.task_uis import TaskUis
from trigpoint.engine.user_groups import UserGroups
from trigpoint.engine.user_pools import UserPools
from trigpoint.engine.workers import Workers, hash_password, verify_password
from trigpoint.engine.workforces import Workforces
from trigpoint.engine.workteams import Workteams
from trigpoint.model.arn import Home
from trigpoint.model.clock import SystemClock
from trigpoint.model.errors import InvalidInput, LimitExceeded, NameTaken, NotFound
from trigpoint.model.ids import Ids

HOME = Home("us-east-1", "111122223333")
CLOCK = SystemClock()
TEXT = "<script>'\"; DROP TABLE workers; -- %s %(x)s \N{SNOWMAN}"


class Directory:
    """Everything that knows people, over one database."""

    def __init__(self, database, folder):
        ids = Ids(CLOCK, random.Random(7))
        self.pools = UserPools(database, CLOCK, ids, HOME)
        self.groups = UserGroups(database, CLOCK)
        self.workers = Workers(database, CLOCK, ids, HOME)
        self.workforces = Workforces(database, CLOCK, HOME)
        self.teams = Workteams(database, CLOCK, HOME)
        self.tags = Tags(database)
        self.task_uis = TaskUis(database, FolderStore(folder, fsync=False), CLOCK, HOME)

    async def people(self):
        """A pool with a client, two groups, three workers, and a workforce of them."""
        pool = await self.pools.create("lab", {"PoolName": "lab"})
        client = await self.pools.create_client(pool.pool_id, "portal", None, {})
        for group in ("a", "b"):
            await self.groups.create(pool.pool_id, group, description=None, role_arn=None, precedence=None)
        for name in ("Ana", "bo", "çan"):
            await self.workers.create(pool.pool_id, name, {"name": TEXT}, "Temporary-1!")
        config = {"UserPool": pool.pool_id, "ClientId": client.client_id}
        await self.workforces.create("default", {"CognitoConfig": config}, {"k": TEXT})
        return pool.pool_id, client.client_id


@pytest.fixture
def directory(database, tmp_path):
    return Directory(database, tmp_path / "buckets")


def members(pool_id, client_id, *groups):
    return [
        {"CognitoMemberDefinition": {"UserPool": pool_id, "ClientId": client_id, "UserGroup": group}}
        for group in groups
    ]


def test_people_are_put_into_groups_and_listed(directory):
    async def story():
        pool_id, _ = await directory.people()
        for name in ("Ana", "bo", "bo"):
            await directory.groups.add(pool_id, "a", name)
        first = await directory.groups.members(pool_id, "a", None, 1)
        rest = await directory.groups.members(pool_id, "a", first.next_after, 1)
        assert {first.items[0].username, rest.items[0].username} == {"Ana", "bo"}
        assert rest.next_after is None
        assert first.items[0].attributes == {"name": TEXT}
        everyone = await directory.workers.list(pool_id, lambda worker: True, None, 2)
        others = await directory.workers.list(pool_id, lambda worker: True, everyone.next_after, 2)
        names = [worker.username for worker in (*everyone.items, *others.items)]
        assert sorted(names) == ["Ana", "bo", "çan"]
        changed = await directory.groups.update(pool_id, "a", {"description": TEXT, "precedence": None})
        assert (changed.description, changed.precedence) == (TEXT, None)
        await directory.workers.delete(pool_id, "bo")
        assert len((await directory.groups.members(pool_id, "a", None, 10)).items) == 1
        assert (await directory.pools.describe(pool_id))[1] == 2
        await directory.workers.create(pool_id, "bo", {}, None)

    asyncio.run(story())


def test_of_two_creations_of_a_name_one_succeeds(directory):
    async def story():
        pool_id, _ = await directory.people()
        makings = [directory.workers.create(pool_id, "same", {}, "Temporary-1!") for _ in range(4)]
        results = await asyncio.gather(*makings, return_exceptions=True)
        assert sum(isinstance(result, NameTaken) for result in results) == 3, results

    asyncio.run(story())


def test_a_team_is_made_changed_found_and_deleted(directory):
    async def story():
        pool_id, client_id = await directory.people()
        request = {"MemberDefinitions": members(pool_id, client_id, "a"), "Description": TEXT}
        team = await directory.teams.create("one", "default", request, {"x": "y"})
        assert (await directory.teams.describe("one")) == team
        changed = await directory.teams.update(
            "one", {"MemberDefinitions": members(pool_id, client_id, "b", "b")}
        )
        assert [ref.group for ref in changed.groups] == ["b"]
        assert (await directory.teams.working(team.arn)).name == "one"
        elsewhere = team.arn.replace("us-east-1", "eu-west-1")
        assert (await directory.teams.working(elsewhere)).name == "one"
        await directory.teams.create("two", None, request, {})
        page = await directory.teams.list(
            name_contains="O", order="Name", descending=True, after=None, limit=1
        )
        assert page.items[0].name == "two"
        assert page.next_after == ("two",)
        with pytest.raises(NotFound):
            await directory.teams.update("one", {"MemberDefinitions": members(pool_id, client_id, "nobody")})
        assert (await directory.teams.describe("one")).groups == changed.groups
        await directory.teams.delete("one")
        assert await directory.teams.find_working(team.arn) is None
        with pytest.raises(InvalidInput):
            await directory.teams.working(team.arn)

    asyncio.run(story())


def test_there_is_one_workforce_and_its_tags_can_be_changed(directory):
    async def story():
        pool_id, client_id = await directory.people()
        request = {"CognitoConfig": {"UserPool": pool_id, "ClientId": client_id}}
        with pytest.raises(LimitExceeded):
            await directory.workforces.create("other", request, {})
        workforce = await directory.workforces.update(
            "default", {"SourceIpConfig": {"Cidrs": ["10.0.0.0/8"]}}
        )
        assert workforce.request["SourceIpConfig"] == {"Cidrs": ["10.0.0.0/8"]}
        await directory.tags.add(workforce.arn, {"k": "new", "l": ""})
        first = await directory.tags.list(workforce.arn, None, 1)
        rest = await directory.tags.list(workforce.arn, first.next_after, 1)
        assert (*first.items, *rest.items) == (("k", "new"), ("l", ""))
        await directory.tags.remove(workforce.arn, ["k"])
        assert await directory.tags.all(workforce.arn) == {"l": ""}
        await directory.workforces.delete("default")
        with pytest.raises(NotFound):
            await directory.tags.list(workforce.arn, None, 1)

    asyncio.run(story())


def test_task_uis_are_kept_listed_and_deleted(directory):
    async def story():
        made = [await directory.task_uis.create(f"ui-{n}", TEXT, {}) for n in range(3)]
        assert (await directory.task_uis.by_arn(made[0].arn)).content == TEXT
        with pytest.raises(NameTaken):
            await directory.task_uis.create("ui-0", TEXT, {})

        async def names(descending, **bounds):
            found, after = [], None
            while True:
                page = await directory.task_uis.list(
                    created_after=bounds.get("created_after"),
                    created_before=bounds.get("created_before"),
                    descending=descending,
                    after=after,
                    limit=2,
                )
                found += [ui.name for ui in page.items]
                after = page.next_after
                if after is None:
                    return found

        assert await names(False) == ["ui-0", "ui-1", "ui-2"]
        assert await names(True) == ["ui-2", "ui-1", "ui-0"]
        assert await names(False, created_before=made[0].created_at) == ["ui-0"]
        assert await names(False, created_after=made[1].created_at) == ["ui-1", "ui-2"]
        await directory.task_uis.publish(made[0])
        await directory.task_uis.delete("ui-0")
        with pytest.raises(NotFound):
            await directory.task_uis.describe("ui-0")

    asyncio.run(story())


def test_pools_clients_and_domains_are_kept(directory):
    async def story():
        pool_id, client_id = await directory.people()
        secret = await directory.pools.create_client(pool_id, "s", "", {"ClientName": "s"})
        assert secret.secret and (await directory.pools.describe_client(pool_id, secret.client_id)) == secret
        assert (await directory.pools.describe_client(pool_id, client_id)).secret is None
        assert len((await directory.pools.list_clients(pool_id, None, 1)).items) == 1
        await directory.pools.create_domain(pool_id, "lab-1", {})
        await directory.pools.delete_domain(pool_id, "lab-1")
        await directory.pools.update(pool_id, {"PoolName": "new"})
        page = await directory.pools.list(None, 1)
        assert (page.items[0].name, page.next_after) == ("new", None)
        await directory.pools.delete(pool_id)
        with pytest.raises(NotFound):
            await directory.workers.describe(pool_id, "Ana")

    asyncio.run(story())


def test_a_hash_is_verified_and_nonsense_is_not():
    stored = hash_password("Right-1!")
    assert verify_password(stored, "Right-1!")
    assert not verify_password(stored, "Wrong-1!")
    assert not verify_password("not a hash", "Right-1!")
