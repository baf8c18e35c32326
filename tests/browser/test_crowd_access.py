"""Accessibility: axe finds nothing, everything works by keyboard, narrow windows stack."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

INSTRUCTIONS = """<short-instructions><p>Short <a href="#x">with a link</a>.</p></short-instructions>
<full-instructions header="Everything"><p>Long.</p></full-instructions>"""
PAGES = {
    "single": f"""<crowd-classifier name="c" header="Sort it" categories="['a', 'b', 'c']">{INSTRUCTIONS}
        <classification-target>Text</classification-target></crowd-classifier>""",
    "several": f"""<crowd-classifier-multi-select name="c" header="Sort it" categories="['a', 'b', 'c']"
        exclusion-category="{{text: 'None'}}">{INSTRUCTIONS}</crowd-classifier-multi-select>""",
    "long list": f"""<crowd-classifier name="c" header="Sort it" categories="{[f"n{n}" for n in range(30)]}"></crowd-classifier>""",
    "image": f"""<crowd-image-classifier name="c" header="Sort it" src="/crowd/placeholder.svg" categories="['a', 'b']">
        {INSTRUCTIONS}<worker-comment>Say it.</worker-comment></crowd-image-classifier>""",
    "missing image": """<crowd-image-classifier name="c" header="Sort it" src="/none.png" categories="['a']"></crowd-image-classifier>""",
    "keypoints": f"""<crowd-keypoint id="tool" name="c" header="Mark it" src="/crowd/placeholder.svg" labels="{[f"n{n}" for n in range(14)]}"
        x-skeleton="{{symmetry: [['n1', 'n2']]}}" x-instances="2" x-visibility initial-value="[{{label: 'n1', x: 9, y: 9}}]">{INSTRUCTIONS}</crowd-keypoint>""",
    "overlay": """<crowd-image-classifier name="c" header="Sort it" src="/crowd/placeholder.svg" categories="['a', 'b']"
        overlay="{boundingBox: {labels: ['Cat'], value: [{label: 'Cat', left: 5, top: 5, width: 20, height: 20}]}}"></crowd-image-classifier>""",
    "fields": f"""{INSTRUCTIONS}<h1>Form</h1><crowd-input name="i" label="Name" required></crowd-input>
        <crowd-input name="j" placeholder="No label"></crowd-input><crowd-input name="o" label="Off" disabled value="x"></crowd-input>
        <crowd-text-area name="t" label="Text" char-counter max-length="9" value="abc"></crowd-text-area>
        <crowd-checkbox name="k" checked>tick</crowd-checkbox><crowd-checkbox disabled>off</crowd-checkbox>
        <crowd-radio-group aria-label="Pick"><crowd-radio-button name="r" checked>one</crowd-radio-button>
        <crowd-radio-button name="s">two</crowd-radio-button></crowd-radio-group>
        <crowd-button variant="primary">Go</crowd-button> <crowd-button loading>Wait</crowd-button>
        <crowd-button variant="icon" icon="settings"></crowd-button> <crowd-button variant="link">Link</crowd-button>
        <crowd-instructions><short-summary>In short</short-summary><positive-example>good</positive-example></crowd-instructions>""",
    "layout": """<h1>Form</h1><crowd-alert dismissible>Info</crowd-alert><crowd-alert type="error">Error</crowd-alert>
        <crowd-tabs><crowd-tab header="One"><crowd-card heading="Card">x</crowd-card></crowd-tab><crowd-tab header="Two">y</crowd-tab></crowd-tabs>
        <crowd-slider name="s" min="1" max="5" pin editable required><crowd-slider-label position="1">Least of all</crowd-slider-label>
        <crowd-slider-label position="5">Most of them all</crowd-slider-label></crowd-slider><crowd-slider disabled></crowd-slider>
        <crowd-toggle-button name="t" checked>on</crowd-toggle-button><crowd-toggle-button invalid>off</crowd-toggle-button>
        <crowd-toggle-button disabled>never</crowd-toggle-button><crowd-icon-button icon="delete" title="Delete"></crowd-icon-button>
        <crowd-icon-button icon="add" disabled></crowd-icon-button><crowd-fab icon="edit" id="fab"></crowd-fab><crowd-fab label="B"></crowd-fab>
        <crowd-badge for="fab" label="9"></crowd-badge><iron-icon icon="star"></iron-icon><iron-icon icon="none"></iron-icon>
        <crowd-modal link-text="More"><p>m</p></crowd-modal><crowd-toast opened duration="0" text="Toast"></crowd-toast>""",
}
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
SMALL_TARGETS = """() => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const targets = all(document).filter((one) => one.matches("button, label.label-button, [role=radio], [role=checkbox], .control"));
  return targets.filter((one) => one.checkVisibility()).map((one) => [one.outerHTML.slice(0, 60), one.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text);
}"""
# A template's fragment has no landmarks of its own; the portal around it has.
PAGE_RULES = {"region", "landmark-one-main", "page-has-heading-one", "document-title", "html-has-lang"}


def violations(task: Any) -> list[str]:
    task.frame.evaluate(Axe().axe_script)
    found = task.frame.evaluate("(options) => axe.run(document, options)", RULES)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        if one["id"] not in PAGE_RULES
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_wide_or_narrow_axe_finds_nothing_targets_are_large_enough_and_nothing_sticks_out(
    open_task: Any, name: str
) -> None:
    task = open_task(f"<crowd-form>{PAGES[name]}</crowd-form>")
    for width in (1280, 390):
        task.page.set_viewport_size({"width": width, "height": 800})
        task.settle()
        assert violations(task) == []
        assert task.frame.evaluate(SMALL_TARGETS) == []
        task.wait_for_value("document.documentElement.scrollWidth <= innerWidth", True)


@pytest.mark.parametrize("name", ["single", "several", "fields", "layout"])
def test_axe_finds_nothing_after_a_refused_submission(open_task: Any, name: str) -> None:
    task = open_task(f"<crowd-form>{PAGES[name]}</crowd-form>")
    task.refused()
    assert violations(task) == []


def test_axe_finds_nothing_while_shapes_are_drawn_and_changed(open_task: Any) -> None:
    task = open_task(f"<crowd-form>{PAGES['keypoints']}</crowd-form>")
    task.frame.wait_for_function(
        "() => tool.value.keypoints[0].x === 9 && tool.value.inputImageProperties.width > 0"
    )
    task.page.keyboard.press(".")
    task.page.keyboard.press("i")
    task.frame.get_by_role("spinbutton", name="x").wait_for()
    assert violations(task) == []
    task.frame.get_by_role("application").click(button="right", position={"x": 5, "y": 5})
    task.frame.get_by_role("option").first.click(button="right")
    expect(task.frame.get_by_role("menu")).to_be_visible()
    assert violations(task) == []


@pytest.mark.parametrize("button", ["View full instructions", "Shortcuts", "Settings", "Add a comment"])
def test_axe_finds_nothing_in_dialogs_and_escape_gives_the_focus_back(open_task: Any, button: str) -> None:
    task = open_task(f"<crowd-form>{PAGES['image']}</crowd-form>")
    opener = task.frame.get_by_role("button", name=button)
    opener.focus()
    task.page.keyboard.press("Enter")
    expect(task.frame.get_by_role("dialog")).to_be_visible()
    assert violations(task) == []
    task.page.keyboard.press("Escape")
    task.frame.get_by_role("dialog").wait_for(state="hidden")
    task.wait_until(lambda: opener.evaluate("(one) => one.getRootNode().activeElement === one"))


def test_a_task_can_be_done_by_tab_arrows_and_enter_alone(open_task: Any) -> None:
    task = open_task(f"<crowd-form>{PAGES['single']}</crowd-form>")
    names = []
    for _ in range(10):
        task.page.keyboard.press("Tab")
        names.append(
            task.frame.evaluate(
                """() => { let one = document.activeElement;
                while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
                return (one.getAttribute("aria-label") ?? one.textContent.trim()) || one.type; }"""
            )
        )
    assert names[:7] == [
        "Skip to the task", "Skip to the buttons at the end", "Instructions", "Shortcuts", "Settings", "View full instructions", "with a link",
    ]  # fmt: skip
    assert names[7] == "radio"
    task.frame.get_by_role("radio", name="a", exact=True).focus()
    task.page.keyboard.press("ArrowDown")
    task.page.keyboard.press("Tab")
    task.page.keyboard.press("Enter")
    assert task.answer() == '{"c":{"label":"b"}}'


def test_control_and_full_stop_walk_the_regions_and_then_leave(open_task: Any) -> None:
    task = open_task(f"<crowd-form>{PAGES['single']}</crowd-form>")
    seen = []
    for _ in range(4):
        task.page.keyboard.press("Control+.")
        seen.append(
            task.frame.evaluate(
                """() => { let one = document.activeElement;
                while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
                return one.id || one.classList[0]; }"""
            )
        )
    assert seen == [
        "awsui-app-layout__navigation",
        "object",
        "category-picker-wrapper",
        "footerContainer",
    ]
    assert task.messages("focusout") == []
    task.page.keyboard.press("Control+.")
    assert task.wait_for("focusout") == [{"type": "focusout"}]


def test_a_narrow_window_stacks_instructions_object_and_list(open_task: Any) -> None:
    task = open_task(f"<crowd-form>{PAGES['single']}</crowd-form>", width=390, height=844)
    boxes = [
        task.frame.locator(name).bounding_box() for name in ("aside", ".object", ".category-picker-wrapper")
    ]
    assert [box["x"] for box in boxes] == [boxes[0]["x"]] * 3
    assert [box["y"] for box in boxes] == sorted(box["y"] for box in boxes)
    assert task.frame.locator("#actionsContainer button").bounding_box()["y"] < 844


def test_motion_is_reduced_on_request(open_task: Any) -> None:
    task = open_task(f"<crowd-form>{PAGES['single']}</crowd-form>")
    duration = "getComputedStyle(document.querySelector('crowd-classifier').shadowRoot.querySelector('.label-button')).transitionDuration"
    assert set(task.frame.evaluate(duration).split(", ")) == {"0s"}
