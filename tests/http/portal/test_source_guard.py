"""Workers come in from the networks that the workforce allows, and from no other."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse

from trigpoint.http.portal.source_guard import SourceGuard
from trigpoint.model.errors import Unavailable


class Ranges:
    """What the workforce says, which may change, and may not be known."""

    def __init__(self, *ranges: str) -> None:
        self.ranges: tuple[str, ...] | None = ranges
        self.n_asked = 0

    async def __call__(self) -> tuple[str, ...]:
        self.n_asked += 1
        if self.ranges is None:
            raise Unavailable("the database is away")
        return self.ranges


async def app(scope: Any, receive: Any, send: Any) -> None:
    await PlainTextResponse("in")(scope, receive, send)


def ask(ranges: Ranges, address: str, *paths: str) -> list[httpx.Response]:
    """The answers to a caller from that address."""

    async def asked() -> list[httpx.Response]:
        transport = httpx.ASGITransport(SourceGuard(app, ranges), client=(address, 40000))
        async with httpx.AsyncClient(transport=transport, base_url="http://lab") as client:
            return [await client.get(path) for path in paths]

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("ranges", "address", "admitted"),
    [
        ((), "203.0.113.9", True),
        (("203.0.113.0/24",), "203.0.113.9", True),
        (("203.0.113.7/24",), "203.0.113.9", True),
        (("198.51.100.0/24", "2001:db8::/32"), "203.0.113.9", False),
        (("198.51.100.0/24", "2001:db8::/32"), "2001:db8::5", True),
        (("198.51.100.0/24",), "::ffff:198.51.100.7", True),
        (("198.51.100.0/24",), "no address", False),
    ],
)
def test_only_the_portal_is_closed_and_only_to_others(
    ranges: tuple[str, ...], address: str, admitted: bool
) -> None:
    for answer in ask(Ranges(*ranges), address, "/", "/portal/api/session", "/t/a.b"):
        assert (answer.status_code, answer.text == "in") == ((200, True) if admitted else (404, False))
        assert admitted or address in answer.text
    others = ask(Ranges(*ranges), address, "/console/jobs", "/healthz", "/t/standby", "/trigpoint/api/jobs")
    assert [answer.text for answer in others] == ["in"] * 4


def test_an_answer_of_the_api_is_a_problem_and_a_page_is_escaped() -> None:
    problem, page = ask(Ranges("192.0.2.0/24"), "<script>", "/portal/api/jobs", "/")
    assert problem.json()["code"] == "not-found"
    assert "<script>" not in page.text


def test_what_is_known_holds_while_the_database_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    ranges = Ranges("192.0.2.0/24")
    guard = SourceGuard(app, ranges)
    scope = {"type": "http", "path": "/", "client": ("203.0.113.9", 1)}
    assert not asyncio.run(guard._admits(scope)) and ranges.n_asked == 1
    assert not asyncio.run(guard._admits(scope)) and ranges.n_asked == 1, "asked once in ten seconds"
    ranges.ranges, guard._stale_at = None, 0.0
    assert not asyncio.run(guard._admits(scope)) and ranges.n_asked == 2
    ranges.ranges, guard._stale_at = (), 0.0
    assert asyncio.run(guard._admits(scope))
