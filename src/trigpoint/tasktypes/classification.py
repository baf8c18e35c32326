"""Classification of images and texts: what the four task types have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import Consolidator, JobFacts, PreAnswer
from trigpoint.model.s3_uri import S3Uri
from trigpoint.tasktypes.task_type import template_text

ONE_METHODS: Final = ("mds", "mv", "ds", "one-coin", "wawa")
MANY_METHODS: Final = ("mds", "mv")
_ACROSS_OBJECTS: Final = frozenset({"mds", "ds", "one-coin", "wawa"})
NO_DATA_OBJECT: Final = "ClientError: the manifest line has neither a text 'source' nor a 'source-ref'"


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

    @property
    def methods(self) -> tuple[str, ...]:
        return MANY_METHODS if self.many else ONE_METHODS

    @property
    def default_template(self) -> str:
        return template_text(self.template)

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        labels = list(job.labels)
        return [self._pre(line, labels) for line in lines]

    def _pre(self, line: dict[str, Any], labels: list[str]) -> PreAnswer:
        text, reference = line.get("source"), line.get("source-ref")
        if isinstance(text, str):
            task_object = text
        elif isinstance(reference, str):
            try:
                S3Uri.parse(reference)
            except InvalidInput as exc:
                return PreAnswer(None, f"ClientError: source-ref: {exc.message}")
            task_object = reference
        else:
            return PreAnswer(None, NO_DATA_OBJECT)
        return PreAnswer({"taskObject": task_object, "labels": labels, "manifestLine": line})

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
