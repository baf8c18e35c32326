"""Classification of images, texts, clips and earlier labels: what these task types have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import Consolidator, JobFacts, PreAnswer
from trigpoint.tasktypes.earlier_label import EarlierKind, earlier_label
from trigpoint.tasktypes.task_inputs import task_object_of
from trigpoint.tasktypes.task_type import template_text

ONE_METHODS: Final = ("mds", "mv", "ds", "one-coin", "wawa")
MANY_METHODS: Final = ("mds", "mv")
MOST_COMMENT_CHARS: Final = 2000
_ACROSS_OBJECTS: Final = frozenset({"mds", "ds", "one-coin", "wawa"})


@dataclass(frozen=True, kw_only=True)
class Classification:
    """A task type whose answers name label categories: one, or with `many` any number."""

    name: str
    metadata_type: str
    template: str
    many: bool
    max_labels: int | None = None
    min_labels: int = 2
    by_reference: bool = False
    reads_images: bool = False
    has_big_answers: bool = False
    verifies: EarlierKind | None = None
    """What kind of earlier label workers judge; None where they look at the object alone."""

    @property
    def methods(self) -> tuple[str, ...]:
        return MANY_METHODS if self.many else ONE_METHODS

    @property
    def default_template(self) -> str:
        return template_text(self.template)

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        labels = list(job.labels)
        return [self._pre(line, labels, job) for line in lines]

    def _pre(self, line: dict[str, Any], labels: list[str], job: JobFacts) -> PreAnswer:
        try:
            given = {"taskObject": task_object_of(line), "labels": labels, "manifestLine": line}
            if self.verifies is not None:
                given["auditLabelAttributeName"] = earlier_label(line, job, self.verifies)
        except InvalidInput as exc:
            return PreAnswer(None, f"ClientError: {exc.message}"[:1024])
        return PreAnswer(given)

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.class_consolidator import ClassConsolidator

        return ClassConsolidator(self, job, state)

    def learns(self, job: JobFacts) -> bool:
        return job.n_workers > 1 and self.method(job) in _ACROSS_OBJECTS

    def method(self, job: JobFacts) -> str:
        """The consolidation method of the job. Of one worker's answers there is nothing to learn."""
        return "mv" if job.n_workers == 1 else job.method or self.methods[0]

    def chosen(self, content: dict[str, Any]) -> list[str]:
        """The labels that an answer names; the first value of the right shape counts.

        Raises InvalidInput when no value of the answer has it.
        """
        for value in content.values():
            found = value.get("labels" if self.many else "label") if isinstance(value, dict) else None
            if not self.many and isinstance(found, str):
                return [found]
            if self.many and isinstance(found, list) and all(isinstance(label, str) for label in found):
                return list(dict.fromkeys(found))
        form = '{"labels": ["..."]}' if self.many else '{"label": "..."}'
        raise InvalidInput(f"an answer has no value of the form {form}")

    def comment(self, content: dict[str, Any]) -> str:
        """What the worker wrote about an earlier label; empty for other task types and where nothing is."""
        if self.verifies is None:
            return ""
        values = (value for value in content.values() if isinstance(value, dict))
        found = next((value["workerComment"] for value in values if "workerComment" in value), "")
        return found[:MOST_COMMENT_CHARS] if isinstance(found, str) else ""
