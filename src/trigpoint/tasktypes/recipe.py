"""The function pair of AWS's labeling recipe, which pose tools use: all answers, as they were given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from trigpoint.functions.events import NOT_REQUIRED, answer_annotations
from trigpoint.functions.label_content import custom_metadata
from trigpoint.functions.task_input import data_object_of
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, Consolidator, JobFacts, PreAnswer
from trigpoint.tasktypes.task_type import template_text


@dataclass(frozen=True)
class Recipe:
    """`GtRecipePreHumanTaskFunc` and `GtRecipeAnnotationConsol`."""

    name: str = "Recipe"
    metadata_type: str = "groundtruth/custom"
    min_labels: int = 0
    max_labels: int | None = None
    methods: tuple[str, ...] = ()
    by_reference: bool = False
    reads_images: bool = False
    has_big_answers: bool = False

    @property
    def default_template(self) -> str:
        return template_text("pass-through.liquid.html")

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        task_objects = [data_object_of(line) for line in lines]
        return [
            PreAnswer(None, NOT_REQUIRED) if each is None else PreAnswer({"taskObject": each})
            for each in task_objects
        ]

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        return AllAnswers(job)

    def learns(self, job: JobFacts) -> bool:
        return False


class AllAnswers:
    """Consolidator whose label is the list of what each worker answered."""

    state = b""

    def __init__(self, job: JobFacts) -> None:
        self._job = job
        self._labels: list[tuple[int, list[dict[str, Any]]]] = []

    def add(self, answered: AnsweredObject) -> None:
        self._labels.append((answered.object_index, answer_annotations(answered.answers)))

    def finish(self, creation_date: str) -> Iterator[ConsolidatedObject]:
        label = self._job.label_attribute_name
        for index, answers in self._labels:
            metadata = custom_metadata(self._job.job_name, creation_date)
            content = {label: {"annotationsFromAllWorkers": answers}, f"{label}-metadata": metadata}
            yield ConsolidatedObject(index, content)


RECIPE: Final = Recipe()
