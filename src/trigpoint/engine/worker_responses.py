"""The file of one object's answers (outputs.md 1.5): one compact line, keys sorted."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from trigpoint.model.clock import from_micros, iso_millis
from trigpoint.model.worker import issuer_of
from trigpoint.store.answered import GivenAnswer


class _Identity(msgspec.Struct, rename="camel"):
    """As the other structs, with its members in the order of their names: so they are written."""

    identity_provider_type: str
    issuer: str
    sub: str


class _Metadata(msgspec.Struct, rename="camel"):
    identity_data: _Identity


class _Entry(msgspec.Struct, rename="camel"):
    acceptance_time: str
    answer_content: msgspec.Raw
    submission_time: str
    time_spent_in_seconds: float
    worker_id: str
    worker_metadata: _Metadata


class _File(msgspec.Struct):
    answers: list[_Entry]


_encode = msgspec.json.Encoder().encode


def worker_response(answers: Sequence[GivenAnswer]) -> bytes:
    """The content of the file; answers are written as they are stored, their keys sorted already."""
    return _encode(_File([_entry(each) for each in answers]))


def _entry(answer: GivenAnswer) -> _Entry:
    return _Entry(
        acceptance_time=iso_millis(from_micros(answer.accepted_at)),
        answer_content=msgspec.Raw(answer.content),
        submission_time=iso_millis(from_micros(answer.submitted_at)),
        time_spent_in_seconds=round(answer.active_micros / 1e6, 3),
        worker_id=answer.worker_id,
        worker_metadata=_Metadata(_Identity("Cognito", issuer_of(answer.pool_id), answer.sub)),
    )
