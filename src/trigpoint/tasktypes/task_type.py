"""What the engine may ask of a task type."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Protocol

from trigpoint.model.functions import Consolidator, JobFacts, PreAnswer


class TaskType(Protocol):
    """One kind of task with its built-in functions; picklable, and importing it loads no numerics."""

    @property
    def name(self) -> str:
        """The suffix of its functions' names, such as `ImageMultiClass`."""

    @property
    def metadata_type(self) -> str:
        """`type` in the metadata of its labels, such as `groundtruth/image-classification`."""

    @property
    def min_labels(self) -> int:
        """Fewest label categories a job of it needs; 0 when it needs no label category file."""

    @property
    def max_labels(self) -> int | None:
        """Most label categories a job of it may have; None is no limit."""

    @property
    def methods(self) -> tuple[str, ...]:
        """Names that the job option `consolidation` may have, the default first."""

    @property
    def by_reference(self) -> bool:
        """Whether its labels only refer to the worker response file: nothing is consolidated."""

    @property
    def reads_images(self) -> bool:
        """Whether its consolidation is to be told the sizes of the objects' images."""

    @property
    def has_big_answers(self) -> bool:
        """Whether its answers hold pictures; its labels are files then."""

    @property
    def default_template(self) -> str:
        """A worker template for it, in Liquid."""

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        """The task input for each manifest line, in order."""

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator:
        """A consolidator that starts from what was learned of the workers; call in a worker process."""

    def learns(self, job: JobFacts) -> bool:
        """Whether later objects teach something about earlier ones, so that a final pass pays."""


def template_text(name: str) -> str:
    """The default template of that file name."""
    return (files("trigpoint.tasktypes") / "templates" / name).read_text(encoding="utf-8")
