"""Jobs among engines: who works on what, and what happens when one dies. On both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from trigpoint.engine.job_leases import JobLeases, JobLost, LeasedDatabase
from trigpoint.store.database import Database
from trigpoint.store.job_leases import living_engines
from trigpoint.store.labeling_jobs import set_status


class Hands:
    """A monotonic clock that tests turn, and a wall clock that jumps about."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.wall = datetime(2031, 4, 2, tzinfo=UTC)

    def __call__(self) -> float:
        return self.seconds

    def now(self) -> datetime:
        return self.wall


@pytest.fixture
def hands() -> Hands:
    return Hands()


def engine(database: Database, hands: Hands, name: str) -> JobLeases:
    made = JobLeases(database, hands, name, f"host:{name}", lease_seconds=5.0, seconds=hands)
    made.keep()
    return made


def ids(leases: JobLeases, busy: frozenset[int] = frozenset()) -> list[int]:
    return [job.job_id for job in leases.jobs(busy)]


def jobs(lab: Any, n: int) -> list[int]:
    return [lab.begin(f"Job{k}").job_id for k in range(n)]


def test_an_engine_takes_every_running_job_and_keeps_it(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 3)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    assert ids(one) == made


def test_two_engines_share_the_jobs_evenly_and_no_job_has_two(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 5)
    one, two = engine(lab.database, hands, "one"), engine(lab.database, hands, "two")
    hands.seconds += 1
    one.keep()
    first, second = ids(one), ids(two)
    assert sorted(first + second) == made
    assert {len(first), len(second)} == {2, 3}


def test_an_engine_that_joins_gets_jobs_that_are_not_busy(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 4)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    two = engine(lab.database, hands, "two")
    hands.seconds += 1
    one.keep()
    busy = frozenset(made[2:3])
    kept = ids(one, busy)
    assert made[2] in kept
    assert len(kept) == 3  # the busy one stays for now
    assert ids(two) == [made[3]]


def test_a_dead_engines_jobs_are_taken_over_after_five_seconds_without_a_beat(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 2)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    two = engine(lab.database, hands, "two")
    for _ in range(4):
        hands.seconds += 1
        two.keep()
        assert ids(two) == []
    for _ in range(2):
        hands.seconds += 1
        two.keep()
    assert ids(two) == made
    assert [each.engine_id for each in lab.database.read_now(living_engines)] == ["two"]


def test_a_wall_clock_that_jumps_changes_nothing(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 1)
    one, two = engine(lab.database, hands, "one"), engine(lab.database, hands, "two")
    assert ids(one) == made
    for year in (2050, 1990, 2031):
        hands.wall = hands.wall.replace(year=year)
        hands.seconds += 1
        one.keep()
        two.keep()
        assert (ids(one), ids(two)) == (made, [])


def test_an_engine_that_could_not_beat_gives_its_jobs_up_before_others_take_them(
    lab: Any, hands: Hands
) -> None:
    made = jobs(lab, 1)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    one.check()
    hands.seconds += 5
    with pytest.raises(JobLost):
        one.check()


def test_a_stalled_engine_cannot_write_for_a_job_that_another_has(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 1)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    fenced = LeasedDatabase(lab.database, one)
    two = engine(lab.database, hands, "two")
    for _ in range(6):
        hands.seconds += 1
        two.keep()
    assert ids(two) == made
    one._beaten_at = hands.seconds  # it believes that it lives
    with fenced.step_of(made[0]), pytest.raises(JobLost):
        fenced.write_now(lambda tx: set_status(tx, made[0], "Completed", hands.now()))
    assert lab.job("Job0").status == "Initializing"
    with LeasedDatabase(lab.database, two).step_of(made[0]):
        LeasedDatabase(lab.database, two).write_now(lambda tx: None)


def test_an_engine_that_was_taken_for_dead_starts_anew_with_nothing(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 2)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    two = engine(lab.database, hands, "two")
    for _ in range(6):
        hands.seconds += 1
        two.keep()
    assert ids(two) == made
    one.keep()
    two.keep()
    hands.seconds += 1
    two.keep()
    assert ids(one) == []
    assert ids(two) == made[:1]  # one has joined: what is beyond its share goes back
    assert ids(one) == made[1:]


def test_jobs_are_free_at_once_when_an_engine_ends_in_order(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 2)
    one, two = engine(lab.database, hands, "one"), engine(lab.database, hands, "two")
    assert ids(one) != []
    one.hand_back()
    hands.seconds += 1
    two.keep()
    assert ids(two) == made


def test_an_engine_that_comes_back_under_its_name_goes_on_at_once(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 2)
    assert ids(engine(lab.database, hands, "one")) == made
    assert ids(engine(lab.database, hands, "one")) == made


def test_a_job_that_ended_is_let_go(lab: Any, hands: Hands) -> None:
    made = jobs(lab, 2)
    one = engine(lab.database, hands, "one")
    assert ids(one) == made
    lab.database.write_now(lambda tx: set_status(tx, made[0], "Failed", hands.now()))
    hands.seconds += 1
    one.keep()
    assert ids(one) == made[1:]
