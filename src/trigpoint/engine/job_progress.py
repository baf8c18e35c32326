"""How far a job is, how fast it goes, and in words why it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Final, Literal

import msgspec

from trigpoint.engine.job_review import named_job
from trigpoint.engine.samples import evenly_spread
from trigpoint.model.clock import Clock, from_micros, iso_millis, to_micros
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.database import Database
from trigpoint.store.job_review import (
    Held,
    closings,
    has_free_task,
    held_tasks,
    n_members,
    n_open_tasks,
)
from trigpoint.store.transaction import Transaction

Kind = Literal["no_members", "nobody_at_work", "all_leased_until", "no_engine", "failing"]
_SAMPLED: Final = 400
_POINTS: Final = 60
_MOST_OPEN: Final = 10_000
_LATELY: Final = timedelta(hours=1)


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """Objects that were done by a time."""

    at: str
    done: int


class Obstacle(msgspec.Struct, frozen=True, kw_only=True):
    """Why a job does not move, and what to do."""

    kind: Kind
    message: str
    fix: str


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a job is. `series` is estimated from a sample of its objects."""

    status: str
    total: int
    labeled: int
    failed: int
    unlabeled: int
    open_tasks: int
    """At most 10,000 are counted."""
    leased: int
    paused: int
    workers_active: int
    rate_per_hour: float
    """Objects done in the last hour."""
    expected_end: str | None
    series: list[Point]
    stuck: list[Obstacle]


class JobProgress:
    """`engines` names those that are alive."""

    def __init__(self, database: Database, clock: Clock, engines: Callable[[], list[str]]) -> None:
        self._database = database
        self._clock = clock
        self._engines = engines

    async def of_job(self, name: str) -> Progress:
        """Raises NotFound."""
        now = self._clock.now()

        def work(tx: Transaction) -> tuple[LabelingJob, int, list[Held], list[int], float, bool, int]:
            job = named_job(tx, name)
            numbers = evenly_spread(job.counters.staged, _SAMPLED)
            weight = job.counters.staged / max(len(numbers), 1)
            ends = sorted(each for each in closings(tx, job.job_id, numbers) if each is not None)
            team = job.config.workteam_arn.rpartition("/")[2]
            return (
                job,
                0 if job.is_final else n_open_tasks(tx, job.job_id, _MOST_OPEN),
                [] if job.is_final else held_tasks(tx, job.job_id),
                ends,
                weight,
                has_free_task(tx, job.job_id),
                n_members(tx, team),
            )

        job, n_open, held, ends, weight, has_free, n_in_team = await self._database.read(work)
        alive = [] if job.is_final else await asyncio.to_thread(self._engines)
        lately = sum(end > to_micros(now - _LATELY) for end in ends) * weight
        unlabeled = job.counters.unlabeled
        end = None
        if not job.is_final and lately > 0 and unlabeled > 0:
            end = iso_millis(now + _LATELY * (unlabeled / lately))
        return Progress(
            status=job.status,
            total=job.counters.total,
            labeled=job.counters.labeled,
            failed=job.counters.failed,
            unlabeled=unlabeled,
            open_tasks=n_open,
            leased=len(held),
            paused=sum(each.paused for each in held),
            workers_active=len({each.worker_id for each in held if not each.paused}),
            rate_per_hour=round(lately, 1),
            expected_end=end,
            series=_series(ends, weight),
            stuck=_obstacles(job, n_open, held, has_free, n_in_team, bool(ends), lately, alive),
        )


def _series(ends: list[int], weight: float) -> list[Point]:
    places = sorted({round(place * len(ends) / _POINTS) for place in range(1, _POINTS + 1)} - {0})
    return [Point(at=iso_millis(from_micros(ends[n - 1])), done=round(n * weight)) for n in places]


def _obstacles(
    job: LabelingJob,
    n_open: int,
    held: list[Held],
    has_free: bool,
    n_in_team: int,
    has_begun: bool,
    lately: float,
    alive: list[str],
) -> list[Obstacle]:
    """In the order in which they are to be looked at."""
    if job.status == "Failed":
        fix = "Mend what it says, then chain the job: what is labeled is kept."
        return [Obstacle(kind="failing", message=job.failure_reason or "The job failed.", fix=fix)]
    if job.is_final:
        return []
    found = []
    if not alive:
        found.append(
            Obstacle(
                kind="no_engine",
                message="No engine is running: nothing is staged, consolidated or written.",
                fix="Start `trigpoint engine`, or `trigpoint up`, on this installation; answers are kept.",
            )
        )
    if job.status != "InProgress":
        return found
    team = job.config.workteam_arn.rpartition("/")[2]
    if not n_in_team:
        found.append(
            Obstacle(
                kind="no_members",
                message=f"The team {team} has no members, so nobody sees this job.",
                fix="Add workers to the team; they see the job at once.",
            )
        )
    elif n_open and not has_free and held:
        until = iso_millis(from_micros(max(each.expires_at for each in held)))
        first = iso_millis(from_micros(min(each.expires_at for each in held)))
        paused = sum(each.paused for each in held)
        words = f", {paused:,} of them paused" if paused else ""
        found.append(
            Obstacle(
                kind="all_leased_until",
                message=f"All {n_open:,} open tasks are with workers{words}: the first comes back at "
                f"{first}, the last at {until}, unless they are answered.",
                fix="Wait, or ask those who have them. A shorter time limit gives tasks back sooner.",
            )
        )
    elif n_open and not held and lately == 0:
        found.append(
            Obstacle(
                kind="nobody_at_work",
                message=f"{n_open:,} tasks are open, and nobody of the {n_in_team:,} in {team} has taken one "
                + ("in the last hour." if has_begun else "yet."),
                fix="Tell the team. Workers who have answered or declined every open task get no other: add "
                "members, or ask for fewer workers per object in a clone.",
            )
        )
    return found
