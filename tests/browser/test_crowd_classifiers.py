"""The classifiers: picking by pointer and keys, live categories, answers."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect

SINGLE = """<crowd-form><crowd-classifier id="tool" name="category" header="Sort it" categories="['b', 'a', 'c']">
  <classification-target>The text</classification-target></crowd-classifier></crowd-form>"""
MULTI = """<crowd-form><crowd-classifier-multi-select id="tool" name="category" header="Sort it"
  categories="['b', 'a', 'c']" exclusion-category="{ text: 'None of the above' }">
  <classification-target>The text</classification-target></crowd-classifier-multi-select></crowd-form>"""


@pytest.mark.parametrize(
    "text",
    [
        "['a', 'b']",
        "[&quot;a&quot;, &quot;b&quot;]",
        "[ 'a', // first\n 'b', /* last */ ]",
        "(u'a', \"b\",)".replace('"', "&quot;"),
    ],
)
def test_categories_are_read_leniently_and_reflected_as_compact_json(open_task: Any, text: str) -> None:
    task = open_task(
        f'<crowd-form><crowd-classifier id="tool" name="c" categories="{text}"></crowd-classifier></crowd-form>'
    )
    task.wait_for_value("tool.categories", ["a", "b"])
    task.wait_for_value("tool.getAttribute('categories')", '["a","b"]')


def test_categories_that_cannot_be_read_are_named_in_the_element(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-classifier name="c" categories="[alert(1)]"></crowd-classifier></crowd-form>'
    )
    expect(task.frame.locator(".fault")).to_contain_text("categories")
    expect(task.frame.locator(".fault")).to_contain_text("line 1, column 2")


def test_assigning_categories_redraws_from_nothing_upwards_and_keeps_the_pick(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-classifier id="tool" name="c" categories="[]"></crowd-classifier></crowd-form>'
    )
    expect(task.frame.get_by_text("No categories yet.")).to_be_visible()
    task.frame.evaluate("tool.categories = tool.categories.concat(['a', 'b'])")
    task.frame.get_by_role("radio", name="b").check()
    task.frame.evaluate("tool.categories.push('x'); tool.categories = ['b', 'c']")
    task.settle()
    expect(task.frame.get_by_role("radio")).to_have_count(2)
    task.wait_for_value("[tool.value, tool.getAttribute('categories')]", ["b", '["b","c"]'])
    task.frame.evaluate("tool.categories = ['c']")
    task.wait_for_value("tool.value", "")


def test_a_change_says_the_category_as_a_string_with_the_host_as_target(open_task: Any) -> None:
    task = open_task(
        SINGLE
        + """<script>window.heard = [];
        tool.addEventListener("change", (event) => heard.push([event.target.localName, event.target.value]));
        document.addEventListener("change", (event) => heard.push([event.target.id]));</script>"""
    )
    task.frame.get_by_role("radio", name="a").check()
    task.wait_for_value("heard", [["crowd-classifier", "a"], ["tool"]])
    task.wait_for_value("tool._submittableValue", {"label": "a"})
    assert task.submit() == '{"category":{"label":"a"}}'


def test_picking_again_does_not_unselect_and_nothing_picked_is_refused(open_task: Any) -> None:
    task = open_task(SINGLE)
    task.refused()
    expect(task.frame.locator(".picker-problem")).to_have_text("Select one option before you submit.")
    task.page.keyboard.press("2")
    task.page.keyboard.press("2")
    task.settle()
    expect(task.frame.locator(".picker-problem")).to_have_count(0)
    assert task.submit() == '{"category":{"label":"a"}}'


@pytest.mark.parametrize(("initial", "expected"), [("a", "a"), ("it's", ""), ("", "")])
def test_the_initial_value_is_plain_text(open_task: Any, initial: str, expected: str) -> None:
    task = open_task(
        f'<crowd-form><crowd-classifier id="tool" name="c" initial-value="{initial}" categories="[\'a\']"></crowd-classifier></crowd-form>'
    )
    task.wait_for_value("tool.value", expected)


def test_attribute_names_work_in_both_spellings(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-classifier id="one" name="c" initialValue="a" categories="['a']"></crowd-classifier>
        <crowd-classifier-multi-select id="two" name="m" exclusionCategory="{text: 'Nothing'}" categories="['a']">
        </crowd-classifier-multi-select></crowd-form>"""
    )
    task.wait_for_value("one.value", "a")
    expect(task.frame.get_by_role("button", name="Nothing")).to_be_visible()


def test_an_exclusion_category_on_the_single_classifier_has_no_effect(open_task: Any) -> None:
    task = open_task(SINGLE.replace("header=", "exclusion-category=\"{text: 'None'}\" header="))
    expect(task.frame.get_by_role("button", name="None")).to_have_count(0)


def test_labels_come_in_category_order_and_rows_toggle(open_task: Any) -> None:
    task = open_task(MULTI)
    expect(task.frame.get_by_role("heading", name="Select appropriate categories")).to_be_visible()
    for key in "3121":
        task.page.keyboard.press(key)
    task.wait_for_value("[tool.value, tool._submittableValue]", [["a", "c"], {"labels": ["a", "c"]}])
    expect(task.frame.locator(".label-button.selected")).to_have_count(2)
    assert task.submit() == '{"category":{"labels":["a","c"]}}'


def test_the_exclusion_disables_the_categories_and_again_enables_them(open_task: Any) -> None:
    task = open_task(MULTI)
    task.refused()
    task.page.keyboard.press("1")
    none = task.frame.get_by_role("button", name="None of the above")
    none.click()
    expect(task.frame.locator("fieldset input:disabled")).to_have_count(3)
    task.wait_for_value("tool.value", [])
    none.click()
    expect(task.frame.locator("fieldset input:disabled")).to_have_count(0)
    task.refused()
    task.frame.locator("h1").click()
    task.page.keyboard.press("x")
    assert task.submit() == '{"category":{"labels":[]}}'


def test_shift_and_digits_reach_the_second_ten_and_search_the_rest(open_task: Any) -> None:
    names = json.dumps([f"number {n}" for n in range(1, 31)]).replace('"', "&quot;")
    task = open_task(
        f'<crowd-form><crowd-classifier id="tool" name="c" categories="{names}"></crowd-classifier></crowd-form>'
    )
    task.page.keyboard.press("0")
    task.wait_for_value("tool.value", "number 10")
    task.page.keyboard.press("Shift+3")
    task.wait_for_value("tool.value", "number 13")
    task.page.keyboard.press("/")
    task.page.keyboard.type("R 27")
    expect(task.frame.get_by_role("radio")).to_have_count(1)
    task.page.keyboard.press("Enter")
    task.wait_for_value("tool.value", "number 27")
    task.page.keyboard.type("2")
    task.wait_for_value("tool.value", "number 27")
    task.page.keyboard.press("Control+Enter")
    assert task.answer() == '{"c":{"label":"number 27"}}'


def test_with_several_tools_keys_act_on_the_one_with_focus_or_under_the_pointer(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-classifier id="one" name="x" categories="['a', 'b']"></crowd-classifier>
        <crowd-classifier id="two" name="y" categories="['c', 'd']"></crowd-classifier></crowd-form>"""
    )
    task.page.keyboard.press("1")
    task.frame.locator("#two .object").hover()
    task.page.keyboard.press("2")
    task.wait_for_value("[one.value, two.value]", ["a", "d"])
    task.frame.locator("#one").get_by_role("radio", name="a").focus()
    task.page.keyboard.press("2")
    assert task.submit() == '{"x":{"label":"b"},"y":{"label":"d"}}'


def test_single_keys_rest_in_text_fields_and_when_the_worker_switched_them_off(open_task: Any) -> None:
    task = open_task(SINGLE.replace("</crowd-classifier>", '</crowd-classifier><input name="n" id="n">'))
    task.frame.locator("#n").click()
    task.page.keyboard.type("2")
    expect(task.frame.locator("#n")).to_have_value("2")
    task.wait_for_value("tool.value", "")
    task.frame.get_by_role("button", name="Settings").click()
    task.frame.get_by_role("checkbox", name="Single keys").uncheck()
    task.page.keyboard.press("Escape")
    task.frame.locator("h1").click()
    task.page.keyboard.press("1")
    task.wait_for_value("tool.value", "")
    assert task.wait_for("preferences")[-1]["values"] == {"singleKeys": False}


def test_preferences_of_the_portal_are_followed(open_task: Any) -> None:
    task = open_task(
        SINGLE.replace("<classification", "<short-instructions>Tip</short-instructions><classification")
    )
    tip = task.frame.get_by_text("Tip")
    expect(tip).to_be_visible()
    task.tell(type="preferences", values={"instructionsOpen": False, "keyHints": False})
    task.settle()
    expect(tip).to_be_hidden()
    expect(task.frame.locator("kbd:visible")).to_have_count(0)
    task.frame.get_by_role("button", name="Instructions").click()
    expect(tip).to_be_visible()


def test_the_shortcuts_panel_lists_every_key_that_acts(open_task: Any) -> None:
    task = open_task(MULTI)
    task.page.keyboard.press("?")
    expect(task.frame.locator("dialog[open] tbody tr").first).to_be_visible()
    rows = task.frame.locator("dialog[open] tbody tr").all_inner_texts()
    keys = [row.split("\t")[0] for row in rows]
    assert [key for key in ("/", "Backspace", "X", "?", "Ctrl+Enter", "Ctrl+.") if key not in keys] == []
    task.page.keyboard.press("1")
    task.page.keyboard.press("Escape")
    task.wait_for_value("tool.value", [])


def test_hooks_that_templates_reach_for_are_there(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-classifier id="tool" name="c" categories="['a']"><short-instructions>s</short-instructions>
        <full-instructions header="F"><p id="deep">f</p></full-instructions></crowd-classifier></crowd-form><script>
        document.addEventListener("all-crowd-elements-ready", () => {
          const root = tool.shadowRoot;
          const picker = root.querySelector(".annotation-area .category-picker-wrapper");
          const card = document.createElement("div"); card.id = "card"; card.textContent = "card";
          picker.parentNode.insertBefore(card, picker.nextSibling);
          root.querySelector(".awsui-app-layout__navigation").style.width = "400px";
          root.querySelector("#full-instructions .awsui-modal-dialog").style.maxWidth = "500px";
        });</script>"""
    )
    task.frame.evaluate("tool.categories = ['a', 'b']")
    task.page.keyboard.press("2")
    expect(task.frame.locator("#card")).to_be_visible()
    widths = "['.awsui-app-layout__navigation', '#full-instructions .awsui-modal-dialog']"
    task.frame.get_by_role("button", name="View full instructions").click()
    task.frame.locator("#deep").wait_for()
    task.wait_for_value(
        f"{widths}.map((name) => tool.shadowRoot.querySelector(name).clientWidth)", [400, 500]
    )
    names = "[...tool.shadowRoot.querySelectorAll('awsui-button')].map((one) => one.textContent.trim())"
    task.wait_for_value(names, ["Instructions", "Shortcuts"])
    task.wait_for_value("tool.shadowRoot.querySelectorAll('paper-icon-button').length", 1)


def test_a_target_outside_a_classifier_is_a_plain_wrapper(open_task: Any) -> None:
    task = open_task("<crowd-form><classification-target>plain</classification-target></crowd-form>")
    target = task.frame.locator("classification-target")
    expect(target).to_be_visible()
    assert target.evaluate("(one) => getComputedStyle(one).display") == "inline"


def test_a_nameless_tool_is_shown_and_neither_collected_nor_in_the_way(open_task: Any) -> None:
    task = open_task("<crowd-form><crowd-classifier categories=\"['a']\"></crowd-classifier></crowd-form>")
    expect(task.frame.get_by_role("radio", name="a")).to_be_visible()
    assert task.submit() == "{}"
