from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import pytest

from trigpoint.cli.addresses import for_colleagues, is_loopback, lan_addresses, portal_urls


def test_addresses_for_colleagues_are_not_loopback_and_told_once() -> None:
    found = lan_addresses()
    assert len(found) == len(set(found))
    assert not any(ipaddress.ip_address(each).is_loopback for each in found)


def test_all_interfaces_become_an_address_each() -> None:
    assert portal_urls("0.0.0.0", 8800, tls=False) == [f"http://{each}:8800" for each in lan_addresses()]


def test_a_host_that_is_named_is_the_address() -> None:
    assert portal_urls("192.168.7.4", 443, tls=True) == ["https://192.168.7.4:443"]
    assert portal_urls("fd00::7", 8800, tls=False) == ["http://[fd00::7]:8800"]


@pytest.fixture
def open_port() -> Iterator[int]:
    """A port on which something listens on every interface."""
    with socket.create_server(("0.0.0.0", 0)) as listening:
        yield listening.getsockname()[1]


def test_colleagues_get_an_address_that_they_can_open(open_port: int) -> None:
    expected = [f"http://{each}:{open_port}" for each in lan_addresses()] or [f"http://127.0.0.1:{open_port}"]
    assert for_colleagues(f"http://127.0.0.1:{open_port}") == expected[0]


def test_a_server_on_loopback_alone_keeps_its_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert for_colleagues(url) == url


def test_a_public_address_is_left_alone() -> None:
    assert for_colleagues("https://label.lab.example") == "https://label.lab.example"


def test_loopback_is_known_by_name_and_number() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("127.8.8.8")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("lab.example")
