"""Switches, sliders, icons and what lays a page out: badges, cards, alerts, toasts, modals, tabs."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect


def test_a_switch_turns_with_click_and_space_and_reflects(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-toggle-button id="t" name="t" value="v" required>on</crowd-toggle-button>
        <crowd-toggle-button name="t" checked>b</crowd-toggle-button><crowd-toggle-button name="o" disabled>c</crowd-toggle-button></crowd-form>
        <script>window.heard = []; t.onchange = ({ target }) => heard.push(target.checked);</script>"""
    )
    task.refused()
    expect(task.frame.locator("#t .problem")).to_have_text("Please switch this on.")
    switch = task.frame.get_by_role("switch", name="on")
    switch.click()
    switch.press("Space")
    switch.press("Space")
    task.wait_for_value(
        "[heard, t.hasAttribute('checked'), t.getAttribute('aria-checked')]",
        [[True, False, True], True, "true"],
    )
    assert task.submit() == '{"t":{"on":true,"v":true}}'


def test_a_slider_moves_by_key_and_number_reports_and_resets(open_task: Any) -> None:
    task = open_task(
        """<crowd-form id="f"><crowd-slider id="s" name="s" min="-1" max="1" step="0.25" editable pin></crowd-slider>
        <crowd-slider id="d" name="d"></crowd-slider><crowd-slider id="r" name="r" value="7" required disabled></crowd-slider></crowd-form><script>
        window.heard = [];
        for (const type of ["input", "change"]) s.addEventListener(type, (event) => heard.push([type, event.target.value, s.getAttribute("value")]));
        </script>"""
    )
    task.wait_for_value("[s.value, d.value, r.value, s.getAttribute('value')]", [-1, 0, 7, None])
    task.frame.locator("#s #range").press("ArrowRight")
    task.wait_for_value("heard", [["input", -0.75, "-0.75"], ["change", -0.75, "-0.75"]])
    number = task.frame.locator("#s .number")
    number.fill("0.6")
    number.press("Enter")
    task.wait_for_value("s.value", 0.5)
    expect(number).to_have_value("0.5")
    task.frame.evaluate("f.reset()")
    task.wait_for_value("[s.value, s.getAttribute('value')]", [-1, None])
    task.frame.evaluate("s.value = 9; d.setAttribute('value', '12')")
    task.wait_for_value("[s.value, d.value]", [1, 12])
    assert task.submit() == '{"d":12,"s":1}'


def test_a_required_slider_can_be_confirmed_where_it_stands(open_task: Any) -> None:
    task = open_task(
        '<crowd-form><crowd-slider id="s" name="s" min="1" max="5" required></crowd-slider></crowd-form>'
    )
    task.refused()
    task.wait_for_value("document.activeElement.id", "s")
    task.page.keyboard.press("Enter")
    assert task.submit() == '{"s":1}'


def test_tick_labels_stand_under_their_values(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-slider id="s" min="1" max="5"><crowd-slider-label position="1">low</crowd-slider-label>
        <crowd-slider-label position="4">high</crowd-slider-label></crowd-slider></crowd-form>"""
    )
    high = task.frame.locator("crowd-slider-label", has_text="high")
    expect(high).to_be_visible()
    track, label = task.frame.locator("#range").bounding_box(), high.bounding_box()
    place = track["x"] + 10 + 0.75 * (track["width"] - 20)
    assert label["x"] <= place <= label["x"] + label["width"]
    assert label["y"] >= track["y"] + track["height"] - 10


def test_icons_buttons_and_what_they_do_when_off(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-icon-button id="a" icon="delete" title="Delete it"></crowd-icon-button><crowd-fab id="b" label="Go"></crowd-fab>
        <crowd-icon-button id="c" icon="/crowd/placeholder.svg"></crowd-icon-button>
        <iron-icon icon="av:play-arrow" id="i"></iron-icon><iron-icon icon="icons:no-such" id="n"></iron-icon><iron-icon icon="search"/><p id="p">after</p>
        </crowd-form><script>window.heard = []; for (const one of [a, b, c]) one.onclick = () => heard.push(one.id);</script>"""
    )
    for button in ("a", "b", "c"):
        task.frame.locator(f"#{button}").click()
    task.frame.evaluate("b.disabled = true")
    task.frame.locator("#b").click(force=True)
    task.frame.evaluate("b.click()")
    task.wait_for_value("heard", ["a", "b", "c"])
    expect(task.frame.get_by_role("button", name="Delete it")).to_have_count(1)
    expect(task.frame.locator("#b button")).to_have_text("G")
    task.wait_for_value(
        "[i, n].map((one) => one.shadowRoot.querySelector('title')?.textContent ?? null)", [None, "no-such"]
    )
    expect(task.frame.locator("#p")).to_be_visible()
    assert task.frame.locator("#p").bounding_box()["width"] > 500
    assert task.submit() == "{}"


def test_a_badge_keeps_to_the_corner_of_a_target_that_comes_and_moves(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><div id="push"></div><div id="place"></div><crowd-badge id="b" for="late" label="1234"></crowd-badge></crowd-form>"""
    )
    task.frame.evaluate("place.innerHTML = '<button type=button id=late>Target</button>'")
    offset = """(() => { const [one, other] = [b, late].map((each) => each.getBoundingClientRect());
      return [one.left + one.width / 2 - other.right, one.top + one.height / 2 - other.top].map(Math.round); })()"""
    task.wait_for_value(offset, [0, 0])
    task.wait_for_value("b.shadowRoot.textContent.trim()", "123")
    task.frame.evaluate("late.style.width = '300px'; push.style.height = '50px'")
    task.wait_for_value(offset, [0, 0])


def test_alerts_speak_up_and_can_be_dismissed(open_task: Any) -> None:
    task = open_task("""<crowd-form><div id="box"></div></crowd-form>""")
    task.frame.evaluate(
        """box.innerHTML = '<crowd-alert id="e" type="error" dismissible>Wrong</crowd-alert><crowd-alert>By the way</crowd-alert>'"""
    )
    expect(task.frame.locator("#e [role=alert]")).to_contain_text("Error:")
    expect(task.frame.get_by_role("status")).to_contain_text("Information:")
    task.frame.get_by_role("button", name="Dismiss").click()
    expect(task.frame.locator("#e")).to_be_hidden()


def test_one_toast_at_a_time_and_it_goes_away(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-toast id="a" text="First" duration="0" opened></crowd-toast><crowd-toast id="b" duration="60">Second</crowd-toast></crowd-form>"""
    )
    expect(task.frame.locator("#a")).to_be_visible()
    task.frame.evaluate("b.opened = true")
    expect(task.frame.locator("#a")).to_be_hidden()
    task.wait_for_value("[a.hasAttribute('opened'), b.hasAttribute('opened')]", [False, False])
    task.frame.evaluate("a.show('Again')")
    expect(task.frame.locator("#a")).to_contain_text("Again")


def test_a_modal_holds_the_keys_and_gives_the_focus_back(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-classifier name="c" categories="['a', 'b']"></crowd-classifier>
        <crowd-modal id="m" link-text="More" link-type="button"><button type="button" id="inside">x</button></crowd-modal></crowd-form>"""
    )
    opener = task.frame.get_by_role("button", name="More")
    opener.click()
    expect(task.frame.locator("#inside")).to_be_visible()
    task.wait_for_value("m.hasAttribute('opened')", True)
    task.frame.locator("#inside").focus()
    task.page.keyboard.press("1")
    task.page.keyboard.press("Escape")
    expect(task.frame.locator("#inside")).to_be_hidden()
    task.wait_for_value(
        "[m.opened, document.querySelector('crowd-classifier').value, document.activeElement.id]",
        [False, "", "m"],
    )


def test_tabs_move_by_key_and_take_tabs_that_come_later(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><crowd-tabs id="t"><crowd-tab header="One"><input name="a" value="1"></crowd-tab>
        <crowd-tab header="Two" id="two"><input name="b" value="2"></crowd-tab></crowd-tabs></crowd-form>"""
    )
    expect(task.frame.locator("#two")).to_be_hidden()
    task.frame.evaluate("t.insertAdjacentHTML('beforeend', '<crowd-tab header=Three>3</crowd-tab>')")
    task.frame.get_by_role("tab", name="One").press("ArrowLeft")
    expect(task.frame.get_by_role("tab", name="Three")).to_have_attribute("aria-selected", "true")
    task.page.keyboard.press("ArrowLeft")
    expect(task.frame.get_by_role("tabpanel", name="Two")).to_be_visible()
    expect(task.frame.locator("input[name=a]")).to_be_hidden()
    assert task.submit() == '{"a":"1","b":"2"}'


def test_keys_press_the_templates_submit_button_and_ask_when_there_are_several(open_task: Any) -> None:
    task = open_task(
        """<crowd-form><input type="hidden" name="v" id="v"><input name="typed" id="typed"><div id="more"></div>
        <crowd-button form-action="submit" id="one" onclick="v.value += 'x'">Send</crowd-button></crowd-form>"""
    )
    task.frame.evaluate(
        "more.innerHTML = '<crowd-button form-action=submit onclick=\"v.value = 1\">Other</crowd-button>'"
    )
    task.frame.locator("#typed").press("Enter")
    expect(task.frame.locator("#footerContainer")).to_contain_text("Press one of")
    task.frame.evaluate("more.innerHTML = ''; one.disabled = true")
    task.frame.locator("#typed").press("Control+Enter")
    expect(task.frame.locator("#footerContainer")).to_contain_text("switched off")
    task.frame.evaluate("one.disabled = false")
    task.frame.locator("#typed").press("Enter")
    assert task.answer() == '{"typed":"","v":"x"}'


def test_a_page_without_a_form_says_so_when_it_is_previewed(open_task: Any) -> None:
    task = open_task("""<crowd-input name="a" value="1"></crowd-input>""")
    task.page.goto(task.server.url + "/task")
    banner = task.page.locator("trigpoint-missing-form")
    expect(banner).to_contain_text("no crowd-form")
    banner.get_by_role("button", name="Submit").click()
    expect(task.page.locator("pre")).to_have_text('{"a":"1"}')
