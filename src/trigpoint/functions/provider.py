"""The one door to pre- and post-annotation functions."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from trigpoint.functions.built_in import BuiltIn
from trigpoint.functions.consolidation import (
    consolidate_file,
    consolidate_payload,
    read_reply,
    read_values,
    write_values,
)
from trigpoint.functions.task_input import line_as_input
from trigpoint.functions.workers import LocalWorkers, Workers
from trigpoint.model.errors import NotFound
from trigpoint.model.functions import (
    AnsweredObject,
    ConsolidatedObject,
    ConsolidatedText,
    ImageSize,
    JobFacts,
    PreAnswer,
    PreFunction,
)


class GroupResult(NamedTuple):
    """What a consolidation request came to."""

    objects: list[ConsolidatedText]
    """Every object of the request, in its order."""
    state: bytes
    """What is now known of the workers, for the next group."""


class FunctionProvider:
    """Calls functions by their ARNs: the cheap ones here, consolidation where the workers are.

    `lookup` gives the task type of a built-in function's ARN, and None for other ARNs. Methods block and
    may be called from any thread.
    """

    def __init__(self, workers: Executor | Workers, lookup: Callable[[str], BuiltIn | None]) -> None:
        self._workers = LocalWorkers(workers) if isinstance(workers, Executor) else workers
        self._lookup = lookup

    def pre(self, arn: str | None) -> PreFunction:
        """The pre-annotation function; None is the one that hands over the line itself."""
        return pass_line if arn is None else self._built_in(arn).pre

    def consolidates(self, arn: str | None) -> bool:
        """Whether there is anything to call after the answers; if not, labels refer to the answers."""
        return arn is not None and not self._built_in(arn).by_reference

    def learns(self, arn: str | None, job: JobFacts) -> bool:
        """Whether a final pass over all answers of the job can change its labels."""
        return self.consolidates(arn) and arn is not None and self._built_in(arn).learns(job)

    def reads_images(self, arn: str | None) -> bool:
        """Whether consolidation is to be told the sizes of the objects' images."""
        return self.consolidates(arn) and arn is not None and self._built_in(arn).reads_images

    def has_big_answers(self, arn: str | None) -> bool:
        """Whether answers hold pictures, so that few of them fill the memory; labels are files then."""
        return self.consolidates(arn) and arn is not None and self._built_in(arn).has_big_answers

    def consolidate_group(
        self,
        arn: str,
        job: JobFacts,
        payload: bytes,
        state: bytes,
        creation_date: str,
        images: Mapping[int, ImageSize] = MappingProxyType({}),
    ) -> GroupResult:
        """Consolidate the objects of one request file, starting from what is known of the workers.

        `images` are the sizes of the objects' images by object index, for task types that read them.
        """
        built_in = self._built_in(arn)
        reply = self._workers.call(
            consolidate_payload, built_in, job, payload, dict(images), state, creation_date
        )
        return GroupResult(*read_reply(reply))

    def final_pass(
        self, arn: str, job: JobFacts, objects: Iterable[AnsweredObject], creation_date: str
    ) -> Iterator[ConsolidatedObject]:
        """Consolidate all answers of a job at once, in their order.

        Answers go to the worker process and labels come back through files, so that neither side holds
        more than one of them; `objects` is used up before the first label comes.
        """
        built_in = self._built_in(arn)
        with tempfile.TemporaryDirectory(prefix="trigpoint-consolidation-") as folder:
            answered, consolidated = Path(folder, "answered.jsonl"), Path(folder, "consolidated.jsonl")
            write_values(answered, objects)
            self._workers.call_on_file(consolidate_file, answered, consolidated, built_in, job, creation_date)
            answered.unlink()
            yield from read_values(consolidated, ConsolidatedObject)

    def _built_in(self, arn: str) -> BuiltIn:
        built_in = self._lookup(arn)
        if built_in is None:
            raise NotFound(
                "function", arn, f"function {arn!r:.300} does not exist: only built-in functions are served"
            )
        return built_in


def pass_line(lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
    """The pre-function of jobs that name none."""
    return [PreAnswer(line_as_input(line)) for line in lines]
