"""Nothing that a worker did is lost: connections, sign-ins and pages may end at any moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

UNSENT = "Your answer is kept in this browser"


@pytest.fixture
def noting(portal: Any, workplace: Any, create_note_job: Callable[..., str]) -> Any:
    """Ana, at a task with a text field."""
    portal.job = create_note_job()
    portal.sign_in(workplace.ana)
    expect(portal.button("Log out")).to_be_visible()
    portal.open_job(portal.job)
    return portal


def cut_answers(portal: Any) -> None:
    portal.page.route("**/answer", lambda route: route.abort("connectionreset"))


def restore_answers(portal: Any) -> None:
    portal.page.unroute("**/answer")


def test_an_answer_waits_for_the_connection_and_is_sent_once(noting: Any, workplace: Any) -> None:
    noting.task.get_by_label("Note").fill("written offline")
    noting.context.set_offline(True)
    noting.submit()
    expect(noting.page.get_by_text(UNSENT)).to_be_visible()
    noting.next_task(lambda: noting.context.set_offline(False))
    workplace.wait_for(lambda: workplace.n_labeled(noting.job) == 1)


def test_an_answer_whose_acknowledgement_was_lost_is_counted_once(noting: Any, workplace: Any) -> None:
    n_calls = 0

    def swallow_first(route: Route) -> None:
        nonlocal n_calls
        n_calls += 1
        if n_calls == 1:
            route.fetch()
            route.abort("connectionreset")
        else:
            route.continue_()

    noting.page.route("**/answer", swallow_first)
    noting.task.get_by_label("Note").fill("sent twice")
    noting.next_task(noting.submit)
    assert n_calls == 2
    expect(noting.page.get_by_text("1 submitted in this job")).to_be_visible()
    workplace.wait_for(lambda: workplace.n_labeled(noting.job) == 1)


def test_an_answer_waits_for_a_server_that_cannot_save(noting: Any, workplace: Any) -> None:
    refusal = {"status": 503, "headers": {"Retry-After": "2"}, "content_type": "application/problem+json"}
    noting.page.route("**/answer", lambda route: route.fulfill(body='{"code": "unavailable"}', **refusal))
    noting.task.get_by_label("Note").fill("written while the disk was full")
    noting.submit()
    expect(noting.page.get_by_text("The server cannot save anything at the moment.")).to_be_visible()
    expect(noting.page.get_by_text(UNSENT)).to_be_visible()
    noting.next_task(lambda: restore_answers(noting))
    workplace.wait_for(lambda: workplace.n_labeled(noting.job) == 1)


def test_a_task_whose_page_cannot_be_shown_now_comes_back_by_itself(noting: Any) -> None:
    page = '<!DOCTYPE html><title>Task</title><meta http-equiv="refresh" content="1"><h1>One moment</h1>'
    noting.page.route("**/t/*", lambda route: route.fulfill(status=503, content_type="text/html", body=page))
    noting.page.on("dialog", lambda dialog: dialog.accept())
    noting.page.reload()
    expect(noting.task.get_by_role("heading", name="One moment")).to_be_visible()
    noting.page.unroute("**/t/*")
    expect(noting.task.get_by_label("Note")).to_be_visible()
    noting.wait_for_task()


def test_an_answer_outlives_its_page(noting: Any, workplace: Any) -> None:
    noting.page.on("dialog", lambda dialog: dialog.accept())
    cut_answers(noting)
    noting.task.get_by_label("Note").fill("then the browser was closed")
    noting.submit()
    expect(noting.page.get_by_text(UNSENT)).to_be_visible()
    restore_answers(noting)
    noting.page.goto("about:blank")
    noting.page.goto(f"{noting.url}/#/workstreams")
    expect(noting.page.get_by_text("was sent.")).to_be_visible()
    workplace.wait_for(lambda: workplace.n_labeled(noting.job) == 1)


def test_an_answer_outlives_its_sign_in(noting: Any, workplace: Any) -> None:
    noting.task.get_by_label("Note").fill("signed out meanwhile")
    noting.end_session()
    noting.submit()
    expect(noting.dialog.get_by_label("User name")).to_have_value(workplace.ana.username)
    noting.dialog.get_by_label("Password").fill(workplace.ana.password)
    noting.next_task(lambda: noting.dialog.get_by_role("button", name="Sign in", exact=True).click())
    workplace.wait_for(lambda: workplace.n_labeled(noting.job) == 1)


def test_a_sign_in_that_ends_over_a_draft_is_a_notice_and_loses_nothing(noting: Any, workplace: Any) -> None:
    noting.end_session()
    noting.task.get_by_label("Note").fill("still here")
    expect(
        noting.page.get_by_text("Your sign-in has ended. Your work is kept in this browser.")
    ).to_be_visible()
    expect(noting.dialog).not_to_be_visible()
    noting.button("Sign in again").click()
    noting.dialog.get_by_label("Password").fill(workplace.ana.password)
    noting.dialog.get_by_role("button", name="Sign in", exact=True).click()
    expect(noting.dialog).not_to_be_visible()
    expect(noting.task.get_by_label("Note")).to_have_value("still here")
    noting.next_task(noting.submit)


def test_an_answer_waits_for_its_own_worker(noting: Any, workplace: Any) -> None:
    noting.page.on("dialog", lambda dialog: dialog.accept())
    noting.task.get_by_label("Note").fill("ana's")
    noting.end_session()
    noting.submit()
    noting.button("Sign in as somebody else").click()
    noting.enter(workplace.ben)
    expect(noting.button("Log out")).to_be_visible()
    assert workplace.n_labeled(noting.job) == 0
    noting.button("Log out").click()
    noting.enter(workplace.ana)
    expect(noting.page.get_by_text("was sent.")).to_be_visible()
    workplace.wait_for(lambda: workplace.n_labeled(noting.job) == 1)


def test_a_draft_outlives_its_page_and_its_browser(noting: Any, workplace: Any, browser: Any) -> None:
    noting.page.on("dialog", lambda dialog: dialog.accept())
    with noting.page.expect_response("**/draft"):
        noting.task.get_by_label("Note").fill("half a thought")
    noting.page.reload()
    noting.wait_for_task()
    expect(noting.task.get_by_label("Note")).to_have_value("half a thought")
    elsewhere = type(noting)(browser.new_context(), noting.url)
    elsewhere.sign_in(workplace.ana)
    expect(elsewhere.button("Log out")).to_be_visible()
    elsewhere.open_job(noting.job)
    expect(elsewhere.task.get_by_label("Note")).to_have_value("half a thought")
    elsewhere.context.close()


def test_a_draft_that_never_reached_the_server_outlives_a_reload(noting: Any) -> None:
    noting.page.on("dialog", lambda dialog: dialog.accept())
    noting.page.route(
        "**/draft", lambda route: route.abort() if route.request.method == "PUT" else route.continue_()
    )
    with noting.page.expect_event("requestfailed", lambda request: request.url.endswith("/draft")):
        noting.task.get_by_label("Note").fill("only here")
    noting.page.reload()
    noting.wait_for_task()
    expect(noting.task.get_by_label("Note")).to_have_value("only here")


def test_leaving_is_warned_of_only_while_something_is_unsaved(noting: Any) -> None:
    asked: list[str] = []

    def accept(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    noting.page.on("dialog", accept)
    noting.page.reload()
    noting.wait_for_task()
    assert asked == []
    noting.page.route("**/draft", lambda route: route.abort())
    with noting.page.expect_event("requestfailed", lambda request: request.url.endswith("/draft")):
        noting.task.get_by_label("Note").press_sequentially("x")
    noting.page.reload()
    assert asked == ["beforeunload"]
