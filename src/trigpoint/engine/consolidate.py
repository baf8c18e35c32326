"""Consolidate: closed objects become labels, in groups, with every file the spec names.

A group is formed in the store first, with the second that names its files; then its files are written, the
function is called, and its outcomes are kept. A crash anywhere is repaired by running the group again: it
writes the same keys.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import Any

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.job_facts import facts_of
from trigpoint.engine.job_folder import JobFolder
from trigpoint.engine.stage import iteration_of
from trigpoint.formats.manifest import parse_line
from trigpoint.functions.events import payload_array
from trigpoint.functions.label_content import EXPIRED, reference_content
from trigpoint.functions.provider import FunctionProvider, GroupResult
from trigpoint.model.clock import Clock, creation_date, iso_millis, to_micros
from trigpoint.model.errors import FunctionFailed
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, WorkerAnswer
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.s3_uri import S3Uri
from trigpoint.model.task import Answer
from trigpoint.store.answers import counted_answers
from trigpoint.store.data_objects import object_line
from trigpoint.store.database import Database
from trigpoint.store.groups import (
    ClosedTask,
    Group,
    answered_tasks,
    finish_group,
    first_answered,
    insert_group,
    last_stamp,
    pending_groups,
    put_in_group,
    set_done,
    tasks_in_group,
)
from trigpoint.store.identities import identities_of
from trigpoint.store.labeling_jobs import add_outcomes, function_state, set_function_state, take_group_no
from trigpoint.store.labels import Outcome, insert_outcomes
from trigpoint.store.transaction import Transaction

_TRIES = 3
_GROUPS_AT_ONCE = 4
_SECOND = 1_000_000


class Consolidate:
    """Takes closed objects to labels.

    `threads` write the files of several objects at once, so that they wait for the disk together; `pause`
    waits between attempts, in seconds.
    """

    def __init__(
        self,
        database: Database,
        blobs: BlobStore,
        functions: FunctionProvider,
        threads: Executor,
        clock: Clock,
        *,
        group_size: int,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._functions = functions
        self._threads = threads
        self._clock = clock
        self._group_size = group_size
        self._pause = pause

    def run(self, job: LabelingJob, *, all_now: bool = False) -> bool:
        """Consolidates what is closed, some groups of it; whether there is more to do at once.

        Groups are named by the second, so an iteration gets one group a second, more only while full ones
        are waiting, or when `all_now` says that the job is ending: then everything is consolidated.
        """
        if self._database.read_now(lambda tx: first_answered(tx, job.job_id)) is not None:
            while self._database.write_now(lambda tx: self._form_group(tx, job, all_now)):
                pass
        while pending := self._database.read_now(lambda tx: pending_groups(tx, job.job_id)):
            for group in pending[:_GROUPS_AT_ONCE]:
                self._consolidate(job, group)
            if not all_now:
                return len(pending) > _GROUPS_AT_ONCE
        return False

    def _form_group(self, tx: Transaction, job: LabelingJob, all_now: bool) -> bool:
        """Puts closed objects of one iteration into a group; those nobody answered fail at once."""
        first = first_answered(tx, job.job_id)
        if first is None:
            return False
        iteration = iteration_of(job, first)
        last = iteration * job.config.window
        closed = answered_tasks(tx, job.job_id, first, last, self._group_size)
        now = to_micros(self._clock.now()) // _SECOND * _SECOND
        stamp = max(now, last_stamp(tx, job.job_id, iteration) + _SECOND)
        if stamp > now and len(closed) < self._group_size and not all_now:
            return False
        unanswered = [each for each in closed if each.n_answers == 0]
        if unanswered:
            outcomes = [Outcome(each.object_index, iteration, None, EXPIRED) for each in unanswered]
            insert_outcomes(tx, job.job_id, outcomes)
            add_outcomes(tx, job.job_id, labeled=0, failed=len(unanswered))
            set_done(tx, job.job_id, unanswered, None)
        answered = [each for each in closed if each.n_answers > 0]
        if answered:
            group = Group(take_group_no(tx, job.job_id), iteration, stamp)
            insert_group(tx, job.job_id, group)
            put_in_group(tx, job.job_id, answered, group.group_no)
        return True

    def _consolidate(self, job: LabelingJob, group: Group) -> None:
        folder = JobFolder(job)
        tasks, objects, identities, state = self._database.read_now(lambda tx: self._gather(tx, job, group))
        uris = [folder.worker_response(group.iteration, each.object_index, group.stamp) for each in tasks]
        files = [_worker_response(answers, identities) for _, answers in objects]
        list(self._threads.map(self._put, uris, files))
        answered = [
            _answered(task.object_index, line, answers)
            for task, (line, answers) in zip(tasks, objects, strict=True)
        ]
        payload = payload_array(answered)
        self._put_json(folder.consolidation_request(group.iteration, group.stamp), payload)
        result = self._result(job, group, payload, state)
        self._put_json(folder.consolidation_response(group.iteration, group.stamp), result.response)
        self._blobs.flush()  # the files first: a group that is done is never written again
        self._database.write_now(lambda tx: self._keep(tx, job, group, tasks, result))

    def _put_json(self, uri: S3Uri, value: Any) -> None:
        self._put(uri, msgspec.json.encode(value))

    def _put(self, uri: S3Uri, content: bytes) -> None:
        self._blobs.put(uri, content, content_type="application/json", durable=False)

    def _gather(
        self, tx: Transaction, job: LabelingJob, group: Group
    ) -> tuple[list[ClosedTask], list[tuple[dict[str, Any], list[Answer]]], dict[str, dict[str, str]], bytes]:
        tasks = tasks_in_group(tx, job.job_id, group.group_no)
        objects = []
        for task in tasks:
            line = parse_line(object_line(tx, job.job_id, task.object_index), task.object_index + 1)
            objects.append((line, list(counted_answers(tx, job.job_id, task.task_no))))
        workers = {answer.worker_id for _, answers in objects for answer in answers}
        return tasks, objects, identities_of(tx, workers), function_state(tx, job.job_id)

    def _result(
        self, job: LabelingJob, group: Group, payload: list[dict[str, Any]], state: bytes
    ) -> GroupResult:
        """What becomes of each object; after three failures of the function the group's objects fail."""
        arn, date = job.config.post_function_arn, creation_date(self._clock.now())
        if arn is None or not self._functions.consolidates(arn):
            return self._by_reference(job, group, payload, date)
        for attempt in range(1, _TRIES + 1):
            try:
                return self._functions.consolidate_group(arn, facts_of(job), payload, state, date)
            except FunctionFailed as exc:
                reason = f"ClientError: the post-annotation function failed: {exc}"[:1024]
                if attempt < _TRIES:
                    self._pause(2.0**attempt)
        failed = [ConsolidatedObject(int(each["datasetObjectId"]), None, reason) for each in payload]
        return GroupResult([], failed, state)

    def _by_reference(
        self, job: LabelingJob, group: Group, payload: list[dict[str, Any]], date: str
    ) -> GroupResult:
        """Labels that only say where the answers are: the job has no consolidation."""
        label, folder = job.config.label_attribute_name, JobFolder(job)
        results = []
        for each in payload:
            index = int(each["datasetObjectId"])
            uri = folder.worker_response(group.iteration, index, group.stamp)
            results.append(ConsolidatedObject(index, reference_content(label, job.name, str(uri), date)))
        return GroupResult([], results, b"")

    def _keep(
        self,
        tx: Transaction,
        job: LabelingJob,
        group: Group,
        tasks: list[ClosedTask],
        result: GroupResult,
    ) -> None:
        outcomes = [
            Outcome(each.object_index, group.iteration, each.content, each.failure_reason)
            for each in result.objects
        ]
        insert_outcomes(tx, job.job_id, outcomes)
        n_labeled = sum(each.content is not None for each in outcomes)
        add_outcomes(tx, job.job_id, labeled=n_labeled, failed=len(outcomes) - n_labeled)
        set_function_state(tx, job.job_id, result.state)
        set_done(tx, job.job_id, tasks, group.group_no)
        finish_group(tx, job.job_id, group.group_no)


def _answered(object_index: int, line: dict[str, Any], answers: Sequence[Answer]) -> AnsweredObject:
    return AnsweredObject(
        object_index,
        data_object_of(line),
        tuple(WorkerAnswer(answer.worker_id, answer.content) for answer in answers),
    )


def data_object_of(line: dict[str, Any]) -> dict[str, Any]:
    """`{"content": text}` for a `source` line, `{"s3Uri": uri}` for a `source-ref` line."""
    if "source" in line:
        return {"content": line["source"]}
    return {"s3Uri": line.get("source-ref", "")}


def _worker_response(answers: Sequence[Answer], identities: dict[str, dict[str, str]]) -> bytes:
    """The file of one object's answers (outputs.md 1.5): one compact line, keys sorted."""
    entries = [
        {
            "acceptanceTime": iso_millis(answer.accepted_at),
            "answerContent": answer.content,
            "submissionTime": iso_millis(answer.submitted_at),
            "timeSpentInSeconds": round(answer.time_spent_seconds, 3),
            "workerId": answer.worker_id,
            "workerMetadata": {"identityData": identities[answer.worker_id]},
        }
        for answer in answers
    ]
    return msgspec.json.encode({"answers": entries}, order="sorted")


def answered_objects(
    read: Callable[[int], list[tuple[int, dict[str, Any], list[Answer]]]],
) -> Iterator[AnsweredObject]:
    """Every consolidated object with its answers, page by page, for the final pass."""
    first = 1
    while page := read(first):
        for task_no, line, answers in page:
            yield _answered(answers[0].object_index, line, answers)
            first = task_no + 1
