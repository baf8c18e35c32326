"""Consolidate: closed objects become labels, in groups, with every file the spec names.

A group is formed in the store first, with the second that names its files; then its files are written, the
function is called, and its outcomes are kept. A crash anywhere is repaired by running the group again: it
writes the same keys.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

import msgspec

from trigpoint.blobs.blob_store import BlobStore
from trigpoint.engine.image_sizes import image_sizes
from trigpoint.engine.job_facts import facts_of
from trigpoint.engine.job_folder import JobFolder
from trigpoint.engine.stage import iteration_of
from trigpoint.engine.worker_responses import worker_response
from trigpoint.functions.events import PayloadEntry, payload_entry, response_of
from trigpoint.functions.label_content import EXPIRED, reference_content
from trigpoint.functions.provider import FunctionProvider, GroupResult
from trigpoint.model.clock import Clock, creation_date, from_micros, to_micros
from trigpoint.model.errors import FunctionFailed
from trigpoint.model.functions import AnsweredObject, ConsolidatedText, ImageSize, WorkerAnswer
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.model.s3_uri import S3Uri
from trigpoint.store.answered import AnsweredTask, group_of_answered
from trigpoint.store.database import Database
from trigpoint.store.groups import (
    Group,
    answer_chars,
    answered_tasks,
    finish_group,
    first_answered,
    insert_group,
    last_stamp,
    pending_groups,
    put_in_group,
    set_done,
)
from trigpoint.store.labeling_jobs import add_outcomes, function_state, set_function_state, take_group_no
from trigpoint.store.labels import Outcome, insert_outcomes
from trigpoint.store.transaction import Transaction

_TRIES = 3
_GROUPS_AT_ONCE = 8
"""Groups whose files are flushed together: each flush delays the commits of those who answer workers."""
_PORTIONS = 8
_SECOND = 1_000_000
_GROUP_CHARS = 48_000_000
"""Answers with pictures go together up to this length: a group is held in memory, some times over."""


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
            self._consolidate(job, pending[:_GROUPS_AT_ONCE])
            if not all_now:
                return len(pending) > _GROUPS_AT_ONCE
        return False

    def _form_group(self, tx: Transaction, job: LabelingJob, all_now: bool) -> bool:
        """Puts closed objects of one iteration into a group; those nobody answered fail at once."""
        first = first_answered(tx, job.job_id)
        if first is None:
            return False
        iteration = iteration_of(job, first)
        closed = answered_tasks(tx, job.job_id, first, iteration * job.config.window, self._group_size)
        is_full = len(closed) == self._group_size
        if self._functions.has_big_answers(job.config.post_function_arn):
            chars = answer_chars(tx, job.job_id, first, closed[-1].task_no)
            n_fitting = how_many_fit([chars.get(each.task_no, 0) for each in closed], _GROUP_CHARS)
            is_full = is_full or n_fitting < len(closed)
            closed = closed[:n_fitting]
        now = to_micros(self._clock.now()) // _SECOND * _SECOND
        stamp = max(now, last_stamp(tx, job.job_id, iteration) + _SECOND)
        if stamp > now and not is_full and not all_now:
            return False
        unanswered = [each for each in closed if each.n_answers == 0]
        if unanswered:
            outcomes = [Outcome(each.object_index, iteration, None, EXPIRED) for each in unanswered]
            insert_outcomes(tx, job.job_id, outcomes)
            add_outcomes(tx, job.job_id, labeled=0, failed=len(unanswered))
            set_done(tx, job.job_id, unanswered)
        if len(unanswered) < len(closed):
            group = Group(take_group_no(tx, job.job_id), iteration, stamp)
            insert_group(tx, job.job_id, group)
            put_in_group(tx, job.job_id, first, closed[-1].task_no, group.group_no)
        return True

    def _consolidate(self, job: LabelingJob, groups: Sequence[Group]) -> None:
        state = self._database.read_now(lambda tx: function_state(tx, job.job_id))
        done = []
        for group in groups:
            result = self._group_result(job, group, state)
            if result is not None:
                state = result.state
                done.append((group, result))

        def keep(tx: Transaction) -> None:
            for group, result in done:
                self._keep(tx, job, group, result)

        if done:
            self._blobs.flush()  # the files first: a group that is done is never written again
            self._database.write_now(keep)

    def _group_result(self, job: LabelingJob, group: Group, state: bytes) -> GroupResult | None:
        """Writes the group's files; what becomes of its objects.

        None when another engine has done the group while this one slept: its files must stand.
        """
        folder = JobFolder(job)
        tasks = self._database.read_now(lambda tx: group_of_answered(tx, job.job_id, group.group_no))
        if not tasks:
            return None
        self._put_worker_responses(folder, group, tasks)
        payload = msgspec.json.encode([_payload_entry(each) for each in tasks])
        self._put(folder.consolidation_request(group.iteration, group.stamp), payload)
        result, response = self._result(job, group, tasks, payload, state)
        for each in result.objects:
            for file in each.files:
                uri = folder.label_file(file.name)
                self._blobs.put(uri, file.data, content_type=file.content_type, durable=False)
        self._put(folder.consolidation_response(group.iteration, group.stamp), response)
        return GroupResult([_without_files(each) for each in result.objects], result.state)

    def _put_worker_responses(self, folder: JobFolder, group: Group, tasks: Sequence[AnsweredTask]) -> None:
        """Writes a file for each object, in as many portions as there may be threads."""

        uri_of = folder.worker_responses(group.iteration, group.stamp)

        def put(portion: Sequence[AnsweredTask]) -> None:
            for each in portion:
                self._put(uri_of(each.object_index), worker_response(each.answers))

        size = max(1, len(tasks) // _PORTIONS)
        list(self._threads.map(put, [tasks[at : at + size] for at in range(0, len(tasks), size)]))

    def _put(self, uri: S3Uri, content: bytes) -> None:
        self._blobs.put(uri, content, content_type="application/json", durable=False)

    def _result(
        self, job: LabelingJob, group: Group, tasks: Sequence[AnsweredTask], payload: bytes, state: bytes
    ) -> tuple[GroupResult, bytes]:
        """What becomes of each object, and the response file.

        After three failures of the function the group's objects fail.
        """
        arn, date = job.config.post_function_arn, creation_date(self._clock.now())
        if arn is None or not self._functions.consolidates(arn):
            return self._by_reference(job, group, tasks, date), b"[]"
        if self._functions.has_big_answers(arn):  # the date names files, which a repeat must write again
            date = creation_date(from_micros(group.stamp))
        images = self._images(arn, tasks)
        for attempt in range(1, _TRIES + 1):
            try:
                result = self._functions.consolidate_group(arn, facts_of(job), payload, state, date, images)
                return result, response_of(result.objects)
            except FunctionFailed as exc:
                reason = f"ClientError: the post-annotation function failed: {exc}"[:1024]
                if attempt < _TRIES:
                    self._pause(2.0**attempt)
        return GroupResult(
            [ConsolidatedText(each.object_index, None, reason) for each in tasks], state
        ), b"[]"

    def _images(self, arn: str, tasks: Sequence[AnsweredTask]) -> dict[int, ImageSize]:
        """The sizes of the objects' images, for functions that want to know them."""
        if not self._functions.reads_images(arn):
            return {}
        uris = {each.object_index: data_object_of(each.line).get("s3Uri") for each in tasks}
        return image_sizes(self._blobs, self._threads, uris)

    def _by_reference(
        self, job: LabelingJob, group: Group, tasks: Sequence[AnsweredTask], date: str
    ) -> GroupResult:
        """Labels that only say where the answers are: the job has no consolidation."""
        label = job.config.label_attribute_name
        uri_of = JobFolder(job).worker_responses(group.iteration, group.stamp)
        results = []
        for each in tasks:
            uri = str(uri_of(each.object_index))
            content = msgspec.json.encode(reference_content(label, job.name, uri, date))
            results.append(ConsolidatedText(each.object_index, msgspec.Raw(content)))
        return GroupResult(results, b"")

    def _keep(self, tx: Transaction, job: LabelingJob, group: Group, result: GroupResult) -> None:
        outcomes = [
            Outcome(each.object_index, group.iteration, each.content, each.failure_reason)
            for each in result.objects
        ]
        insert_outcomes(tx, job.job_id, outcomes)
        n_labeled = sum(each.content is not None for each in outcomes)
        add_outcomes(tx, job.job_id, labeled=n_labeled, failed=len(outcomes) - n_labeled)
        set_function_state(tx, job.job_id, result.state)
        finish_group(tx, job.job_id, group.group_no)


def how_many_fit(sizes: Sequence[int], limit: int) -> int:
    """How many of the first stay within the limit together; one at least."""
    totals = itertools.accumulate(sizes)
    return max(1, sum(1 for total in totals if total <= limit))


def _without_files(result: ConsolidatedText) -> ConsolidatedText:
    return ConsolidatedText(result.object_index, result.content, result.failure_reason)


class _DataObject(msgspec.Struct, rename={"source_ref": "source-ref"}):
    """What a consolidation request says of a manifest line."""

    source: Any = msgspec.UNSET
    source_ref: Any = ""


_data_object = msgspec.json.Decoder(_DataObject)


def data_object_of(line: bytes) -> dict[str, Any]:
    """`{"content": text}` for a `source` line, `{"s3Uri": uri}` for a `source-ref` line."""
    found = _data_object.decode(line)
    return {"s3Uri": found.source_ref} if found.source is msgspec.UNSET else {"content": found.source}


def _payload_entry(task: AnsweredTask) -> PayloadEntry:
    answers = ((answer.worker_id, answer.content) for answer in task.answers)
    return payload_entry(task.object_index, data_object_of(task.line), answers)


def answered_objects(
    read: Callable[[int], Sequence[AnsweredTask]],
    images_of: Callable[[Sequence[AnsweredTask]], Mapping[int, ImageSize]] = lambda page: {},
) -> Iterator[AnsweredObject]:
    """Every consolidated object with its answers, page by page, for the final pass."""
    first = 1
    while page := read(first):
        images = images_of(page)
        for task in page:
            answers = tuple(
                WorkerAnswer(each.worker_id, msgspec.json.decode(each.content)) for each in task.answers
            )
            index = task.object_index
            yield AnsweredObject(index, data_object_of(task.line), answers, images.get(index))
        first = page[-1].task_no + 1
