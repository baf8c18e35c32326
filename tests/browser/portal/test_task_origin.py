"""Task pages at an address of their own: an origin, real storage, and nothing of the portal's."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from trigpoint.cli.server_process import ServerProcess

ROLE = "arn:aws:iam::000000000000:role/trigpoint"
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<script src="https://cdn.example.org/lib/hello.js"></script>
<crowd-form><label>Note <textarea name="note"></textarea></label></crowd-form>
<script>
const found = localStorage.getItem("left");
localStorage.setItem("left", "here");
const attempt = async (act) => { try { return "got " + await act(); } catch { return "refused"; } };
const status = (path, how) =>
  attempt(() => fetch(path, { credentials: "include", ...how }).then((response) => response.status));
addEventListener("load", async () => {
  document.body.dataset.told = JSON.stringify({
    origin, found, cookie: document.cookie, hello: window.hello,
    parent: await attempt(() => parent.document.title),
    top: await attempt(() => { top.location.href = "/stolen"; }),
    api: await status("/portal/api/assignments"),
    portal: await status("/"),
    aws: await status("/", { method: "POST" }),
    blocked: await attempt(() => fetch("https://elsewhere.example.net/")),
  });
});
</script>
"""


@pytest.fixture(scope="module")
def workplace(workplace: Any, running_trigpoint: Any, tmp_path_factory: Any) -> Iterator[Any]:
    """A workplace whose server shows task pages elsewhere, lists what they may load, and has copies of it."""
    folder = tmp_path_factory.mktemp("origin")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    unique = f"o{port}"
    access, mirrors = folder / "access.json", folder / "mirrors.json"
    access.write_text(json.dumps({ROLE: [f"browser-{unique}/open/"]}))
    mirrors.write_text(json.dumps({"https://cdn.example.org/lib/": f"s3://browser-{unique}/mirror/"}))
    settings = {
        "PUBLIC_URL": f"http://label.test.localhost:{port}",
        "TASK_ORIGIN": f"http://*.tasks.test.localhost:{port}",
        "ROLE_ACCESS": str(access),
        "MIRRORS": str(mirrors),
        "PAGE_SOURCES": "cdn.example.org",
    }
    server = ServerProcess(folder / "data", port)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"TRIGPOINT_{name}", value)
        try:
            server.start()
            made = type(workplace)(running_trigpoint(server.url, folder / "data"), unique)
            made.url = settings["PUBLIC_URL"]
            s3 = made.server.client("s3")
            s3.put_object(Bucket=made.bucket, Key="mirror/hello.js", Body=b"window.hello = 'from the copy';")
            yield made
        finally:
            server.stop()


def told(portal: Any) -> dict[str, Any]:
    body = portal.task.locator("body[data-told]")
    expect(body).to_be_attached()
    return dict(json.loads(body.get_attribute("data-told")))


def test_a_page_has_an_origin_and_nothing_of_the_portals(
    portal: Any, workplace: Any, create_note_job: Callable[..., str], unique: str
) -> None:
    name = create_note_job(template=TEMPLATE)
    portal.sign_in(workplace.ana)
    expect(portal.button("Log out")).to_be_visible()
    portal.open_job(name)
    first = told(portal)
    assert first["origin"].startswith(f"http://{name}.tasks.test.localhost:")
    assert first["hello"] == "from the copy"
    assert (first["cookie"], first["parent"], first["top"]) == ("", "refused", "refused")
    assert first["api"] == first["portal"] == first["aws"] == "got 404"
    assert first["blocked"] == "refused"
    assert first["found"] is None
    portal.task.get_by_label("Note").fill("seen")
    portal.next_task(portal.submit)
    assert told(portal)["found"] == "here"
    assert portal.page.url.endswith(f"/#/task/{name}")
    portal.context.close()
    portal.errors.clear()  # what the page was refused


def test_an_object_outside_of_the_roles_list_fails_alone(
    workplace: Any, create_note_job: Callable[..., str]
) -> None:
    s3 = workplace.server.client("s3")
    objects = [f"s3://{workplace.bucket}/{key}" for key in ("open/a.txt", "closed/b.txt", "closed/gone.txt")]
    for uri in objects[:2]:
        s3.put_object(Bucket=workplace.bucket, Key=uri.split("/", 3)[3], Body=b"text")
    template = "<crowd-form><p>{{ task.input.source-ref | grant_read_access }}</p></crowd-form>"
    name = create_note_job(template=template, references=objects)
    workplace.wait_for(lambda: workplace.describe(name)["LabelCounters"]["FailedNonRetryableError"] == 2)
    assert workplace.describe(name)["LabelCounters"]["Unlabeled"] == 1


def test_only_pages_are_at_their_address(workplace: Any) -> None:
    port = httpx.URL(workplace.url).port
    host = {"Host": f"menu.tasks.test.localhost:{port}"}
    with httpx.Client(base_url=workplace.server.url, headers=host) as http:
        assert http.get("/healthz").status_code == 200
        assert http.get("/crowd/crowd-html-elements.js").status_code == 200
        for path in ("/", "/assets/x.js", "/portal/api/jobs", "/metrics", "/console/"):
            assert http.get(path).status_code == 404
        assert http.post("/", headers={"X-Amz-Target": "SageMaker.ListWorkteams"}).status_code == 404
        shown = http.get("/t/nobody.knows")
        assert shown.status_code == 410
        assert "allow-same-origin" not in shown.headers["content-security-policy"]
        assert f"frame-ancestors {workplace.url};" in shown.headers["content-security-policy"]
    policy = httpx.get(workplace.server.url).headers["content-security-policy"]
    assert f"frame-src 'self' http://*.tasks.test.localhost:{port};" in policy
