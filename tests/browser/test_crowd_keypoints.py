"""crowd-keypoint: placing, nudging, its opt-in attributes, and the script of pose templates."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import ast
import json
from typing import Any

from playwright.sync_api import expect
from tests.browser.drawing import ImageTool, open_tool, picture

TASK = """<crowd-form><crowd-keypoint id="tool" name="annotatedResult" src="/bucket/picture" header="Mark" labels="{labels}" {more}>
  <short-instructions>Short</short-instructions><full-instructions>Full</full-instructions></crowd-keypoint></crowd-form>"""

POSE_TEMPLATE = """<div id="errorBox"></div>
<crowd-form><crowd-keypoint id="tool" name="annotatedResult" src="/bucket/picture" header="Two voles" labels="['grey vole nose', 'grey vole tail tip', &quot;white vole's nose&quot;]">
  <full-instructions header="How"><ol><li>Nose<br></br></li></ol></full-instructions>
  <short-instructions><p>Every point twice.</p></short-instructions>
</crowd-keypoint></crowd-form>
<script>
  const wanted = 2;
  document.querySelector("crowd-form").onsubmit = function (event) {
    const tool = document.querySelector("crowd-keypoint");
    const points = tool.value.keypoints || tool._submittableValue.keypoints;
    const text = tool.getAttribute("labels");
    const names = text.substring(2, text.length - 2).split('","');
    const wrong = names.filter((name) => points.filter(({ label }) => label === name).length !== wanted);
    if (points.length === names.length * wanted && wrong.length === 0) return;
    event.preventDefault();
    errorBox.innerHTML = '<crowd-alert type="error">Every point is needed twice: ' + names.length + ' labels</crowd-alert>';
    errorBox.scrollIntoView();
  };
</script>"""


def points(
    open_task: Any, server: Any, more: str = "", labels: str = "['nose', 'left ear', 'right ear']"
) -> ImageTool:
    return open_tool(open_task, server, TASK.format(labels=labels, more=more))


def point(label: str, x: int, y: int, **more: Any) -> dict[str, Any]:
    return {"label": label, "x": x, "y": y, **more}


def test_one_click_is_one_point_and_the_selected_one_is_nudged(open_task: Any, task_server: Any) -> None:
    tool = points(open_task, task_server)
    tool.click((100, 80), (200, 80), (60.4, 200.6))
    tool.keys.press("ArrowRight")
    tool.keys.press("Shift+ArrowUp")
    tool.keys.press("3")
    tool.click((300, 300))
    tool.drag((300, 300), (310, 290))  # the point itself
    wanted = [
        point("nose", 100, 80),
        point("nose", 200, 80),
        point("nose", 61, 191),
        point("right ear", 310, 290),
    ]
    tool.wait_for("keypoints", wanted)
    assert tool.task.submit() == (
        '{"annotatedResult":{"inputImageProperties":{"height":400,"width":600},"keypoints":['
        '{"label":"nose","x":100,"y":80},{"label":"nose","x":200,"y":80},{"label":"nose","x":61,"y":191},'
        '{"label":"right ear","x":310,"y":290}]}}'
    )


def test_the_script_of_a_pose_template_refuses_and_then_lets_through(
    open_task: Any, task_server: Any
) -> None:
    tool = open_tool(open_task, task_server, POSE_TEMPLATE)
    tool.task.refused()
    expect(tool.frame.get_by_text("Every point is needed twice: 3 labels")).to_be_visible()
    for index in range(3):
        tool.keys.press(str(index + 1))
        tool.click((100 + 150 * index, 100))
        if index == 1:
            tool.task.refused()
        tool.click((100 + 150 * index, 300))
    answer = tool.task.submit()
    assert ast.literal_eval(answer) == json.loads(answer)
    found = json.loads(answer)["annotatedResult"]["keypoints"]
    assert [one["label"] for one in found][-1] == "white vole's nose"
    assert len(found) == 6
    assert tool.task.errors == []


def test_points_of_the_initial_value_are_moved_and_deleted_and_say_nothing_of_it(
    open_task: Any, task_server: Any
) -> None:
    initial = "[{'label':'nose','x':100,'y':80},{'label':'tail','x':5,'y':5},{'label':'left ear','x':9999,'y':50.6}]"
    tool = points(open_task, task_server, f'initial-value="{initial}"')
    start = [point("nose", 100, 80), point("left ear", 599, 51)]
    assert tool.value() == {"keypoints": start, "inputImageProperties": {"height": 400, "width": 600}}
    tool.drag((100, 80), (140, 90))
    tool.wait_for("keypoints", [point("nose", 140, 90), start[1]])
    tool.keys.press(".")
    tool.keys.press("Delete")
    tool.wait_for("keypoints", [point("nose", 140, 90)])
    tool.keys.press("Control+z")
    tool.keys.press("Control+z")
    tool.wait_for("keypoints", start)


def test_moved_points_tell_how_far(open_task: Any, task_server: Any) -> None:
    tool = points(open_task, task_server, "x-moved initial-value=\"[{'label':'nose','x':100,'y':80}]\"")
    tool.wait_for("keypoints", [point("nose", 100, 80, moved=0)])
    tool.drag((100, 80), (103, 84))
    tool.keys.press("2")
    tool.click((300, 300))
    tool.wait_for("keypoints", [point("nose", 103, 84, moved=5), point("left ear", 300, 300)])


def test_the_label_advances_loops_or_stays_and_counts_can_be_strict(open_task: Any, task_server: Any) -> None:
    tool = points(
        open_task,
        task_server,
        "x-auto-advance x-count=2 x-count-strict x-loupe x-colors=\"{nose: '#123456'}\"",
    )
    tool.click((50, 50), (90, 50), (130, 50))
    expect(tool.frame.get_by_role("radio", name="left ear")).to_be_checked()
    expect(tool.frame.locator(".label-button", has_text="nose")).to_contain_text("2/2")
    expect(tool.frame.get_by_role("button", name="Loupe")).to_have_attribute("aria-pressed", "true")
    tool.task.refused()
    expect(tool.frame.get_by_role("alert").filter(has_text="left ear").first).to_be_visible()
    tool.keys.press("m")  # loop
    tool.click((170, 50), (210, 50), (250, 50))
    labels = [one["label"] for one in tool.value()["keypoints"]]
    assert labels == ["nose", "nose", "left ear", "left ear", "right ear", "nose"]
    tool.keys.press("n")
    expect(tool.frame.get_by_role("radio", name="right ear")).to_be_checked()


def test_animals_visibility_and_skeleton(open_task: Any, task_server: Any) -> None:
    skeleton = "{'edges':[['nose','left ear'],['nose','right ear']],'symmetry':[['left ear','right ear']],'pose':[{'label':'nose','x':0.5,'y':0},{'label':'left ear','x':0,'y':1}]}"
    tool = points(
        open_task,
        task_server,
        f'x-instances="{{min: 1, max: 2}}" x-visibility x-auto-advance x-skeleton="{skeleton}"',
    )
    tool.click((100, 100), (80, 60), (120, 60))  # the first animal is complete: the second follows
    expect(tool.frame.get_by_role("button", name="Animal 2")).to_have_attribute("aria-pressed", "true")
    tool.click((300, 100))
    tool.keys.press("o")
    tool.keys.press("Shift+O")
    wanted = [
        point("nose", 100, 100, instance=1, visibility=2),
        point("left ear", 80, 60, instance=1, visibility=2),
        point("right ear", 120, 60, instance=1, visibility=2),
        point("nose", 300, 100, instance=2, visibility=1),
        point("left ear", 0, 0, instance=2, visibility=0),
    ]
    tool.wait_for("keypoints", wanted)
    tool.click((80, 60))
    tool.keys.press("s")
    swapped = [
        wanted[0],
        {**wanted[1], "label": "right ear"},
        {**wanted[2], "label": "left ear"},
        *wanted[3:],
    ]
    tool.wait_for("keypoints", swapped)
    for _ in range(4):
        tool.keys.press("Control+z")
    tool.keys.press("p")
    tool.frame.wait_for_function("() => tool.value.keypoints.length === 5")
    assert {one["label"] for one in tool.value()["keypoints"] if one["instance"] == 2} == {"nose", "left ear"}
    tool.frame.get_by_role("combobox", name="Label").wait_for()


def test_keys_alone_place_points_and_edit_them(open_task: Any, task_server: Any) -> None:
    tool = points(open_task, task_server)
    tool.frame.get_by_role("application").focus()
    tool.keys.press("Enter")
    tool.keys.press("Alt+ArrowLeft")
    tool.keys.press("Enter")
    tool.keys.press("2")
    tool.keys.press("Alt+ArrowDown")
    tool.keys.press("Enter")
    tool.wait_for("keypoints", [point("nose", 299, 200), point("left ear", 299, 201)])
    tool.keys.press("Escape")  # leaves the cursor: arrows nudge from now on
    tool.keys.press("ArrowUp")
    tool.wait_for("keypoints", [point("nose", 299, 200), point("left ear", 299, 200)])
    expect(tool.frame.get_by_role("option", name="left ear, 299, 200", selected=True)).to_be_visible()
    tool.frame.get_by_role("spinbutton", name="y").fill("33")
    tool.keys.press("Tab")
    tool.wait_for("keypoints", [point("nose", 299, 200), point("left ear", 299, 33)])


def test_fingers_place_pinch_and_open_the_menu(open_task: Any, task_server: Any) -> None:
    tool = points(open_task, task_server)
    screen = tool.task.devtools()
    screen.send("Emulation.setTouchEmulationEnabled", {"enabled": True, "maxTouchPoints": 2})

    def touch(kind: str, *places: tuple[float, float]) -> None:
        held = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate(map(tool.at, places))]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": held})

    while True:
        touch("touchStart", (100, 100))
        touch("touchMove", (120, 90))
        touch("touchEnd")
        tool.task.settle()
        if not tool.frame.get_by_role("menu").count():
            break
        tool.keys.press("Escape")  # a busy machine was so slow that it became a long press
    tool.wait_for("keypoints", [point("nose", 120, 90)])
    before = tool.scale()
    near, far = [(250, 200), (350, 200)], [(200, 200), (400, 200)]
    touch("touchStart", *near)
    touch("touchMove", *far)
    touch("touchEnd")
    tool.frame.wait_for_function(
        "(before) => tool.shadowRoot.querySelector('.upper-canvas').getBoundingClientRect().width / 600 > before * 1.2",
        arg=before,
    )
    tool.keys.press("f")
    touch("touchStart", (120, 90))
    expect(tool.frame.get_by_role("menu")).to_be_visible()
    touch("touchEnd")
    tool.frame.get_by_role("menuitemradio", name="left ear").click()
    tool.wait_for("keypoints", [point("left ear", 120, 90)])


def test_settings_are_kept_by_the_portal_and_counts_are_checked(open_task: Any, task_server: Any) -> None:
    options = '<script>window[Symbol.for("trigpoint.ui-options")] = {annotatedResult: {"x-min-items": 2, "x-max-items": 2}}</script>'
    server_page = TASK.format(labels="['nose']", more="")
    tool = open_tool(open_task, task_server, server_page, before=options)
    tool.keys.press("l")
    tool.keys.press("t")
    kept = tool.task.wait_for("preferences", 2)[-1]["values"]
    assert kept == {"image.loupe": True, "image.names": "never"}
    tool.click((100, 100))
    tool.task.refused()
    expect(tool.frame.get_by_role("alert").filter(has_text="at least 2 keypoints").first).to_be_visible()
    tool.click((200, 100), (300, 100))
    tool.task.refused()
    tool.keys.press("Backspace")
    assert len(json.loads(tool.task.submit())["annotatedResult"]["keypoints"]) == 2


def test_proposals_are_accepted_or_rejected_and_sides_and_a_ghost_help(
    open_task: Any, task_server: Any
) -> None:
    task_server.add("/bucket/before", picture(640, 480), "image/jpeg")
    task_server.add("/bucket/after", picture(640, 480), "image/jpeg")
    skeleton = """x-skeleton='{"symmetry": [["left ear", "right ear"]]}' x-reference-image="/bucket/before /bucket/after" """
    initial = json.dumps([point("nose", 300, 100), point("tail", 300, 390), point("left ear", 350, 150)])
    tool = points(
        open_task,
        task_server,
        f"{skeleton} initial-value='{initial}'",
        "['nose', 'left ear', 'right ear', 'tail']",
    )
    proposals = tool.frame.get_by_role("group", name="Proposals")
    expect(proposals).to_contain_text("3 proposals")
    tool.click((350, 150))  # the ear alone
    tool.keys.press("Shift+Y")
    expect(proposals).to_contain_text("2 proposals")
    tool.keys.press("Escape")
    tool.keys.press("y")
    expect(proposals).to_have_count(0)
    tool.wait_for("keypoints", [point("nose", 300, 100), point("tail", 300, 390)])
    tool.keys.press("Control+z")
    expect(proposals).to_contain_text("2 proposals")
    tool.keys.press("2")
    tool.click((350, 150))  # seen from above, the nose up: its left is at the other side
    tool.keys.press("3")
    tool.click((250, 150))
    expect(tool.frame.get_by_role("status").filter(has_text="swapped")).to_be_visible()
    drawn = """(() => { const canvas = tool.shadowRoot.querySelector("canvas.drawn");
        return canvas.getContext("2d").getImageData(canvas.width / 2 + 40, canvas.height / 2, 1, 1).data[3]; })()"""
    assert tool.frame.evaluate(drawn) == 0
    tool.keys.press("g")
    tool.task.wait_for_value(f"Math.round({drawn} / 2.55)", 40)
    tool.keys.press("Shift+G")
    shown = tool.frame.get_by_role("img", name="Reference picture")
    expect(shown.first).to_have_attribute("src", "/bucket/after")
    expect(tool.frame.get_by_role("group", name="Reference pictures")).to_contain_text("2 of 2")
    tool.frame.get_by_role("button", name="Next reference picture").click()
    expect(shown.first).to_have_attribute("src", "/bucket/before")
    tool.keys.press("g")
    tool.task.wait_for_value(drawn, 0)
