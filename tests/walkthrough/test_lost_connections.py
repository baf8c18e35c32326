"""Servers die, sign-ins end, tabs multiply, jobs stop: no answer is lost, and none counts twice."""

from __future__ import annotations

import contextlib
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import TimeoutError, expect

from trigpoint.cli.server_process import choose_port, is_healthy

UNSENT = "Your answer is kept in this browser"
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <p id="text">{{ task.input.taskObject }}</p>
  <crowd-text-area name="note" label="What do you see?" rows="3" required></crowd-text-area>
</crowd-form>
"""


def port_to_come_back_to() -> int:
    """A port that no outgoing connection takes while its server is dead: those begin at 32,768."""
    while True:
        port = random.randrange(10_000, 20_000)
        if choose_port(port) == port:
            return port


class MortalServer:
    """`trigpoint up` on one port and one folder, which can be killed and started again."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._port = port_to_come_back_to()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "trigpoint.cli.main", "up"]
        command += ["--data", str(self._data), "--port", str(self._port)]
        with (self._data.parent / "server.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not is_healthy(self.url):
            assert self._process.poll() is None and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.05)

    def kill(self) -> None:
        """As a power cut does: it gets no chance to tidy up."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


@pytest.fixture
def mortal_server(tmp_path: Path) -> Iterator[MortalServer]:
    server = MortalServer(tmp_path / "data")
    server.start()
    yield server
    server.kill()


def notes_job(lab: Any, unique: str, *texts: str) -> str:
    """A job that asks for a note on each text."""
    name = f"notes-{unique}"
    manifest = lab.put_manifest(name, list(texts))
    created: str = lab.create_job(
        name, task_type="PassThrough", template=TEMPLATE, labels=["Any"], manifest=manifest
    )
    return created


def note_field(browser: Any) -> Any:
    return browser.task.get_by_label("What do you see?")


def answers(lab: Any, job: str) -> list[list[str]]:
    """The notes of each answered object, by the worker-response files."""
    files = lab.folder(job)
    folder = "annotations/worker-response/"
    responses = [json.loads(files[path]) for path in sorted(files) if path.startswith(folder)]
    return [[answer["answerContent"]["note"] for answer in response["answers"]] for response in responses]


def at_work(lab: Any, open_browser: Any, unique: str, *texts: str) -> tuple[str, Any, Any]:
    """A job, a worker's browser at its first task, and that worker."""
    (ana,) = lab.employ(f"ana-{unique}")
    job = notes_job(lab, unique, *texts)
    browser = open_browser(lab.url)
    browser.sign_in(ana)
    expect(browser.button("Log out")).to_be_visible()
    browser.open_job(job)
    return job, browser, ana


def test_an_answer_outlives_the_death_of_the_server(
    mortal_server: MortalServer,
    tmp_path: Path,
    running_trigpoint: Any,
    new_lab: Any,
    open_browser: Any,
    unique: str,
) -> None:
    lab = new_lab(running_trigpoint(mortal_server.url, tmp_path / "data"), f"mortal-{unique}")
    job, browser, _ = at_work(lab, open_browser, unique, "a heron", "a coot")
    note_field(browser).fill("written before the end")
    mortal_server.kill()
    browser.submit()
    expect(browser.page.get_by_text(UNSENT)).to_be_visible()

    def come_back() -> None:
        mortal_server.start()
        with contextlib.suppress(TimeoutError):  # the page may have tried by itself meanwhile
            browser.button("Try now").click(timeout=5_000)

    browser.next_task(come_back)
    expect(browser.page.get_by_text(UNSENT)).not_to_be_visible()
    expect(browser.task.locator("#text")).to_have_text("a coot")
    note_field(browser).fill("written after it")
    browser.submit()
    expect(browser.page.get_by_text("You have finished the available tasks").first).to_be_visible()
    mortal_server.kill()  # an acknowledged answer is safe at once
    mortal_server.start()
    assert lab.wait_until_ended(job) == "Completed"
    assert answers(lab, job) == [["written before the end"], ["written after it"]]
    assert browser.errors == []


def test_an_answer_waits_for_its_worker_to_sign_in_again(lab: Any, open_browser: Any, unique: str) -> None:
    job, browser, ana = at_work(lab, open_browser, unique, "a heron")
    note_field(browser).fill("signed out meanwhile")
    browser.context.clear_cookies()
    browser.submit()
    expect(browser.dialog).to_contain_text("Your sign-in has ended. Your work is kept")
    browser.dialog.get_by_label("Password").fill("not it")
    browser.dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(browser.dialog).to_contain_text("The user name or password is not right.")
    browser.dialog.get_by_label("Password").fill(ana.password)
    browser.page.keyboard.press("Enter")
    expect(browser.page.get_by_text("You have finished the available tasks").first).to_be_visible()
    assert lab.wait_until_ended(job) == "Completed"
    assert answers(lab, job) == [["signed out meanwhile"]]


def test_two_tabs_of_one_worker_answer_a_task_once(lab: Any, open_browser: Any, unique: str) -> None:
    job, first, _ = at_work(lab, open_browser, unique, "a heron", "a coot")
    second = first.another_tab()
    second.open_job(job)
    expect(first.task.locator("#text")).to_have_text("a heron")
    expect(second.task.locator("#text")).to_have_text("a heron")
    note_field(first).fill("of the first tab")
    note_field(second).fill("of the second tab")
    first.page.bring_to_front()
    first.next_task(first.submit)
    second.page.bring_to_front()
    second.submit()
    expect(second.dialog).to_contain_text("You answered this task before, perhaps in another window.")
    second.button("Back to jobs").last.click()
    expect(second.page.get_by_role("heading", name="Jobs")).to_be_visible()
    first.page.bring_to_front()
    note_field(first).fill("of the first tab again")
    first.submit()
    assert lab.wait_until_ended(job) == "Completed"
    assert answers(lab, job) == [["of the first tab"], ["of the first tab again"]]
    assert first.errors == second.errors == []


def test_an_answer_to_a_stopped_job_is_refused_and_not_in_its_output(
    lab: Any, open_browser: Any, unique: str
) -> None:
    job, browser, _ = at_work(lab, open_browser, unique, "a heron", "a coot")
    note_field(browser).fill("counted")
    browser.next_task(browser.submit)
    browser.page.route("**/portal/api/assignments", lambda route: route.abort())  # the page cannot know yet
    browser.page.route("**/draft", lambda route: route.abort())
    note_field(browser).fill("too late")
    lab.sagemaker.stop_labeling_job(LabelingJobName=job)
    browser.submit()
    expect(browser.dialog).to_contain_text("This job was stopped. Your work on this task was not counted.")
    assert lab.wait_until_ended(job) == "Stopped"
    assert answers(lab, job) == [["counted"]]
    assert [job in line for line in lab.output(job)] == [True, False]
    browser.button("Back to jobs").last.click()
    expect(browser.row(job)).not_to_be_visible()


def test_an_open_page_learns_that_its_job_was_stopped(lab: Any, open_browser: Any, unique: str) -> None:
    job, browser, _ = at_work(lab, open_browser, unique, "a heron")
    lab.sagemaker.stop_labeling_job(LabelingJobName=job)
    expect(browser.dialog).to_contain_text("This job was stopped")
    assert lab.wait_until_ended(job) == "Stopped"
    assert answers(lab, job) == []
