"""What pre- and post-annotation functions are given and give back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import msgspec


class WorkerAnswer(msgspec.Struct, frozen=True):
    """One counted answer: the form's content, keyed by element name."""

    worker_id: str
    content: dict[str, Any]


class ImageSize(msgspec.Struct, frozen=True):
    """What an image file says of itself: pixels as stored, unrotated, and channels without alpha."""

    width: int
    height: int
    depth: int


class AnsweredObject(msgspec.Struct, frozen=True, omit_defaults=True):
    """A closed data object with its answers, in the order of submission."""

    object_index: int
    data_object: dict[str, Any]
    """`{"s3Uri": ...}` or `{"content": ...}`."""
    answers: tuple[WorkerAnswer, ...]
    image: ImageSize | None = None
    """Of the object's file, for task types that ask for it; None where it cannot be read."""


class LabelFile(msgspec.Struct, frozen=True):
    """A file that a label refers to, by its name below `consolidated-annotation/output/`."""

    name: str
    data: bytes
    content_type: str


class ConsolidatedObject(msgspec.Struct, frozen=True, omit_defaults=True):
    """What becomes of an object: the keys for its output line, or the reason for its failure."""

    object_index: int
    content: dict[str, Any] | None
    """`{"<label>": ..., "<label>-metadata": {...}}`."""
    failure_reason: str | None = None
    files: tuple[LabelFile, ...] = ()


class ConsolidatedText(msgspec.Struct, frozen=True):
    """A ConsolidatedObject whose content is JSON as it is written to files and tables."""

    object_index: int
    content: msgspec.Raw | None
    failure_reason: str | None = None
    files: tuple[LabelFile, ...] = ()


class JobFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What a function may know of the job."""

    job_name: str
    job_arn: str
    label_attribute_name: str
    labels: tuple[str, ...]
    n_workers: int
    role_arn: str = ""
    output_config: str = ""
    kms_key_id: str | None = None
    method: str | None = None
    """Consolidation method asked for by the job option `consolidation`; None is the type's own."""
    label_details: tuple[dict[str, str], ...] = ()
    """The label categories with their display names, as the label category file has them."""
    audited: str | None = None
    """Name of the earlier label that the job verifies or adjusts; None where the file does not say it."""
    instructions: dict[str, str] = {}
    """Instructions of the label category file, in HTML."""

    def output_uri(self, name: str) -> str:
        """Where the LabelFile of that name lies."""
        return f"{self.output_config}/consolidated-annotation/output/{name}"


class Consolidator(Protocol):
    """Takes answered objects, then yields what becomes of each, in the order they were added."""

    def add(self, answered: AnsweredObject) -> None: ...

    def finish(self, creation_date: str) -> Iterator[ConsolidatedObject]: ...

    @property
    def state(self) -> bytes:
        """What was learned of the workers (JSON), for the next group; empty when nothing is learned."""


class PreAnswer(msgspec.Struct, frozen=True):
    """What a pre-function says of one object."""

    task_input: dict[str, Any] | None
    failure_reason: str | None = None
    """Why no human can label this object; `task_input` is None then."""


class PreFunction(Protocol):
    def __call__(self, lines: Sequence[dict[str, Any]], job: JobFacts) -> list[PreAnswer]:
        """One answer for each manifest line, in order."""


class UrlGrant(Protocol):
    """Turns references to files into addresses that a worker's browser can open; picklable."""

    @property
    def origin(self) -> str:
        """`http://host:port` of the signed addresses."""

    def sign(self, url: str) -> str:
        """A signed URL for a reference this job may read; other http(s) and data URLs as they are.

        Raises AccessDenied for a bucket that the job's role may not read.
        """

    def published(self, url: str) -> str | None:
        """A signed URL when `url` is AWS's form of an object in a bucket that exists here, else None."""
