"""Text fields, ticks, buttons and crowd-instructions."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect


def test_an_empty_input_is_absent_and_null_clears_it(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-input id="i" name="i" value="x"></crowd-input><crowd-input name="j"></crowd-input></crowd-form>'
    )
    task.frame.locator("#i input").fill("typed")
    task.wait_for_value("[i.value, i.getAttribute('value')]", ["typed", "typed"])
    task.frame.evaluate("i.value = null")
    task.settle()
    expect(task.frame.locator("#i input")).to_have_value("")
    task.wait_for_value("i.value", "")
    assert task.submit() == "{}"


def test_a_text_area_with_an_untouched_preset_is_submitted_unchanged_and_shows_it_all(open_task: Any) -> None:
    text = "\n".join(f"line {n}" for n in range(12))
    task = open_task(
        f'<crowd-form><crowd-text-area id="t" name="t" value="{text}"></crowd-text-area></crowd-form>'
    )
    task.wait_for_value(
        "(() => { const area = t.shadowRoot.querySelector('textarea'); return area.scrollHeight <= area.clientHeight; })()",
        True,
    )
    assert task.submit() == '{"t":"' + text.replace("\n", "\\n") + '"}'


def test_a_text_area_counts_and_stops_growing(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-text-area id="t" rows="2" max-rows="4" max-length="20" char-counter></crowd-text-area></crowd-form>'
    )
    area = task.frame.locator("textarea")
    area.fill("a\nb\nc\nd\ne\nf\ng")
    expect(task.frame.locator(".counter")).to_have_text("13 / 20")
    area.press("End")
    area.press_sequentially("0123456789")
    expect(area).to_have_value(re.compile(r"^[\s\S]{20}$"))
    task.wait_until(lambda: area.evaluate("(one) => one.clientHeight < 22 * 5"))
    task.wait_until(lambda: area.evaluate("(one) => one.scrollHeight > one.clientHeight"))


def test_typing_reports_and_reflects_with_the_host_as_target(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-input id="i" name="i" label="Name" auto-focus></crowd-input></crowd-form><script>
        window.heard = [];
        for (const type of ["input", "change"]) i.addEventListener(type, (event) => heard.push([type, event.target.value]));
        </script>"""
    )
    task.page.keyboard.type("ab")
    task.page.keyboard.press("Tab")
    task.wait_for_value("heard", [["input", "a"], ["input", "ab"], ["change", "ab"]])


@pytest.mark.parametrize(
    ("attributes", "bad", "good"),
    [
        ('min-length="3"', "ab", "abc"),
        ('type="email"', "nobody", "a@b.c"),
        ('type="number" min="1" max="9"', "12", "7"),
        ('pattern="[a-c]+"', "xyz", "abc"),
        ('allowed-pattern="[0-9]"', "1a", "12"),
    ],
)
def test_an_invalid_text_is_refused_with_the_requesters_message(
    open_task: Any, attributes: str, bad: str, good: str
) -> None:
    task = open_task(
        f'<crowd-form><crowd-input name="i" error-message="Not so." {attributes}></crowd-input></crowd-form>'
    )
    field = task.frame.locator("crowd-input input")
    field.fill(bad)
    task.refused()
    expect(task.frame.locator("crowd-input .error")).to_have_text("Not so.")
    field.fill(good)
    assert task.submit() == f'{{"i":"{good}"}}'


def test_auto_validate_blocks_characters_that_are_not_allowed(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-input name="i" allowed-pattern="[0-9]" auto-validate></crowd-input></crowd-form>'
    )
    task.frame.locator("crowd-input input").press_sequentially("1a2b")
    assert task.submit() == '{"i":"12"}'


def test_boolean_attributes_are_true_whatever_they_say(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-input id="i" disabled="false" auto-focus="false"></crowd-input>
        <crowd-checkbox id="k" checked="false">k</crowd-checkbox></crowd-form>"""
    )
    task.wait_for_value("[i.disabled, i.autoFocus, k.checked]", [True, False, True])


def test_ticks_reflect_for_observers_and_scripts_can_set_them(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-checkbox id="k" name="k" value="v">k</crowd-checkbox></crowd-form><script>
        window.seen = []; window.heard = 0;
        new MutationObserver(() => seen.push(k.hasAttribute("checked"))).observe(k, { attributeFilter: ["checked"] });
        k.addEventListener("change", () => { heard += 1; });</script>"""
    )
    task.frame.locator("#k").click()
    task.frame.evaluate("k.checked = false")
    task.settle()
    task.wait_for_value("[seen, heard]", [[True, False], 1])
    task.frame.locator("#k").press("Space")
    task.frame.evaluate("k.disabled = true")
    task.settle()
    task.frame.locator("#k").click(force=True)
    task.wait_for_value("k.checked", True)
    assert task.submit() == "{}"


def test_a_required_checkbox_and_group_have_to_be_answered(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-checkbox name="k" required>agree</crowd-checkbox><crowd-radio-group required>
        <crowd-radio-button name="r" value="1">one</crowd-radio-button></crowd-radio-group></crowd-form>"""
    )
    task.refused()
    task.frame.get_by_role("checkbox").press("Space")
    task.refused()
    task.frame.get_by_role("radio").click()
    assert task.submit() == '{"k":{"on":true},"r":{"1":true}}'


def test_a_group_is_one_tab_stop_and_arrows_move_and_choose(open_task: Any) -> None:
    buttons = "".join(f'<crowd-radio-button name="r" value="{n}">{n}</crowd-radio-button>' for n in (1, 2, 3))
    task = open_task(
        f"<crowd-form><crowd-radio-group id='g'>{buttons}</crowd-radio-group><input id='next'></crowd-form>"
    )
    task.page.keyboard.press("Tab")
    task.page.keyboard.press("Space")
    task.page.keyboard.press("ArrowUp")
    task.wait_for_value("[...g.children].map((one) => one.checked)", [False, False, True])
    task.page.keyboard.press("Tab")
    task.wait_for_value("document.activeElement.id", "next")
    assert task.submit() == '{"r":{"1":false,"2":false,"3":true}}'


def test_outside_a_group_equal_names_do_not_exclude_each_other(open_task: Any) -> None:
    buttons = "".join(f'<crowd-radio-button name="r" value="{n}">{n}</crowd-radio-button>' for n in (1, 2))
    task = open_task(f"<crowd-form>{buttons}</crowd-form>")
    for button in task.frame.get_by_role("radio").all():
        button.click()
    assert task.submit() == '{"r":{"1":true,"2":true}}'


@pytest.mark.parametrize("state", ["disabled", "loading"])
def test_a_button_that_is_off_neither_submits_nor_runs_handlers(open_task: Any, state: str) -> None:
    task = open_task(
        """<crowd-form><crowd-button id="b" form-action="submit">Go</crowd-button></crowd-form>
        <script>window.heard = 0; b.onclick = () => { heard += 1; };</script>"""
    )
    task.frame.evaluate(f"b.{state} = true")
    task.settle()
    task.frame.locator("#b").click(force=True)
    task.frame.evaluate("b.click()")
    task.settle()
    assert task.messages("submit") == []
    task.wait_for_value("heard", 0)
    task.frame.evaluate(f"b.{state} = false")
    task.frame.locator("#b").click()
    assert task.answer() == "{}"


def test_a_button_whose_handler_returns_false_does_not_submit(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-button form-action="submit" id="b" onclick="window.ran = 1; return false;"><h1>Go</h1></crowd-button>
        </crowd-form>"""
    )
    task.frame.locator("#b").click()
    task.settle()
    assert task.messages("submit") == []
    task.wait_for_value("ran", 1)


def test_a_button_with_an_address_is_a_link(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-button href="/x" target="_blank" icon="search">Look</crowd-button></crowd-form>'
    )
    link = task.frame.get_by_role("link", name="Look")
    expect(link).to_have_attribute("href", "/x")
    expect(link).to_have_attribute("target", "_blank")


def test_instructions_open_on_tabs_and_empty_tabs_are_hidden(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-instructions link-text="Read me" link-type="button">
        <short-summary>In short</short-summary>
        <positive-example>good 1</positive-example><positive-example>good 2</positive-example>
        <negative-example>bad</negative-example></crowd-instructions></crowd-form>"""
    )
    task.frame.get_by_role("button", name="Read me").click()
    expect(task.frame.get_by_role("tab")).to_have_text(["Summary", "Examples"])
    expect(task.frame.get_by_text("In short")).to_be_visible()
    task.frame.get_by_role("tab", name="Summary").press("ArrowRight")
    expect(task.frame.get_by_text("good 2")).to_be_visible()
    expect(task.frame.get_by_text("In short")).to_be_hidden()
    task.page.keyboard.press("Escape")
    expect(task.frame.get_by_text("good 2")).to_be_hidden()
