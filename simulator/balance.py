"""The balance at the end: nothing lost, nothing twice, nothing invented."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select

from simulator.disk import Disk
from simulator.ledger import Ledger
from simulator.plans import LABELS, Plan
from simulator.violation import require
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.database import Database
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.tables import answers, assignments, groups, offers, tasks
from trigpoint.store.transaction import Row, Statement, Transaction

_ANSWERS = Statement(
    select(answers.c.object_index, answers.c.worker_id, answers.c.content, answers.c.assignment_id).where(
        answers.c.job_id == bindparam("job"), answers.c.counted == 1
    )
)
_TASKS = Statement(select(tasks.c.object_index, tasks.c.state).where(tasks.c.job_id == bindparam("job")))
_LEFT = [
    Statement(select(table.c.job_id).where(table.c.job_id == bindparam("job"), condition))
    for table, condition in (
        (offers, offers.c.position >= 0),
        (assignments, assignments.c.state == "open"),
        (groups, groups.c.done == 0),
    )
]
_RESPONSE = re.compile(r"annotations/worker-response/iteration-(\d+)/(\d+)/[^/]+\.json")
_REQUEST = re.compile(r"annotations/consolidated-annotation/consolidation-request/iteration-\d+/[^/]+\.json")
_PROGRESS = re.compile(r"annotations/intermediate/\d+/annotations\.json")


class _Job(NamedTuple):
    """Everything that is left of a job."""

    plan: Plan
    job: LabelingJob
    answers: dict[int, list[dict[str, Any]]]
    """Contents of counted answers by object."""
    files: dict[str, bytes]
    """By their keys below the job's folder."""
    states: dict[int, str]
    """Of the tasks, by object."""


class Balance:
    """Checks jobs that have come to their ends. `function_failed`: whether functions were ever in trouble."""

    def __init__(
        self, database: Database, disk: Disk, ledger: Ledger, *, function_failed: bool, far: bool
    ) -> None:
        self._database = database
        self._disk = disk
        self._ledger = ledger
        self._function_failed = function_failed
        self._far = far

    def check(self, plan: Plan) -> None:
        found = self._read(plan)
        self._check_status(found)
        if found.job.counters.total == 0:
            require(found.job.output_uri is None, f"{plan.name} read no input and has an output")
            return
        for key in ("manifests/output/output.manifest", "closing-balance.json"):
            require(key in found.files, f"{plan.name} is {found.job.status} and has no {key}")
        _check_rows(self._database, found.job)
        _check_answer_files(found)
        lines = self._check_manifest(found)
        _check_closing_balance(found, lines)
        _check_progress_files(found, lines)

    def _read(self, plan: Plan) -> _Job:
        def look(tx: Transaction) -> tuple[LabelingJob | None, list[Row], list[Row]]:
            job = job_named(tx, plan.name)
            job_id = job.job_id if job else 0
            return job, tx.all(_ANSWERS, job=job_id), tx.all(_TASKS, job=job_id)

        job, rows, states = self._database.read_now(look)
        assert job is not None
        by_object: dict[int, list[dict[str, Any]]] = {}
        for index, worker_id, content, _ in rows:
            by_object.setdefault(index, []).append({"worker": worker_id, "content": json.loads(content)})
        return _Job(plan, job, by_object, job_files(self._disk, plan.name), dict(map(tuple, states)))

    def _check_status(self, found: _Job) -> None:
        plan, job = found.plan, found.job
        if plan.is_bad:
            require(job.status == "Failed", f"{plan.name} has a bad manifest and is {job.status}")
            require("ClientError" in (job.failure_reason or ""), f"{plan.name}: {job.failure_reason}")
            return
        if job.status == "Failed":
            why = job.failure_reason or ""
            require("expired after" in why and self._far, f"{plan.name} failed: {why}")
        elif plan.stop_heard and (job.stop_reason == "asked for" or job.counters.unlabeled):
            # A job that was stopping of itself by then may have all its labels, and is complete.
            require(job.status == "Stopped", f"{plan.name} was stopped and is {job.status}")
        require(job.counters.total == len(plan.lines), f"{plan.name} has {job.counters.total} objects")

    def _check_manifest(self, found: _Job) -> list[dict[str, Any]]:
        """The output's lines, each held against its input line and the answers of its object."""
        plan = found.plan
        raw = found.files["manifests/output/output.manifest"]
        lines = raw.split(b"\n")
        require(lines.pop() == b"", f"the output of {plan.name} ends within a line")
        n = len(lines)
        require(n == len(plan.lines), f"{plan.name} has {n} output lines for {len(plan.lines)} objects")
        outcomes = []
        for index, (before, after) in enumerate(zip(plan.lines, lines, strict=True)):
            _check_lossless(plan, index, before, after)
            outcomes.append(json.loads(after))
            self._check_outcome(found, index, outcomes[-1], before == after)
        return outcomes

    def _check_outcome(self, found: _Job, index: int, line: dict[str, Any], is_unchanged: bool) -> None:
        plan = found.plan
        where = f"{plan.name} object {index}"
        label = plan.config.label_attribute_name
        given = found.answers.get(index, [])
        reason = line.get(f"{label}-metadata", {}).get("failure-reason")
        if is_unchanged and reason is not None:  # as before in the job it is chained from, or not tried again
            excused = self._function_failed or plan.unknown_labels_given or not given
            require(excused, f"{where} has answers and failed: {reason}")
            return
        if index in plan.prelabeled:
            require(is_unchanged and not given, f"{where} was labeled on input and has changed: {line}")
        elif index in plan.doomed:
            right = is_unchanged or (reason is not None and "expired" not in reason)
            require(right and not given, f"{where} could not be shown to anybody: {line}")
        elif given:
            require(not is_unchanged, f"{where} has {len(given)} answers and no outcome")
            if reason is not None:
                excused = self._function_failed or plan.unknown_labels_given
                require(excused, f"{where} has answers and failed: {reason}")
            else:
                _check_label(found, index, line)
        elif not is_unchanged:
            require(reason is not None and "expired" in reason, f"{where} has no answer: {line}")
        else:
            stopped = found.job.status in ("Stopped", "Failed") or found.job.stop_reason is not None
            require(stopped, f"{where} has no outcome, and {plan.name} is {found.job.status}")


def job_files(disk: Disk, name: str) -> dict[str, bytes]:
    """Every file of a job by its key below the job's folder, as it lies on the disk."""
    folder = disk.bucket / "out" / name
    paths = [Path(base, file) for base, _, files in os.walk(folder) for file in files]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(paths)}


def _check_rows(database: Database, job: LabelingJob) -> None:
    """Nothing is left open of a job that is over."""
    left = database.read_now(lambda tx: [tx.all(each, job=job.job_id) for each in _LEFT])
    require(not any(left), f"{job.name} is {job.status}, and there are left offers, leases, groups: {left}")
    states = {row[1] for row in database.read_now(lambda tx: tx.all(_TASKS, job=job.job_id))}
    require(states <= {"done", "withdrawn"}, f"{job.name} is {job.status} and has tasks {sorted(states)}")


def _check_answer_files(found: _Job) -> None:
    """Every counted answer is in one worker response file and in one consolidation request, once."""
    name = found.plan.name
    expected = Counter(
        (index, each["content"]["mark"]["note"]) for index, given in found.answers.items() for each in given
    )
    responses: Counter[tuple[int, str]] = Counter()
    requests: Counter[tuple[int, str]] = Counter()
    for key, raw in found.files.items():
        if match := _RESPONSE.fullmatch(key):
            for entry in json.loads(raw)["answers"]:
                responses[int(match[2]), entry["answerContent"]["mark"]["note"]] += 1
                require(entry["timeSpentInSeconds"] >= 0, f"{name}/{key}: {entry}")
        elif _REQUEST.fullmatch(key):
            for each in json.loads(raw):
                for annotation in each["annotations"]:
                    content = json.loads(annotation["annotationData"]["content"])
                    requests[int(each["datasetObjectId"]), content["mark"]["note"]] += 1
    for what, counted in (("worker responses", responses), ("consolidation requests", requests)):
        missing, extra = expected - counted, counted - expected
        require(not missing, f"{name}: answers missing in the {what}: {sorted(missing)}")
        require(not extra, f"{name}: answers too many in the {what}: {sorted(extra)}")


def _check_lossless(plan: Plan, index: int, before: bytes, after: bytes) -> None:
    """Nothing that stood in the input line has changed but what the job was asked to set."""
    where = f"{plan.name} line {index + 1}"
    label = plan.config.label_attribute_name
    own = (label, f"{label}-metadata")
    old = {key: value for key, value in json.loads(before).items() if key not in own}
    new = {key: value for key, value in json.loads(after).items() if key not in own}
    require(old == new, f"{where}: {before!r} became {after!r}")
    if not any(key.encode() in before for key in own):
        head = before.rstrip()[:-1]
        require(after.startswith(head), f"{where}: {before!r} was rewritten to {after!r}")


def _check_label(found: _Job, index: int, line: dict[str, Any]) -> None:
    """The label is made of this object's answers and of nothing else."""
    plan = found.plan
    where = f"{plan.name} object {index}"
    label = plan.config.label_attribute_name
    value, metadata = line[label], line[f"{label}-metadata"]
    said = [each["content"]["kind"] for each in found.answers[index]]
    if plan.kind in ("one", "image"):
        names = [each["label"] for each in said]
        answered = plan.learns or metadata["class-name"] in names
        require(answered, f"{where} is {metadata['class-name']}, answered {names}")
        require(LABELS[value] == metadata["class-name"], f"{where}: label {value}, {metadata}")
    elif plan.kind == "many":
        names = [name for each in said for name in each["labels"]]
        chosen = list(metadata["class-map"].values())
        require(plan.learns or set(chosen) <= set(names), f"{where} is {chosen}, answered {names}")
    elif plan.kind == "all answers":
        kept = [json.loads(each["annotationData"]["content"]) for each in value["annotationsFromAllWorkers"]]
        sent = [each["content"] for each in found.answers[index]]
        key = lambda content: content["mark"]["note"]  # noqa: E731
        require(sorted(kept, key=key) == sorted(sent, key=key), f"{where}: {kept}, sent were {sent}")
    else:
        key = metadata["worker-response-ref"].partition(f"out/{plan.name}/")[2]
        match = _RESPONSE.fullmatch(key)
        right = match is not None and int(match[2]) == index and key in found.files
        require(right, f"{where} refers to {metadata['worker-response-ref']}")


def _check_closing_balance(found: _Job, lines: list[dict[str, Any]]) -> None:
    balance = json.loads(found.files["closing-balance.json"])
    name = found.plan.name
    parts = balance["labeled"] + balance["failed"] + balance["unlabeled"]
    require(parts == balance["input-objects"] == len(lines), f"{name}: the balance does not close: {balance}")
    label = found.plan.config.label_attribute_name
    have_failed = [n for n, line in enumerate(lines) if "failure-reason" in line.get(f"{label}-metadata", {})]
    # A line that failed in the job this one is chained from may have failed again, for the same reason.
    unsure = [n for n in have_failed if lines[n] == json.loads(found.plan.lines[n])]
    n_failed = len(have_failed)
    n_labeled = sum(line.get(label) is not None for line in lines)
    right = balance["labeled"] == n_labeled and 0 <= n_failed - balance["failed"] <= len(unsure)
    require(right, f"{name}: {balance}; the output has {n_labeled} labeled, {n_failed} failed")
    require(sum(balance["failed-by-reason"].values()) == balance["failed"], f"{name}: {balance}")
    require(sum(balance["unlabeled-by-reason"].values()) == balance["unlabeled"], f"{name}: {balance}")


def _check_progress_files(found: _Job, lines: list[dict[str, Any]]) -> None:
    """Each object that was labeled here stands in the annotations of one iteration."""
    label = found.plan.config.label_attribute_name
    shown: Counter[int] = Counter()
    decoder = json.JSONDecoder()
    for key, raw in found.files.items():
        if not _PROGRESS.fullmatch(key):
            continue
        for text in raw.decode().splitlines():
            shown[int(decoder.decode(text)["datasetObjectId"])] += 1
    labeled = [
        n
        for n, line in enumerate(lines)
        if n not in found.plan.prelabeled
        and line.get(label) is not None
        and line != json.loads(found.plan.lines[n])
    ]
    require(shown == Counter(labeled), f"{found.plan.name}: annotations of {shown}, labeled are {labeled}")
