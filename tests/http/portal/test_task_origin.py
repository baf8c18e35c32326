"""Where task documents live, by the setting and the Host header."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from trigpoint.http.portal.task_origin import TaskOrigin
from trigpoint.model.errors import InvalidInput

PORTAL = "https://label.example.org"


def origin(address: str = "https://tasks.example.org", portal: str = PORTAL) -> TaskOrigin:
    return TaskOrigin.parse(address, portal, b"secret")


def request(host: str, *, scheme: str = "https", cookie: str = "") -> Request:
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode())]
    return Request(
        {"type": "http", "scheme": scheme, "path": "/t/x", "headers": headers, "server": (host, 443)}
        | {"query_string": b"", "method": "GET"}
    )


def test_without_a_setting_pages_have_no_origin() -> None:
    here = origin("", "")
    assert here.of("menu") == "" and not here.serves("label.example.org")
    policy = here.headers(request("label.example.org"), "menu")["Content-Security-Policy"]
    assert "allow-same-origin" not in policy and policy.endswith(f"frame-ancestors {PORTAL}")


@pytest.mark.parametrize("host", ["tasks.example.org", "TASKS.example.org:443"])
def test_a_page_at_its_address_has_that_origin(host: str) -> None:
    headers = origin().headers(request(host), "menu")
    assert "allow-same-origin; " in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].endswith(f"frame-ancestors {PORTAL}")
    assert headers["Origin-Agent-Cluster"] == "?1"


@pytest.mark.parametrize("host", ["label.example.org", "evil.example.org", "tasks.example.org:8443", ""])
def test_a_page_asked_for_elsewhere_has_none(host: str) -> None:
    assert "allow-same-origin" not in origin().headers(request(host), "menu")["Content-Security-Policy"]


def test_each_job_has_a_name_of_its_own_where_there_is_room_for_it() -> None:
    wide = origin("https://*.tasks.example.org")
    assert wide.of("Menu-2") == "https://menu-2.tasks.example.org"
    assert wide.serves("menu-2.tasks.example.org") and wide.serves("other.tasks.example.org")
    assert not wide.serves("a.b.tasks.example.org") and not wide.serves("tasks.example.org")
    own = wide.headers(request("menu-2.tasks.example.org"), "Menu-2")
    assert "allow-same-origin" in own["Content-Security-Policy"] and "Clear-Site-Data" not in own
    others = wide.headers(request("other.tasks.example.org"), "Menu-2")
    assert "allow-same-origin" not in others["Content-Security-Policy"]


def test_storage_of_a_shared_address_is_emptied_between_jobs() -> None:
    shared, host = origin(), "tasks.example.org"
    first = shared.headers(request(host), "menu")
    assert first["Clear-Site-Data"] == '"storage"'
    mark = first["Set-Cookie"].partition(";")[0]
    assert "HttpOnly; Secure; SameSite=None; Partitioned" in first["Set-Cookie"]
    assert "Clear-Site-Data" not in shared.headers(request(host, cookie=mark), "menu")
    assert "Clear-Site-Data" in shared.headers(request(host, cookie=mark), "other")
    forged = "trigpoint-job=other; trigpoint-job=menu"
    assert "Clear-Site-Data" in shared.headers(request(host, cookie=forged), "other")


def test_over_http_it_is_emptied_for_every_page() -> None:
    plain = origin("http://tasks.lab:8800", "http://10.0.0.7:8800")
    headers = plain.headers(request("tasks.lab:8800", scheme="http"), "menu")
    assert headers["Clear-Site-Data"] == '"storage"' and "Set-Cookie" not in headers


@pytest.mark.parametrize(
    ("address", "portal", "said"),
    [
        ("tasks.example.org", PORTAL, "must be like https://"),
        ("https://tasks.example.org/path", PORTAL, "must be like https://"),
        ("https://a.*.example.org", PORTAL, "must be like https://"),
        ("https://tasks.example.org; script-src *", PORTAL, "must be like https://"),
        ("https://tasks.example.org", "", "needs public_url"),
        (PORTAL, PORTAL, "must not be the portal's own"),
        ("https://*.example.org", PORTAL, "must not be the portal's own"),
    ],
)
def test_a_setting_that_cannot_work_is_refused(address: str, portal: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        origin(address, portal)
