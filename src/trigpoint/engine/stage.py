"""Stage: keeps a rolling window of open tasks, in line order, with no barrier between batches."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from datetime import timedelta
from typing import Any, NamedTuple, cast

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.image_limits import MAX_IMAGE_BYTES, too_large
from trigpoint.engine.job_facts import facts_of
from trigpoint.formats.manifest import parse_line
from trigpoint.functions.provider import FunctionProvider
from trigpoint.model.clock import Clock
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.functions import PreAnswer, UrlGrant
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.rendering import RenderFault
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
_ASKED_TOGETHER = 8


class _Staged(NamedTuple):
    """An object whose turn has come: its task input, or why it cannot be labeled."""

    object_index: int
    task_input: bytes | None
    """JSON."""
    failure_reason: str | None


class Stage:
    """Opens tasks while the window has room. `threads` ask storage for several objects at once."""

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        functions: FunctionProvider,
        renderer: Renderer,
        grant_for: Callable[[LabelingJob], UrlGrant],
        threads: Executor,
        clock: Clock,
        *,
        max_image_bytes: int = MAX_IMAGE_BYTES,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._functions = functions
        self._renderer = renderer
        self._grant_for = grant_for
        self._threads = threads
        self._clock = clock
        self._max_image_bytes = max_image_bytes

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
        missing = self._missing(lines)
        answers = self._functions.pre(job.config.pre_function_arn)(lines, facts_of(job))
        staged = [
            _Staged(index, None, reason) if reason else _written(index, answer)
            for (index, _), answer, reason in zip(objects, answers, missing, strict=True)
        ]
        return self._tried(job, template, staged)

    def _missing(self, lines: Sequence[dict[str, Any]]) -> list[str | None]:
        """Why each object's file cannot be read; None where it can, or where there is none."""
        found = dict.fromkeys(each for line in lines if isinstance(each := line.get("source-ref"), str))
        files = [each for each in found if each.startswith("s3://")]
        size = max(1, len(files) // _ASKED_TOGETHER)
        portions = [files[at : at + size] for at in range(0, len(files), size)]
        reasons = dict(itertools.chain(*self._threads.map(self._unreadable, portions)))
        return [
            reasons.get(line["source-ref"]) if isinstance(line.get("source-ref"), str) else None
            for line in lines
        ]

    def _unreadable(self, files: Sequence[str]) -> list[tuple[str, str]]:
        """The files that cannot be read, or are too large to be shown, and why."""
        found = []
        for each in files:
            try:
                info = self._blobs.head(S3Uri.parse(each))
                reason = too_large(self._blobs, each, info.size, self._max_image_bytes)
            except (NotFound, InvalidInput) as exc:
                reason = f"cannot read {each}: {exc}"
            if reason is not None:
                found.append((each, _shortened(reason)))
        return found

    def _tried(self, job: LabelingJob, template: str, staged: list[_Staged]) -> list[_Staged]:
        """Tries every page once, so that no worker ever sees a broken one."""
        inputs = [each.task_input for each in staged if each.task_input is not None]
        faults = iter(self._renderer.trial(template, inputs, self._grant_for(job)))
        return [each if each.task_input is None else _if_whole(each, next(faults)) for each in staged]

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
                value = cast("dict[str, Any]", msgspec.Raw(each.task_input))  # is written as it stands
                opened.append((number, each.object_index, value))
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


def _if_whole(staged: _Staged, fault: RenderFault | None) -> _Staged:
    if fault is None:
        return staged
    return _Staged(staged.object_index, None, _shortened(f"the task page: {fault.message}"))


def _written(object_index: int, answer: PreAnswer) -> _Staged:
    """The object with its task input as JSON, or with why it has none."""
    if answer.task_input is None:
        return _Staged(object_index, None, answer.failure_reason)
    try:
        return _Staged(object_index, msgspec.json.encode(answer.task_input), None)
    except (TypeError, ValueError, RecursionError) as exc:
        return _Staged(object_index, None, _shortened(f"the task input cannot be written as JSON: {exc}"))


def _shortened(reason: str) -> str:
    return f"ClientError: {reason}"[:1024]


def iteration_of(job: LabelingJob, task_no: int) -> int:
    """The k-th window of objects, in staging order, is iteration k."""
    return (task_no - 1) // job.config.window + 1
