"""Stage: keeps a rolling window of open tasks, in line order, with no barrier between batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import timedelta
from typing import Any, NamedTuple

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.job_facts import facts_of
from trigpoint.formats.manifest import parse_line
from trigpoint.functions.provider import FunctionProvider
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.functions import PreAnswer, UrlGrant
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.data_objects import waiting_objects
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import (
    advance_staging,
    job_status,
    job_template,
    staging_position,
)
from trigpoint.store.labels import Outcome, insert_outcomes
from trigpoint.store.tasks import insert_tasks, n_open
from trigpoint.store.transaction import Transaction
from trigpoint.templates.renderer import Renderer

_AT_ONCE = 200


class _Staged(NamedTuple):
    """An object whose turn has come: its task input, or why it cannot be labeled."""

    object_index: int
    task_input: dict[str, Any] | None
    failure_reason: str | None


class Stage:
    """Opens tasks while the window has room. `threads` reads storage for several objects at once."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        functions: FunctionProvider,
        renderer: Renderer,
        grant_for: Callable[[LabelingJob], UrlGrant],
        threads: Executor,
        clock: Clock,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._functions = functions
        self._renderer = renderer
        self._grant_for = grant_for
        self._threads = threads
        self._clock = clock

    def run(self, job: LabelingJob) -> bool:
        """Whether any object was staged; up to 200 in one go."""

        def look(tx: Transaction) -> tuple[tuple[int, int, int], int, list[tuple[int, bytes]], str]:
            position = staging_position(tx, job.job_id)
            room = min(_AT_ONCE, job.config.window - n_open(tx, job.job_id))
            objects = waiting_objects(tx, job.job_id, position[0], room) if room > 0 else []
            return position, room, objects, job_template(tx, job.job_id) if objects else ""

        position, _, objects, template = self._database.read_now(look)
        if not objects:
            return False
        staged = self._prepare(job, objects, template)
        return self._database.write_now(lambda tx: self._open(tx, job, position, staged))

    def _prepare(
        self, job: LabelingJob, objects: Sequence[tuple[int, bytes]], template: str
    ) -> list[_Staged]:
        lines = [parse_line(line, index + 1) for index, line in objects]
        readable = list(self._threads.map(self._unreadable, lines))
        answers = self._functions.pre(job.config.pre_function_arn)(lines, facts_of(job))
        answers = [
            PreAnswer(None, reason) if reason else answer
            for answer, reason in zip(answers, readable, strict=True)
        ]
        answers = self._rendered(job, template, answers)
        return [
            _Staged(index, answer.task_input, answer.failure_reason)
            for (index, _), answer in zip(objects, answers, strict=True)
        ]

    def _unreadable(self, line: dict[str, Any]) -> str | None:
        """Why the object's file cannot be read, or None."""
        reference = line.get("source-ref")
        if not isinstance(reference, str) or not reference.startswith("s3://"):
            return None
        try:
            self._blobs.head(S3Uri.parse(reference))
        except (NotFound, InvalidInput) as exc:
            return f"ClientError: cannot read {reference}: {exc}"[:1024]
        return None

    def _rendered(self, job: LabelingJob, template: str, answers: list[PreAnswer]) -> list[PreAnswer]:
        """Tries every page once, so that no worker ever sees a broken one."""
        wanted = [n for n, answer in enumerate(answers) if answer.task_input is not None]
        pages = self._renderer.render(
            template, [answers[n].task_input or {} for n in wanted], self._grant_for(job)
        )
        checked = list(answers)
        for n, page in zip(wanted, pages, strict=True):
            if page.failed:
                fault = next(fault for fault in page.faults if not fault.warning)
                checked[n] = PreAnswer(None, f"ClientError: the task page: {fault.message}"[:1024])
        return checked

    def _open(
        self, tx: Transaction, job: LabelingJob, position: tuple[int, int, int], staged: list[_Staged]
    ) -> bool:
        if job_status(tx, job.job_id) != "InProgress" or staging_position(tx, job.job_id) != position:
            return False
        _, n_staged, first_offer = position
        opened, failed = [], []
        for number, each in enumerate(staged, start=n_staged + 1):
            if each.task_input is None:
                iteration = iteration_of(job, number)
                failed.append(Outcome(each.object_index, iteration, None, each.failure_reason))
            else:
                opened.append((number, each.object_index, each.task_input))
        until = self._clock.now() + timedelta(seconds=job.config.availability_seconds)
        insert_tasks(
            tx,
            job.job_id,
            opened,
            wanted=job.config.n_workers,
            available_until=until,
            first_offer=first_offer,
        )
        insert_outcomes(tx, job.job_id, failed)
        advance_staging(
            tx,
            job.job_id,
            next_object=staged[-1].object_index + 1,
            n_staged=len(staged),
            n_offers=len(opened),
            n_failed=len(failed),
        )
        return True


def iteration_of(job: LabelingJob, task_no: int) -> int:
    """The k-th window of objects, in staging order, is iteration k."""
    return (task_no - 1) // job.config.window + 1
