"""What proxies say of the client is believed from trusted ones, and only as far as they wrote it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.http.forwarded import ForwardedHeaders, TrustedProxies
from trigpoint.model.errors import InvalidInput

CLIENT, PROXY, SECOND = "203.0.113.9", "10.0.0.1", "10.0.0.2"


def through(
    *headers: tuple[str, str], peer: tuple[str, int] | None = (PROXY, 40000), trusted: str = "10.0.0.0/24"
) -> dict[str, Any]:
    """What the application sees of a request to `http://inside:8800` that came with the headers."""
    seen: dict[str, Any] = {}

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.update(scope)

    sent = [(b"host", b"inside:8800")] + [(name.encode(), value.encode("latin-1")) for name, value in headers]
    scope = {"type": "http", "scheme": "http", "client": peer, "headers": sent}
    before = {**scope, "headers": list(sent)}
    asyncio.run(ForwardedHeaders(app, TrustedProxies.parse(trusted))(scope, None, None))  # type: ignore[arg-type]
    assert scope == before, "what the server keeps of the connection is its own"
    return seen


def host_of(seen: dict[str, Any]) -> str:
    (host,) = [value.decode() for name, value in seen["headers"] if name == b"host"]
    return host


def test_a_trusted_proxy_says_who_called_and_under_which_address() -> None:
    seen = through(
        ("x-forwarded-for", CLIENT),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "label.example:8443"),
    )
    assert (seen["client"], seen["scheme"], host_of(seen)) == ((CLIENT, 0), "https", "label.example:8443")


@pytest.mark.parametrize("peer", [("198.51.100.4", 1), ("::1", 1), None, ("a socket", 0)])
def test_what_anybody_else_sends_changes_nothing(peer: tuple[str, int] | None) -> None:
    spoofed = ("x-forwarded-for", PROXY), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")
    seen = through(*spoofed, peer=peer)
    assert (seen["client"], seen["scheme"], host_of(seen)) == (peer, "http", "inside:8800")


def test_no_proxy_is_trusted_by_default() -> None:
    assert through(("x-forwarded-proto", "https"), trusted="")["scheme"] == "http"
    assert not TrustedProxies.parse("")


def test_what_the_client_wrote_before_its_own_address_is_not_reached() -> None:
    seen = through(("x-forwarded-for", f"10.0.0.77, 127.0.0.1, {CLIENT}, {SECOND}"))
    assert seen["client"] == (CLIENT, 0)


def test_a_header_that_comes_twice_is_one_list() -> None:
    assert through(("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", CLIENT))["client"] == (CLIENT, 0)


def test_a_client_that_is_itself_trusted_is_the_outermost_address() -> None:
    assert through(("x-forwarded-for", f"{SECOND}, 10.0.0.3"))["client"] == (SECOND, 0)


def test_in_a_chain_each_proxy_adds_an_item_and_the_outermost_trusted_one_counts() -> None:
    seen = through(
        ("x-forwarded-for", f"{CLIENT}, {SECOND}"),
        ("x-forwarded-proto", "gopher, https, http"),
        ("x-forwarded-host", "spoofed.example, label.example, inner.example"),
    )
    assert (seen["scheme"], host_of(seen)) == ("https", "label.example")


def test_one_trusted_proxy_vouches_for_one_item() -> None:
    seen = through(
        ("x-forwarded-for", f"{SECOND}, {CLIENT}"),
        ("x-forwarded-host", "spoofed.example, label.example"),
        ("x-forwarded-proto", "https, http"),
    )
    assert (seen["client"], host_of(seen), seen["scheme"]) == ((CLIENT, 0), "label.example", "http")


def test_proxies_that_set_the_header_whole_are_understood_too() -> None:
    seen = through(
        ("x-forwarded-for", f"{CLIENT}, {SECOND}"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-host", "label.example"),
    )
    assert (seen["scheme"], host_of(seen)) == ("https", "label.example")


@pytest.mark.parametrize(
    ("written", "client"),
    [
        ("203.0.113.9:5555", (CLIENT, 5555)),
        ("2001:db8::7", ("2001:db8::7", 0)),
        ("[2001:db8::7]:443", ("2001:db8::7", 443)),
        ("[2001:db8::7]", ("2001:db8::7", 0)),
        ("::ffff:203.0.113.9", (CLIENT, 0)),
        ("unknown", (PROXY, 40000)),
        ("_hidden", (PROXY, 40000)),
        (f"{CLIENT}, nonsense", (PROXY, 40000)),
        ("", (PROXY, 40000)),
    ],
)
def test_addresses_are_read_as_proxies_write_them(written: str, client: tuple[str, int]) -> None:
    assert through(("x-forwarded-for", written))["client"] == client


@pytest.mark.parametrize(
    "host", ["a b", "x.example/path", "user@x.example", "x.example:port", "", "é.example"]
)
def test_what_is_no_host_is_not_taken_for_one(host: str) -> None:
    assert host_of(through(("x-forwarded-host", host))) == "inside:8800"


def test_ipv4_peers_of_a_socket_for_both_are_the_same_addresses() -> None:
    assert through(("x-forwarded-proto", "https"), peer=("::ffff:10.0.0.1", 5))["scheme"] == "https"


@pytest.mark.parametrize("wrong", ["proxy.example", "*", "10.0.0.1/24", "10.0.0.0/33", "10.0.0.1 10.0.0.2"])
def test_a_wrong_setting_is_named(wrong: str) -> None:
    with pytest.raises(InvalidInput, match="trusted_proxies names") as refused:
        TrustedProxies.parse(f"127.0.0.1, {wrong}")
    assert repr(wrong) in str(refused.value)


_anything = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=60)


@given(client_wrote=st.lists(_anything, max_size=3))
def test_nothing_that_a_client_writes_makes_it_somebody_else(client_wrote: list[str]) -> None:
    """The proxy adds the client's address after what the client sent, as Caddy and nginx do."""
    sent = [("x-forwarded-for", each) for each in client_wrote]
    seen = through(*sent, ("x-forwarded-for", CLIENT))
    assert seen["client"] == (CLIENT, 0)
