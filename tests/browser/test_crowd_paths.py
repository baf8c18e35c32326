"""crowd-polygon, crowd-polyline, crowd-line: drawing vertex by vertex, changing what is there."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.drawing import ImageTool, open_tool

TASK = """<crowd-form><crowd-{kind} id="tool" name="shapes" src="/bucket/picture" labels="['road', 'lake']" {more}></crowd-{kind}></crowd-form>"""


def paths(open_task: Any, server: Any, kind: str, more: str = "") -> ImageTool:
    return open_tool(open_task, server, TASK.format(kind=kind, more=more))


def path(label: str, *places: tuple[int, int]) -> dict[str, Any]:
    return {"label": label, "vertices": [{"x": x, "y": y} for x, y in places]}


def test_polygons_close_on_the_first_vertex_or_by_enter_and_undo_walks_vertices(
    open_task: Any, task_server: Any
) -> None:
    tool = paths(open_task, task_server, "polygon")
    tool.click((100, 100), (200, 100), (300, 300))
    tool.task.refused()
    expect(tool.frame.get_by_role("alert").filter(has_text="Finish the polygon").first).to_be_visible()
    tool.frame.get_by_role("application").focus()
    tool.keys.press("Control+z")
    tool.keys.press("Control+z")
    tool.keys.press("Control+y")
    tool.click((200, 250))
    tool.click((103, 98))  # near enough to the first
    tool.keys.press("2")
    tool.click((130, 130), (170, 130), (150, 160), (140, 170))  # starts inside the first
    tool.page.mouse.click(*tool.at((20, 20)), button="right")
    tool.keys.press("Enter")
    drawn = [
        path("road", (100, 100), (200, 100), (200, 250)),
        path("lake", (130, 130), (170, 130), (150, 160)),
    ]
    tool.wait_for("polygons", drawn)
    assert tool.task.submit() == (
        '{"shapes":{"inputImageProperties":{"height":400,"width":600},"polygons":['
        '{"label":"road","vertices":[{"x":100,"y":100},{"x":200,"y":100},{"x":200,"y":250}]},'
        '{"label":"lake","vertices":[{"x":130,"y":130},{"x":170,"y":130},{"x":150,"y":160}]}]}}'
    )


def test_edges_of_a_polygon_never_cross(open_task: Any, task_server: Any) -> None:
    tool = paths(open_task, task_server, "polygon")
    tool.click((100, 100), (300, 100), (300, 300), (200, 50))
    expect(tool.frame.locator(".tool-footer .hint")).to_contain_text("may not cross")
    tool.click((100, 300))
    tool.keys.press("Enter")
    square = path("road", (100, 100), (300, 100), (300, 300), (100, 300))
    tool.wait_for("polygons", [square])
    tool.drag((100, 100), (350, 200))  # a vertex over the opposite edge: refused
    tool.wait_for("polygons", [square])


def test_vertices_and_edges_of_a_polygon_are_changed(open_task: Any, task_server: Any) -> None:
    tool = paths(open_task, task_server, "polygon")
    tool.click((100, 100), (300, 100), (300, 300), (100, 300))
    tool.keys.press("Enter")
    tool.click((200, 100))  # a vertex on an edge
    tool.drag((200, 100), (200, 60))
    tool.wait_for("polygons", [path("road", (100, 100), (200, 60), (300, 100), (300, 300), (100, 300))])
    tool.keys.press("Delete")  # the vertex
    tool.drag((300, 200), (350, 200))  # a whole edge
    tool.wait_for("polygons", [path("road", (100, 100), (350, 100), (350, 300), (100, 300))])
    tool.keys.press("v")
    tool.drag((220, 220), (230, 240))  # the whole
    tool.wait_for("polygons", [path("road", (110, 120), (360, 120), (360, 320), (110, 320))])
    tool.keys.press("Delete")
    tool.wait_for("polygons", [])
    for _ in range(6):
        tool.keys.press("Control+z")
    tool.wait_for("polygons", [path("road", (100, 100), (300, 100), (300, 300), (100, 300))])


def test_polylines_cross_end_on_their_last_vertex_and_are_drawn_freehand(
    open_task: Any, task_server: Any
) -> None:
    tool = paths(open_task, task_server, "polyline", "label-colors=\"['#ff0000']\"")
    tool.click((100, 100), (300, 100), (200, 50), (200, 200), (200, 200))
    tool.keys.press("2")
    tool.click((50, 300))
    tool.keys.down("Shift")
    tool.drag((100, 300), (200, 300), (300, 300), (300, 350))
    tool.keys.up("Shift")
    tool.keys.press("Enter")
    first = path("road", (100, 100), (300, 100), (200, 50), (200, 200))
    second = path("lake", (50, 300), (100, 300), (300, 300), (300, 350))
    tool.wait_for("polylines", [first, second])
    assert tool.frame.evaluate("tool.labelColors") == ["#ff0000"]
    swatch = tool.frame.locator(".label-button .swatch").first
    expect(swatch).to_have_css("background-color", "rgb(255, 0, 0)")
    assert '"polylines":[{"label":"road"' in tool.task.submit()


def test_lines_are_one_drag_or_two_clicks(open_task: Any, task_server: Any) -> None:
    tool = paths(open_task, task_server, "line")
    tool.drag((100, 100), (300, 120))
    tool.click((100, 200), (300, 220))
    tool.frame.get_by_role("application").focus()
    tool.keys.press("Escape")
    tool.keys.press("Enter")
    tool.keys.press("Enter")
    tool.keys.press("Shift+ArrowRight")
    tool.keys.press("Enter")
    tool.frame.wait_for_function("() => tool.value.lines.length === 3")
    lines = tool.value()["lines"]
    assert lines[:2] == [path("road", (100, 100), (300, 120)), path("road", (100, 200), (300, 220))]
    assert lines[2]["vertices"][0] == {"x": 300, "y": 200}
    assert lines[2]["vertices"][1]["y"] == 200


@pytest.mark.parametrize(
    ("kind", "name"), [("polygon", "polygons"), ("polyline", "polylines"), ("line", "lines")]
)
def test_initial_paths_are_loaded_moved_and_deleted(
    open_task: Any, task_server: Any, kind: str, name: str
) -> None:
    places = [(50, 50), (150, 50), (100, 150)][: 2 if kind == "line" else 3]
    vertices = ",".join(f"{{x:{x},y:{y}}}" for x, y in places)
    tool = paths(
        open_task,
        task_server,
        kind,
        f"initial-value=\"{{{name}: [{{label:'road', vertices:[{vertices}]}}]}}\"",
    )
    assert tool.value() == {
        name: [path("road", *places)],
        "initialValueModified": False,
        "inputImageProperties": {"height": 400, "width": 600},
    }
    tool.click((80, 50))
    tool.keys.press("Shift+ArrowDown")
    tool.wait_for(name, [path("road", *((x, y + 10) for x, y in places))])
    assert tool.value()["initialValueModified"] is True
    tool.keys.press("Delete")
    tool.wait_for(name, [])
