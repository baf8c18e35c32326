"""Finish: the final pass over all answers, the last manifest, and the job's final state."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

import structlog

from trigpoint.engine.consolidate import answered_objects, data_object_of
from trigpoint.engine.export import Export
from trigpoint.engine.job_facts import facts_of
from trigpoint.engine.labeling_jobs import withdraw
from trigpoint.functions.provider import FunctionProvider
from trigpoint.model.clock import Clock, creation_date, to_micros
from trigpoint.model.errors import FunctionFailed
from trigpoint.model.functions import ConsolidatedObject, ImageSize
from trigpoint.model.labeling_job import RUNNING_STATES, JobStatus, LabelingJob
from trigpoint.store.answered import AnsweredTask, page_of_answered
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_by_id, job_status, n_exported, set_status
from trigpoint.store.labels import label_contents, replace_contents
from trigpoint.store.transaction import Transaction

_BATCH = 500
_TRIES = 3
_log = structlog.get_logger("trigpoint.engine")


def _ignore(job: LabelingJob, state: JobStatus) -> None:
    """Nobody counts."""


class Finish:
    """Takes a job whose objects are decided, or that is stopping, to its final state.

    `read_images` gives the sizes of images by object index, from their URIs; `on_ended` is told of each job
    and its final state; `pause` waits between attempts, in seconds.
    """

    def __init__(
        self,
        database: Database,
        functions: FunctionProvider,
        export: Export,
        clock: Clock,
        *,
        job_days: int,
        read_images: Callable[[Mapping[int, object]], dict[int, ImageSize]] = lambda uris: {},
        on_ended: Callable[[LabelingJob, JobStatus], None] = _ignore,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._functions = functions
        self._export = export
        self._clock = clock
        self._job_days = job_days
        self._read_images = read_images
        self._on_ended = on_ended
        self._pause = pause

    def check_conditions(self, job: LabelingJob) -> bool:
        """Stops a job that has met a stopping condition or lived too long; whether it did."""
        reason = self._met(job)
        if reason is None:
            return False
        now = self._clock.now()

        def work(tx: Transaction) -> None:
            if job_status(tx, job.job_id) == "InProgress":
                set_status(tx, job.job_id, "Stopping", now, stop_reason=reason)
                withdraw(tx, job.job_id, to_micros(now))

        self._database.write_now(work)
        return True

    def _met(self, job: LabelingJob) -> str | None:
        counters, config = job.counters, job.config
        if self._clock.now() - job.created_at >= timedelta(days=self._job_days):
            return f"labeling job expired after {self._job_days} days"
        if counters.unlabeled <= 0:
            return None  # it is done, not stopped
        newly_labeled = counters.human_labeled
        if config.max_human_labeled is not None and newly_labeled >= config.max_human_labeled:
            return f"MaxHumanLabeledObjectCount {config.max_human_labeled} is reached"
        percent = config.max_percent_labeled
        if percent is not None and percent < 100 and counters.labeled * 100 >= percent * counters.total:
            return f"MaxPercentageOfInputDatasetLabeled {percent} is reached"
        return None

    def run(self, job: LabelingJob) -> None:
        """Writes everything, then says so: the files are complete before the state is final."""
        failure = None
        if self._functions.learns(job.config.post_function_arn, facts_of(job)):
            failure = self._patient_final_pass(job)
        self._export.output_manifest(job)
        self._export.closing_balance(job, final_pass_failure=failure)
        self._end(job, self._final_state(job))

    def fail(self, job: LabelingJob, reason: str) -> None:
        """Ends a job that cannot go on; what is labeled is exported, so that it can be chained."""
        now = self._clock.now()
        reason = reason.replace("\0", "\ufffd")[:1024]  # PostgreSQL's text holds no NUL
        self._database.write_now(lambda tx: withdraw(tx, job.job_id, to_micros(now)))
        if job.counters.total > 0:
            self._export.output_manifest(job)
            self._export.closing_balance(job)
        self._database.write_now(lambda tx: set_status(tx, job.job_id, "Failed", now, failure_reason=reason))
        self._on_ended(job, "Failed")

    def _final_state(self, job: LabelingJob) -> JobStatus:
        if job.stop_reason is not None and "expired after" in job.stop_reason:
            return "Failed"
        if job.status == "Stopping" and (job.counters.unlabeled > 0 or job.stop_reason == "asked for"):
            return "Stopped"
        return "Completed"

    def _end(self, job: LabelingJob, state: JobStatus) -> None:
        now = self._clock.now()
        reason = f"ClientError: {job.stop_reason}" if state == "Failed" else None

        def work(tx: Transaction) -> bool:
            if job_status(tx, job.job_id) not in RUNNING_STATES:  # what is final stays so
                return False
            set_status(tx, job.job_id, state, now, failure_reason=reason)
            return True

        if self._database.write_now(work):
            self._on_ended(job, state)

    def _patient_final_pass(self, job: LabelingJob) -> str | None:
        """Why the final pass was given up after three attempts, or None.

        The labels then stay those of the groups: an object that has a label does not lose it because nothing
        better could be computed.
        """
        reason = None
        for attempt in range(1, _TRIES + 1):
            try:
                self._final_pass(job)
                return None
            except FunctionFailed as exc:
                reason = f"ClientError: the post-annotation function failed: {exc}"[:1024]
                _log.warning(
                    "the final pass failed", job=job.name, attempt=attempt, of=_TRIES, error=str(exc)
                )
                if attempt < _TRIES:
                    self._pause(2.0**attempt)
        _log.error("the final pass was given up: labels stay as they are", job=job.name, error=reason)
        return reason

    def _final_pass(self, job: LabelingJob) -> None:
        """Labels every object again with what is known of the workers at the end (outputs.md 5.2)."""

        def read(first: int) -> list[AnsweredTask]:
            return self._database.read_now(lambda tx: page_of_answered(tx, job.job_id, first, _BATCH))

        arn = job.config.post_function_arn
        assert arn is not None
        reads_images = self._functions.reads_images(arn)

        def images_of(page: Sequence[AnsweredTask]) -> dict[int, ImageSize]:
            uris = {each.object_index: data_object_of(each.line).get("s3Uri") for each in page}
            return self._read_images(uris) if reads_images else {}

        date = creation_date(self._clock.now())
        answered = answered_objects(read, images_of)
        results = self._functions.final_pass(arn, facts_of(job), answered, date)
        while batch := list(itertools.islice(results, _BATCH)):
            self._database.write_now(
                lambda tx, part=batch: _replace(tx, job, part)  # type: ignore[misc]
            )

    def needs_export(self, job: LabelingJob) -> bool:
        """Whether objects were decided since the manifest was written last."""
        counters = job.counters
        decided = counters.labeled + counters.failed - counters.prelabeled
        return decided > 0 and decided != self._database.read_now(lambda tx: n_exported(tx, job.job_id))


def _replace(tx: Transaction, job: LabelingJob, results: list[ConsolidatedObject]) -> None:
    """Replaces labels and confidences; the creation date stays that of the first label."""
    metadata_key = f"{job.config.label_attribute_name}-metadata"
    stored = label_contents(tx, job.job_id, results[0].object_index, results[-1].object_index)
    changed = []
    for each in results:
        before = stored.get(each.object_index)
        if before is None or each.content is None:
            continue
        after = dict(each.content)
        after[metadata_key] = {**after[metadata_key], "creation-date": before[metadata_key]["creation-date"]}
        if after != before:
            changed.append((each.object_index, after))
    replace_contents(tx, job.job_id, changed)


def current(database: Database, job_id: int) -> LabelingJob:
    """The job as it stands now."""
    job = database.read_now(lambda tx: job_by_id(tx, job_id))
    assert job is not None
    return job
