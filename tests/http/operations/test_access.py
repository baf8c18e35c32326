"""Figures are for this machine and for who brings the token."""

from __future__ import annotations

import pytest

from trigpoint.http.operations.access import MetricsAccess

LOCAL = {"host": "127.0.0.1:8800"}


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("127.0.0.1", "127.0.0.1:8800"),
        ("127.0.0.1", "localhost"),
        ("127.8.9.1", "localhost:8800"),
        ("::1", "[::1]:8800"),
        ("::ffff:127.0.0.1", "localhost:8800"),
    ],
)
def test_who_calls_from_this_machine_is_let_in(peer: str, host: str) -> None:
    assert MetricsAccess("").allows(peer, {"host": host})


@pytest.mark.parametrize(
    "peer", ["192.168.1.7", "10.0.0.1", "2001:db8::1", "::ffff:10.0.0.1", "", None, "unix"]
)
def test_who_calls_from_elsewhere_is_not(peer: str | None) -> None:
    assert not MetricsAccess("").allows(peer, LOCAL)


@pytest.mark.parametrize("name", ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"])
def test_what_a_proxy_of_this_machine_passes_on_is_not(name: str) -> None:
    assert not MetricsAccess("").allows("127.0.0.1", {**LOCAL, name: "203.0.113.9"})


@pytest.mark.parametrize("host", ["labels.example.org", "10.0.0.1:8800", "", "[bad", "127.0.0.1.example.org"])
def test_other_names_of_this_machine_are_not(host: str) -> None:
    """A proxy that keeps the name, or a page whose name was made to point to loopback."""
    assert not MetricsAccess("").allows("127.0.0.1", {"host": host})


def test_the_token_opens_from_anywhere() -> None:
    access = MetricsAccess("s3cret")
    proxied = {"host": "labels.example.org", "x-forwarded-for": "203.0.113.9"}
    assert access.allows("203.0.113.9", {**proxied, "authorization": "Bearer s3cret"})
    assert access.allows("203.0.113.9", {**proxied, "authorization": "bearer  s3cret"})


@pytest.mark.parametrize(
    "given", ["Bearer wrong", "Bearer ", "Bearer", "Basic s3cret", "s3cret", "Bearer s3cretx"]
)
def test_another_token_does_not(given: str) -> None:
    assert not MetricsAccess("s3cret").allows("203.0.113.9", {**LOCAL, "authorization": given})


def test_an_empty_token_opens_nothing() -> None:
    assert not MetricsAccess("").allows("203.0.113.9", {**LOCAL, "authorization": "Bearer "})


def test_a_wrong_token_is_refused_on_this_machine_too() -> None:
    assert not MetricsAccess("s3cret").allows("127.0.0.1", {**LOCAL, "authorization": "Bearer wrong"})
