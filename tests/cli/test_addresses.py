from __future__ import annotations

import ipaddress

from trigpoint.cli.addresses import is_loopback, lan_addresses, portal_urls


def test_addresses_for_colleagues_are_not_loopback_and_told_once() -> None:
    found = lan_addresses()
    assert len(found) == len(set(found))
    assert not any(ipaddress.ip_address(each).is_loopback for each in found)


def test_all_interfaces_become_an_address_each() -> None:
    assert portal_urls("0.0.0.0", 8800, tls=False) == [f"http://{each}:8800" for each in lan_addresses()]


def test_a_host_that_is_named_is_the_address() -> None:
    assert portal_urls("192.168.7.4", 443, tls=True) == ["https://192.168.7.4:443"]
    assert portal_urls("fd00::7", 8800, tls=False) == ["http://[fd00::7]:8800"]


def test_loopback_is_known_by_name_and_number() -> None:
    assert is_loopback("127.0.0.1")
    assert is_loopback("127.8.8.8")
    assert is_loopback("::1")
    assert is_loopback("localhost")
    assert not is_loopback("0.0.0.0")
    assert not is_loopback("lab.example")
