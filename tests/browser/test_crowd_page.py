"""The task document and its line to the portal: handshake, ready event, drafts, storage, preview."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

LIBRARY = '<script src="/crowd/crowd-html-elements.js"></script>'
CLASSIFIER = '<crowd-classifier name="c" categories="[\'a\', \'b\']" header="h">{}</crowd-classifier>'


def test_the_ready_event_fires_once_after_elements_have_rendered_for_late_listeners_too(
    open_task: Any,
) -> None:
    task = open_task(
        """<crowd-form><crowd-classifier id="tool" name="c" categories="['a', 'b']"></crowd-classifier></crowd-form>
        <script>
        window.heard = [];
        const hear = (who) => document.addEventListener("all-crowd-elements-ready", () => heard.push(
          [who, tool.shadowRoot.querySelectorAll(".label-button").length, tool.getAttribute("categories")]));
        hear("inline");
        document.addEventListener("DOMContentLoaded", () => hear("loaded"));
        document.addEventListener("DOMContentLoaded", () => setTimeout(() => hear("timer"), 0));
        </script>"""
    )
    task.settle()
    task.wait_for_value("heard", [[who, 2, '["a","b"]'] for who in ("inline", "loaded", "timer")])


def test_elements_are_defined_while_the_library_runs(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><crowd-classifier id="tool" name="c" categories="[]"></crowd-classifier>
        <script>window.early = [tool.categories.length, typeof f.submit, tool.value];
        customElements.whenDefined("crowd-classifier").then(() => { window.defined = true; });</script></crowd-form>"""
    )
    task.wait_for_value("[early, defined]", [[0, "function", ""], True])


def test_loading_the_library_twice_changes_nothing(open_task: Any) -> None:
    body = f"<crowd-form>{CLASSIFIER.format('x')}</crowd-form>"
    task = open_task(body, library=LIBRARY + LIBRARY)
    task.frame.locator("crowd-classifier").get_by_role("radio", name="a", exact=True).check()
    assert task.submit() == '{"c":{"label":"a"}}'
    assert len(task.messages("ready")) == 1
    assert task.errors == []


def test_the_library_adds_no_globals(open_task: Any) -> None:
    plain = open_task("", library="<script>window.before = Object.keys(window)</script>" + LIBRARY)
    added = plain.frame.evaluate("Object.keys(window).filter((key) => !before.includes(key))")
    assert added == ["before"]
    plain.wait_for_value("Object.getOwnPropertySymbols(window).map(String)", [])


def test_a_forged_connection_is_ignored(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><input name="n" value="1"></crowd-form>',
        library="""<script>
        window.stolen = [];
        addEventListener("message", ({ data }) => stolen.push(data));
        const { port1, port2 } = new MessageChannel();
        window.forged = [];
        port1.onmessage = ({ data }) => forged.push(data);
        window.postMessage({ type: "trigpoint-connect", assignment: "x" }, "*", [port2]);
        </script>"""
        + LIBRARY,
    )
    assert task.submit() == '{"n":"1"}'
    task.settle()
    task.wait_for_value("forged", [])
    task.wait_for_value("stolen.map((message) => message.assignment ?? null)", ["x"])


def test_storage_works_in_an_opaque_origin(open_task: Any) -> None:
    task = open_task(
        """<crowd-form></crowd-form><script>
        localStorage.setItem("a", "1"); localStorage.b = 2; sessionStorage.setItem("c", "3");
        window.seen = [self.origin, localStorage.a, localStorage.getItem("b"), localStorage.length, sessionStorage.c];
        </script>"""
    )
    task.wait_for_value("seen", ["null", "1", "2", 2, "3"])


def test_a_draft_follows_changes_and_comes_back_on_a_fresh_page(open_task: Any) -> None:
    body = """<crowd-form>
      <crowd-classifier name="c" categories="['a', 'b']"></crowd-classifier>
      <crowd-classifier-multi-select name="m" categories="['x', 'y']"></crowd-classifier-multi-select>
      <crowd-input name="i"></crowd-input><crowd-text-area name="t"></crowd-text-area><input name="n">
      <crowd-checkbox name="k" value="v">k</crowd-checkbox>
      <crowd-radio-group><crowd-radio-button name="r" value="1">1</crowd-radio-button></crowd-radio-group>
    </crowd-form>"""
    task = open_task(body)
    assert task.messages("dirty") == []
    task.frame.locator("crowd-classifier").get_by_role("radio", name="b", exact=True).check()
    task.frame.locator("crowd-classifier-multi-select").get_by_role("checkbox", name="y", exact=True).check()
    task.frame.locator("crowd-input input").fill("one")
    task.frame.locator("crowd-text-area textarea").fill("two\nlines")
    task.frame.locator("input[name=n]").fill("native")
    task.frame.locator("crowd-checkbox").click()
    task.frame.locator("crowd-radio-button").click()
    draft = task.draft()
    assert len(task.messages("dirty")) == 1

    again = open_task(body)
    again.tell(type="restore", state=json.loads(json.dumps(draft)))
    again.settle()
    assert again.messages("dirty") == []
    assert json.loads(again.submit()) == {
        "c": {"label": "b"},
        "i": "one",
        "k": {"v": True},
        "m": {"labels": ["y"]},
        "n": "native",
        "r": {"1": True},
        "t": "two\nlines",
    }


def test_a_draft_is_sent_two_seconds_after_the_last_change(open_task: Any) -> None:
    task = open_task('<crowd-form><input name="n"></crowd-form>')
    task.frame.locator("input").fill("x")
    [draft] = task.wait_for("draft")
    assert "x" in json.dumps(draft["state"])


def test_the_portal_can_submit_a_page_without_a_form(open_task: Any) -> None:
    task = open_task('<input name="a" required><crowd-input name="b" value="2"></crowd-input>')
    assert task.messages("ready") == [{"type": "ready", "hasForm": False}]
    task.tell(type="requestSubmit")
    task.wait_for("invalid")
    assert task.messages("submit") == []
    task.frame.locator("input[name=a]").fill("1")
    task.tell(type="requestSubmit")
    assert task.answer() == '{"a":"1","b":"2"}'


def test_opened_without_a_portal_the_answer_is_shown(open_task: Any) -> None:
    task = open_task('<crowd-form><input name="b" value="<i>2</i>"><input name="a" value="1"></crowd-form>')
    task.page.goto(task.server.url + "/task")
    task.page.locator("#actionsContainer button").click()
    expect(task.page.locator("pre")).to_have_text('{"a":"1","b":"<i>2</i>"}')
    task.page.keyboard.press("Escape")
    task.page.locator("pre").wait_for(state="detached")


def test_a_refused_answer_leaves_everything_editable_and_can_be_sent_again(open_task: Any) -> None:
    task = open_task('<crowd-form><input name="a" value="1"></crowd-form>')
    task.reply("submit", {"type": "failed", "retryable": True, "message": "The connection was lost."})
    button = task.frame.locator("#actionsContainer button")
    button.click()
    task.frame.get_by_text("The connection was lost.").wait_for()
    task.frame.locator("input").fill("2")
    task.reply("submit", {"type": "submitted"})
    button.click()
    answers = task.wait_for("submit", 2)
    assert [message["answer"] for message in answers] == [{"a": "1"}, {"a": "2"}]
    task.settle()
    expect(button).to_be_disabled()


@pytest.mark.parametrize("tag", ["crowd-input", "crowd-checkbox", "crowd-classifier", "crowd-text-ranking"])
def test_elements_made_by_scripts_upgrade_anywhere(open_task: Any, tag: str) -> None:
    task = open_task(
        f"""<crowd-form><div id="place"></div></crowd-form><script>
        const made = document.createElement("{tag}");
        place.append(made);
        place.insertAdjacentHTML("beforeend", '<{tag}></{tag}>');
        const host = place.appendChild(document.createElement("div")).attachShadow({{mode: "open"}});
        host.innerHTML = '<{tag}></{tag}>';
        window.all = [made, place.children[1], host.firstChild];
        </script>"""
    )
    task.wait_for_value("all.every((one) => one.shadowRoot.childElementCount > 0)", True)


def test_elements_of_files_of_their_own_take_what_was_set_before(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><div id="place"></div></crowd-form><script>
        const tool = document.createElement("crowd-semantic-segmentation");
        Object.assign(tool, { labels: ["road", "sky"], name: "m", header: "Paint" });
        document.addEventListener("all-crowd-elements-ready", () => { window.atReady = [tool.labels, !!tool.shadowRoot]; });
        customElements.whenDefined("crowd-textract-analyze-document").then(() => { window.asked = true; });
        place.append(tool);
        </script>"""
    )
    task.wait_for_value("[atReady, asked]", [[["road", "sky"], True], True])
    task.wait_for_value(
        '[tool.getAttribute("labels"), "labels" in Object(tool.value)]', ['["road","sky"]', False]
    )
    assert task.frame.evaluate("Object.keys(window).filter((name) => name.startsWith('lit'))") == []


def test_what_follows_a_self_closed_element_is_still_shown(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-input name="a"/><p id="after">after</p><input name="b" value="2"></crowd-form>'
    )
    expect(task.frame.locator("#after")).to_be_visible()
    assert task.submit() == '{"b":"2"}'
