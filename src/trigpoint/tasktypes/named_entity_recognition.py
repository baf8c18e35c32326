"""Spans of a text and what they name."""

from __future__ import annotations

from typing import Any, Final

from trigpoint.model.functions import Consolidator, JobFacts
from trigpoint.tasktypes.drawing import Drawing
from trigpoint.tasktypes.task_inputs import text_of


class NamedEntityRecognition(Drawing):
    """The template gets the label objects, with their display names, and the file's instructions."""

    def task_input(self, line: dict[str, Any], job: JobFacts) -> dict[str, Any]:
        labels = job.label_details or tuple({"label": label} for label in job.labels)
        given = {"taskObject": text_of(line), "labels": list(labels), "manifestLine": line}
        return given | ({"instructions": job.instructions} if job.instructions else {})

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        # Imported here because it brings NumPy, which only worker processes may load.
        from trigpoint.tasktypes.span_consolidator import span_consolidator

        return span_consolidator(self, job)


NAMED_ENTITY_RECOGNITION: Final = NamedEntityRecognition(
    name="NamedEntityRecognition",
    metadata_type="groundtruth/text-span",
    template="named-entity-recognition.liquid.html",
    methods=("span-cluster",),
    reads_images=False,
)
