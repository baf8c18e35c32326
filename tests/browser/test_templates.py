"""Whole templates in the manner of public ones: rendered, answered by script, answers compared byte for byte.

A template is `templates/NAME.liquid.html`; `templates/NAME.json` beside it holds `input` (what Liquid
reads), `steps` (what the worker does), `answer`, and `reports` (errors that reach the portal; none when not
said). A step is `[verb, selector, value]`, see `STEPS`; Submit at the end need not be said.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from tests.browser.conftest import PORTAL, Task, TaskServer

from trigpoint.templates.page_maker import PageMaker
from trigpoint.templates.page_rules import PageRules

FOLDER = Path(__file__).parent / "templates"
NAMES = sorted(path.name.removesuffix(".liquid.html") for path in FOLDER.glob("*.liquid.html"))
JQUERY = Path(__file__).parents[2] / "web/node_modules/jquery/dist/jquery.min.js"
FILES = {
    "/jquery.js": (JQUERY.read_bytes(), "text/javascript"),
    "/helper.mjs": (b"export const wave = (text) => `~${text}~`;", "text/javascript"),
    "/widgets.js": (b"window.widgets = { load: () => 'loaded' };", "text/javascript"),
}


class OpenBuckets:
    """Signs whatever it is given, as for a job that may read everything."""

    origin = ""

    def sign(self, url: str) -> str:
        return url.replace("s3://", "/", 1) + "?X-Amz-Signature=0" if url.startswith("s3://") else url

    def published(self, url: str) -> str | None:
        return None


def refused(task: Task, _: Locator, __: str) -> None:
    task.frame.locator("#actionsContainer button").click()
    task.settle()
    assert task.messages("submit") == []


def pointer(task: Task, place: Locator, fractions: str) -> None:
    """Press at the first point of an element, given as fractions of its size, and let go at the last."""
    box = place.bounding_box()
    assert box is not None
    numbers = [float(number) for number in fractions.split()]
    points = [
        (box["x"] + across * box["width"], box["y"] + down * box["height"])
        for across, down in zip(numbers[::2], numbers[1::2], strict=True)
    ]
    task.page.mouse.move(*points[0])
    task.page.mouse.down()
    task.page.mouse.move(*points[-1], steps=4)
    task.page.mouse.up()


STEPS: dict[str, Callable[[Task, Locator, str], object]] = {
    "click": lambda _, place, __: place.click(),
    "press": lambda _, place, key: place.press(key),
    "fill": lambda _, place, text: place.fill(text),
    "type": lambda _, place, text: place.press_sequentially(text),
    "select": lambda _, place, text: place.select_option(text.split("|")),
    "choose": lambda _, place, text: place.get_by_role("radio", name=text, exact=True).click(),
    "tick": lambda _, place, text: place.get_by_role("checkbox", name=text, exact=True).click(),
    "attach": lambda _, place, name: place.set_input_files({"name": name, "mimeType": "", "buffer": b"x"}),
    "drop": lambda task, place, target: place.drag_to(task.frame.locator(target)),
    "point": pointer,
    "drag": pointer,
    "run": lambda task, _, script: task.frame.evaluate(script),
    "see": lambda _, place, text: expect(place).to_contain_text(text),
    "hidden": lambda _, place, __: expect(place).to_be_hidden(),
    "visible": lambda _, place, __: expect(place).to_be_visible(),
    "holds": lambda task, _, script: task.wait_for_value(script, True),
    "refused": refused,
    "submit": lambda task, _, __: task.frame.locator("#actionsContainer button").click(),
    "sent": lambda *_: None,
    "portal": lambda task, _, __: task.tell(type="requestSubmit"),
}


@pytest.fixture
def show(page: Page, task_server: TaskServer) -> Iterator[Callable[[str, object], Task]]:
    """Opens a template with its input in the page."""
    files = dict(task_server.files)
    for path, (content, content_type) in FILES.items():
        task_server.add(path, content, content_type)

    def show_(template: str, task_input: object) -> Task:
        made = PageMaker(PageRules()).page(template, task_input, OpenBuckets())
        assert [fault for fault in made.faults if not fault.warning] == []
        task_server.add("/task", made.html.encode(), "text/html; charset=utf-8")
        task_server.add("/", PORTAL.encode(), "text/html; charset=utf-8")
        task = Task(page, page.main_frame, task_server)
        page.goto(task_server.url)
        task.frame = page.frames[1]
        task.wait_for("ready")
        return task

    yield show_
    task_server.files.clear()
    task_server.files.update(files)


@pytest.mark.parametrize("name", NAMES)
def test_the_answer_of_a_template_is_this_byte_for_byte(show: Callable[..., Task], name: str) -> None:
    plan: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    task = show((FOLDER / f"{name}.liquid.html").read_text(), plan.get("input", {}))
    for verb, place, value in plan["steps"]:
        STEPS[verb](task, task.frame.locator(place or "html"), value)
    if plan["steps"][-1][0] not in {"submit", "portal", "sent"}:
        task.frame.locator("#actionsContainer button").click()
    wanted = json.dumps(plan["answer"], separators=(",", ":"), ensure_ascii=False, sort_keys=True)
    assert task.answer() == wanted
    reports = [re.sub(r"http://[^ ]+/", "/", one["message"]) for one in task.messages("error")]
    assert reports == plan.get("reports", [])
