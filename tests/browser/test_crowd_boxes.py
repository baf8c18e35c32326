"""crowd-bounding-box, and with it what all image tools share: labels, lists, undo, drafts, keys, zoom."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.drawing import ImageTool, open_tool

TASK = """<crowd-form><crowd-bounding-box id="tool" name="boxes" header="Draw" src="/bucket/picture" labels="{labels}" {more}>
  <short-instructions>Draw tight boxes.</short-instructions></crowd-bounding-box></crowd-form>"""


def boxes(
    open_task: Any, server: Any, more: str = "", labels: str = "['Fork', 'Knife']", **options: Any
) -> ImageTool:
    return open_tool(open_task, server, TASK.format(labels=labels, more=more), **options)


def box(label: str, left: int, top: int, width: int, height: int) -> dict[str, Any]:
    return {"label": label, "left": left, "top": top, "width": width, "height": height}


def test_boxes_are_drawn_overlapping_with_the_label_that_a_key_chose(
    open_task: Any, task_server: Any
) -> None:
    tool = boxes(open_task, task_server)
    assert tool.value() == {"boundingBoxes": [], "inputImageProperties": {"height": 400, "width": 600}}
    tool.frame.evaluate(
        "window.seen = []; tool.addEventListener('change', (event) => seen.push(event.target.id))"
    )
    tool.drag((50, 40), (300, 200))
    tool.keys.press("2")
    tool.drag((200, 160), (120, 90))  # from the lower right, inside the first
    tool.frame.evaluate("tool.value.boundingBoxes.pop(); tool._submittableValue.boundingBoxes[0].left = 7")
    expect(tool.frame.get_by_role("option", name="Fork, 50, 40, 250 × 160")).to_be_visible()
    expect(tool.frame.get_by_role("option", name="Knife, 120, 90, 80 × 70", selected=True)).to_be_visible()
    assert tool.frame.evaluate("seen") == ["tool", "tool"]
    assert tool.task.submit() == (
        '{"boxes":{"boundingBoxes":[{"height":160,"label":"Fork","left":50,"top":40,"width":250},'
        '{"height":70,"label":"Knife","left":120,"top":90,"width":80}],'
        '"inputImageProperties":{"height":400,"width":600}}}'
    )
    assert tool.task.errors == []


def test_boxes_are_selected_moved_resized_and_every_edit_is_undone(open_task: Any, task_server: Any) -> None:
    tool = boxes(open_task, task_server)
    tool.drag((100, 100), (200, 180))
    tool.click((400, 300))
    tool.click((150, 140))  # selects
    tool.drag((150, 140), (180, 150))  # moves
    tool.wait_for("boundingBoxes", [box("Fork", 130, 110, 100, 80)])
    tool.drag((230, 190), (300, 250))  # the lower right handle
    tool.wait_for("boundingBoxes", [box("Fork", 130, 110, 170, 140)])
    tool.keys.press("ArrowRight")
    tool.keys.press("Shift+ArrowDown")
    tool.keys.press("Control+ArrowLeft")
    tool.wait_for("boundingBoxes", [box("Fork", 130, 120, 171, 140)])
    tool.keys.press("Control+d")
    expect(tool.frame.locator(".object-row")).to_have_count(2)
    tool.keys.press("Delete")
    tool.drag((400, 20), (640, 430))  # ends outside: held in the image
    tool.wait_for("boundingBoxes", [box("Fork", 130, 120, 171, 140), box("Fork", 400, 20, 200, 380)])
    for _ in range(8):
        tool.keys.press("Control+z")
    tool.wait_for("boundingBoxes", [box("Fork", 100, 100, 100, 80)])
    tool.keys.press("Control+z")
    tool.wait_for("boundingBoxes", [])
    for _ in range(3):
        tool.keys.press("Control+Shift+Z")
    tool.wait_for("boundingBoxes", [box("Fork", 130, 110, 170, 140)])


def test_the_list_edits_and_the_keyboard_draws(open_task: Any, task_server: Any) -> None:
    tool = boxes(open_task, task_server)
    tool.frame.get_by_role("application").focus()
    tool.keys.press("Enter")
    expect(tool.frame.locator(".where")).to_have_text("300, 200")
    tool.keys.press("Enter")
    for key in ["ArrowRight", "ArrowDown", "Shift+ArrowRight", "Alt+ArrowDown"]:
        tool.keys.press(key)
    tool.keys.press("Enter")
    [drawn] = tool.value()["boundingBoxes"]
    step = 1 / tool.scale()
    assert drawn == box("Fork", 300, 200, round(48 * step), pytest.approx(round(8 * step + 1), abs=1))
    tool.frame.get_by_role("listbox").focus()
    tool.keys.press("Home")
    tool.frame.get_by_role("spinbutton", name="left").fill("10")
    tool.keys.press("Tab")
    tool.frame.get_by_role("combobox", name="Label").select_option("Knife")
    tool.wait_for("boundingBoxes", [{**drawn, "left": 10, "label": "Knife"}])
    tool.frame.get_by_role("listbox").focus()
    tool.keys.press("Delete")
    tool.wait_for("boundingBoxes", [])


def test_nothing_drawn_is_asked_about_unless_it_was_said(open_task: Any, task_server: Any) -> None:
    tool = boxes(open_task, task_server)
    tool.task.refused()
    tool.frame.get_by_role("button", name="Go back").click()
    tool.task.refused()
    tool.frame.get_by_role("button", name="Submit without boxes").click()
    assert (
        tool.task.answer()
        == '{"boxes":{"boundingBoxes":[],"inputImageProperties":{"height":400,"width":600}}}'
    )
    tool = boxes(open_task, task_server)
    tool.frame.get_by_label("Nothing to label").check()
    assert (
        tool.task.submit()
        == '{"boxes":{"boundingBoxes":[],"inputImageProperties":{"height":400,"width":600}}}'
    )


@pytest.mark.parametrize(
    "initial",
    [
        "[{'label':'Fork','left':10,'top':20,'width':30,'height':40}, {'label':'Spoon','left':300,'top':20,'width':30,'height':40}]",
        "{boundingBoxes: [{label: 'Fork', left: 10.2, top: 20, width: 30, height: '40'}, {label: 'Spoon', left: 300, top: 20, width: 30, height: 40}]}",
    ],
)
def test_initial_boxes_can_be_changed_and_deleted(open_task: Any, task_server: Any, initial: str) -> None:
    tool = boxes(open_task, task_server, f'initial-value="{initial}"')
    start = [box("Fork", 10, 20, 30, 40), box("Spoon", 300, 20, 30, 40)]
    assert tool.value()["boundingBoxes"] == start
    assert tool.value()["initialValueModified"] is False
    expect(tool.frame.get_by_text("Not labels of this task: Spoon")).to_be_visible()
    tool.click((25, 40))
    tool.drag((25, 40), (35, 50))
    tool.wait_for("boundingBoxes", [box("Fork", 20, 30, 30, 40), start[1]])
    assert tool.value()["initialValueModified"] is True
    tool.keys.press("Control+z")
    tool.wait_for("initialValueModified", False)
    tool.click((315, 40))
    tool.keys.press("Delete")
    tool.wait_for("boundingBoxes", start[:1])


def test_labels_change_while_it_runs_and_what_goes_with_one_comes_back(
    open_task: Any, task_server: Any
) -> None:
    tool = boxes(open_task, task_server, labels="[]")
    expect(tool.frame.locator(".tool-footer .hint")).to_contain_text("no labels yet")
    tool.drag((10, 10), (100, 100))
    tool.wait_for("boundingBoxes", [])
    tool.frame.evaluate("tool.labels = tool.labels.concat(['a', 'b'])")
    assert tool.frame.evaluate("tool.getAttribute('labels')") == '["a","b"]'
    tool.drag((10, 10), (100, 100))
    tool.keys.press("2")
    tool.drag((200, 10), (300, 100))
    tool.frame.evaluate("tool.labels = ['b', 'c']")
    tool.wait_for("boundingBoxes", [box("b", 200, 10, 100, 90)])
    tool.keys.press("Control+z")
    tool.wait_for("boundingBoxes", [box("a", 10, 10, 90, 90), box("b", 200, 10, 100, 90)])


@pytest.mark.parametrize(
    ("more", "labels", "said"),
    [
        ("", "['Fork'", "labels” of this task's page cannot be read"),
        ("initial-value='[{left: 1'", "['Fork']", "initial-value” of this task's page cannot be read"),
        (
            "initial-value=\"[{label: 'Fork', left: 1, top: 2, width: 'x', height: 3}]\"",
            "['Fork']",
            "Item 1: “width” is no number",
        ),
        ("initial-value='7'", "['Fork']", "It should be an array of boxes"),
    ],
)
def test_attributes_that_cannot_be_read_say_so(
    open_task: Any, task_server: Any, more: str, labels: str, said: str
) -> None:
    tool = boxes(open_task, task_server, more, labels)
    expect(tool.frame.get_by_role("alert").filter(has_text=said)).to_be_visible()
    assert tool.task.errors == []


def test_a_missing_image_is_told_and_cannot_be_submitted(open_task: Any, task_server: Any) -> None:
    task_server.add("/bucket/picture", b"", "image/png", status=404)
    task = open_task(TASK.format(labels="['a']", more=""))
    task.frame.get_by_text("not found (404)").wait_for()
    task.refused()
    expect(task.frame.get_by_role("alert").filter(has_text="decline the task").first).to_be_visible()
    assert task.frame.evaluate("tool.value") == {
        "boundingBoxes": [],
        "inputImageProperties": {"height": 0, "width": 0},
    }


def test_a_draft_brings_back_boxes_and_their_history(open_task: Any, task_server: Any) -> None:
    tool = boxes(open_task, task_server)
    tool.drag((10, 10), (100, 100))
    tool.keys.press("2")
    tool.drag((200, 10), (300, 100))
    tool.keys.press("Control+z")
    state = tool.task.draft()
    tool = boxes(open_task, task_server)
    tool.task.tell(type="restore", state=state)
    tool.wait_for("boundingBoxes", [box("Fork", 10, 10, 90, 90)])
    tool.keys.press("Control+y")
    tool.wait_for("boundingBoxes", [box("Fork", 10, 10, 90, 90), box("Knife", 200, 10, 100, 90)])
    tool.keys.press("Control+z")
    tool.keys.press("Control+z")
    tool.wait_for("boundingBoxes", [])
