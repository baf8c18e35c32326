"""The balance of a job: workers' ledger against the files of its output and the database.

Nothing lost, nothing twice, nothing invented.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from soak.books import Books, repeated
from soak.files import Files
from soak.ledger import Entry
from soak.project import BUCKET, FINAL, LABEL, Job


class FileAnswer(msgspec.Struct, frozen=True):
    """An answer as a worker-response file holds it."""

    mark: str
    object_index: int
    worker_id: str
    key: str


class Balance(msgspec.Struct):
    """One job's balance; it is clean when nothing is wrong."""

    job: str
    status: str
    n_inputs: int
    n_labeled: int
    n_failed: int
    n_unlabeled: int
    n_acknowledged: int
    n_in_files: int
    n_refused: int
    wrong: list[str]


def balance_of(
    job: Job, ledger: Iterable[Entry], books: Books, files: Files, *, was_stopped: bool
) -> Balance:
    """Compares what the workers were told with what is there."""
    entries = {each.mark: each for each in ledger}
    found = list(answers_in(files, job))
    outcome, wrong_lines = _outcome(files, job)
    states = Counter(each.state for each in entries.values())
    wrong = [
        *_wrong_end(job, books, was_stopped=was_stopped),
        *wrong_lines,
        *_wrong_answers(job, entries, found),
        *_wrong_books(entries, books, found),
        *books.wrong(job.n_workers),
        *_wrong_counts(files, job, books, outcome),
    ]
    return Balance(
        job.name,
        books.status,
        job.n_objects,
        outcome["labeled"],
        outcome["failed"],
        outcome["unlabeled"],
        states["acknowledged"],
        len(found),
        states["refused"],
        wrong,
    )


def answers_in(files: Files, job: Job) -> Iterable[FileAnswer]:
    """Every answer in the job's worker-response files."""
    for key, content in files.below(BUCKET, f"{job.folder}annotations/worker-response/"):
        index = int(key.split("/")[-2])
        for each in json.loads(content)["answers"]:
            yield FileAnswer(each["answerContent"]["mark"], index, each["workerId"], key)


def _wrong_end(job: Job, books: Books, *, was_stopped: bool) -> list[str]:
    wanted = ("Completed", "Stopped") if was_stopped else ("Completed",)
    said = [] if books.status in wanted else [f"it is {books.status}, not {' or '.join(wanted)}"]
    if books.status in FINAL and books.total not in (job.n_objects, 0 if was_stopped else job.n_objects):
        said.append(f"it has {books.total} objects of {job.n_objects}")
    return said


def _outcome(files: Files, job: Job) -> tuple[Counter[str], list[str]]:
    """How many lines of the output manifest are labeled, failed and unlabeled; and lines that are wrong."""
    content = files.read(BUCKET, f"{job.folder}manifests/output/output.manifest")
    if content is None:
        return Counter(), ["there is no output manifest"]
    lines, given = content.splitlines(), job.lines()
    wrong = [] if len(lines) == len(given) else [f"{len(lines)} output lines for {len(given)} input lines"]
    counts: Counter[str] = Counter()
    for n, (line, before) in enumerate(zip(lines, given, strict=False)):
        head = before[: before.rindex(b"}")]
        if line == before:
            counts["unlabeled"] += 1
        elif line.startswith(head):
            counts[_kind(json.loads(line))] += 1
        else:
            wrong.append(f"output line {n + 1} is not input line {n + 1} with a label: {line[:200]!r}")
    return counts, wrong


def _kind(line: dict[str, Any]) -> str:
    if isinstance(line.get(LABEL), int) and "class-name" in line[f"{LABEL}-metadata"]:
        return "labeled"
    return "failed" if "failure-reason" in line.get(f"{LABEL}-metadata", {}) else "neither"


def _wrong_answers(job: Job, entries: dict[str, Entry], found: list[FileAnswer]) -> list[str]:
    """Ledger against files."""
    said = [f"answer {mark} is in {n} places of the files" for mark, n in repeated(e.mark for e in found)]
    in_files = {each.mark for each in found}
    for mark, entry in entries.items():
        if entry.state == "acknowledged" and mark not in in_files:
            said.append(f"LOST: {mark} for object {entry.object_index} was acknowledged, and is in no file")
        if entry.state == "unknown":
            said.append(f"what became of {mark} was never learned")
    for each in found:
        given = entries.get(each.mark)
        if given is None:
            said.append(f"INVENTED: nobody gave {each.mark} of {each.key}")
        elif given.state == "refused":
            said.append(f"{each.mark} was refused ({given.code}), and is counted in {each.key}")
        elif (given.object_index, given.worker_id) != (each.object_index, each.worker_id):
            said.append(f"{each.mark} of {given.worker_id} for object {given.object_index} is in {each.key}")
    per_object = Counter(each.object_index for each in found)
    said += [
        f"object {index} has {n} counted answers" for index, n in per_object.items() if n > job.n_workers
    ]
    pairs = repeated((each.object_index, each.worker_id) for each in found)
    return said + [f"{worker} answered object {index} {n} times" for (index, worker), n in pairs]


def _wrong_books(entries: dict[str, Entry], books: Books, found: list[FileAnswer]) -> list[str]:
    """Ledger and files against the database."""
    counted = {each.mark: each for each in books.answers if each.counted}
    in_files = {each.mark for each in found}
    said = [f"{mark} is counted and in no file" for mark in counted.keys() - in_files]
    said += [f"{mark} is in the files and not counted" for mark in in_files - counted.keys()]
    for mark, entry in entries.items():
        kept = counted.get(mark)
        if entry.state == "acknowledged" and kept is None:
            said.append(f"{mark} was acknowledged, and the database does not count it")
        elif kept is not None and kept.assignment_id != entry.assignment_id:
            said.append(f"{mark} was given to {entry.assignment_id} and is kept for {kept.assignment_id}")
    late = {each.mark for each in books.answers if not each.counted}
    kept_late = ("task-expired", "job-stopped")
    said += [
        f"{mark} came late ({entry.code}) and was not kept"
        for mark, entry in entries.items()
        if entry.code in kept_late and mark not in late
    ]
    return said


def _wrong_counts(files: Files, job: Job, books: Books, outcome: Counter[str]) -> list[str]:
    """The closing balance against the lines and the database."""
    content = files.read(BUCKET, f"{job.folder}closing-balance.json")
    if content is None:
        return ["there is no closing balance"]
    said = json.loads(content)
    wrong = []
    if said["labeled"] + said["failed"] + said["unlabeled"] != said["input-objects"]:
        wrong.append(f"the closing balance does not add up: {said}")
    for name in ("labeled", "failed", "unlabeled"):
        if said[name] != outcome[name]:
            wrong.append(f"the closing balance says {said[name]} {name}, the manifest {outcome[name]}")
    if (books.labeled, books.failed) != (said["labeled"], said["failed"]):
        wrong.append(f"the database says {books.labeled} labeled and {books.failed} failed; {said}")
    return wrong
