"""What managers do with labeling jobs: create, describe, list, stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from trigpoint.engine.workteams import Workteams
from trigpoint.model.arn import Home
from trigpoint.model.clock import Clock, to_micros
from trigpoint.model.errors import NameTaken, NotFound, WrongState
from trigpoint.model.ids import Ids
from trigpoint.model.labeling_job import JobConfig, JobFilters, JobPage, LabelingJob
from trigpoint.store.assignments import stop_assignments
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import (
    insert_job,
    job_by_id,
    job_named,
    job_status,
    list_jobs,
    set_status,
)
from trigpoint.store.lineage import note_prior
from trigpoint.store.tags import put_tags
from trigpoint.store.tasks import close_all_tasks
from trigpoint.store.transaction import Transaction


class LabelingJobs:
    """Every labeling job of the installation. `on_change` wakes the engine."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        home: Home,
        workteams: Workteams,
        on_change: Callable[[], None],
    ) -> None:
        self._database = database
        self._clock = clock
        self._ids = ids
        self._home = home
        self._workteams = workteams
        self._on_change = on_change

    async def create(
        self, config: JobConfig, name: str, request: dict[str, Any], tags: Mapping[str, str]
    ) -> LabelingJob:
        """A new job, in state Initializing. Raises NameTaken, or InvalidInput for an unknown team."""
        now = self._clock.now()
        arn = self._home.arn(f"labeling-job/{name.lower()}")
        team = await self._workteams.working(config.workteam_arn)

        def work(tx: Transaction) -> LabelingJob:
            job_id = insert_job(
                tx,
                name=name,
                arn=arn,
                reference_code=self._home.account + self._ids.letters(16),
                config=config,
                request=request,
                workteam_name=team.name,
                now=now,
            )
            if job_id is None:
                raise NameTaken("labeling job", name)
            put_tags(tx, arn, tags)
            note_prior(tx, job_id, config.manifest_uri)
            job = job_by_id(tx, job_id)
            assert job is not None
            return job

        job = await self._database.write(work)
        self._on_change()
        return job

    async def describe(self, name: str) -> LabelingJob:
        """The job of that name in any case. Raises NotFound."""
        job = await self._database.read(lambda tx: job_named(tx, name))
        if job is None:
            raise NotFound("labeling job", name)
        return job

    async def list(self, filters: JobFilters) -> JobPage:
        return await self._database.read(lambda tx: list_jobs(tx, filters))

    async def stop(self, name: str) -> None:
        """Takes the job from the workers at once; the engine finishes it. Raises NotFound, WrongState."""
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            job = job_named(tx, name)
            if job is None:
                raise NotFound("labeling job", name)
            status = job_status(tx, job.job_id)
            if status == "Stopping":
                return
            if status not in ("Initializing", "InProgress"):
                raise WrongState(f"labeling job {job.name!r} is {status}: it cannot be stopped", state=status)
            set_status(tx, job.job_id, "Stopping", now, stop_reason="asked for")
            withdraw(tx, job.job_id, to_micros(now))

        await self._database.write(work)
        self._on_change()


def withdraw(tx: Transaction, job_id: int, now: int) -> None:
    """Ends every lease and closes every task: from here on an answer is late.

    On PostgreSQL a claim under way may commit between the two. Closing its task waits for it, and once the
    tasks are closed no claim succeeds: so leases are looked for once more, and then there are none left.
    """
    stop_assignments(tx, job_id, now)
    close_all_tasks(tx, job_id, now)
    stop_assignments(tx, job_id, now)
