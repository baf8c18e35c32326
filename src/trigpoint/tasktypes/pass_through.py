"""Tasks that no function touches: the line goes to the template, the label says where the answers are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from trigpoint.functions.task_input import line_as_input
from trigpoint.model.errors import WrongState
from trigpoint.model.functions import Consolidator, JobFacts, PreAnswer
from trigpoint.tasktypes.task_type import template_text


@dataclass(frozen=True)
class PassThrough:
    """`PRE-PassThrough` and `ACS-PassThrough`: the explicit form of naming no function."""

    name: str = "PassThrough"
    metadata_type: str = "groundtruth/custom"
    min_labels: int = 0
    max_labels: int | None = None
    methods: tuple[str, ...] = ()
    by_reference: bool = True
    reads_images: bool = False
    has_big_answers: bool = False

    @property
    def default_template(self) -> str:
        return template_text("pass-through.liquid.html")

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        return [PreAnswer(line_as_input(line)) for line in lines]

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        raise WrongState("labels by reference are not consolidated", state="by-reference")

    def learns(self, job: JobFacts) -> bool:
        return False


PASS_THROUGH: Final = PassThrough()
