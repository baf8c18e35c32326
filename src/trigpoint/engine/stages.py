"""The stages of a job in their order: what its state allows is done, as far as it can be done now."""

from __future__ import annotations

import time
from collections.abc import Callable

from trigpoint.engine.consolidate import Consolidate
from trigpoint.engine.export import Export
from trigpoint.engine.finish import Finish, current
from trigpoint.engine.ingest import Ingest, reason_of
from trigpoint.engine.lease import Leases
from trigpoint.engine.stage import Stage, iteration_of
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.database import Database
from trigpoint.store.tasks import n_open
from trigpoint.store.transaction import Transaction

_MORE_TO_STAGE = 4
_EXPORT_EVERY_SECONDS = 10.0
_EXPORT_SHARE = 20


class Stages:
    """One step of one job: whatever its state allows."""

    def __init__(
        self,
        database: Database,
        ingest: Ingest,
        stage: Stage,
        consolidate: Consolidate,
        export: Export,
        finish: Finish,
        leases: Leases,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._ingest = ingest
        self._stage = stage
        self._consolidate = consolidate
        self._export = export
        self._finish = finish
        self._leases = leases
        self._seconds = seconds
        self._next_export: dict[int, float] = {}
        self._written_iterations: dict[int, int] = {}

    def step(self, job_id: int) -> bool:
        """Moves a job on as far as it can go now; whether there is more to do at once."""
        job = current(self._database, job_id)
        if job.status == "Initializing":
            return self._begin(job)
        if job.status == "InProgress":
            return self._go_on(job)
        if job.status == "Stopping" and (job.counters.total > 0 or self._begin(job)):
            self._close(current(self._database, job_id))
        return False

    def _begin(self, job: LabelingJob) -> bool:
        """Reads the job's input; whether it could be read.

        A job that was stopped before reads it all the same: its output manifest holds every line, so that
        the job can be chained.
        """
        try:
            self._ingest.run(job)
        except (InvalidInput, NotFound) as exc:
            self._finish.fail(current(self._database, job.job_id), reason_of(exc))
            return False
        return True

    def _go_on(self, job: LabelingJob) -> bool:
        if self._finish.check_conditions(job):
            return True
        self._leases.close_due(job.job_id)
        staged = self._stage.run(job)
        for _ in range(_MORE_TO_STAGE if staged else 0):  # what follows may take its time
            if not self._stage.run(job):
                break
        # When nothing more can be staged or answered, there is nothing to wait for.
        nothing_open = not staged and job.counters.waiting == 0
        all_now = nothing_open and self._database.read_now(self._idle(job))
        more = self._consolidate.run(job, all_now=all_now)
        job = current(self._database, job.job_id)
        if job.status != "InProgress":
            return True
        if job.counters.unlabeled == 0:
            self._close(job)
            return False
        if self._finish.check_conditions(job):
            return True
        self._show_progress(job)
        return staged or more

    def _idle(self, job: LabelingJob) -> Callable[[Transaction], bool]:
        return lambda tx: n_open(tx, job.job_id) == 0

    def _close(self, job: LabelingJob) -> None:
        self._consolidate.run(job, all_now=True)
        job = current(self._database, job.job_id)
        self._written_iterations.pop(job.job_id, None)  # stragglers may have come since
        self._write_iterations(job, up_to=iteration_of(job, max(1, job.counters.staged)))
        self._finish.run(job)
        self._next_export.pop(job.job_id, None)
        self._written_iterations.pop(job.job_id, None)

    def _show_progress(self, job: LabelingJob) -> None:
        """Rewrites the manifest while the job runs, taking at most a twentieth of the time for it."""
        if self._seconds() < self._next_export.get(job.job_id, 0.0) or not self._finish.needs_export(job):
            return
        started = self._seconds()
        self._export.output_manifest(job)
        self._write_iterations(job, up_to=job.counters.staged // job.config.window - 1)
        took = self._seconds() - started
        self._next_export[job.job_id] = self._seconds() + max(_EXPORT_EVERY_SECONDS, _EXPORT_SHARE * took)

    def _write_iterations(self, job: LabelingJob, *, up_to: int) -> None:
        """Writes the intermediate files of iterations that are over.

        The manifest in them holds every input line, so the one of each iteration is written only while that
        stays cheap; the last is always written.
        """
        for iteration in range(self._written_iterations.get(job.job_id, 0) + 1, up_to + 1):
            cheap = job.counters.total * up_to <= 1_000_000
            self._export.iteration(job, iteration, with_manifest=cheap or iteration == up_to)
            self._written_iterations[job.job_id] = iteration
