"""kill -9 of servers and engines that work together over one PostgreSQL and one S3."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from soak.books import holders
from soak.cluster import Cluster
from soak.jobs import Work
from soak.labeler import Habits
from soak.processes import stragglers
from soak.project import FINAL, Job, Project
from soak.run import Plan, Soak

MakeCluster = Callable[..., Cluster]
LEASE_SECONDS = 5.0
SLACK_SECONDS = 10.0
"""What a machine that is busy with other tests may take longer."""
PATIENCE_SECONDS = 60.0


def wait_for(condition: Callable[[], bool], what: str) -> float:
    """Seconds until the condition holds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < PATIENCE_SECONDS, what
        time.sleep(0.05)
    return time.monotonic() - began


def test_the_jobs_of_a_dead_engine_are_taken_over_within_seconds(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(n_servers=1, n_engines=2)
    project = Project(cluster.urls, cluster.key_file)
    project.prepare(["worker"])
    names = [f"job-{n}" for n in range(4)]
    for name in names:
        project.create_job(Job(name=name, n_objects=20, n_workers=1))
    database = cluster.database_url
    wait_for(lambda: len(set(holders(database).values())) == 2 and len(holders(database)) == 4, "shared out")
    doomed, heir = cluster.engines
    dead, alive = (each.engine_pid() for each in cluster.engine_processes)
    assert dead in holders(database).values()
    family = doomed.kill()
    seconds = wait_for(lambda: holders(database) == dict.fromkeys(names, alive), f"{heir.name} has all jobs")
    print(f"taken over after {seconds:.1f} s")
    assert seconds < LEASE_SECONDS + SLACK_SECONDS
    assert stragglers(family) == []
    for name in names:
        project.stop_job(name)
    wait_for(lambda: all(project.status(name) in FINAL for name in names), "all jobs end")
    doomed.revive()
    assert cluster.stop() == []


@pytest.mark.timeout(400)
def test_workers_go_on_with_other_servers_and_jobs_with_other_engines(
    make_cluster: MakeCluster, seed: int
) -> None:
    cluster = make_cluster(n_servers=3, n_engines=2)
    rng = random.Random(seed)
    server, engine = rng.choice(cluster.servers), rng.choice(cluster.engines)
    plan = Plan(
        seconds=5,
        seed=seed,
        n_clients=16,
        kills_every_seconds=(1, 3),
        least_kills=3,
        finish_seconds=8,
        work=Work(at_once=3, n_objects=(100, 200)),
        habits=Habits(pace_seconds=0.02),
    )
    soak = Soak(cluster, plan, [[server], [engine], [server, engine]])
    outcome = soak.run()
    print(*soak.killer.kills, soak.ledger.did, soak.ledger.n_acknowledged, sep="\n")
    print("longest outage", soak.ledger.longest_outage_seconds, "s")
    assert not outcome.every_wrong, "\n".join(outcome.every_wrong)
    assert len({kill.names for kill in soak.killer.kills}) == 3
    assert soak.ledger.n_acknowledged == sum(each.n_in_files for each in outcome.balances) > 100
