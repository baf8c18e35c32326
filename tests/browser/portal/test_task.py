"""The task page: working, leaving, coming back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Route, expect


@pytest.fixture
def at_task(portal: Any, workplace: Any, unique: str) -> Any:
    """Ana, at the first task of a job of her own."""
    portal.job = workplace.create_job(f"task-{unique}", title=f"task {unique}")
    portal.title = f"task {unique}"
    portal.sign_in(workplace.ana)
    portal.choose(portal.title)
    portal.button("Start working").click()
    portal.wait_for_task()
    return portal


def test_a_worker_labels_stops_and_resumes_at_the_same_task_and_draft(at_task: Any, workplace: Any) -> None:
    at_task.task.get_by_text("Mains").click()
    at_task.next_task(at_task.submit)
    at_task.take_the_keys()
    at_task.page.keyboard.press("2")
    at_task.next_task(lambda: at_task.page.keyboard.press("Control+Enter"))
    expect(at_task.page.get_by_text("2 submitted in this job")).to_be_visible()

    at_task.task.get_by_role("checkbox", name="Snack").check()
    dish = at_task.task.locator("classification-target").inner_text()
    at_task.button("Stop and resume later").click()
    expect(at_task.dialog).to_contain_text("your work on it is kept")
    at_task.button("Confirm").click()
    row = at_task.page.locator("tbody tr", has_text=at_task.title)
    expect(row).to_contain_text("Paused")
    at_task.button("Resume working").click()
    at_task.wait_for_task()
    expect(at_task.task.get_by_text(dish)).to_be_visible()
    expect(at_task.task.get_by_role("checkbox", name="Snack")).to_be_checked()
    at_task.next_task(at_task.submit)
    workplace.wait_for(lambda: workplace.n_labeled(at_task.job) == 3)


def test_a_bar_says_who_what_and_how_long(at_task: Any, workplace: Any) -> None:
    bar = at_task.page.locator(".task-bar")
    expect(bar).to_contain_text("Hello, ")
    expect(bar).to_contain_text("Task description: Categorize text into multiple classes")
    expect(bar).to_contain_text(re.compile(r"Task time: \d:\d\d of 5 Min"))


def test_a_declined_task_never_comes_back(at_task: Any) -> None:
    dish = at_task.task.locator("classification-target").inner_text()
    at_task.button("Decline task").click()
    at_task.dialog.get_by_label("Reason").fill("The text is cut off.")
    at_task.dialog.get_by_role("button", name="Decline task").click()
    expect(at_task.page.get_by_text("You declined the task.")).to_be_visible()
    at_task.open_job(at_task.job)
    expect(at_task.task.locator("classification-target")).not_to_have_text(dish)


def test_a_released_task_comes_back_without_its_draft(
    portal: Any, workplace: Any, create_note_job: Callable[..., str]
) -> None:
    name = create_note_job(dishes=["one"])
    portal.sign_in(workplace.ana)
    expect(portal.button("Log out")).to_be_visible()
    portal.open_job(name)
    portal.task.get_by_label("Note").fill("half a thought")
    portal.button("Release task").click()
    portal.dialog.get_by_role("button", name="Release task").click()
    expect(portal.page.get_by_text("You released the task.")).to_be_visible()
    portal.open_job(name)
    expect(portal.task.get_by_label("Note")).to_have_value("")


def test_the_question_before_a_pause_is_not_asked_again(at_task: Any) -> None:
    at_task.button("Stop and resume later").click()
    at_task.dialog.get_by_text("Don't show this message again").click()
    at_task.button("Confirm").click()
    expect(at_task.page.get_by_text("Your task is paused.")).to_be_visible()
    at_task.open_job(at_task.job)
    at_task.button("Stop and resume later").click()
    expect(at_task.page.get_by_text("Your task is paused.")).to_be_visible()


def test_an_open_task_says_within_seconds_that_its_job_was_stopped(at_task: Any, workplace: Any) -> None:
    at_task.task.get_by_role("checkbox", name="Snack").check()
    workplace.stop(at_task.job)
    expect(at_task.dialog).to_contain_text("This job was stopped. Your work on this task was not counted.")
    at_task.button("Back to jobs").last.click()
    expect(at_task.page.get_by_role("heading", name="Jobs")).to_be_visible()
    expect(at_task.page.locator("tbody tr", has_text=at_task.title)).not_to_be_visible()


def test_an_answer_after_the_stop_is_refused_in_words(at_task: Any, workplace: Any) -> None:
    at_task.page.route("**/portal/api/assignments", lambda route: route.abort())  # the page cannot know yet
    at_task.page.route("**/draft", lambda route: route.abort())
    workplace.stop(at_task.job)
    at_task.task.get_by_role("checkbox", name="Snack").check()
    at_task.submit()
    expect(at_task.dialog).to_contain_text("This job was stopped. Your work on this task was not counted.")


def test_the_last_task_leads_back_with_a_word(portal: Any, workplace: Any, unique: str) -> None:
    name = workplace.create_job(f"last-{unique}", title=f"last {unique}", dishes=["the only one"])
    portal.sign_in(workplace.ana)
    expect(portal.button("Log out")).to_be_visible()
    portal.open_job(name)
    portal.task.get_by_role("checkbox", name="Mains").check()
    portal.submit()
    expect(portal.page.get_by_text("You have finished the available tasks of this job.")).to_be_visible()
    workplace.wait_for(lambda: workplace.n_labeled(name) == 1)


def test_a_task_whose_time_is_over_says_so(portal: Any, workplace: Any, unique: str) -> None:
    def as_if_taken_long_ago(route: Route) -> None:
        response = route.fetch()
        given = response.json()
        for moment in ("accepted_at", "expires_at"):
            given[moment] = (datetime.fromisoformat(given[moment]) - timedelta(seconds=296)).isoformat()
        route.fulfill(response=response, json=given)

    name = workplace.create_job(f"short-{unique}")
    portal.sign_in(workplace.ana)
    expect(portal.button("Log out")).to_be_visible()
    portal.page.route("**/portal/api/jobs/*/assignments", as_if_taken_long_ago)
    portal.open_job(name)
    expect(portal.page.locator(".task-clock.now")).to_be_visible()
    expect(portal.dialog).to_contain_text("The time for this task ran out")
    portal.button("Back to jobs").last.click()
    expect(portal.page.get_by_role("heading", name="Jobs")).to_be_visible()


def test_a_page_without_a_form_is_submitted_by_the_portal(
    portal: Any, workplace: Any, create_note_job: Callable[..., str]
) -> None:
    template = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
    <label>Note <input name="note"></label>"""
    name = create_note_job(template=template)
    portal.sign_in(workplace.ana)
    expect(portal.button("Log out")).to_be_visible()
    portal.open_job(name)
    portal.task.get_by_label("Note").fill("seen")
    portal.next_task(lambda: portal.button("Submit").click())
    expect(portal.page.get_by_text("1 submitted in this job")).to_be_visible()


def test_focus_mode_hides_the_bar_and_the_keys_lead_around(at_task: Any) -> None:
    at_task.button("Focus mode (Ctrl+Shift+F)").click()
    expect(at_task.button("Decline task")).not_to_be_visible()
    at_task.button("Show the bar (Ctrl+Shift+F)").click()
    at_task.button("Decline task").focus()
    at_task.page.keyboard.press("Control+.")
    expect(at_task.page.locator("iframe.task-frame")).to_be_focused()


def test_the_task_document_is_locked_up(at_task: Any) -> None:
    frame = at_task.frame
    assert frame.evaluate("origin") == "null"
    with pytest.raises(Exception, match=r"Blocked a frame|SecurityError|cross-origin"):
        frame.evaluate("parent.document.body")
    seen = frame.evaluate("fetch('/portal/api/jobs').then((r) => r.status, () => 'blocked')")
    assert seen == "blocked"


def test_a_task_is_accessible_on_a_desk_and_on_a_phone(at_task: Any) -> None:
    top_only = {"iframes": False}
    assert Axe().run(at_task.page, options=top_only).response["violations"] == []
    at_task.page.set_viewport_size({"width": 390, "height": 844})
    at_task.button("Task actions").click()
    expect(at_task.page.get_by_role("menuitem", name="Release task")).to_be_visible()
    assert Axe().run(at_task.page, options=top_only).response["violations"] == []
    assert at_task.page.locator(".task-bar").bounding_box()["height"] <= 48
