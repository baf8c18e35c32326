"""A job and objects to consolidate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from trigpoint.model.functions import AnsweredObject, JobFacts, WorkerAnswer


@pytest.fixture
def job() -> Callable[..., JobFacts]:
    def make(**changes: Any) -> JobFacts:
        facts = {
            "job_name": "Ponds-1",
            "job_arn": "arn:aws:sagemaker:eu-west-1:000000000000:labeling-job/ponds-1",
            "label_attribute_name": "birds",
            "labels": ("heron", "coot", "reed"),
            "n_workers": 3,
        }
        return JobFacts(**(facts | changes))

    return make


@pytest.fixture
def answered() -> Callable[..., AnsweredObject]:
    """An object with one answer for each content given; the workers are w0, w1 and so on."""

    def make(index: int, *contents: dict[str, Any]) -> AnsweredObject:
        answers = tuple(WorkerAnswer(f"w{place}", content) for place, content in enumerate(contents))
        return AnsweredObject(index, {"s3Uri": f"s3://in-bkt/{index}.jpg"}, answers)

    return make
