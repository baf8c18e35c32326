"""Image tools speak of stored pixels: at every zoom and pixel ratio, whatever EXIF says, for pictures of any size."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.drawing import ImageTool, open_tool, picture

TASK = '<crowd-form><crowd-{kind} id="tool" name="a" src="/bucket/picture" labels="[\'x\']"></crowd-{kind}></crowd-form>'
RECTANGLES = """() => ['.stage img, .stage .picture', 'canvas.upper-canvas', '.stage'].map((name) => {
  const { left, top, width, height } = tool.shadowRoot.querySelector(name).getBoundingClientRect();
  return [left, top, width, height].map(Math.round);
})"""
CENTRE = (3000, 1800)


def draw(tool: ImageTool, kind: str) -> None:
    x, y = CENTRE
    if kind == "bounding-box":
        tool.drag((x - 12, y - 9), (x + 8, y + 11))
    elif kind == "keypoint":
        tool.click((x + 5, y - 7))
    elif kind == "line":
        tool.drag((x - 20, y), (x + 20, y + 6))
    else:
        tool.click((x - 20, y - 20), (x + 20, y - 15), (x + 10, y + 20))
        tool.keys.press("Enter")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("bounding-box", "boundingBoxes"),
        ("keypoint", "keypoints"),
        ("polygon", "polygons"),
        ("polyline", "polylines"),
        ("line", "lines"),
    ],
)
def test_the_same_places_give_the_same_numbers_at_every_zoom_and_pixel_ratio(
    open_task: Any, task_server: Any, kind: str, name: str
) -> None:
    tool = open_tool(open_task, task_server, TASK.format(kind=kind), size=(6000, 3600))
    screen = tool.task.devtools()
    found = []
    for ratio in (1, 1.5, 2):
        screen.send(
            "Emulation.setDeviceMetricsOverride",
            {"width": 1280, "height": 800, "deviceScaleFactor": ratio, "mobile": False},
        )
        for scale in (0, 1, 8):
            tool.keys.press("f")
            if scale > 0:
                tool.zoom(scale, CENTRE)
            tool.frame.evaluate("tool.value = null")
            draw(tool, kind)
            tool.frame.wait_for_function("(name) => tool.value[name].length === 1", arg=name)
            found.append(json.dumps(tool.value()))
            assert tool.value()["inputImageProperties"] == {"height": 3600, "width": 6000}
    if kind in ("polygon", "polyline"):  # at a tenth its vertices lie within one hit area
        found = [text for index, text in enumerate(found) if index % 3 > 0]
    assert len(set(found)) == 1, found


def test_exif_orientation_is_ignored(open_task: Any, task_server: Any) -> None:
    tool = open_tool(
        open_task, task_server, TASK.format(kind="keypoint"), content=picture(600, 400, orientation=6)
    )
    tool.click((500, 60))
    tool.wait_for("keypoints", [{"label": "x", "x": 500, "y": 60}])
    assert tool.value()["inputImageProperties"] == {"height": 400, "width": 600}


def test_the_upper_canvas_is_where_the_image_is(open_task: Any, task_server: Any) -> None:
    tool = open_tool(open_task, task_server, TASK.format(kind="keypoint"))

    def looks(changed: bool = True) -> list[int]:
        before = seen[-1] if seen else None
        image, upper, _ = tool.task.wait_until(
            lambda: (
                found
                if (found := tool.frame.evaluate(RECTANGLES))[0] == found[1]
                and (found[1] != before) == changed
                else None
            )
        )
        assert image == upper
        seen.append(image)
        return list(image)

    seen: list[list[int]] = []
    looks()
    tool.zoom(5, (300, 200))
    looks()
    tool.keys.press("h")
    tool.drag((300, 200), (310, 210))
    looks()
    tool.keys.press("h")
    tool.page.set_viewport_size({"width": 1000, "height": 700})
    tool.keys.press("f")
    looks()
    tool.zoom(64, (300, 200))
    assert looks()[2] == 600 * 64
    assert tool.frame.evaluate("tool.shadowRoot.querySelectorAll('canvas.upper-canvas').length") == 1


def test_a_huge_picture_is_shown_in_tiles_and_drawn_on(open_task: Any, task_server: Any) -> None:
    tool = open_tool(open_task, task_server, TASK.format(kind="keypoint"), size=(8000, 4200))
    expect(tool.frame.get_by_role("img")).to_be_visible()
    image, upper, stage = tool.frame.evaluate(RECTANGLES)
    assert image == stage != upper
    tool.zoom(2, (4000, 2000))
    tool.click((4001, 2002))
    tool.wait_for("keypoints", [{"label": "x", "x": 4001, "y": 2002}])
    tool.frame.wait_for_function(
        """() => {
          const canvas = tool.shadowRoot.querySelector(".picture");
          const [r, g, b, a] = canvas.getContext("2d").getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
          return a === 255 && r + g + b > 0;
        }"""
    )
    assert tool.task.errors == []
