"""Text ranking: by drag, by clicks, by keys; ties, completeness, the flat answer, drafts."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.browser.test_crowd_access import violations

RANKING = """<crowd-text-ranking id="tool" name="rank" header="Rank the answers" text="Why is the sky blue?" %s
  responses="['Because of scattering.', 'It just is.', 'It reflects &lt;b&gt;the sea&lt;/b&gt;.']"
  ordinal-ranking-dimensions="[{'name': 'Clarity', 'allowTie': true}, {'name': 'Truth', 'allowTie': false}]">
  <short-instructions>Read all three first.</short-instructions></crowd-text-ranking>"""
PAGE = f"<crowd-form>{RANKING % ''}</crowd-form>"


def card(task: Any, board: int, response: int) -> Any:
    return task.frame.locator(f".card[data-dimension='{board}'][data-response='{response}']")


def drag_to(task: Any, board: int, response: int, rank: int) -> None:
    source = card(task, board, response).bounding_box()
    target = task.frame.locator(f"[data-board='{board}'] [data-rank='{rank}']").bounding_box()
    task.page.mouse.move(source["x"] + 10, source["y"] + 10)
    task.page.mouse.down()
    task.page.mouse.move(target["x"] + 60, target["y"] + 24, steps=4)
    task.page.mouse.up()
    task.settle()


def rankings(task: Any) -> list[list[int]]:
    return [one["responseRankings"] for one in task.frame.evaluate("tool.value.ordinalRankingDimensions")]


def test_responses_are_ranked_by_drag_clicks_and_keys_and_the_answer_is_flat(open_task: Any) -> None:
    task = open_task(PAGE, width=1280, height=1000)
    drag_to(task, 0, 1, 1)
    assert rankings(task) == [[0, 1, 0], [0, 0, 0]]
    card(task, 0, 0).click()
    expect(card(task, 0, 0)).to_have_attribute("aria-pressed", "true")
    task.frame.locator("[data-board='0']").get_by_role("button", name="Place at rank 1").click()
    card(task, 0, 2).focus()
    task.page.keyboard.press("3")
    assert rankings(task) == [[1, 1, 2], [0, 0, 0]]  # a tie, and no gap after it
    task.refused()
    expect(task.frame.locator(".picker-problem")).to_contain_text("“Truth”")
    for response, key in ((0, "1"), (1, "1"), (2, "1")):
        card(task, 1, response).press(key)
    assert rankings(task)[1] == [3, 2, 1]  # without ties, each makes way
    card(task, 1, 2).press("ArrowDown")
    assert rankings(task)[1] == [3, 1, 2]
    card(task, 1, 1).press("Backspace")
    assert rankings(task)[1] == [2, 0, 1]
    task.page.keyboard.press("Control+z")
    assert rankings(task)[1] == [3, 1, 2]
    expect(task.frame.locator(".state.done")).to_have_count(2)
    assert task.submit() == (
        '{"ordinalRankingDimensions":[{"allowTie":true,"name":"Clarity","responseRankings":[1,1,2]},'
        '{"allowTie":false,"name":"Truth","responseRankings":[3,1,2]}]}'
    )


def test_the_nested_form_and_drafts(open_task: Any) -> None:
    page = f"<crowd-form>{RANKING % 'x-nested-answer'}</crowd-form>"
    task = open_task(page)
    task.tell(
        type="restore",
        state={
            "controls": [{"control": "crowd-text-ranking  rank", "nth": 0, "state": [[1, 2, 3], [2, 3, 1]]}]
        },
    )
    task.wait_for_value("tool.value.ordinalRankingDimensions[1].responseRankings", [2, 3, 1])
    drag_to(task, 1, 0, 1)
    assert rankings(task) == [[1, 2, 3], [1, 3, 2]]
    assert task.draft()["controls"][0]["state"] == [[1, 2, 3], [1, 3, 2]]
    assert task.submit().startswith('{"rank":{"ordinalRankingDimensions":[{"allowTie":true,"name":"Clarity"')


def test_axe_finds_nothing_and_a_narrow_window_holds_it(open_task: Any) -> None:
    task = open_task(PAGE, width=390, height=800)
    card(task, 0, 1).click()
    assert violations(task) == []
    task.wait_for_value("document.documentElement.scrollWidth <= innerWidth", True)
    expect(task.frame.get_by_text("It reflects <b>the sea</b>.")).to_be_visible()
