"""Disks that fill up, turn read-only and fail, as far as this machine lets us make them."""

from __future__ import annotations

import random
import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from soak.cluster import Cluster
from soak.disks import NotAllowed, SmallDisk
from soak.jobs import Work
from soak.labeler import Habits
from soak.processes import Member
from soak.run import Plan, Soak


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str, int], SmallDisk]]:
    """Makes small disks below the test's folder: name and size in MiB."""
    made: list[SmallDisk] = []

    def make(name: str, mebibytes: int) -> SmallDisk:
        try:
            made.append(SmallDisk(tmp_path / name, mebibytes))
        except NotAllowed as exc:
            pytest.skip(str(exc))
        return made[-1]

    yield make
    for disk in made:
        disk.remove()


@pytest.fixture
def no_file_beyond() -> Callable[[int], AbstractContextManager[None]]:
    """Lets no file of this process grow beyond so many bytes: a full disk that needs no rights."""

    @contextmanager
    def limited(most_bytes: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    return limited


@pytest.fixture
def label_through() -> Callable[..., Soak]:
    """Lets eight workers label on a cluster while outages come and go; the books must balance in the end."""

    def labeled(cluster: Cluster, *outages: Member, least: int = 2, **more: Any) -> Soak:
        seed = random.randrange(10**6)
        print("seed", seed)
        plan = Plan(
            seconds=3,
            seed=seed,
            n_clients=8,
            kills_every_seconds=(1, 2),
            least_kills=max(least, len(outages)),
            finish_seconds=60,
            work=Work(at_once=2, n_objects=(80, 160), stopped_share=0.0, **more),
            habits=Habits(pace_seconds=0.02),
        )
        soak = Soak(cluster, plan, [[each] for each in outages])
        outcome = soak.run()
        print(*soak.killer.kills, soak.ledger.did, sep="\n")
        print(*outcome.balances, sep="\n")
        print("longest outage", soak.ledger.longest_outage_seconds, "s")
        assert not outcome.every_wrong, "\n".join(outcome.every_wrong)
        assert {kill.names for kill in soak.killer.kills} == {each.name for each in outages}
        assert all(each.status == "Completed" for each in outcome.balances)
        assert soak.ledger.n_acknowledged == sum(each.n_in_files for each in outcome.balances) > 100
        return soak

    return labeled
