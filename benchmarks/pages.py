"""What a worker waits for, in Chromium: the first task of a page opened cold, and each one after it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.project import BUCKET, Project, SignedIn
from benchmarks.server import Server

_JOB = "bench-pages"
_N_OBJECTS = 200
_N_IMAGES = 40
_IMAGE = (1280, 960)
_SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
# Runs in every document. It tells the portal's page when a picture is shown, in one clock for all frames.
_WATCH = """
if (window === top) {
  window.shown = [];
  addEventListener("message", ({ data }) => { if (data && data.benchShown) shown.push(data.benchShown); });
} else {
  let last = null;
  setInterval(() => {
    const tool = document.querySelector("crowd-image-classifier");
    const image = tool && tool.shadowRoot && tool.shadowRoot.querySelector(".stage img");
    if (!image || !image.complete || !image.naturalWidth || image.style.visibility === "hidden") return;
    if (last === tool.src || innerWidth === 0) return;
    last = tool.src;
    const at = performance.timeOrigin + performance.now();
    top.postMessage({ benchShown: { src: tool.src.split("?")[0], at } }, "*");
  }, 2);
}
"""
_NOW = "performance.timeOrigin + performance.now()"


class Pages(NamedTuple):
    """Milliseconds until the page has said that it is ready and its picture is on the screen."""

    first: list[float]
    """From the start of navigating a browser that has never seen the portal, signed in."""
    next: list[float]
    """From pressing Ctrl+Enter."""


def measure_pages(folder: Path, *, n_first: int, n_next: int) -> Pages | None:
    """None where there is no Chromium."""
    executable = shutil.which("chromium")
    if executable is None:
        return None
    with (
        TemporaryDirectory(dir=folder) as data,
        Server(Path(data)) as server,
        _chromium(executable) as browser,
    ):
        project = Project(server)
        worker = project.prepare(1)[0]
        _drop_images(Path(data))
        project.create_image_job(_JOB)
        project.wait_until_read(_JOB)
        project.wait_until_staged(_JOB, worker, _N_OBJECTS)
        first = [_first(browser, server, worker) for _ in range(n_first)]
        return Pages(first, _next(browser, server, worker, n_next))


@contextmanager
def _chromium(executable: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_SWITCHES)
        yield browser
        browser.close()


def _drop_images(data: Path) -> None:
    """Photographs of a usual size, each its own, and the manifest that names them."""
    bucket = data / "buckets" / BUCKET
    (bucket / "images").mkdir()
    lines = []
    for n in range(_N_OBJECTS):
        name = f"images/{n}.jpg"
        lines.append(json.dumps({"source-ref": f"s3://{BUCKET}/{name}"}) + "\n")
        if n < _N_IMAGES:
            noise = Image.effect_noise(_IMAGE, 20 + n).convert("RGB").resize((160, 120)).resize(_IMAGE)
            encoded = io.BytesIO()
            noise.save(encoded, "JPEG", quality=92)
            (bucket / name).write_bytes(encoded.getvalue())
        else:
            (bucket / name).write_bytes((bucket / f"images/{n % _N_IMAGES}.jpg").read_bytes())
    (bucket / f"{_JOB}.manifest").write_text("".join(lines))


def _opened(browser: Browser, server: Server, worker: SignedIn) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    name, _, value = worker.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    context.add_init_script(_WATCH)
    return context.new_page()


def _first(browser: Browser, server: Server, worker: SignedIn) -> float:
    page = _opened(browser, server, worker)
    page.goto(f"{server.url}/#/task/{_JOB}", wait_until="commit")
    began = page.evaluate("performance.timeOrigin")
    shown = _wait(page, 1)
    page.context.close()
    return float(shown - began)


def _next(browser: Browser, server: Server, worker: SignedIn, n: int) -> list[float]:
    page = _opened(browser, server, worker)
    page.goto(f"{server.url}/#/task/{_JOB}", wait_until="commit")
    _wait(page, 1)
    times = []
    for each in range(2, n + 2):
        page.wait_for_timeout(700)  # a quick worker
        page.keyboard.press("1")
        began = page.evaluate(_NOW)
        page.keyboard.press("Control+Enter")
        times.append(_wait(page, each) - began)
    page.context.close()
    return times


def _wait(page: Page, n: int) -> float:
    """When the n-th picture was on the screen, of a task that had said that it is ready."""
    ready = "document.querySelector('.task-space')?.getAttribute('aria-busy') === 'false'"
    seen: Any = page.wait_for_function(
        f"() => (window.shown ?? []).length >= {n} && {ready} ? shown[{n - 1}].at : 0", polling=5
    )
    return float(seen.json_value())
