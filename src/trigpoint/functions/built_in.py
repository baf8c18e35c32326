"""What the calling side needs of a built-in function, whoever implements it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from trigpoint.model.functions import Consolidator, JobFacts, PreAnswer


class BuiltIn(Protocol):
    """A task type's functions; picklable. `consolidator` is called in a worker process only."""

    @property
    def by_reference(self) -> bool: ...

    @property
    def reads_images(self) -> bool: ...

    @property
    def has_big_answers(self) -> bool: ...

    def pre(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]: ...

    def consolidator(self, job: JobFacts, state: bytes = b"") -> Consolidator: ...

    def learns(self, job: JobFacts) -> bool: ...
