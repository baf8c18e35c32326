"""The console in a browser of its own."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PASSWORD = "three own words"


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def open_console(lab: Any, open_browser: Any, name: str, *, role: str = "manager") -> Page:
    """The console of a new user, who has chosen a password."""
    said = lab.server.trigpoint("console", "add", name, "--role", role).stdout
    page: Page = open_browser(f"{lab.url}/console/").page
    page.goto(f"{lab.url}/console/jobs")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password", exact=True).fill(said.split()[-1])
    page.get_by_role("button", name="Sign in").click()
    passwords = page.locator("input[type=password]")
    expect(passwords).to_have_count(3)
    for field, word in zip(passwords.all(), (said.split()[-1], PASSWORD, PASSWORD), strict=True):
        field.fill(word)
    page.get_by_role("button", name="password").click()
    expect(page.get_by_role("heading", name="Labeling jobs")).to_be_visible()
    return page
