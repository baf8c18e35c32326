"""Everything works behind a real Caddy that speaks HTTPS, configured by the Caddyfile that we ship."""

from __future__ import annotations

import html
import re
import socket
import ssl
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import expect

from trigpoint.cli.server_process import choose_port

MIB = 2**20


class Site(NamedTuple):
    crew: Any
    url: str
    direct_url: str
    cert: Path
    server: Any


@pytest.fixture(scope="module")
def site(starter: Any, caddyfile: Any, make_certificate: Any, make_crew: Any) -> Site:
    """One server behind Caddy."""
    certificate = make_certificate(starter.folder)
    url = f"https://localhost:{choose_port(0)}"
    data = starter.folder / "data"
    server, direct_url = starter.trigpoint(data, trusted_proxies="127.0.0.1", public_url=url)
    starter.caddy(caddyfile(url, direct_url.removeprefix("http://"), certificate), url, certificate.cert)
    return Site(
        make_crew(url, data, "proxied", certificate.cert).hire(), url, direct_url, certificate.cert, server
    )


@pytest.fixture
def client(site: Site) -> Any:
    with httpx.Client(verify=ssl.create_default_context(cafile=str(site.cert)), timeout=60) as client:
        yield client


def test_a_whole_cycle_of_labeling_goes_through_the_proxy(site: Site) -> None:
    job = site.crew.job("cycle", ["soup", "cake"])
    labeler = site.crew.labeler()
    cookie = labeler.signed_in.headers["set-cookie"]
    assert cookie.startswith("__Host-trigpoint=") and "Secure" in cookie
    held = labeler.take(job)
    page = labeler.http.get(held["page"])
    assert f"frame-ancestors {site.url};" in page.headers["content-security-policy"]
    (signed,) = re.findall(r'<img id="picture" src="([^"]+)"', page.text)
    assert signed.startswith(f"{site.url}/proxied/in/picture.png?")
    assert labeler.http.get(html.unescape(signed)).content.startswith(b"\x89PNG")
    second = labeler.answer(held, "Mains", then_next=True).json()["next"]
    labeler.answer(second, "Dessert")
    assert [line["kind"] for line in site.crew.output(job)] == [0, 1]


def test_figures_are_not_for_those_who_come_through_the_proxy(site: Site, client: httpx.Client) -> None:
    assert client.get(f"{site.url}/metrics").status_code == 401
    assert client.get(f"{site.direct_url}/metrics").status_code == 200


def test_a_page_of_another_origin_may_not_use_the_session(site: Site) -> None:
    labeler = site.crew.labeler()
    for origin in (site.direct_url, "https://evil.example", site.url.replace("https", "http"), "null"):
        refused = labeler.http.delete("/portal/api/session", headers={"Origin": origin})
        assert (refused.status_code, refused.json()["code"]) == (403, "origin")
    assert labeler.http.delete("/portal/api/session").status_code == 204


def test_what_a_client_says_of_itself_does_not_get_through_the_proxy(
    site: Site, client: httpx.Client
) -> None:
    spoofed = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http", "X-Forwarded-For": "10.9.8.7"}
    signed_in = client.post(
        f"{site.url}/portal/api/session",
        json={"username": "proxied", "password": "Own-pass-22"},
        headers={**spoofed, "Origin": site.url},
    )
    assert signed_in.status_code == 200
    assert signed_in.headers["set-cookie"].startswith("__Host-trigpoint=")


def test_the_proxy_vouches_for_the_host_that_was_signed_when_it_sends_another(
    site: Site, client: httpx.Client
) -> None:
    """Proxies that rewrite Host, as nginx does unless told otherwise, put the other in X-Forwarded-Host."""
    signed = site.crew.s3.generate_presigned_url("get_object", {"Bucket": "proxied", "Key": "in/picture.png"})
    behind = signed.replace(site.url, site.direct_url)
    told = {"X-Forwarded-Host": site.url.removeprefix("https://"), "X-Forwarded-Proto": "https"}
    assert client.get(behind, headers=told).status_code == 200
    assert client.get(behind).status_code == 403
    assert client.get(behind, headers={**told, "X-Forwarded-Host": "evil.example"}).status_code == 403


@pytest.fixture(scope="module")
def stranger_url(starter: Any) -> str:
    """A server that trusts a proxy elsewhere: to it we are anybody."""
    return str(starter.trigpoint(starter.folder / "strange", trusted_proxies="192.0.2.0/24, 2001:db8::1")[1])


def test_nobody_but_a_trusted_proxy_is_believed(
    stranger_url: str, starter: Any, make_crew: Any, client: httpx.Client
) -> None:
    crew = make_crew(stranger_url, starter.folder / "strange", "stranger").hire()
    spoofed = {
        "X-Forwarded-Host": "label.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "192.0.2.1",
    }
    signed_in = client.post(
        f"{stranger_url}/portal/api/session",
        json={"username": "stranger", "password": "Own-pass-22"},
        headers={**spoofed, "Origin": stranger_url},
    )
    assert signed_in.headers["set-cookie"].startswith("trigpoint=")
    assert "Secure" not in signed_in.headers["set-cookie"]
    signed = crew.s3.generate_presigned_url("get_object", {"Bucket": "stranger", "Key": "in/picture.png"})
    assert client.get(signed, headers=spoofed).status_code == 200


def test_scripts_call_every_service_through_the_proxy(site: Site) -> None:
    assert site.crew.client("sts").get_caller_identity()["Arn"].endswith("/administrator")
    assert site.crew.sagemaker.list_workteams()["Workteams"][0]["WorkteamName"] == "proxied"
    assert site.crew.sagemaker.describe_workteam(WorkteamName="proxied")["Workteam"]["SubDomain"] == (
        site.url.removeprefix("https://")
    )
    pools = site.crew.cognito.list_user_pools(MaxResults=10)["UserPools"]
    assert [pool["Name"] for pool in pools] == ["proxied"]


@pytest.mark.parametrize(
    "key", ["plain.txt", "a b+c%20d", "deep/slashes/é 世界", "q?x=1&y#z", "~tilde:*'()!"]
)
def test_objects_of_any_name_go_both_ways(site: Site, client: httpx.Client, key: str) -> None:
    site.crew.put(key, b"0123456789")
    named = {"Bucket": "proxied", "Key": key}
    assert site.crew.s3.get_object(**named, Range="bytes=2-4")["Body"].read() == b"234"
    signed = site.crew.s3.generate_presigned_url("get_object", named)
    ranged = client.get(signed, headers={"Range": "bytes=-3"})
    assert (ranged.status_code, ranged.content) == (206, b"789")
    assert ranged.headers["content-range"] == "bytes 7-9/10"
    upload = site.crew.s3.generate_presigned_url("put_object", named)
    assert client.put(upload, content=b"new").status_code == 200
    assert site.crew.s3.get_object(**named)["Body"].read() == b"new"
    tags = {
        entry["Key"]: entry["ETag"] for entry in site.crew.s3.list_objects_v2(Bucket="proxied")["Contents"]
    }
    assert tags[key] == site.crew.s3.head_object(**named)["ETag"]


def test_uploads_larger_than_any_request_stream_through(site: Site, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as file:
        file.truncate(96 * MIB)
    held = peak_memory(site.server.pid)
    with large.open("rb") as body:
        site.crew.s3.put_object(Bucket="proxied", Key="whole.bin", Body=body)
    assert peak_memory(site.server.pid) - held < 32 * MIB
    site.crew.s3.upload_file(str(large), "proxied", "parts.bin")
    for key in ("whole.bin", "parts.bin"):
        assert site.crew.s3.head_object(Bucket="proxied", Key=key)["ContentLength"] == 96 * MIB
    tail = site.crew.s3.get_object(Bucket="proxied", Key="parts.bin", Range=f"bytes={95 * MIB}-")[
        "Body"
    ].read()
    assert tail == bytes(MIB)


def peak_memory(pid: int) -> int:
    """The most memory that the process has ever held, in bytes."""
    (kib,) = re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(kib) * 1024


def test_a_client_may_ask_before_it_sends_the_body(site: Site) -> None:
    """`Expect: 100-continue`, as the AWS tools send it: the proxy or the server says to go on."""
    upload = site.crew.s3.generate_presigned_url("put_object", {"Bucket": "proxied", "Key": "asked.txt"})
    host, port = site.url.removeprefix("https://").split(":")
    context = ssl.create_default_context(cafile=str(site.cert))
    head = f"PUT {upload.removeprefix(site.url)} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 5\r\n"
    with (
        socket.create_connection((host, int(port)), timeout=60) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
        secure.makefile("rb") as answer,
    ):
        secure.sendall(f"{head}Expect: 100-continue\r\nConnection: close\r\n\r\n".encode())
        assert answer.readline() == b"HTTP/1.1 100 Continue\r\n"
        while answer.readline() != b"\r\n":  # a proxy may add headers to it
            pass
        secure.sendall(b"hello")
        said = answer.read().split(b"\r\n")
    # The server's own 100 may come after the proxy's: any number of them is allowed.
    assert [line for line in said if line.startswith(b"HTTP/") and b" 100 " not in line] == [
        b"HTTP/1.1 200 OK"
    ]
    assert site.crew.s3.get_object(Bucket="proxied", Key="asked.txt")["Body"].read() == b"hello"


def test_a_worker_labels_in_a_browser(site: Site, browser: Any) -> None:
    job = site.crew.job("seen", ["pancakes"])
    context = browser.new_context(ignore_https_errors=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(site.url)
    page.get_by_label("User name").fill("proxied")
    page.get_by_label("Password").fill("Own-pass-22")
    page.get_by_role("button", name="Sign in", exact=True).click()
    choice = page.get_by_role("radio", name=f"Select {job}", exact=True)
    expect(choice).to_be_visible(timeout=60_000)
    choice.press("Space")
    page.get_by_role("button", name="Start working", exact=True).click()
    task = page.frame_locator("iframe.task-frame")
    expect(task.locator("#picture")).to_have_js_property("naturalWidth", 1, timeout=60_000)
    task.get_by_role("radio", name="Dessert", exact=True).click()
    task.get_by_role("button", name="Submit").click()
    assert [line["kind"] for line in site.crew.output(job)] == [1]
    (cookie,) = [each for each in context.cookies() if "trigpoint" in each["name"]]
    assert (cookie["name"], cookie["secure"], cookie["httpOnly"]) == ("__Host-trigpoint", True, True)
    context.close()
