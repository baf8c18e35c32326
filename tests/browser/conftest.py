"""A real browser for the tests of this folder, and a small portal that shows one task document in it."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, CDPSession, Error, Frame, Page

CROWD_FOLDER = Path(__file__).parents[2] / "src/trigpoint/http/web/crowd"
SANDBOX = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads"
PATIENCE_SECONDS = 30
CONTENT_TYPES = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}

PORTAL = f"""<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Portal</title>
<style>html,body{{margin:0;height:100%}}iframe{{display:block;width:100%;height:100vh;border:0}}</style>
<iframe title="Task" sandbox="{SANDBOX}" allow="autoplay; fullscreen; encrypted-media"></iframe>
<script>
window.messages = [];
window.replies = {{ submit: [{{ type: "submitted" }}] }};
const frame = document.querySelector("iframe");
frame.onload = () => {{
  const {{ port1, port2 }} = new MessageChannel();
  window.port = port1;
  port1.onmessage = ({{ data }}) => {{
    messages.push(data);
    for (const reply of replies[data.type] ?? []) port1.postMessage({{ id: data.id, ...reply }});
  }};
  frame.contentWindow.postMessage({{ type: "trigpoint-connect", assignment: "a1" }}, "*", [port2]);
}};
frame.src = "/task";
</script>"""


class TaskServer:
    """Serves the built elements, one task document and whatever files a test adds, on loopback."""

    def __init__(self, crowd_folder: Path) -> None:
        self._crowd_folder = crowd_folder
        self.files: dict[str, tuple[int, str, bytes]] = {}
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def show(self, body: str) -> None:
        """Make `body` the task document, with the first script that every task document has."""
        document = f'<!DOCTYPE html><meta charset="utf-8"><script src="/crowd/task-page.js"></script>{body}'
        self.add("/task", document.encode(), "text/html; charset=utf-8")
        self.add("/", PORTAL.encode(), "text/html; charset=utf-8")
        self.requests.clear()

    def add(self, path: str, content: bytes, content_type: str, *, status: int = 200) -> None:
        self.files[path] = (status, content_type, content)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def find(self, path: str) -> tuple[int, str, bytes]:
        if path.startswith("/crowd/"):
            built = self._crowd_folder / Path(path).name
            return 200, CONTENT_TYPES[built.suffix], built.read_bytes()
        return self.files.get(path, (404, "text/plain", b"no such file"))

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                server.requests.append(self.path)
                status, content_type, content = server.find(path)
                asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
                whole = len(content)
                if status == 200 and asked is not None:
                    first = int(asked[1])
                    status, content = 206, content[first : int(asked[2] or whole) + 1]
                self.send_response(status)
                if status == 206 and asked is not None:
                    self.send_header("Content-Range", f"bytes {first}-{first + len(content) - 1}/{whole}")
                self.send_header("Accept-Ranges", "bytes")
                self.send_header("Cache-Control", "no-store")
                self.send_header("Content-Type", content_type)
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Access-Control-Allow-Origin", "*")
                if path == "/task":
                    self.send_header("Content-Security-Policy", f"sandbox {SANDBOX}")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: object) -> None:
                """Keep the tests' output quiet."""

        return Handler


class Task:
    """One task document, open in the small portal's frame."""

    def __init__(self, page: Page, frame: Frame, server: TaskServer) -> None:
        self.page = page
        self.frame = frame
        self.server = server
        self.errors: list[str] = []
        self._devtools: list[CDPSession] = []
        page.on("pageerror", self._failed)

    def _failed(self, error: Error) -> None:
        self.errors.append(str(error))

    def devtools(self) -> CDPSession:
        """Chromium's own protocol, for this test: what it changes of the page ends with it."""
        session = self.page.context.new_cdp_session(self.page)
        self._devtools.append(session)
        return session

    def close(self) -> None:
        """Leaves the page to the next test."""
        self.page.remove_listener("pageerror", self._failed)
        for session in self._devtools:
            session.detach()

    def messages(self, kind: str) -> list[dict[str, Any]]:
        """What the document has told the portal, of one type."""
        return self.page.evaluate("kind => messages.filter(({type}) => type === kind)", kind)

    def wait_for(self, kind: str, count: int = 1) -> list[dict[str, Any]]:
        self.page.wait_for_function(
            "([kind, count]) => messages.filter(({type}) => type === kind).length >= count", arg=[kind, count]
        )
        return self.messages(kind)

    def wait_until(self, question: Callable[[], Any]) -> Any:
        """Asks again and again until the answer is true, and gives it back."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (answer := question()):
            assert time.monotonic() < deadline, "waited in vain"
            self.page.wait_for_timeout(20)
        return answer

    def wait_for_value(self, script: str, wanted: Any) -> None:
        """Wait until a script's value in the document is this one."""
        found: Any = None

        def is_there() -> bool:
            nonlocal found
            try:
                found = self.frame.evaluate(script)
            except Error as not_yet:  # it may ask for what the page is still to define
                found = not_yet
            return bool(found == wanted)

        try:
            self.wait_until(is_there)
        except AssertionError:
            pytest.fail(f"{script} is {found!r}, not {wanted!r}")

    def tell(self, **message: Any) -> None:
        """Send a message to the document, as the portal does."""
        self.page.evaluate("message => port.postMessage(message)", message)

    def draft(self) -> Any:
        """What the document gives when it is asked for its draft; not one that it kept by itself before."""
        n_before = len(self.messages("draft"))
        self.tell(type="requestDraft")
        return self.wait_for("draft", n_before + 1)[-1]["state"]

    def reply(self, kind: str, *messages: dict[str, Any]) -> None:
        """Answer every message of one type with these."""
        self.page.evaluate("([kind, messages]) => { replies[kind] = messages }", [kind, list(messages)])

    def settle(self) -> None:
        """Let everything that was set going come to an end."""
        self.frame.evaluate("() => new Promise((done) => setTimeout(() => setTimeout(done, 20), 20))")
        self.page.evaluate("() => new Promise((done) => setTimeout(done, 20))")

    def answer(self) -> str:
        """The submitted answer as it is stored: waits for exactly one submission."""
        submitted = self.wait_for("submit")
        self.settle()
        assert len(self.messages("submit")) == 1, "submitted more than once"
        return json.dumps(submitted[0]["answer"], separators=(",", ":"), ensure_ascii=False)

    def submit(self) -> str:
        """Press the form's Submit button; the stored answer."""
        self.frame.locator("#actionsContainer button").click()
        return self.answer()

    def refused(self) -> None:
        """Press Submit; it must not submit."""
        self.frame.locator("#actionsContainer button").click()
        self.settle()
        assert self.messages("submit") == []


OpenTask = Callable[..., Task]


@pytest.fixture(scope="session")
def crowd_folder() -> Path:
    """The built elements; without them these tests fail and say what to do."""
    for name in ("crowd-html-elements.js", "task-page.js", "crowd-html-elements.css"):
        if not (CROWD_FOLDER / name).is_file():
            pytest.fail(f"{CROWD_FOLDER / name} is missing: run `npm run build` in web/ first.")
    return CROWD_FOLDER


@pytest.fixture(scope="session")
def task_server(crowd_folder: Path) -> Iterator[TaskServer]:
    server = TaskServer(crowd_folder)
    yield server
    server.close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all tests of a file: starting another takes half of what a test does."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    yield context.new_page()
    context.close()


@pytest.fixture
def open_task(page: Page, task_server: TaskServer) -> Iterator[OpenTask]:
    """Opens a task document (what stands after the library's script tag) and waits until it is ready."""
    files = dict(task_server.files)
    tasks: list[Task] = []

    def open_(
        body: str,
        *,
        library: str = '<script src="/crowd/crowd-html-elements.js"></script>',
        width: int = 1280,
        height: int = 800,
    ) -> Task:
        shown_in = page.context.new_page() if tasks else page
        shown_in.set_viewport_size({"width": width, "height": height})
        shown_in.bring_to_front()  # a test that went out of the page by Tab took the focus along
        task_server.show(library + body)
        shown_in.goto(task_server.url)
        task = Task(shown_in, shown_in.frames[1], task_server)
        tasks.append(task)
        task.wait_for("ready")
        task.page.evaluate("() => document.activeElement === frame || frame.focus()")
        task.frame.wait_for_function("() => document.hasFocus()")  # only then do keys go there
        return task

    yield open_
    for task in tasks:
        task.close()
    for other in page.context.pages[1:]:
        other.close()
    page.goto("about:blank")
    page.mouse.move(0, 0)
    task_server.files.clear()
    task_server.files.update(files)
