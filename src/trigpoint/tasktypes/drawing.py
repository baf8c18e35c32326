"""Task types whose answers mark parts of an image or a text: what they have in common."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import JobFacts, PreAnswer
from trigpoint.tasktypes.earlier_label import EarlierKind, earlier_label
from trigpoint.tasktypes.task_inputs import file_of
from trigpoint.tasktypes.task_type import template_text


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """Everything but consolidation, which each task type has in its own module."""

    name: str
    metadata_type: str
    template: str
    methods: tuple[str, ...]
    max_labels: int | None = None
    min_labels: int = 1
    by_reference: bool = False
    reads_images: bool = True
    has_big_answers: bool = False
    adjusts: EarlierKind | None = None
    """What kind of earlier label workers begin with; None where they begin with nothing."""

    @property
    def default_template(self) -> str:
        return template_text(self.template)

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        return [self._pre(line, job) for line in lines]

    def _pre(self, line: dict[str, Any], job: JobFacts) -> PreAnswer:
        try:
            return PreAnswer(self.task_input(line, job))
        except InvalidInput as exc:
            return PreAnswer(None, f"ClientError: {exc.message}"[:1024])

    def task_input(self, line: dict[str, Any], job: JobFacts) -> dict[str, Any]:
        """`task.input`. Raises InvalidInput with why nobody can label the line."""
        given = {"taskObject": file_of(line), "labels": list(job.labels), "manifestLine": line}
        if self.adjusts is not None:
            given["auditLabelAttributeName"] = earlier_label(line, job, self.adjusts)
        return given

    def method(self, job: JobFacts) -> str:
        """The consolidation method of the job."""
        return job.method or self.methods[0]

    def learns(self, job: JobFacts) -> bool:
        return False
