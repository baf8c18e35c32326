"""From workers' classes to labels with confidences; holds integers, not answers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

import numpy as np

from trigpoint.consolidate.choices import CHOICE_METHODS, Choices
from trigpoint.consolidate.classes import CLASS_METHODS
from trigpoint.consolidate.skills import Skills, dump_skills, load_skills
from trigpoint.consolidate.votes import Ints, Votes
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, JobFacts
from trigpoint.tasktypes.classification import Classification
from trigpoint.tasktypes.labeled_content import built_in_content

HIGHEST_CONFIDENCE: Final = 0.95
_Label = tuple[int, float]


class ClassConsolidator:
    """The Consolidator of the classification task types; objects that fail take no part in the rest."""

    def __init__(self, task_type: Classification, job: JobFacts, state: bytes = b"") -> None:
        self._type = task_type
        self._job = job
        self._state = state
        self._label_ids = {label: number for number, label in enumerate(job.labels)}
        self._object_indexes = array("q")
        self._failures: dict[int, str] = {}
        self._comments: dict[int, list[str]] = {}
        self._worker_numbers: dict[str, int] = {}
        self._n_objects = 0
        self._objects, self._workers, self._labels = array("i"), array("i"), array("i")

    @property
    def state(self) -> bytes:
        return self._state

    def add(self, answered: AnsweredObject) -> None:
        self._object_indexes.append(answered.object_index)
        try:
            if not answered.answers:
                raise InvalidInput("the object has no answer")
            votes = [(answer.worker_id, self._votes(answer.content)) for answer in answered.answers]
        except InvalidInput as exc:
            self._failures[len(self._object_indexes) - 1] = f"ClientError: {exc.message}"
            return
        for worker_id, labels in votes:
            number = self._worker_numbers.setdefault(worker_id, len(self._worker_numbers))
            for label in labels:
                self._objects.append(self._n_objects)
                self._workers.append(number)
                self._labels.append(label)
        comments = [comment for each in answered.answers if (comment := self._type.comment(each.content))]
        if comments:
            self._comments[answered.object_index] = comments
        self._n_objects += 1

    def _votes(self, content: dict[str, Any]) -> list[int]:
        """The answer's classes; with `many`, one vote more that says that there was an answer."""
        chosen = self._type.chosen(content)
        for label in chosen:
            if label not in self._label_ids:
                raise InvalidInput(
                    f"an answer has the label {label[:256]!r}, which is not in the label category file"
                )
        return [self._label_ids[label] for label in chosen] + [len(self._label_ids)] * self._type.many

    def finish(self, creation_date: str) -> Iterator[ConsolidatedObject]:
        names, past, workers = self._workforce()
        skills, labeled = self._fit_many(past, workers) if self._type.many else self._fit_one(past, workers)
        if self._type.learns(self._job):
            self._state = dump_skills(skills, names)
        return self._results(labeled, creation_date)

    def _workforce(self) -> tuple[list[str], Skills, Ints]:
        """All known workers' names, what was learned of them, and who of them cast each vote."""
        n_labels = len(self._label_ids)
        shape = (n_labels, 2) if self._type.many else (n_labels,)
        past, names = load_skills(self._state, list(self._worker_numbers), shape)
        places = {name: place for place, name in enumerate(names)}
        table = np.array([places[name] for name in self._worker_numbers], dtype=np.int32)
        return names, past, table[np.array(self._workers, dtype=np.int32)]

    def _fit_one(self, past: Skills, workers: Ints) -> tuple[Skills, Iterator[list[_Label]]]:
        votes = Votes.of(
            self._objects,
            workers,
            self._labels,
            n_objects=self._n_objects,
            n_workers=len(past.counts),
            n_classes=len(self._label_ids),
        )
        fit = CLASS_METHODS[self._type.method(self._job)](votes, past)
        pairs = zip(fit.labels.tolist(), fit.confidences.tolist(), strict=True)
        return fit.skills, ([pair] for pair in pairs)

    def _fit_many(self, past: Skills, workers: Ints) -> tuple[Skills, Iterator[list[_Label]]]:
        choices = Choices.of(
            self._objects,
            workers,
            self._labels,
            n_objects=self._n_objects,
            n_workers=len(past.counts),
            n_labels=len(self._label_ids),
        )
        fit = CHOICE_METHODS[self._type.method(self._job)](choices, past)
        rows = zip(fit.objects.tolist(), fit.labels.tolist(), fit.confidences.tolist(), strict=True)
        return fit.skills, _by_object(rows, self._n_objects)

    def _results(self, labeled: Iterator[list[_Label]], creation_date: str) -> Iterator[ConsolidatedObject]:
        for place, index in enumerate(self._object_indexes):
            if place in self._failures:
                yield ConsolidatedObject(index, None, self._failures[place])
            else:
                yield ConsolidatedObject(index, self._content(index, next(labeled), creation_date))

    def _content(self, index: int, pairs: list[_Label], creation_date: str) -> dict[str, Any]:
        rounded = [(label, self._confidence(probability)) for label, probability in pairs]
        value: Any
        facts: dict[str, Any]
        value, facts = self._many(rounded) if self._type.many else self._one(rounded[0])
        if index in self._comments:
            facts["worker-feedback"] = [{"comment": comment} for comment in self._comments[index]]
        return built_in_content(self._job, value, facts, self._type.metadata_type, creation_date)

    def _one(self, pair: _Label) -> tuple[int | str, dict[str, Any]]:
        """A verdict is written as a text, any other class as a number."""
        label, confidence = pair
        value = label if self._type.verifies is None else str(label)
        return value, {"confidence": confidence, "class-name": self._job.labels[label]}

    def _many(self, pairs: list[_Label]) -> tuple[list[int], dict[str, Any]]:
        """Label ids by descending confidence, then by id, and the two maps."""
        ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
        maps = {
            "confidence-map": {str(label): confidence for label, confidence in ordered},
            "class-map": {str(label): self._job.labels[label] for label, _ in ordered},
        }
        return [label for label, _ in ordered], maps

    def _confidence(self, probability: float) -> float:
        """Two decimals, at most 0.95; 0.0 where one worker was wanted. Noise of the ninth digit is cut."""
        if self._job.n_workers == 1:
            return 0.0
        return min(round(round(probability, 9), 2), HIGHEST_CONFIDENCE)


def _by_object(rows: Iterator[tuple[int, int, float]], n_objects: int) -> Iterator[list[_Label]]:
    """The labels of each object in turn, none for an object without rows; rows are sorted by object."""
    groups = groupby(rows, key=itemgetter(0))
    upcoming = next(groups, None)
    for place in range(n_objects):
        if upcoming is not None and upcoming[0] == place:
            yield [(label, confidence) for _, label, confidence in upcoming[1]]
            upcoming = next(groups, None)
        else:
            yield []
