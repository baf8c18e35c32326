"""`python -m benchmarks.image_tools [--shapes N]`: frames a second of the image tools in headless Chromium.

Every frame of a zoom redraws all shapes; a drag redraws one. Headless Chromium paints in software, on the
same processors: a screen with a graphics card is faster. The huge picture is opened once; what counts is how
long the page's main thread was busy at a stretch.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Page, sync_playwright

CROWD = Path(__file__).parents[1] / "src/trigpoint/http/web/crowd"
KINDS = ("bounding-box", "keypoint", "polygon")
LABELS = [f"label {n}" for n in range(10)]
PICTURE = (6000, 4000)
HUGE = (12_000, 8_400)
FRAMES = 120

WATCH = """() => {
  window.busy = [];
  new PerformanceObserver((list) => busy.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask", buffered: true });
}"""
ZOOM = """async (frames) => {
  const stage = tool.shadowRoot.querySelector(".stage");
  const { left, top, width, height } = stage.getBoundingClientRect();
  const times = [];
  await new Promise((done) => {
    const step = (now) => {
      times.push(now);
      if (times.length > frames) return done();
      const deltaY = Math.floor(times.length / 20) % 2 ? 40 : -40;
      const at = { clientX: left + width / 3, clientY: top + height / 3 };
      stage.dispatchEvent(new WheelEvent("wheel", { ...at, deltaY, cancelable: true }));
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return times;
}"""
RECORD = """() => {
  window.times = [];
  window.recording = true;
  const step = (now) => { times.push(now); if (recording) requestAnimationFrame(step); };
  requestAnimationFrame(step);
}"""
STOP = "() => { recording = false; return times; }"
PLACE = """({ left, top }) => {
  const box = tool.shadowRoot.querySelector(".upper-canvas").getBoundingClientRect();
  const scale = box.width / tool.value.inputImageProperties.width;
  return [box.left + left * scale, box.top + top * scale];
}"""


class Frames(NamedTuple):
    """What a row of the table says of a movement."""

    per_second: float
    median_ms: float
    p95_ms: float

    @classmethod
    def of(cls, times: list[float]) -> Frames:
        gaps = [after - before for before, after in pairwise(times)]
        return cls(1000 / statistics.mean(gaps), statistics.median(gaps), sorted(gaps)[int(len(gaps) * 0.95)])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.image_tools", description=__doc__)
    parser.add_argument("--shapes", type=int, default=5000)
    n_shapes = parser.parse_args().shapes
    with pages() as (page, files):
        files["/picture"] = ("image/jpeg", picture(*PICTURE))
        print(f"| {n_shapes:,} shapes | movement | frames/s | median ms | p95 ms |\n|---|---|---:|---:|---:|")
        open_tool(page, files, "keypoint", [])
        show("none", "zoom", Frames.of(page.evaluate(ZOOM, FRAMES)))
        for kind in KINDS:
            for movement, frames in measured(page, files, kind, n_shapes):
                show(kind, movement, frames)
        files["/picture"] = ("image/jpeg", picture(*HUGE))
        opened, longest = huge(page, files)
        print(f"\n{HUGE[0] * HUGE[1] / 1e6:.0f} megapixels: shown after {opened:.1f} s; ", end="")
        print(f"longest stretch of the main thread {longest:.0f} ms")


def show(kind: str, movement: str, frames: Frames) -> None:
    rate, median, p95 = frames
    print(f"| {kind} | {movement} | {rate:.0f} | {median:.1f} | {p95:.1f} |", flush=True)


def measured(
    page: Page, files: dict[str, tuple[str, bytes]], kind: str, n_shapes: int
) -> Iterator[tuple[str, Frames]]:
    """Frames while everything is zoomed, and while one shape is dragged."""
    shapes = list(some_shapes(kind, n_shapes))
    open_tool(page, files, kind, shapes)
    yield "zoom", Frames.of(page.evaluate(ZOOM, FRAMES))
    page.keyboard.press("f")
    page.keyboard.press("v")
    first = shapes[0].get("vertices", [shapes[0]])[0]
    x, y = page.evaluate(
        PLACE, {"left": first.get("left", first.get("x")), "top": first.get("top", first.get("y"))}
    )
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for step in range(FRAMES):
        page.mouse.move(x + step % 40, y + step % 30)
    times = page.evaluate(STOP)
    page.mouse.up()
    yield "drag one", Frames.of(times)


def huge(page: Page, files: dict[str, tuple[str, bytes]]) -> tuple[float, float]:
    """Seconds until a huge picture is shown; the main thread's longest task until it was zoomed, in ms."""
    open_tool(page, files, "keypoint", [], watch=True)
    seconds = page.evaluate("performance.now()") / 1000
    page.evaluate(ZOOM, FRAMES)
    return seconds, max(page.evaluate("busy"), default=0.0)


def open_tool(
    page: Page, files: dict[str, tuple[str, bytes]], kind: str, shapes: list[Any], *, watch: bool = False
) -> None:
    script = f"<script>({WATCH})()</script>" if watch else ""
    body = (
        f'<!DOCTYPE html><meta charset="utf-8">{script}<script src="/crowd-html-elements.js"></script>'
        f'<crowd-form><crowd-{kind} id="tool" name="a" header="Measure" src="/picture" '
        f"labels='{json.dumps(LABELS)}' initial-value='{json.dumps(shapes)}'></crowd-{kind}></crowd-form>"
    )
    files["/"] = ("text/html", body.encode())
    page.goto(files["origin"][0])
    page.wait_for_function("() => window.tool?.value?.inputImageProperties.width > 0", timeout=120_000)


def some_shapes(kind: str, n_shapes: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(1)
    for _ in range(n_shapes):
        x, y = chance.randrange(100, PICTURE[0] - 200), chance.randrange(100, PICTURE[1] - 200)
        label = chance.choice(LABELS)
        if kind == "bounding-box":
            yield {"label": label, "left": x, "top": y, "width": 60, "height": 40}
        elif kind == "keypoint":
            yield {"label": label, "x": x, "y": y}
        else:
            ring = [(0, 0), (40, -20), (80, 0), (90, 40), (60, 70), (20, 60)]
            yield {"label": label, "vertices": [{"x": x + dx, "y": y + dy} for dx, dy in ring]}


def picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width // 8, height // 8), 60).resize((width, height)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@contextmanager
def pages() -> Iterator[tuple[Page, dict[str, tuple[str, bytes]]]]:
    """A page, and the files that its server has beside the built elements."""
    files: dict[str, tuple[str, bytes]] = {
        "/crowd-html-elements.js": ("text/javascript", (CROWD / "crowd-html-elements.js").read_bytes())
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content_type, content = files.get(self.path, ("text/plain", b""))
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the table clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    files["origin"] = (f"http://127.0.0.1:{server.server_port}/", b"")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        try:
            yield browser.new_page(viewport={"width": 1280, "height": 800}), files
        finally:
            browser.close()
            server.shutdown()


if __name__ == "__main__":
    main()
