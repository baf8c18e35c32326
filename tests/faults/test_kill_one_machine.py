"""kill -9 of the server, of its engine, and of both, while 16 workers label on SQLite."""

from __future__ import annotations

import pytest
from soak.cluster import Cluster
from soak.jobs import Work
from soak.labeler import Habits
from soak.run import Plan, Soak


@pytest.mark.timeout(400)
def test_no_acknowledged_answer_is_lost_when_server_and_engine_are_killed(
    one_machine: Cluster, seed: int
) -> None:
    plan = Plan(
        seconds=5,
        seed=seed,
        n_clients=16,
        kills_every_seconds=(0.5, 2.5),
        least_kills=4,
        down_seconds=0.5,
        finish_seconds=8,
        work=Work(at_once=3, n_objects=(100, 200, 400)),
        habits=Habits(pace_seconds=0.01),
    )
    soak = Soak(one_machine, plan)
    outcome = soak.run()
    print(*soak.killer.kills, soak.ledger.did, soak.ledger.n_acknowledged, sep="\n")
    assert not outcome.every_wrong, "\n".join(outcome.every_wrong)
    assert {kill.names for kill in soak.killer.kills} == {
        "server",
        "server's engine",
        "server and server's engine",
    }
    assert {"Completed", "Stopped"} >= {each.status for each in outcome.balances}
    assert soak.ledger.n_acknowledged == sum(each.n_in_files for each in outcome.balances) > 100
    server = one_machine.servers[0]
    print("restarts in seconds:", server.seconds_to_ready, "less the wait for a processor:", server.restarts)
    assert sorted(server.restarts)[len(server.restarts) // 2] < 3, "half of all restarts take under 3 s"
