"""The segmentation tools: painting, exact masks, initial masks, assists, drafts, large images."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageCms

SEMANTIC = """<crowd-form><crowd-semantic-segmentation id="tool" name="mask" header="Paint" src="/bucket/picture"
  labels="['road', 'tree', 'sky']" {attributes}></crowd-semantic-segmentation></crowd-form>"""
INSTANCE = SEMANTIC.replace("semantic", "instance")
READY = "() => getComputedStyle(tool.shadowRoot.querySelector('.stage img') ?? document.body).visibility === 'visible' && tool.checkValidity()"
PLACE = """([x, y]) => {
  const image = tool.shadowRoot.querySelector('.stage img');
  const { left, top, width } = image.getBoundingClientRect();
  return [left + x * width / image.naturalWidth, top + y * width / image.naturalWidth];
}"""
GREEN, BLUE, ORANGE, CLEAR = (
    (0x2C, 0xA0, 0x2C, 255),
    (0x1F, 0x77, 0xB4, 255),
    (0xFF, 0x7F, 0x0E, 255),
    (255, 255, 255, 0),
)


class Painting:
    """A segmentation tool in its page, and a hand to paint with."""

    def __init__(self, task: Any) -> None:
        self.task = task
        self.keyboard = task.page.keyboard
        task.frame.wait_for_function(READY)

    def at(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.task.frame.evaluate(PLACE, [x, y])
        return left, top

    def drag(self, *points: tuple[float, float]) -> None:
        mouse = self.task.page.mouse
        mouse.move(*self.at(*points[0]))
        mouse.down()
        for point in points[1:]:
            mouse.move(*self.at(*point), steps=3)
        mouse.up()

    def click(self, *points: tuple[float, float]) -> None:
        for point in points:
            self.task.page.mouse.click(*self.at(*point))

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keyboard.press(key)

    @property
    def value(self) -> dict[str, Any]:
        return self.task.frame.evaluate("() => tool.value")  # type: ignore[no-any-return]

    @property
    def pixels(self) -> Any:
        return pixels_of(self.value)

    def colors(self) -> set[tuple[int, ...]]:
        return {tuple(int(part) for part in color) for color in np.unique(self.pixels.reshape(-1, 4), axis=0)}

    def wait_for_color(self, color: tuple[int, ...]) -> None:
        self.task.wait_until(lambda: color in self.colors())

    def wait_free(self) -> None:
        """Wait until the tool is doing nothing in the background."""
        self.task.frame.wait_for_function(
            "() => !tool.shadowRoot.querySelector('.hint').textContent.endsWith(' …')"
        )


def png(image: Image.Image, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    return out.getvalue()


def pixels_of(answer: dict[str, Any]) -> Any:
    data = base64.b64decode(answer["labeledImage"]["pngImageData"])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def scene() -> Image.Image:
    """A bright disc on a dark ground, both with some grain."""
    y, x = np.mgrid[0:120, 0:200]
    inside = ((x - 100) / 50) ** 2 + ((y - 60) / 35) ** 2 < 1
    grain = np.random.default_rng(5).integers(0, 25, (120, 200, 3))
    rgb = np.where(inside[..., None], [200, 120, 60], [40, 60, 90]) + grain
    return Image.fromarray(rgb.astype(np.uint8))


@pytest.fixture
def paint(open_task: Any, task_server: Any) -> Any:
    task_server.add("/bucket/picture", png(scene()), "image/png")

    def open_(template: str = SEMANTIC, attributes: str = "", **size: int) -> Painting:
        return Painting(open_task(template.format(attributes=attributes), **size))

    return open_


def test_strokes_polygons_and_undo_make_a_mask_of_exactly_the_palettes_colours(paint: Any) -> None:
    hand = paint()
    assert hand.value == {
        "inputImageProperties": {"height": 120, "width": 200},
        "labelMappings": {},
        "labeledImage": hand.value["labeledImage"],
    }
    assert hand.colors() == {CLEAR}
    hand.drag((20, 20), (180, 25))
    hand.press("3", "p")
    hand.click((20, 90), (80, 90), (80, 110), (20, 110))
    hand.press("Enter")
    assert hand.value["labelMappings"] == {"road": {"color": "#2ca02c"}, "sky": {"color": "#ff7f0e"}}
    assert hand.colors() == {CLEAR, GREEN, ORANGE}
    assert (hand.pixels[90:110, 20:80] == ORANGE).all()  # pixels whose centre is inside, to the row
    assert tuple(hand.pixels[21, 100]) == GREEN

    painted = hand.value["labeledImage"]
    hand.press("e")
    hand.drag((100, 10), (100, 40))
    assert tuple(hand.pixels[21, 100]) == CLEAR
    hand.press("Control+z")
    assert hand.value["labeledImage"] == painted
    hand.press("Control+z", "Control+z")
    assert hand.colors() == {CLEAR}
    hand.press("Control+y", "Control+y")
    assert hand.value["labeledImage"] == painted
    answer = json.loads(hand.task.submit())["mask"]
    assert list(answer) == ["inputImageProperties", "labelMappings", "labeledImage"]
    assert answer["labeledImage"] == painted
    assert hand.task.errors == []


def test_locks_protection_and_alt_decide_what_paint_may_change(paint: Any) -> None:
    hand = paint()
    hand.drag((20, 30), (180, 30))
    hand.press("2", "u")
    hand.drag((60, 10), (60, 60))  # only where nothing is yet
    assert tuple(hand.pixels[30, 60]) == GREEN
    assert tuple(hand.pixels[55, 60]) == BLUE
    hand.press("u", "1", "k", "2")
    hand.drag((100, 10), (100, 60))  # road is locked
    assert tuple(hand.pixels[30, 100]) == GREEN
    hand.press("1", "k", "2")
    hand.drag((100, 10), (100, 60))
    assert tuple(hand.pixels[30, 100]) == BLUE
    hand.keyboard.down("Alt")
    hand.drag((100, 10), (100, 60))
    hand.keyboard.up("Alt")
    assert tuple(hand.pixels[30, 100]) == CLEAR
    hand.task.frame.locator("#mask-swap").select_option("road")
    assert (tuple(hand.pixels[30, 30]), tuple(hand.pixels[55, 60])) == (BLUE, GREEN)
    size = "() => Number.parseInt(tool.shadowRoot.querySelector('.mask-options output').textContent)"
    before = hand.task.frame.evaluate(size)
    hand.press("]")
    hand.task.frame.wait_for_function(f"before => ({size})() > before", arg=before)


def test_the_keyboard_alone_paints(paint: Any) -> None:
    hand = paint()
    hand.task.frame.evaluate("() => tool.focus()")
    hand.press("Enter", "Enter")  # the cursor in the middle, then the brush down
    for _ in range(6):
        hand.press("Shift+ArrowRight")
    hand.press("Escape")
    assert hand.colors() == {CLEAR}
    hand.press("Enter")
    for _ in range(3):
        hand.press("ArrowLeft")
    hand.press("Enter")
    assert GREEN in hand.colors()
    hand.press("Control+z")
    assert hand.colors() == {CLEAR}


def test_assists_find_what_is_in_the_image(paint: Any) -> None:
    hand = paint()
    y, x = np.mgrid[0:120, 0:200]
    truth = ((x - 100) / 50) ** 2 + ((y - 60) / 35) ** 2 < 1

    def agreement(color: tuple[int, ...]) -> float:
        found = (hand.pixels == color).all(axis=-1)
        return float((found & truth).sum() / (found | truth).sum())

    hand.press("a")
    hand.click((51, 60), (100, 26), (149, 60), (100, 94))
    hand.wait_free()
    hand.press("Enter")
    hand.wait_for_color(GREEN)
    assert agreement(GREEN) > 0.95
    hand.press("Delete")
    hand.press("2", "w")
    hand.click((100, 60))
    hand.wait_for_color(BLUE)
    assert agreement(BLUE) > 0.95
    hand.press("Delete", "3", "p")
    hand.click((44, 20), (156, 20), (156, 100), (44, 100))
    hand.press("Enter", "b")
    hand.task.frame.get_by_role("button", name="Shrink").click()
    hand.wait_free()
    hand.task.wait_until(lambda: tuple(hand.pixels[20, 100]) == CLEAR)
    hand.press("s")
    hand.task.page.mouse.move(*hand.at(20, 100))
    hand.press("Control+z", "Control+z")
    hand.task.wait_until(
        lambda: (hand.click((100, 60)), ORANGE in hand.colors())[1]
    )  # superpixels are made when first seen
    assert ((hand.pixels == ORANGE).all(axis=-1) & ~truth).sum() < 40
    assert hand.task.errors == []


def mask(mode: str = "RGB") -> Image.Image:
    """Road, tree, a foreign colour and nothing, side by side."""
    image = Image.new("RGB", (200, 120), "white")
    for at, color in enumerate(["#2ca02c", "#1f77b4", "#123456"]):
        image.paste(color, (at * 50, 0, at * 50 + 50, 120))
    if mode == "P":
        return image.convert("P", palette=Image.Palette.ADAPTIVE, colors=4)
    return image.convert(mode)


INITIAL = """initial-value='{"src": "/bucket/mask", "labelMappings": {"road": {"color": "#2ca02c"}, "tree": {"color": "#1F77B4"}}}'"""


def test_an_initial_mask_is_read_exactly_and_given_back_byte_for_byte(paint: Any, task_server: Any) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for mode, options in (("RGB", {"icc_profile": profile}), ("P", {}), ("RGBA", {})):
        task_server.add("/bucket/mask", png(mask(mode), **options), "image/png")
        hand = paint(attributes=INITIAL)
        assert hand.value["labelMappings"] == {"road": {"color": "#2ca02c"}, "tree": {"color": "#1f77b4"}}
        assert (hand.pixels[:, :50] == GREEN).all() and (hand.pixels[:, 50:100] == BLUE).all()
        assert (hand.pixels[:, 100:] == CLEAR).all()
        assert hand.value["initialValueModified"] is False
    hand.press("3")
    hand.drag((150, 60), (160, 60))
    assert hand.value["initialValueModified"] is True
    again = hand.value
    hand.press("Control+z")
    assert hand.value["initialValueModified"] is False
    task_server.add("/bucket/mask", base64.b64decode(again["labeledImage"]["pngImageData"]), "image/png")
    mapping = json.dumps({"src": "/bucket/mask", "labelMappings": again["labelMappings"]})
    reloaded = paint(attributes=f"initial-value='{mapping}'").value
    assert reloaded == {**again, "initialValueModified": False}
    whole = paint(attributes=f"initial-value='{json.dumps(again)}'").value
    assert whole == {**again, "initialValueModified": False}


def test_a_mask_that_cannot_be_used_says_why(paint: Any, task_server: Any) -> None:
    task_server.add("/bucket/mask", png(Image.new("RGB", (10, 10))), "image/png")
    hand = paint(attributes=INITIAL)
    fault = hand.task.frame.locator(".fault")
    assert "The mask is 10 × 10 px, the image 200 × 120 px" in fault.inner_text()
    hand.drag((20, 20), (40, 20))
    assert hand.colors() == {CLEAR, GREEN}
    task_server.add("/bucket/mask", b"no image", "image/png")
    assert "no image" in paint(attributes=INITIAL).task.frame.locator(".fault").inner_text()


def test_instances_have_colours_of_their_own_and_are_split_merged_and_undone(paint: Any) -> None:
    hand = paint(INSTANCE)
    hand.drag((20, 20), (80, 20))
    hand.press("Insert")
    hand.drag((20, 60), (80, 60))
    hand.press("2")
    hand.drag((20, 100), (80, 100))
    road, other, tree = (
        {"color": "#2ca02c", "label": "road"},
        {"color": "#1f77b4", "label": "road"},
        {"color": "#ff7f0e", "label": "tree"},
    )
    assert hand.value["instances"] == [road, other, tree]
    assert hand.colors() == {CLEAR, GREEN, BLUE, ORANGE}
    hand.press("v")
    hand.click((50, 60))  # chooses the second road
    hand.press("Delete")
    assert hand.value["instances"] == [road, tree]  # empty ones are dropped
    assert hand.colors() == {CLEAR, GREEN, ORANGE}
    hand.press("Control+z", "y")
    hand.drag((50, 40), (50, 80))
    hand.task.wait_until(lambda: len(hand.value["instances"]) == 4)
    split = hand.value
    assert [entry["label"] for entry in split["instances"]] == ["road", "road", "tree", "road"]
    assert len({entry["color"] for entry in split["instances"]}) == 4
    hand.press("m")
    hand.task.wait_until(lambda: len(hand.value["instances"]) == 3)
    assert hand.value["instances"] == [road, other, tree]
    hand.press("Control+z")
    assert hand.value == split
    mapping = json.dumps({"src": "/bucket/mask", "instances": split["instances"]})
    hand.task.server.add("/bucket/mask", base64.b64decode(split["labeledImage"]["pngImageData"]), "image/png")
    again = paint(INSTANCE, attributes=f"initial-value='{mapping}'").value
    assert again == {**split, "initialValueModified": False}


def test_a_draft_brings_the_mask_back(paint: Any) -> None:
    hand = paint(attributes="")
    rng = np.random.default_rng(1)
    noise = Image.fromarray(
        rng.choice(np.array([[44, 160, 44], [31, 119, 180], [255, 255, 255]], np.uint8), (120, 200))
    )
    hand.task.frame.evaluate(
        "png => { tool.value = { labelMappings: { road: { color: '#2ca02c' }, tree: { color: '#1f77b4' } }, labeledImage: { pngImageData: png } } }",
        base64.b64encode(png(noise)).decode(),
    )
    hand.task.frame.wait_for_function(READY)
    hand.press("3")
    hand.drag((20, 20), (60, 20))
    painted = hand.value
    assert hand.colors() == {CLEAR, GREEN, BLUE, ORANGE}
    state = hand.task.draft()

    later = paint()
    later.task.tell(type="restore", state=state)
    later.task.wait_until(lambda: later.value["labelMappings"] == painted["labelMappings"])
    assert later.value == painted


def test_labels_that_come_and_go(paint: Any) -> None:
    hand = paint()
    hand.drag((20, 20), (80, 20))
    hand.press("2")
    hand.drag((20, 60), (80, 60))
    hand.task.frame.evaluate("() => { tool.labels = ['tree', 'river'] }")
    assert hand.value["labelMappings"] == {"tree": {"color": "#2ca02c"}}
    assert hand.colors() == {CLEAR, GREEN}
    hand.press("2")
    hand.drag((20, 100), (80, 100))
    assert hand.value["labelMappings"] == {"tree": {"color": "#2ca02c"}, "river": {"color": "#1f77b4"}}


def test_masks_are_in_stored_pixels_at_any_zoom_and_pixel_ratio(open_task: Any, task_server: Any) -> None:
    task_server.add("/bucket/picture", png(scene()), "image/png")
    found = []
    for zoom in (0, 3):
        hand = Painting(open_task(SEMANTIC.format(attributes="")))
        for _ in range(zoom):
            hand.press("+")
        hand.press("p")
        hand.click((90, 50), (110, 50), (110, 70), (90, 70))
        hand.press("Enter")
        found.append(hand.value)
    assert found[0] == found[1]
    assert (pixels_of(found[0])[50:70, 90:110] == GREEN).all()


RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.mark.parametrize(("template", "width"), [(SEMANTIC, 1280), (INSTANCE, 390)])
def test_axe_finds_nothing_while_masks_are_painted(paint: Any, template: str, width: int) -> None:
    hand = paint(template, width=width, height=800)
    hand.drag((20, 20), (60, 20))
    hand.task.frame.evaluate(Axe().axe_script)
    for key in ("w", "b"):
        hand.press(key)
        found = hand.task.frame.evaluate("(options) => axe.run(tool, options)", RULES)["violations"]
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert hand.task.frame.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_requesters_choose_the_assists_and_locked_down_pages_still_paint(paint: Any) -> None:
    hand = paint(attributes="""x-assist="['magic-wand']" """)
    assert hand.task.frame.evaluate(
        "() => [...tool.shadowRoot.querySelectorAll('.stage-tools .tool-group:first-child button')].map(({ id }) => id)"
    ) == ["pick", "brush", "erase", "polygon", "wand"]
    hand.press("a", "s", "q")  # keys of what is not offered do nothing
    hand.drag((20, 20), (60, 20))
    assert GREEN in hand.colors()
