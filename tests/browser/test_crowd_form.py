"""crowd-form: what it holds, when it submits, what it collects."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect


def test_children_move_into_one_inner_form_in_order_and_scripts_can_add_to_it(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f">text <b>bold</b><input name="a" value="1"><script>window.ran = (window.ran ?? 0) + 1</script>
        </crowd-form><script>
        const extra = document.createElement("input"); extra.name = "b"; extra.value = "2"; f.form.appendChild(extra);
        const beside = document.createElement("input"); beside.name = "c"; beside.value = "3"; beside.type = "hidden";
        document.addEventListener("all-crowd-elements-ready", () => f.appendChild(beside));
        </script>"""
    )
    task.wait_for_value(
        "[f.querySelectorAll('form').length, f.form.parentNode === f, ran]",
        [1, True, 1],
    )
    task.wait_for_value("f.form.textContent.trim().startsWith('text bold')", True)
    task.wait_for_value("f.lastElementChild.name", "c")
    assert task.submit() == '{"a":"1","b":"2","c":"3"}'


def test_an_empty_form_submits_an_empty_object(open_task: Any) -> None:
    assert open_task("<crowd-form></crowd-form>").submit() == "{}"


@pytest.mark.parametrize(
    "own",
    [
        '<crowd-button form-action="submit">Go</crowd-button>',
        '<crowd-button form-action="submit" style="display: none">Go</crowd-button>',
        '<input type="submit" value="Go">',
        '<button type="submit">Go</button>',
        "<button>Go</button>",
    ],
)
def test_a_submit_control_of_the_template_replaces_ours(open_task: Any, own: str) -> None:
    task = open_task(f"<crowd-form><div>{own}</div></crowd-form>")
    expect(task.frame.locator("#actionsContainer")).to_be_hidden()


def test_a_crowd_button_without_an_action_does_not_submit_and_ours_stays(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-button>Add</crowd-button><button type="button">x</button></crowd-form>'
    )
    task.frame.locator("crowd-button").click()
    task.settle()
    assert task.messages("submit") == []
    assert task.submit() == "{}"


def test_our_button_comes_and_goes_with_the_templates(open_task: Any) -> None:
    task = open_task('<crowd-form><div id="d"></div></crowd-form>')
    ours = task.frame.locator("#actionsContainer")
    expect(ours).to_be_visible()
    task.frame.evaluate("d.innerHTML = '<crowd-button form-action=submit>Go</crowd-button>'")
    task.settle()
    expect(ours).to_be_hidden()
    task.frame.evaluate("d.innerHTML = ''")
    task.settle()
    expect(ours).to_be_visible()


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ("", "button"),
        ("", "Control+Enter"),
        ("", "script"),
        ("", "portal"),
        ("", "Enter"),
        ('<crowd-button form-action="submit" id="go">Go</crowd-button>', "go"),
        ('<form action=""><crowd-button form-action="submit" id="go">Go</crowd-button></form>', "go"),
        ('<button id="go">Go</button>', "go"),
        ('<button id="go">Go</button>', "Enter"),
        ('<form action="/elsewhere"><input type="submit" id="go"></form>', "go"),
        ("", "native"),
    ],
)
def test_every_way_of_submitting_runs_the_handlers_and_submits_once(
    open_task: Any, body: str, way: str
) -> None:
    task = open_task(
        f"""<crowd-form id="f"><input name="a" id="a" value="1"><input name="h" type="hidden" id="h">{body}</crowd-form>
        <script>f.onsubmit = () => {{ h.value += "x"; }}</script>"""
    )
    address = task.frame.url
    if way == "button":
        task.frame.locator("#actionsContainer button").click()
    elif way == "go":
        task.frame.locator("#go").click()
    elif way == "script":
        task.frame.evaluate("f.submit()")
    elif way == "native":
        task.frame.evaluate("f.form.submit()")
    elif way == "portal":
        task.tell(type="requestSubmit")
    else:
        task.frame.locator("#a").press(way)
    assert task.answer() == '{"a":"1","h":"x"}'
    assert task.frame.url == address


def test_a_native_button_whose_handler_submits_too_submits_once(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><button onclick="f.submit()" id="go">Go</button></crowd-form>
        <script>window.asked = 0; f.addEventListener("submit", () => { asked += 1; });</script>"""
    )
    task.frame.locator("#go").click()
    assert task.answer() == "{}"
    task.wait_for_value("asked", 1)


@pytest.mark.parametrize(
    ("attribute", "script"),
    [
        ("", "f.onsubmit = (event) => { event.preventDefault(); }"),
        ("", "f.onsubmit = () => false"),
        ('onsubmit="return false"', ""),
        ("", "f.addEventListener('submit', (event) => event.preventDefault())"),
        ("", "f.form.addEventListener('submit', (event) => event.preventDefault())"),
        ("", "document.addEventListener('submit', (event) => event.preventDefault())"),
    ],
)
def test_a_handler_can_cancel_and_the_worker_can_try_again(
    open_task: Any, attribute: str, script: str
) -> None:
    task = open_task(
        f"<crowd-form id='f' {attribute}><input name='a'></crowd-form><script>let off = false; {script}</script>"
    )
    task.refused()
    expect(task.frame.locator("#actionsContainer button")).to_be_enabled()
    task.frame.locator("input").fill("still editable")
    task.refused()


def test_handlers_fill_hidden_inputs_on_the_form_and_beside_it_and_may_reset(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><input name="typed" id="typed">
        <crowd-classifier name="c" categories="['a', 'b']"></crowd-classifier></crowd-form><script>
        f.onsubmit = () => {
          for (const [name, place] of [["one", f], ["two", f.form]]) {
            const input = document.createElement("input");
            Object.assign(input, { type: "hidden", name, value: typed.value });
            place.appendChild(input);
          }
          f.reset();
        };</script>"""
    )
    task.frame.locator("#typed").fill("x")
    task.frame.get_by_role("radio", name="b", exact=True).check()
    assert task.submit() == '{"c":{"label":"b"},"one":"x","two":"x","typed":""}'


def test_an_error_in_a_handler_does_not_cancel_and_reaches_the_requester(open_task: Any) -> None:
    task = open_task(
        "<crowd-form id='f'></crowd-form><script>f.onsubmit = () => { throw new Error('oops') }</script>"
    )
    assert task.submit() == "{}"
    [error] = task.wait_for("error")
    assert "oops" in error["message"]


def test_validation_comes_before_the_handlers(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><input name="a" required><input type="radio" name="r" value="1" required>
        <crowd-input name="i" label="I" required></crowd-input></crowd-form>
        <script>window.asked = 0; f.onsubmit = () => { asked += 1; };</script>"""
    )
    task.refused()
    task.wait_for_value("[asked, document.activeElement.name]", [0, "a"])
    task.frame.locator("input[name=a]").fill("x")
    task.refused()
    task.frame.locator("input[name=r]").check()
    task.refused()
    task.wait_for_value("document.activeElement.localName", "crowd-input")
    expect(task.frame.locator("crowd-input .error")).to_have_text("Please fill in this field.")
    task.frame.locator("crowd-input input").fill("y")
    assert task.submit() == '{"a":"x","i":"y","r":{"1":true}}'
    assert len(task.wait_for("invalid", 3)) == 3


@pytest.mark.parametrize("tool", ["crowd-form", "crowd-classifier"])
@pytest.mark.parametrize("region", ["short-instructions", "full-instructions"])
def test_an_invalid_field_inside_instructions_is_brought_to_light(
    open_task: Any, tool: str, region: str
) -> None:
    inside = f'<{region} header="All of it"><input type="date" name="day" id="day" required></{region}>'
    body = (
        inside
        if tool == "crowd-form"
        else f"<crowd-classifier name='c' categories='[\"a\"]'>{inside}</crowd-classifier>"
    )
    task = open_task(f"<crowd-form>{body}</crowd-form>")
    field = task.frame.locator("#day")
    if region == "short-instructions":
        task.frame.get_by_role("button", name="Instructions", exact=True).click()
    expect(field).to_be_hidden()
    if tool == "crowd-classifier":
        task.frame.get_by_role("radio", name="a", exact=True).check()
    task.refused()
    expect(field).to_be_visible()
    task.wait_for_value("document.activeElement.id", "day")
    field.fill("2026-01-02")
    task.page.keyboard.press("Escape")
    task.frame.evaluate("document.querySelector('crowd-form').submit()")
    assert '"day":"2026-01-02"' in task.answer()


def test_instructions_keep_their_ids_their_document_styles_and_their_inputs(open_task: Any) -> None:
    task = open_task(
        """<style>#tip { color: rgb(1, 2, 3) }</style><crowd-form>
        <crowd-classifier name="c" categories="['a']">
          <short-instructions><b id="tip">Tip</b><input name="hint" value="h"></short-instructions>
          <full-instructions header="Everything"><i id="deep">deep</i></full-instructions>
          <classification-target>x</classification-target>
        </crowd-classifier></crowd-form><script>window.found = [tip.textContent, deep.textContent]</script>"""
    )
    task.wait_for_value("found", ["Tip", "deep"])
    task.wait_for_value("getComputedStyle(tip).color", "rgb(1, 2, 3)")
    task.frame.get_by_role("button", name="View full instructions").click()
    expect(task.frame.get_by_role("heading", name="Everything")).to_be_visible()
    expect(task.frame.locator("#deep")).to_be_visible()
    task.page.keyboard.press("Escape")
    task.frame.get_by_role("radio", name="a", exact=True).check()
    assert task.submit() == '{"c":{"label":"a"},"hint":"h"}'


def test_native_and_crowd_choices_give_maps_in_both_naming_styles(open_task: Any) -> None:
    task = open_task(
        """<crowd-form>
        <input type="checkbox" name="box" value="x" checked><input type="checkbox" name="box" value="y">
        <input type="radio" name="dial" value="1"><input type="radio" name="dial" value="2" checked>
        <crowd-checkbox name="k" value="x" checked>x</crowd-checkbox><crowd-checkbox name="k" value="y">y</crowd-checkbox>
        <crowd-checkbox name="alone">z</crowd-checkbox>
        <crowd-radio-group><crowd-radio-button name="decision" value="ok">ok</crowd-radio-button><br>
          <div><crowd-radio-button name="decision" value="redo">redo</crowd-radio-button></div></crowd-radio-group>
        <crowd-radio-group><crowd-radio-button name="a" value="yes">yes</crowd-radio-button>
          <crowd-radio-button name="b" value="no">no</crowd-radio-button></crowd-radio-group>
        </crowd-form>"""
    )
    task.frame.get_by_role("radio", name="redo").click()
    task.frame.get_by_role("radio", name="ok").click()
    task.frame.get_by_role("radio", name="yes").click()
    assert task.submit() == (
        '{"a":{"yes":true},"alone":{"on":false},"b":{"no":false},"box":{"x":true,"y":false},'
        '"decision":{"ok":true,"redo":false},"dial":{"1":false,"2":true},"k":{"x":true,"y":false}}'
    )


def test_the_last_of_several_controls_with_one_name_counts_and_disabled_ones_do_not(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-input name="n" value="1"></crowd-input><input type="hidden" name="n" value="ignored">
        <input name="d" value="x" disabled><crowd-input name="e" value="x" disabled></crowd-input>
        <fieldset disabled><crowd-checkbox name="g">g</crowd-checkbox></fieldset></crowd-form>"""
    )
    assert task.submit() == '{"n":"ignored"}'


def test_only_the_first_of_two_forms_submits(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><input name="a" value="1"></crowd-form><crowd-form id="two"><input name="b" value="2"></crowd-form>"""
    )
    expect(task.frame.locator("#actionsContainer").filter(visible=True)).to_have_count(1)
    task.frame.evaluate("two.submit()")
    assert task.answer() == '{"a":"1"}'


def test_reset_brings_controls_and_tools_back_to_their_attributes(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><input name="n" value="0"><crowd-input name="i" value="1"></crowd-input>
        <crowd-checkbox name="k" checked>k</crowd-checkbox>
        <crowd-classifier name="c" categories="['a', 'b']" initial-value="a"></crowd-classifier>
        <crowd-button form-action="reset" id="again">Again</crowd-button></crowd-form>"""
    )
    task.frame.locator("input[name=n]").fill("x")
    task.frame.locator("crowd-input input").fill("x")
    task.frame.locator("crowd-checkbox").click()
    task.frame.get_by_role("radio", name="b", exact=True).check()
    task.frame.locator("#again").click()
    assert task.submit() == '{"c":{"label":"a"},"i":"1","k":{"on":true},"n":"0"}'


def test_controls_that_stand_in_for_the_forms_own_properties_do_no_harm(open_task: Any) -> None:
    names = (
        "reset",
        "submit",
        "elements",
        "checkValidity",
        "id",
        "name",
        "children",
        "contains",
        "querySelectorAll",
    )
    inputs = "".join(f'<input name="{name}" value="1">' for name in names)
    task = open_task(
        f"""<crowd-form id="f">{inputs}<form><input name="reset" value="2"></form></crowd-form>"""
    )
    task.frame.locator("input[name=id]").fill("x")
    task.frame.evaluate("f.reset()")
    task.wait_for_value("[f.elements.length, f.checkValidity()]", [len(names), True])
    wanted = {name: "2" if name == "reset" else "1" for name in sorted(names)}
    assert task.submit() == json.dumps(wanted, separators=(",", ":"))


def test_a_required_control_that_the_template_hides_is_named(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><div style="display: none"><input name="deep one" required></div></crowd-form>"""
    )
    task.refused()
    expect(task.frame.locator("#footerContainer")).to_contain_text("“deep one” has to be answered")


def test_compatibility_methods_serialize_and_replace_the_sending(open_task: Any) -> None:
    task = open_task('<crowd-form id="f"><input name="b" value="2"><input name="a" value="1"></crowd-form>')
    task.wait_for_value("f._serializeForm()", {"taskAnswers": '[{"a":"1","b":"2"}]'})
    task.frame.evaluate("f._submitHelperForm = () => { window.mine = f._serializeForm().taskAnswers; }")
    task.frame.locator("#actionsContainer button").click()
    task.settle()
    task.wait_for_value("mine", '[{"a":"1","b":"2"}]')
    assert task.messages("submit") == []


def test_content_that_a_script_writes_over_everything_still_works(open_task: Any) -> None:
    task = open_task('<crowd-form id="f">old</crowd-form>')
    task.frame.evaluate('f.innerHTML = \'<input name="n" value="new">\'')
    task.settle()
    task.wait_for_value("f.form.elements.length", 1)
    assert task.submit() == '{"n":"new"}'


def test_a_nested_forms_own_handlers_are_asked_when_its_button_is_pressed(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><form onsubmit="asked.push('nested'); return word.value !== ''"><input name="word" id="word">
        <button id="go">Go</button></form></crowd-form>
        <script>window.asked = []; f.onsubmit = () => { asked.push("outer"); };</script>"""
    )
    task.frame.locator("#go").click()
    task.settle()
    assert task.messages("submit") == []
    task.frame.locator("#word").fill("x")
    task.frame.locator("#go").click()
    assert task.answer() == '{"word":"x"}'
    task.wait_for_value("asked", ["nested", "nested", "outer"])
