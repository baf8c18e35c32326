"""A grant that signs, and ways to render in this process."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from trigpoint.blobs.signing import UrlSigner
from trigpoint.model.rendering import Rendered
from trigpoint.templates.environment import TaskEnvironment
from trigpoint.templates.liquid_template import LiquidTemplate


@pytest.fixture(scope="session")
def grant() -> UrlSigner:
    """May read the bucket `dish`; `vault` exists too, but is not to be read."""
    signed_at = datetime(2031, 4, 2, 9, 15, 2, tzinfo=UTC)
    buckets = frozenset({"dish", "vault"})
    return UrlSigner(
        "http://lab:8800", "AKIA", "not-a-real-one", "us-east-1", signed_at, 3600, ("dish",), buckets
    )


@pytest.fixture(scope="session")
def liquid(grant: UrlSigner) -> Callable[..., Rendered]:
    """Renders Liquid alone, in this process: `liquid(template, **task_input)`."""
    environment = TaskEnvironment()

    def render(template: str, **task_input: object) -> Rendered:
        return LiquidTemplate(template, environment).render(task_input, grant)

    return render
