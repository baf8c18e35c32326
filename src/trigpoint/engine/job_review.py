"""The objects of a job as managers look through them, and one of them in full."""

from __future__ import annotations

from typing import Any, Final, Literal

import msgspec

from trigpoint.formats.manifest import parse_line
from trigpoint.model.clock import from_micros, iso_millis
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.labeling_job import LabelingJob
from trigpoint.store.data_objects import lines_at, object_line
from trigpoint.store.database import Database
from trigpoint.store.job_review import (
    OutcomeAt,
    answers_of_task,
    label_at,
    labels_after,
    task_of_object,
    tasks_after,
)
from trigpoint.store.labeling_jobs import job_named
from trigpoint.store.transaction import Transaction

State = Literal["labeled", "failed", "open"]
_LOOKED_AT: Final = 2000
"""Objects that one request looks at: a rare class may take several requests to be found."""
_LONGEST_SOURCE: Final = 500
_SURE: Final = 0.5
"""Confidence below which a label is disputed."""


class ObjectFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which objects to list."""

    state: State | Literal["disputed", ""] = ""
    class_name: str = ""
    search: str = ""
    min_confidence: float | None = None
    max_confidence: float | None = None


class ObjectItem(msgspec.Struct, frozen=True, kw_only=True):
    """An object in a list."""

    index: int
    state: State
    source: str
    """Its address, or its text; cut off after 500 characters."""
    classes: list[str] = []
    confidence: float | None = None
    failure_reason: str | None = None


class ObjectList(msgspec.Struct, frozen=True, kw_only=True):
    """Some objects; `next` goes on behind them, and is null at the end of the input."""

    items: list[ObjectItem]
    next: str | None


class AnswerItem(msgspec.Struct, frozen=True, kw_only=True):
    """What one worker said."""

    worker: str
    worker_id: str
    submitted_at: str
    seconds: float
    content: Any
    counted: bool
    """False for an answer that came too late."""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """A label that the object has, from this job or one before it."""

    attribute: str
    job: str | None
    label: Any
    metadata: dict[str, Any] | None


class ObjectDetail(msgspec.Struct, frozen=True, kw_only=True):
    """One object in full. `history` has the labels that came with the input."""

    index: int
    state: State
    source: str
    source_uri: str | None
    line: Any
    label: Any
    metadata: dict[str, Any] | None
    failure_reason: str | None
    n_wanted: int
    answers: list[AnswerItem]
    history: list[Label]


class JobReview:
    """Reads what managers want to see of a job."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def objects(self, job_name: str, wanted: ObjectFilter, after: str, limit: int) -> ObjectList:
        """A page of the objects that fit, in the order of the input. Raises NotFound, InvalidInput."""
        if after and not after.isdecimal():
            raise InvalidInput("after is what `next` of the page before said")
        start = int(after[:10]) if after else -1

        def work(tx: Transaction) -> ObjectList:
            job = named_job(tx, job_name)
            if wanted.state == "open":
                return _open_objects(tx, job, wanted, max(start, 0), limit)
            return _done_objects(tx, job, wanted, start, limit)

        return await self._database.read(work)

    async def object(self, job_name: str, index: int) -> ObjectDetail:
        """One object with all its answers. Raises NotFound."""

        def work(tx: Transaction) -> ObjectDetail:
            job = named_job(tx, job_name)
            if not 0 <= index < job.counters.total:
                raise NotFound("object", f"{job_name}/{index}", f"{job.name} has no object {index}")
            return _detail(tx, job, index)

        return await self._database.read(work)


def named_job(tx: Transaction, name: str) -> LabelingJob:
    """Raises NotFound."""
    job = job_named(tx, name)
    if job is None:
        raise NotFound("labeling job", name)
    return job


def _done_objects(
    tx: Transaction, job: LabelingJob, wanted: ObjectFilter, start: int, limit: int
) -> ObjectList:
    outcomes = labels_after(tx, job.job_id, start, _LOOKED_AT)
    fitting: list[tuple[OutcomeAt, list[str], float | None]] = []
    last = start
    for each in outcomes:
        last = each.object_index
        classes, confidence = _read(job, each.content)
        if _fits(wanted, each, classes, confidence):
            fitting.append((each, classes, confidence))
            if len(fitting) >= limit and not wanted.search:
                break
    lines = lines_at(tx, job.job_id, [each.object_index for each, _, _ in fitting])
    items = []
    for each, classes, confidence in fitting:
        source = source_of(lines[each.object_index])
        if wanted.search.casefold() not in source.casefold():
            continue
        items.append(
            ObjectItem(
                index=each.object_index,
                state="failed" if each.content is None else "labeled",
                source=source[:_LONGEST_SOURCE],
                classes=classes,
                confidence=confidence,
                failure_reason=each.failure_reason,
            )
        )
        if len(items) == limit:
            last = each.object_index
            break
    done = len(outcomes) < _LOOKED_AT and (not outcomes or last == outcomes[-1].object_index)
    return ObjectList(items=items, next=None if done else str(last))


def _open_objects(
    tx: Transaction, job: LabelingJob, wanted: ObjectFilter, start: int, limit: int
) -> ObjectList:
    found = tasks_after(tx, job.job_id, start, _LOOKED_AT)
    being_labeled = [task for task in found if task.state in ("open", "answered", "grouped")]
    items: list[ObjectItem] = []
    last = found[-1].task_no if found else start
    lines = lines_at(tx, job.job_id, [task.object_index for task in being_labeled])
    for task in being_labeled:
        source = source_of(lines[task.object_index])
        if wanted.search.casefold() not in source.casefold():
            continue
        items.append(ObjectItem(index=task.object_index, state="open", source=source[:_LONGEST_SOURCE]))
        if len(items) == limit:
            last = task.task_no
            break
    done = len(found) < _LOOKED_AT and (not found or last == found[-1].task_no)
    return ObjectList(items=items, next=None if done else str(last))


def _fits(wanted: ObjectFilter, outcome: OutcomeAt, classes: list[str], confidence: float | None) -> bool:
    labeled = outcome.content is not None
    if wanted.state in ("labeled", "disputed") and not labeled:
        return False
    if wanted.state == "failed" and labeled:
        return False
    if wanted.state == "disputed" and (confidence is None or confidence >= _SURE):
        return False
    if wanted.class_name and wanted.class_name not in classes:
        return False
    low, high = wanted.min_confidence, wanted.max_confidence
    if low is None and high is None:
        return True
    return (
        confidence is not None and (low is None or confidence >= low) and (high is None or confidence <= high)
    )


def _detail(tx: Transaction, job: LabelingJob, index: int) -> ObjectDetail:
    line = object_line(tx, job.job_id, index)
    parsed = _as_dict(line)
    outcome = label_at(tx, job.job_id, index)
    content = msgspec.json.decode(outcome.content) if outcome is not None and outcome.content else {}
    name = job.config.label_attribute_name
    task = task_of_object(tx, job.job_id, index, job.counters.staged)
    answers = answers_of_task(tx, job.job_id, task.task_no) if task is not None else []
    state: State = "open"
    if outcome is not None:
        state = "failed" if outcome.content is None else "labeled"
    elif name in parsed:
        state = "labeled"
    return ObjectDetail(
        index=index,
        state=state,
        source=source_of(line)[:_LONGEST_SOURCE],
        source_uri=parsed["source-ref"] if isinstance(parsed.get("source-ref"), str) else None,
        line=parsed,
        label=content.get(name, parsed.get(name)),
        metadata=_metadata(content.get(f"{name}-metadata", parsed.get(f"{name}-metadata"))),
        failure_reason=outcome.failure_reason if outcome is not None else None,
        n_wanted=task.wanted if task is not None else job.config.n_workers,
        answers=[
            AnswerItem(
                worker=each.username,
                worker_id=each.worker_id,
                submitted_at=iso_millis(from_micros(each.submitted_at)),
                seconds=round(each.active_micros / 1e6, 1),
                content=msgspec.json.decode(each.content),
                counted=each.counted,
            )
            for each in answers
        ],
        history=_history(parsed),
    )


def _history(line: dict[str, Any]) -> list[Label]:
    """Labels that stand in the line, each with its metadata."""
    found = []
    for key, value in line.items():
        metadata = _metadata(line.get(f"{key}-metadata"))
        if metadata is not None:
            job = str(metadata.get("job-name", "")).rpartition("/")[2] or None
            found.append(Label(attribute=key, job=job, label=value, metadata=metadata))
    return found


def source_of(line: bytes) -> str:
    """The address of a line's object, or its text."""
    parsed = _as_dict(line)
    value = parsed.get("source-ref", parsed.get("source"))
    return value if isinstance(value, str) else line.decode("utf-8", "replace")


def _as_dict(line: bytes) -> dict[str, Any]:
    return parse_line(line, 0)


def _metadata(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) else None


def _read(job: LabelingJob, content: str | None) -> tuple[list[str], float | None]:
    """The classes in a label and how sure it is, from its metadata."""
    if content is None:
        return [], None
    metadata = _metadata(msgspec.json.decode(content).get(f"{job.config.label_attribute_name}-metadata"))
    return classes_and_confidence(metadata or {})


def classes_and_confidence(metadata: dict[str, Any]) -> tuple[list[str], float | None]:
    """What metadata of any task type says (outputs.md, section 2): class names, and the least confidence."""
    classes: list[str] = []
    name, names = metadata.get("class-name"), metadata.get("class-map")
    if isinstance(name, str):
        classes.append(name)
    if isinstance(names, dict):
        classes += [each for each in names.values() if isinstance(each, str)]
    parts = [metadata, *(each for each in metadata.get("objects") or [] if isinstance(each, dict))]
    by_class = metadata.get("confidence-map")
    numbers = [each.get("confidence") for each in parts]
    numbers += list(by_class.values()) if isinstance(by_class, dict) else []
    given = [float(each) for each in numbers if isinstance(each, int | float) and not isinstance(each, bool)]
    return sorted(set(classes)), min(given) if given else None
