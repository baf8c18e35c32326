"""axe-core on every page that a worker sees, task documents included: nothing serious, light or dark."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page, expect

LABELS = ["Western", "Indonesian", "Chinese", "Mains", "Dessert", "Snack"]
ELEMENTS = {
    "TextMultiClassMultiLabel": "crowd-classifier-multi-select",
    "ImageMultiClass": "crowd-image-classifier",
}
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <{element} name="dish" header="What is on the plate?" {source}
      categories="{{{{ task.input.labels | to_json | escape }}}}">
    {target}
    <full-instructions header="Dishes"><p>Choose the cuisine and the course.</p></full-instructions>
    <short-instructions><p>Choose what fits.</p></short-instructions>
  </{element}>
</crowd-form>
"""
SOURCE = 'src="{{ task.input.taskObject | grant_read_access }}"'
TARGET = "<classification-target><p>{{ task.input.taskObject }}</p></classification-target>"


def template(task_type: str) -> str:
    is_image = task_type.startswith("Image")
    return TEMPLATE.format(
        element=ELEMENTS[task_type], source=SOURCE if is_image else "", target="" if is_image else TARGET
    )


def grave(page: Page | Frame) -> list[str]:
    """The serious and critical findings in one document.

    A frame needs no title inside: the portal's `<iframe title>` names it.
    """
    axe = Axe()
    options = "{ iframes: false, rules: { 'document-title': { enabled: window === parent } } }"
    found = page.evaluate(
        f"async () => {{ {axe.axe_script}; return (await axe.run({options})).violations; }}"
    )
    return [
        f"{each['id']}: {node['html'][:200]} {node.get('failureSummary', '')}"
        for each in found
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.fixture(scope="module")
def photo_uri(lab: Any) -> str:
    spec = find_spec("skimage")
    assert spec is not None and spec.origin is not None
    return str(lab.put("plate.png", (Path(spec.origin).parent / "data" / "coffee.png").read_bytes()))


@pytest.mark.parametrize("colors", ["light", "dark"])
def test_the_way_to_the_jobs_is_accessible(lab: Any, open_browser: Any, unique: str, colors: str) -> None:
    (newcomer,) = lab.invite(f"new-{unique}")
    browser = open_browser(lab.url, color_scheme=colors)
    browser.page.goto(lab.url)
    expect(browser.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert grave(browser.page) == []
    browser.sign_in(newcomer)
    expect(browser.page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    browser.page.get_by_label("New password", exact=True).fill("abc")
    assert grave(browser.page) == []
    for name in ("New password", "New password again"):
        browser.page.get_by_label(name, exact=True).fill("Chosen-by-me-7")
    browser.button("Save password").click()
    expect(browser.page.get_by_role("heading", name="Jobs")).to_be_visible()
    assert grave(browser.page) == []


@pytest.mark.parametrize("task_type", ["ImageMultiClass"])
def test_the_task_page_and_its_document_are_accessible(
    lab: Any, open_browser: Any, photo_uri: str, unique: str, task_type: str
) -> None:
    (ana,) = lab.employ(f"ana-{unique}")
    name = f"axe-{unique}"
    line = (
        f'{{"source-ref": "{photo_uri}"}}'
        if task_type.startswith("Image")
        else '{"source": "Gado-gado, one egg"}'
    )
    lab.create_job(
        name,
        task_type=task_type,
        template=template(task_type),
        labels=LABELS,
        manifest=lab.put(f"{name}/in.manifest", line + "\n"),
    )
    browser = open_browser(lab.url)
    browser.sign_in(ana)
    expect(browser.row(name)).to_be_visible()
    assert grave(browser.page) == []
    browser.start_working(name)
    browser.press("2")
    expect(browser.category("Indonesian")).to_be_checked()
    for size in ({"width": 1280, "height": 800}, {"width": 390, "height": 844}):
        browser.page.set_viewport_size(size)
        assert grave(browser.page) == []
        assert grave(browser.task_frame) == []
    browser.page.emulate_media(color_scheme="dark")
    assert grave(browser.page) == []
    assert grave(browser.task_frame) == []
