"""An installation that knows nobody yet leads to a first job that people label."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect
from tests.walkthrough.console import PASSWORD, faults

from trigpoint.app.console import first_link, first_token
from trigpoint.keyring import KEY_FILE, KeyFileRing
from trigpoint.model.arn import Home
from trigpoint.model.clock import SystemClock
from trigpoint.model.ids import Ids


def test_three_steps_lead_to_a_job_that_is_labeled(own_server: Any, open_browser: Any) -> None:
    clock = SystemClock()
    ring = KeyFileRing.open(own_server.data / KEY_FILE, Home("us-east-1", "000000000000"), clock, Ids(clock))
    page = open_browser(own_server.url).page
    page.goto(first_link(own_server.url, first_token(ring)))
    page.get_by_label("User name").fill("ana")
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Make me the administrator").click()

    expect(page.get_by_role("button", name="Put together a sample job")).to_be_disabled()
    page.get_by_role("button", name="Make a team and a worker").click()
    (password,) = re.findall(r"Password\s+(\S+)", page.get_by_role("dialog").locator("pre").inner_text())
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_text("There is the team first-team")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Put together a sample job").click()
    expect(page.get_by_role("textbox", name="Job name")).to_have_value("first-job")
    for _ in range(4):
        page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("0 / 10")).to_be_visible()

    worker = open_browser(own_server.url)
    worker.page.goto(own_server.url)
    worker.page.get_by_label("User name").fill("me")
    worker.page.get_by_label("Password").fill(password)
    worker.button("Sign in").click()
    expect(worker.page.locator("input[type=password]")).to_have_count(2)
    for field in worker.page.locator("input[type=password]").all():
        field.fill("Own-pass-22")
    worker.page.get_by_role("button", name=re.compile("password", re.IGNORECASE)).last.click()
    worker.open_job("first-job")
    expect(worker.task.get_by_text("Is the letter praise or a complaint?").first).to_be_visible()
    worker.category("Complaint").check()
    worker.next_task(worker.submit)
    expect(page.get_by_text("1 / 10")).to_be_visible()
