"""The classifiers of images: loading, failing, renewing, zoom and pan, comments."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

TASK = """<crowd-form><crowd-image-classifier id="tool" name="animal" header="What is it?" src="{src}"
  categories="['Cat', 'Dog']">{inside}</crowd-image-classifier></crowd-form>"""
SHOWN = "() => getComputedStyle(tool.shadowRoot.querySelector('.stage img') ?? document.body).visibility === 'visible'"
RECTANGLES = """() => ['img', 'canvas.upper-canvas'].map((name) => {
  const { left, top, width, height } = tool.shadowRoot.querySelector(name).getBoundingClientRect();
  return [left, top, width, height].map((value) => Math.round(value * 100) / 100);
})"""


def picture(kind: str = "PNG", *, orientation: int | None = None) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    Image.new("RGB", (80, 40), "teal").save(out, kind, **({"exif": exif} if orientation else {}))
    return out.getvalue()


def open_image(
    open_task: Any, server: Any, content: bytes, content_type: str = "image/png", inside: str = ""
) -> Any:
    server.add("/bucket/picture", content, content_type)
    task = open_task(TASK.format(src="/bucket/picture", inside=inside))
    task.frame.wait_for_function(SHOWN)
    return task


def image_once(task: Any, is_right: Callable[[list[float]], bool]) -> list[float]:
    """The image's rectangle, once it is the canvas's too and as it should be."""

    def look() -> list[float] | None:
        image, canvas = task.frame.evaluate(RECTANGLES)
        return image if image == canvas and is_right(image) else None

    found: list[float] = task.wait_until(look)
    return found


@pytest.mark.parametrize(
    ("kind", "content_type"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("BMP", "image/bmp"),
        ("WEBP", "image/webp"),
        ("PNG", "application/octet-stream"),
    ],
)
def test_images_of_every_kind_are_shown_and_classified(
    open_task: Any, task_server: Any, kind: str, content_type: str
) -> None:
    task = open_image(open_task, task_server, picture(kind), content_type)
    expect(task.frame.get_by_text("80 × 40 px")).to_be_visible()
    task.page.keyboard.press("1")
    assert task.submit() == '{"animal":{"label":"Cat"}}'


def test_svg_and_data_urls_are_shown(open_task: Any, task_server: Any) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"><rect width="9" height="9"/></svg>'
    task_server.add("/bucket/drawing.svg", svg, "binary/octet-stream")
    task = open_task(TASK.format(src="/bucket/drawing.svg", inside=""))
    task.frame.wait_for_function(SHOWN)
    expect(task.frame.get_by_text("30 × 20 px")).to_be_visible()
    data = "data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg' width='7' height='5'/%3E"
    task.frame.evaluate("(src) => { tool.src = src }", data)
    task.frame.get_by_text("7 × 5 px").wait_for()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_an_image_is_shown_as_it_is_stored_whatever_its_exif_says(
    open_task: Any, task_server: Any, kind: str
) -> None:
    task = open_image(open_task, task_server, picture(kind, orientation=6), f"image/{kind.lower()}")
    expect(task.frame.get_by_text("80 × 40 px")).to_be_visible()


@pytest.mark.parametrize(
    ("status", "content", "reason"),
    [
        (404, b"", "not found (404)"),
        (500, b"", "answered 500"),
        (200, b"no picture", "no image that this browser can show"),
    ],
)
def test_a_missing_image_says_why_and_can_be_tried_again(
    open_task: Any, task_server: Any, status: int, content: bytes, reason: str
) -> None:
    task_server.add("/bucket/picture", content, "image/png", status=status)
    task = open_task(TASK.format(src="/bucket/picture", inside=""))
    task.frame.get_by_text(reason).wait_for()
    task_server.add("/bucket/picture", picture(), "image/png")
    task.frame.get_by_role("button", name="Try again").click()
    task.frame.wait_for_function(SHOWN)


def test_an_unreachable_image_says_so(open_task: Any) -> None:
    task = open_task(TASK.format(src="http://127.0.0.1:9/x.png", inside=""))
    task.frame.get_by_text("could not be reached").wait_for()


def test_an_expired_address_is_renewed_once_without_losing_work(open_task: Any, task_server: Any) -> None:
    task_server.add("/bucket/old", b"expired", "text/plain", status=403)
    task_server.add("/bucket/fresh", picture(), "image/png")
    task = open_task(TASK.format(src="/bucket/first", inside=""))
    task.reply("refresh", {"type": "refreshed", "url": "/bucket/fresh"})
    task.page.keyboard.press("2")
    task.frame.evaluate("tool.src = '/bucket/old'")
    task.wait_for("refresh")
    task.frame.wait_for_function(SHOWN)
    [asked] = task.messages("refresh")
    assert asked["url"] == "/bucket/old"
    assert task.submit() == '{"animal":{"label":"Dog"}}'


def test_an_address_that_stays_refused_is_not_asked_for_for_ever(open_task: Any, task_server: Any) -> None:
    task_server.add("/bucket/old", b"expired", "text/plain", status=403)
    task = open_task(TASK.format(src="", inside=""))
    task.reply("refresh", {"type": "refreshed", "url": "/bucket/old"})
    task.frame.evaluate("tool.src = '/bucket/old'")
    task.frame.get_by_text("refused (403)").wait_for()
    assert len(task.messages("refresh")) == 1


def test_the_canvas_follows_the_image_through_zoom_pan_and_resize(open_task: Any, task_server: Any) -> None:
    task = open_image(open_task, task_server, picture())
    stage = task.frame.locator(".stage")
    box = stage.bounding_box()
    fitted = image_once(task, lambda image: image[2] == pytest.approx(2 * image[3]))

    task.page.mouse.move(box["x"] + 100, box["y"] + 100)
    task.page.mouse.wheel(0, -600)
    zoomed = image_once(task, lambda image: image[2] > fitted[2] * 1.5)

    task.page.mouse.down()
    task.page.mouse.move(box["x"] + 60, box["y"] + 80, steps=3)
    task.page.mouse.up()
    moved = pytest.approx([zoomed[0] - 40, zoomed[1] - 20], abs=0.1)
    image_once(task, lambda image: image[:2] == moved)

    task.page.keyboard.press("f")
    task.page.set_viewport_size({"width": 900, "height": 700})
    image_once(task, lambda image: image[2] < fitted[2])


def test_zoom_works_by_keys_and_buttons(open_task: Any, task_server: Any) -> None:
    task = open_image(open_task, task_server, picture())
    task.page.keyboard.press("+")
    task.page.keyboard.press("Shift+F")
    expect(task.frame.locator("output")).to_have_text(re.compile("%$"))
    task.settle()
    before = image_once(task, lambda image: True)[2]
    task.frame.get_by_role("button", name="Zoom in").click()
    image_once(task, lambda image: image[2] == pytest.approx(before * 1.25, rel=0.01))


def test_a_comment_goes_with_the_answer_unless_it_is_blank(open_task: Any, task_server: Any) -> None:
    inside = '<worker-comment link-text="Say more" header="Your words" placeholder="What is odd?">Explain.</worker-comment>'
    task = open_image(open_task, task_server, picture(), inside=inside)
    task.page.keyboard.press("1")
    task.frame.get_by_role("button", name="Say more").click()
    area = task.frame.get_by_role("textbox", name="Comment")
    expect(area).to_have_attribute("placeholder", "What is odd?")
    expect(task.frame.get_by_text("Explain.")).to_be_visible()
    area.fill("  ")
    task.wait_for_value("tool._submittableValue", {"label": "Cat"})
    area.fill(" It has 2 tails. ")
    task.frame.get_by_role("button", name="Done").click()
    assert task.submit() == '{"animal":{"label":"Cat","workerComment":"It has 2 tails."}}'


def test_several_categories_and_none_for_an_image(open_task: Any, task_server: Any) -> None:
    task_server.add("/bucket/picture", picture(), "image/png")
    task = open_task(
        """<crowd-form><crowd-image-classifier-multi-select name="m" src="/bucket/picture" categories="['a', 'b', 'c']"
        exclusion-category="{text: 'None'}"></crowd-image-classifier-multi-select></crowd-form>"""
    )
    task.page.keyboard.press("3")
    task.page.keyboard.press("1")
    assert task.submit() == '{"m":{"labels":["a","c"]}}'


OVERLAID = """<crowd-form><crowd-image-classifier id="tool" name="ok" src="/bucket/picture" categories="['Right', 'Wrong']"
  overlay="{overlay}"></crowd-image-classifier></crowd-form>"""
INK = """(layer) => {
  const canvas = tool.shadowRoot.querySelector(`.stage canvas.${layer}`);
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value, at) => at % 4 === 3 && value > 0);
}"""


@pytest.mark.parametrize(
    "overlay",
    [
        "{boundingBox: {labels: ['Cat'], value: [{label: 'Cat', left: 5, top: 5, width: 20, height: 20}]}}",
        "{keypoint: {labels: ['Cat'], value: [{label: 'Cat', x: 5, y: 5}]}}",
        "{polygon: {labels: ['Cat'], value: [{label: 'Cat', vertices: [{x: 5, y: 5}, {x: 25, y: 5}, {x: 9, y: 20}]}]}}",
    ],
)
def test_an_earlier_label_lies_over_the_image_and_can_be_hidden(
    open_task: Any, task_server: Any, overlay: str
) -> None:
    task_server.add("/bucket/picture", picture(), "image/png")
    task = open_task(OVERLAID.format(overlay=overlay))
    expect(task.frame.get_by_role("list", name="Legend")).to_have_text("Cat")
    task.frame.wait_for_function(INK, arg="drawn")
    task.frame.get_by_label("Hide", exact=True).check()
    expect(task.frame.locator("canvas.drawn")).to_be_hidden()
    task.frame.get_by_label("Hide", exact=True).uncheck()
    task.page.keyboard.press("1")
    assert task.submit() == '{"ok":{"label":"Right"}}'


def test_masks_lie_over_the_image_in_their_colours_and_faults_are_told(
    open_task: Any, task_server: Any
) -> None:
    mask = Image.new("RGB", (80, 40), "white")
    mask.paste((44, 160, 44), (10, 10, 30, 30))
    out = io.BytesIO()
    mask.save(out, "PNG")
    task_server.add("/bucket/picture", picture(), "image/png")
    task_server.add("/bucket/mask", out.getvalue(), "image/png")
    overlay = "{semanticSegmentation: {labels: ['Cat'], labelMappings: {Cat: {color: '#2ca02c'}}, src: '/bucket/mask'}}"
    task = open_task(OVERLAID.format(overlay=overlay))
    task.frame.wait_for_function(INK, arg="mask")
    pixels = """() => [5, 15].map((at) => [...tool.shadowRoot.querySelector("canvas.mask").getContext("2d").getImageData(at, at, 1, 1).data])"""
    outside, inside = task.frame.evaluate(pixels)
    assert (outside[3], inside) == (0, [44, 160, 44, 255])
    expect(task.frame.get_by_role("list", name="Legend")).to_have_text("Cat")
    task.frame.evaluate("tool.overlay = {semanticSegmentation: {labelMappings: {}, src: '/bucket/none'}}")
    expect(task.frame.get_by_role("alert").filter(has_text="not found (404)")).to_be_visible()
    task.frame.evaluate("tool.overlay = {boxes: []}")
    expect(task.frame.get_by_role("alert").filter(has_text="one of these keys: boundingBox")).to_be_visible()


def test_boxes_that_a_template_fills_later_leave_the_window_to_the_tool(
    open_task: Any, task_server: Any
) -> None:
    task_server.add("/bucket/picture", picture(), "image/png")
    inside = TASK.format(src="/bucket/picture", inside="")
    task = open_task(inside.replace("<crowd-form>", '<crowd-form>\n<div id="errors">\n</div>'))
    task.frame.wait_for_function(SHOWN)
    expect(task.frame.locator("section.frame.alone")).to_have_count(1)
    task.frame.evaluate("errors.textContent = 'Please look again.'; tool.requestUpdate()")
    expect(task.frame.locator("section.frame.alone")).to_have_count(0)
