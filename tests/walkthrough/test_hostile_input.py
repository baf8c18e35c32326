"""Markup and script in every text that a worker sees, and a template that wants out of its frame."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

LABELS = [
    "Fine",
    "<img src=x onerror=\"window.hacked=1;alert('label')\">",
    "</script><b>bold</b> & 'quoted' \"twice\"",
]
TEXT = (
    """"></p></classification-target><script>window.hacked=1;alert('text')</script>"""
    """{{ 7 | times: 6 }} <img src=x onerror="window.hacked=1">"""
)
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier name="choice" header="Choose" categories="{{ task.input.labels | to_json | escape }}">
    <classification-target><p id="text" title="{{ task.input.taskObject }}">{{ task.input.taskObject }}</p>
    </classification-target>
    <full-instructions header="None"><p>None.</p></full-instructions>
    <short-instructions><p>None.</p></short-instructions>
  </crowd-classifier>
</crowd-form>
"""
BURGLAR = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><p id="text">{{ task.input.taskObject }}</p><input name="note" value="done"></crowd-form>
<form id="out" action="/portal/api/session" method="post" target="_top">
  <input name="username" value="x">
</form>
<script>
  const framed = parent !== window;
  const attempts = {
    cookie: () => document.cookie,
    parent: () => parent.document.body.innerHTML,
    top: () => top.document.cookie,
    frameElement: () => frameElement.ownerDocument.title,
    location: () => framed && (top.location.href = "/healthz"),
    jobs: async () => (await fetch("/portal/api/jobs", { credentials: "include" })).text(),
    session: async () => (await fetch("/portal/api/session", { credentials: "include" })).text(),
    database: () => indexedDB.open("trigpoint").readyState,
    worker: () => new SharedWorker("/assets/x.js"),
  };
  window.results = {};
  window.done = (async () => {
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        window.results[name] = "got " + String(await attempt());
      } catch (error) {
        window.results[name] = error.name;
      }
    }
    await fetch("/portal/api/session", {
      method: "POST", mode: "no-cors", credentials: "include", body: '{"username": "x", "password": "y"}',
    });
    if (framed) document.getElementById("out").submit();
    return window.results;
  })();
  for (const type of ["submit", "draft", "ready", "trigpoint-connect"]) {
    parent.postMessage({ type, answer: { forged: true }, state: {} }, "*");
  }
</script>
"""


def was_hacked(visitor: Any) -> bool:
    return any(frame.evaluate("'hacked' in window") for frame in visitor.page.frames)


def test_markup_of_managers_and_of_data_is_shown_as_text(lab: Any, open_browser: Any, unique: str) -> None:
    username = f"<img/src=x/onerror=window.hacked=1>{unique}"
    (ana,) = lab.employ(username)
    title = f"<script>window.hacked=1;alert('title')</script><b>{unique}</b>"
    description = '</p><img src=x onerror="window.hacked=1"> {{ 7 | times: 6 }} & "so on"'
    name = f"markup-{unique}"
    job = lab.create_job(
        name,
        task_type="TextMultiClass",
        template=TEMPLATE,
        labels=LABELS,
        manifest=lab.put_manifest(name, [TEXT]),
        title=title,
        description=description,
    )
    browser = open_browser(lab.url)
    browser.sign_in(ana)
    expect(browser.page.get_by_text(f"Hello, {username}", exact=True)).to_be_visible()
    expect(browser.page.get_by_text(title, exact=True).first).to_be_visible()
    expect(browser.page.get_by_text(description, exact=True).first).to_be_visible()
    assert browser.page.locator("img").count() == 0

    browser.start_working(title)
    expect(browser.page).to_have_title(re.compile(f"^{re.escape(title)}"))
    expect(browser.page.get_by_text(description).first).to_be_visible()
    expect(browser.task.locator("#text")).to_have_text(TEXT)
    expect(browser.task.locator("#text")).to_have_attribute("title", TEXT)
    for label in LABELS:
        expect(browser.category(label)).to_be_visible()
    browser.press("2")
    expect(browser.category(LABELS[1])).to_be_checked()
    assert not was_hacked(browser)
    assert browser.page.locator("img").count() == browser.task.locator("img").count() == 0

    browser.button("Decline task").click()
    browser.dialog.get_by_label("Reason").fill("<script>window.hacked=1</script>")
    browser.dialog.get_by_role("button", name="Cancel").click()
    browser.submit()
    expect(browser.page.get_by_text("You have finished the available tasks").first).to_be_visible()
    assert lab.wait_until_ended(job) == "Completed"
    (line,) = lab.output(job)
    assert line["source"] == TEXT
    assert line[f"{name}-metadata"]["class-name"] == LABELS[1]
    assert not browser.page.evaluate("'hacked' in window")
    assert browser.dialogs == browser.errors == []


def test_a_hostile_template_gets_nothing_from_the_portal(lab: Any, open_browser: Any, unique: str) -> None:
    name = f"burglar-{unique}"
    (ana,) = lab.employ(f"ana-{unique}")
    lab.create_job(
        name,
        task_type="TextMultiClass",
        template=BURGLAR,
        labels=["Fine", "Not fine"],
        manifest=lab.put_manifest(name, ["one", "two"]),
    )
    browser = open_browser(lab.url)
    browser.sign_in(ana)
    expect(browser.button("Log out")).to_be_visible()
    statuses: list[int] = []
    browser.page.on(
        "response", lambda said: statuses.append(said.status) if said.request.method == "POST" else None
    )
    with browser.page.expect_response(lambda said: said.status == 403):
        browser.open_job(name)
        results = browser.task_frame.evaluate("() => window.done")
    assert results == {
        "cookie": "SecurityError",
        "parent": "SecurityError",
        "top": "SecurityError",
        "frameElement": "TypeError",  # null, across origins
        "location": "SecurityError",
        "jobs": "TypeError",
        "session": "TypeError",
        "database": "SecurityError",
        "worker": "SecurityError",
    }
    assert browser.page.url == f"{lab.url}/#/task/{name}"
    assert statuses == [201, 403]  # the assignment of the portal; the template's own sign-in is refused
    browser.page.reload()
    expect(browser.page.get_by_text(f"Hello, ana-{unique}")).to_be_visible()
    browser.wait_for_task()
    assert lab.n_labeled(name) == 0
    expect(browser.task.locator("#text")).to_have_text("one")
    cookies = browser.context.cookies()
    assert cookies and all(cookie["httpOnly"] and cookie["sameSite"] == "Strict" for cookie in cookies)


def test_an_opened_task_document_is_sandboxed_outside_its_frame_too(
    lab: Any, open_browser: Any, unique: str
) -> None:
    name = f"direct-{unique}"
    (ana,) = lab.employ(f"ana-{unique}")
    lab.create_job(
        name,
        task_type="TextMultiClass",
        template=BURGLAR,
        labels=["Fine", "Not fine"],
        manifest=lab.put_manifest(name, ["one"]),
    )
    browser = open_browser(lab.url)
    browser.sign_in(ana)
    expect(browser.button("Log out")).to_be_visible()
    page = browser.page.evaluate(
        """async name => {
            const { csrf } = await (await fetch("/portal/api/session")).json();
            const headers = { "X-CSRF-Token": csrf, "Content-Type": "application/json" };
            const path = `/portal/api/jobs/${name}/assignments`;
            for (;;) {
                const said = await fetch(path, { method: "POST", headers, body: "{}" });
                if (said.status === 201) return (await said.json()).page;
                await new Promise((wake) => setTimeout(wake, 100));  // its tasks are still to come
            }
        }""",
        name,
    )
    browser.page.goto(f"{lab.url}{page}")
    assert browser.page.evaluate("origin") == "null"
    results = browser.page.evaluate("() => window.done")
    assert results["cookie"] == results["database"] == "SecurityError"
    assert results["jobs"] == "TypeError"
    browser.page.goto(f"{lab.url}{page}")
    expect(browser.page.get_by_text("This page has been opened already")).to_be_visible()
