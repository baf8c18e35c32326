"""Signing in, choosing a password, and who is who."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect


def test_the_first_sign_in_asks_for_a_password_whose_rules_are_ticked_while_typing(
    portal: Any, workplace: Any, unique: str
) -> None:
    (newcomer,) = workplace.invite(f"new-{unique}")
    portal.sign_in(newcomer)
    expect(portal.page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    password = portal.page.get_by_label("New password", exact=True)
    rules = portal.page.locator(".rules .met")
    for typed, n_met in (("abc", 1), ("abcD", 2), ("abcD1", 3), ("abcD1!", 4), ("abcD1!xy", 5)):
        password.fill(typed)
        expect(rules).to_have_count(n_met)
    expect(portal.button("Save password")).to_be_disabled()
    portal.page.get_by_label("New password again").fill("abcD1!xy")
    expect(rules).to_have_count(6)
    portal.button("Save password").click()
    expect(portal.page.get_by_role("heading", name="Jobs")).to_be_visible()
    portal.page.reload()
    expect(portal.page.get_by_role("heading", name="Jobs")).to_be_visible()
    portal.button("Log out").click()
    expect(portal.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_said_without_saying_more(portal: Any, workplace: Any) -> None:
    portal.page.goto(workplace.url)
    portal.page.get_by_label("User name").fill(workplace.ana.username)
    portal.page.get_by_label("Password").fill("wrong")
    portal.page.get_by_label("Password").press("Enter")
    expect(portal.page.get_by_text("The user name or password is not right.")).to_be_visible()
    portal.button("Forgot your password?").click()
    expect(portal.page.get_by_text("Ask your team's manager")).to_be_visible()


def test_the_way_in_is_accessible_in_light_and_dark(portal: Any, workplace: Any, unique: str) -> None:
    portal.page.goto(workplace.url)
    axe = Axe()
    portal.page.get_by_label("User name").wait_for()
    assert axe.run(portal.page).response["violations"] == []
    portal.button("Use dark colors").click()
    expect(portal.button("Use light colors")).to_be_visible()
    assert axe.run(portal.page).response["violations"] == []
    portal.page.reload()
    expect(portal.button("Use light colors")).to_be_visible()
    (newcomer,) = workplace.invite(f"axe-{unique}")
    portal.enter(newcomer)
    expect(portal.page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    assert axe.run(portal.page).response["violations"] == []


def test_the_portal_loads_nothing_from_elsewhere(portal: Any, workplace: Any) -> None:
    hosts: list[str] = []
    portal.page.on("request", lambda request: hosts.append(request.url))
    portal.sign_in(workplace.ana)
    expect(portal.page.get_by_role("heading", name="Jobs")).to_be_visible()
    assert [host for host in hosts if not host.startswith((workplace.url, "data:"))] == []
