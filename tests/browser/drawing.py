"""An image tool that is open in the small portal, and a hand that draws on its image."""

from __future__ import annotations

import io
from math import log
from typing import Any

from PIL import Image, ImageDraw

Place = tuple[float, float]

SHOWN = "() => window.tool?._submittableValue?.inputImageProperties.width > 0"
ON_SCREEN = """([x, y]) => {
  const box = tool.shadowRoot.querySelector("canvas.upper-canvas").getBoundingClientRect();
  const scale = box.width / tool.value.inputImageProperties.width;
  return [box.left + x * scale, box.top + y * scale, scale];
}"""


def picture(width: int, height: int, *, orientation: int | None = None) -> bytes:
    """A JPEG of that stored size, with something to see in it."""
    image = Image.new("RGB", (width, height), (90, 130, 110))
    pen = ImageDraw.Draw(image)
    for step in range(0, max(width, height), max(1, width // 12)):
        pen.line([(step, 0), (0, step)], fill=(200, 190, 120), width=max(1, width // 200))
    exif = Image.Exif()
    if orientation is not None:
        exif[0x0112] = orientation
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


class ImageTool:
    """The tool with the id `tool` of one task."""

    def __init__(self, task: Any) -> None:
        self.task = task
        self.page = task.page
        self.frame = task.frame
        self.keys = task.page.keyboard

    def at(self, place: Place) -> Place:
        """Where a stored place is on the page."""
        x, y, _ = self.frame.evaluate(ON_SCREEN, list(place))
        return x, y

    def scale(self) -> float:
        found: float = self.frame.evaluate(ON_SCREEN, [0, 0])[2]
        return found

    def click(self, *places: Place, **options: Any) -> None:
        for place in places:
            self.page.mouse.click(*self.at(place), **options)

    def drag(self, start: Place, *on: Place) -> None:
        self.page.mouse.move(*self.at(start))
        self.page.mouse.down()
        for place in on:
            self.page.mouse.move(*self.at(place), steps=3)
        self.page.mouse.up()

    def value(self) -> dict[str, Any]:
        found: dict[str, Any] = self.frame.evaluate("tool.value")
        return found

    def wait_for(self, name: str, wanted: Any) -> None:
        self.task.wait_for_value(f"tool.value[{name!r}]", wanted)

    def zoom(self, scale: float, place: Place) -> None:
        """Turn the wheel over a place until a stored pixel is about that large."""
        self.page.mouse.move(*self.at(place))
        for _ in range(60):
            ratio = scale / self.scale()
            if 0.99 < ratio < 1.01:
                return
            x, y = self.at(place)
            before = self.scale()
            self.frame.evaluate(
                """([clientX, clientY, deltaY]) => tool.shadowRoot.querySelector(".stage").dispatchEvent(
                new WheelEvent("wheel", { clientX, clientY, deltaY, cancelable: true }))""",
                [x, y, -log(ratio) / 0.0015],
            )
            if self.scale() == before:
                return


def open_tool(
    open_task: Any,
    server: Any,
    markup: str,
    *,
    size: tuple[int, int] = (600, 400),
    content: bytes | None = None,
    before: str = "",
) -> ImageTool:
    """Open a tool that shows `/bucket/picture` of that stored size; `before` comes before the library."""
    server.add("/bucket/picture", content or picture(*size), "image/jpeg")
    task = open_task(markup, library=f'{before}<script src="/crowd/crowd-html-elements.js"></script>')
    task.frame.wait_for_function(SHOWN)
    return ImageTool(task)
