"""Templates that mean harm, at work in the portal: what they try must come to nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

LIBRARY = '<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>'
FORM = '<crowd-form><label>Note <textarea name="note"></textarea></label></crowd-form>'
PROBES = """
<a id="top-link" target="_top" href="/stolen">link</a>
<form id="top-form" target="_top" action="/stolen" method="post"><input name="a"></form>
<script>
const tried = {};
async function attempt(name, act) {
  try { tried[name] = "got " + await act(); } catch (problem) { tried[name] = "refused"; }
}
const forged = JSON.stringify({ token: "x", answer: { forged: true } });
const text = (response) => { if (response.ok) return response.text(); throw 0; };
const withCookies = { credentials: "include" };
const blind = { mode: "no-cors", credentials: "include" };
const own = () => document.querySelector("#own").src;
const opens = (where) => { if (window.open("/stolen", where)) return "a window"; throw 0; };
addEventListener("load", async () => {
  await attempt("cookies", () => { if (document.cookie) return document.cookie; throw 0; });
  await attempt("portal document", () => parent.document.title);
  await attempt("portal storage", () => top.localStorage.length + top.sessionStorage.length);
  await attempt("portal address", () => top.location.href);
  await attempt("portal databases", async () => (await indexedDB.databases()).length);
  await attempt("portal api", () => fetch("/portal/api/assignments", withCookies).then(text));
  await attempt("portal page", () => fetch("/", withCookies).then(text));
  await attempt("own page again", () => fetch(location.href).then(text));
  await attempt("unsigned object", () => fetch("/BUCKET/secret.txt").then(text));
  await attempt("another signed object", () => fetch(own().replace("own.txt", "secret.txt")).then(text));
  await attempt("service worker", () => navigator.serviceWorker.register("/crowd/task-page.js"));
  await attempt("top", () => { top.location.href = "/stolen"; });
  await attempt("top replaced", () => top.location.replace("/stolen"));
  await attempt("top opened", () => opens("_top"));
  await attempt("parent opened", () => opens("_parent"));
  fetch("/portal/api/session", { ...blind, method: "POST", body: forged }).catch(() => 0);
  fetch("/portal/api/assignments/x/answer", { ...blind, method: "POST", body: forged }).catch(() => 0);
  document.querySelector("#top-link").click();
  document.querySelector("#top-form").submit();
  for (const type of ["submit", "ready", "draft", "trigpoint-connect"]) {
    parent.postMessage({ type, answer: { forged: true }, state: "forged" }, "*");
    top.postMessage(JSON.stringify({ type, answer: { forged: true } }), "*");
  }
  document.body.dataset.tried = JSON.stringify(tried);
});
</script>
<img id="own" hidden src="{{ task.input.taskObject | grant_read_access }}">
"""
POPUP = """
<button id="go" type="button">Go</button>
<script>
const script = `document.title = "popup";
for (const act of [() => opener.top.location.href = "/stolen",
  () => opener.parent.location.replace("/stolen"), () => opener.top.document.title.x,
  () => opener.document.cookie.x])
  try { act(); document.title += " did"; } catch (problem) { document.title += " refused"; }`;
document.querySelector("#go").onclick = () => {
  window.open(URL.createObjectURL(new Blob([`<script>${script}<` + "/script>"], { type: "text/html" })));
};
</script>
"""


@pytest.fixture
def at_hostile(
    portal: Any, workplace: Any, create_note_job: Callable[..., str], unique: str
) -> Iterator[Callable[..., Any]]:
    """Opens a task whose page is hostile; Ana is the worker."""

    def open_(template: str, *, waits: bool = True, n_tasks: int = 2) -> Any:
        bucket = workplace.bucket
        for name in ("own", "secret"):
            workplace.server.client("s3").put_object(Bucket=bucket, Key=f"{name}.txt", Body=name.encode())
        portal.job = create_note_job(
            template=LIBRARY + template.replace("BUCKET", bucket),
            dishes=[f"s3://{bucket}/own.txt"] * n_tasks,
        )
        portal.sign_in(workplace.ana)
        expect(portal.button("Log out")).to_be_visible()
        portal.page.goto(f"{portal.url}/#/task/{portal.job}")
        if waits:
            portal.wait_for_task()
        return portal

    yield open_
    portal.context.close()
    portal.errors.clear()  # refusals, as they should be


def test_a_template_reaches_nothing_of_the_portals(at_hostile: Any, workplace: Any) -> None:
    portal = at_hostile(FORM + PROBES)
    body = portal.task.locator("body[data-tried]")
    expect(body).to_be_attached()
    tried = json.loads(body.get_attribute("data-tried") or "")
    assert {name: result for name, result in tried.items() if result != "refused"} == {}
    assert len(tried) == 15
    assert portal.page.url.endswith(f"/#/task/{portal.job}")
    portal.task.get_by_label("Note").fill("still mine")
    portal.next_task(portal.submit)
    workplace.wait_for(lambda: workplace.n_labeled(portal.job) == 1)
    assert "forged" not in workplace.answers(portal.job)


def test_a_popup_cannot_lead_the_portal_away(at_hostile: Any) -> None:
    portal = at_hostile(FORM + POPUP)
    with portal.context.expect_page() as opened:
        portal.task.get_by_role("button", name="Go").click()
    popup = opened.value
    expect(popup).to_have_title("popup refused refused refused refused")
    assert portal.page.url.endswith(f"/#/task/{portal.job}")
    popup.close()


def test_a_page_that_wanders_off_is_opened_anew_a_few_times_only(at_hostile: Any) -> None:
    portal = at_hostile(FORM + '<meta http-equiv="refresh" content="0;url=/healthz">', waits=False)
    expect(portal.page.get_by_text("The task's page does not stay")).to_be_visible()
    assert portal.page.url.endswith(f"/#/task/{portal.job}")
    portal.decline()


ENDLESS = {"loop": "for (;;);", "alerts": "for (;;) alert('again');"}


@pytest.mark.parametrize("kind", ENDLESS)
def test_a_page_that_never_ends_can_be_declined(at_hostile: Any, kind: str) -> None:
    endless = f"setTimeout(() => {{ {ENDLESS[kind]} }}, 50)"
    portal = at_hostile(f'{FORM}<button type="button" onclick="{endless}">Go</button>')
    portal.task.get_by_role("button", name="Go").dispatch_event("click")
    portal.decline()


DROWN = """
<script>
const port = MessagePort.prototype.postMessage;
let line;
MessagePort.prototype.postMessage = function (...given) { line = this; return port.apply(this, given); };
addEventListener("load", () => setTimeout(() => {
  let bomb = ["ha"];
  for (let level = 0; level < 40; level++) bomb = [bomb, bomb];
  line.postMessage({ type: "draft", state: bomb });
  line.postMessage({ type: "submit", answer: { bomb } });
  document.body.dataset.refused = "waiting";
}, 300));
function drown() { for (let n = 0; n < 20000; n++) line.postMessage({ type: "error", message: "<b>" + n }); }
</script><button type="button" onclick="setTimeout(drown, 50)">Drown</button>
"""


def test_bombs_and_floods_leave_the_portal_afloat(at_hostile: Any) -> None:
    """The page has got hold of the line to the portal: it may say what its worker could do, and no more."""
    portal = at_hostile(DROWN + FORM)
    expect(portal.page.get_by_text("The answer is too big to be sent.")).to_be_visible()
    portal.task.get_by_role("button", name="Drown").dispatch_event("click")
    expect(portal.page.get_by_text("it overwhelmed the portal")).to_be_visible()
    expect(portal.page.locator("iframe.task-frame")).not_to_be_attached()
    portal.button("Reload the task").click()
    portal.wait_for_task()
    portal.decline()
