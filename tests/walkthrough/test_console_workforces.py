"""Teams and workers in the console: a team is made, people are invited and label, one leaves."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect
from tests.walkthrough.console import faults, open_console


def test_a_team_is_made_and_its_people_come_and_go(lab: Any, open_browser: Any, unique: str) -> None:
    lab.invite(f"zoe-{unique}")
    page = open_console(lab, open_browser, f"head-{unique}")
    team, ana, ben = f"team-{unique}", f"ana-{unique}@lab.example", f"ben-{unique}"
    page.get_by_role("link", name="Workforces").click()
    expect(page.get_by_role("link", name=lab.team)).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Create private team").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Team name").fill("not a name")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("1 to 63 letters").first).to_be_visible()
    dialog.get_by_label("Team name").fill(team)
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=team)).to_be_visible()

    page.get_by_role("button", name="Add members").click()
    dialog.get_by_label("Who").fill(f"{ana}\n{ben}")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_text("2 invitations to send")).to_be_visible()
    assert faults(page) == []
    texts = dialog.locator("pre").all_inner_texts()
    dialog.get_by_role("button", name="Close").click()
    row = page.get_by_role("row").filter(has_text=ben)
    expect(row).to_contain_text("Invited")

    (password,) = re.findall(r"Password\s+(\S+)", texts[0])
    worker = open_browser(lab.url)
    worker.page.goto(lab.url)
    worker.page.get_by_label("User name").fill(ana)
    worker.page.get_by_label("Password").fill(password)
    worker.button("Sign in").click()
    expect(worker.page.get_by_label("New password", exact=True)).to_be_visible()

    def act(name: str, action: str) -> None:
        page.get_by_role("button", name=f"Actions for {name}").click()
        page.get_by_role("menuitem", name=action).click()

    act(ben, "New password")
    expect(dialog.get_by_text("An invitation to send")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    act(ben, "Disable")
    expect(row).to_contain_text("Disabled")
    act(ben, "Remove from the team")
    expect(page.get_by_text("What they have answered stays").first).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Delete the team").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Private teams")).to_be_visible()
    expect(page.get_by_role("link", name=team)).to_have_count(0)
    page.get_by_label("Beginning of the user name").fill(ben)
    expect(row).to_contain_text("Disabled")
    act(ben, "Delete")
    expect(row).to_have_count(0)
