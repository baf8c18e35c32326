"""The list of jobs."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def test_jobs_are_listed_found_sorted_and_started(portal: Any, workplace: Any, unique: str) -> None:
    first, second = f"Birds {unique}", f"Dishes {unique}"
    workplace.create_job(f"birds-{unique}", title=first)
    workplace.create_job(f"dishes-{unique}", title=second)
    portal.sign_in(workplace.ana)
    rows = portal.page.locator("tbody tr")
    portal.page.get_by_label("Find jobs").fill(unique)
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(second)  # the newest one
    portal.page.get_by_role("button", name="Task title").click()
    expect(rows.first).to_contain_text(first)
    expect(rows.first).to_contain_text("Available")
    expect(rows.first).to_contain_text("000000000000")
    expect(rows.first).to_contain_text("10")
    expect(rows.first).to_contain_text("5 Min")
    expect(portal.button("Start working")).to_have_attribute("aria-disabled", "true")
    portal.choose(second)
    portal.button("Start working").click()
    expect(portal.page).to_have_url(re.compile(f"#/task/dishes-{unique}$"))
    portal.wait_for_task()


def test_jobs_are_chosen_by_arrows_and_started_by_enter(portal: Any, workplace: Any, unique: str) -> None:
    for name in ("one", "two"):
        workplace.create_job(f"{name}-{unique}", title=f"{name} {unique}")
    portal.sign_in(workplace.ana)
    portal.page.get_by_label("Find jobs").fill(unique)
    expect(portal.page.locator("tbody tr")).to_have_count(2)
    portal.choose(f"two {unique}")
    portal.page.keyboard.press("ArrowDown")
    expect(portal.page.get_by_role("radio", name=f"Select one {unique}")).to_be_checked()
    portal.page.keyboard.press("Enter")
    expect(portal.page).to_have_url(re.compile(f"#/task/one-{unique}$"))
    portal.wait_for_task()


def test_a_double_click_starts_a_job(portal: Any, workplace: Any, unique: str) -> None:
    workplace.create_job(f"double-{unique}", title=f"double {unique}")
    portal.sign_in(workplace.ana)
    portal.page.get_by_text(f"double {unique}").dblclick()
    portal.wait_for_task()


def test_new_jobs_appear_by_themselves_and_stopped_ones_go_when_refreshed(
    portal: Any, workplace: Any, unique: str
) -> None:
    portal.sign_in(workplace.ana)
    expect(portal.page.get_by_role("heading", name="Jobs")).to_be_visible()
    name = workplace.create_job(f"late-{unique}", title=f"late {unique}")
    row = portal.page.locator("tbody tr", has_text=f"late {unique}")
    expect(row).to_be_visible()
    workplace.stop(name)
    portal.button("Refresh").click()
    expect(row).not_to_be_visible()


def test_a_job_whose_tasks_others_hold_says_why_it_waits(
    portal: Any, workplace: Any, unique: str, browser: Any
) -> None:
    name = workplace.create_job(f"held-{unique}", title=f"held {unique}", dishes=["only one"])
    other = type(portal)(browser.new_context(), workplace.url)
    other.sign_in(workplace.ben)
    expect(other.page.get_by_role("heading", name="Jobs")).to_be_visible()
    other.open_job(name)
    portal.sign_in(workplace.ana)
    row = portal.page.locator("tbody tr", has_text=f"held {unique}")
    expect(row).to_contain_text("Waiting")
    expect(row).to_contain_text("Other workers have the remaining tasks open")
    expect(row).to_contain_text(re.compile("The next task may come in [45] minutes"))
    other.context.close()


def test_text_of_a_job_is_never_markup(portal: Any, workplace: Any, unique: str) -> None:
    title = f"<img src=x onerror=alert(1)> {unique}"
    workplace.create_job(f"markup-{unique}", title=title)
    portal.sign_in(workplace.ana)
    expect(portal.page.get_by_text(title)).to_be_visible()
    assert portal.page.locator("img").count() == 0


def test_the_list_is_accessible_on_a_desk_and_on_a_phone(portal: Any, workplace: Any, unique: str) -> None:
    workplace.create_job(f"axe-{unique}", title=f"axe {unique}")
    portal.sign_in(workplace.ana)
    expect(portal.page.get_by_text(f"axe {unique}").first).to_be_visible()
    assert Axe().run(portal.page).response["violations"] == []
    portal.page.set_viewport_size({"width": 390, "height": 844})
    expect(portal.page.locator(".job-whole").first).to_be_visible()
    assert Axe().run(portal.page).response["violations"] == []
    assert portal.page.evaluate("document.documentElement.scrollWidth") <= 390
