"""Question and answer generation: references to the text, limits, tags, undo, drafts."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect
from tests.browser.test_crowd_access import violations
from tests.browser.text_marks import drag_over

PAGE = """<crowd-form><crowd-question-answer-generation id="tool" name="qa" header="Ask about the text"
  text="👍 Ada met Bob in Lyon. They wrote letters." min-questions=1 max-questions=2 question-min-words=2 question-max-words=5
  answer-max-words=3 question-tags="['who', 'where']" allow-custom-question-tags></crowd-question-answer-generation></crowd-form>"""


def test_questions_refer_to_words_keep_their_limits_and_are_tagged(open_task: Any) -> None:
    task = open_task(PAGE, width=1280, height=1000)
    task.refused()
    expect(task.frame.locator(".picker-problem")).to_have_text("Write at least 1 question.")
    drag_over(task, "Ada")
    drag_over(task, "in Lyon")
    task.frame.get_by_role("textbox", name="Question 1").fill("Who?")
    task.frame.get_by_role("textbox", name="Answer 1").fill('Ada & "Bob"')
    task.refused()
    expect(task.frame.locator("#question-1")).to_be_focused()
    expect(task.frame.locator("#question-1")).to_have_attribute("aria-invalid", "true")
    task.page.keyboard.type(" Tell me.")
    task.frame.get_by_role("button", name="who").click()
    task.frame.get_by_role("textbox", name="Add a tag").fill("mine")
    task.page.keyboard.press("Enter")
    task.frame.get_by_role("button", name="Add a question").click()
    expect(task.frame.get_by_role("button", name="Add a question")).to_be_disabled()
    drag_over(task, "letters")
    expect(task.frame.locator(".tag bdi")).to_have_text(["1", "1", "2"])
    task.page.keyboard.press("Control+z")
    expect(task.frame.locator(".tag bdi")).to_have_text(["1", "1"])
    task.frame.get_by_role("button", name="Remove the reference “in Lyon”").click()
    draft = task.draft()
    answer = (
        '{"qa":{"questionAnswerPairs":[{"answer":"Ada & \\"Bob\\"","question":"Who? Tell me.",'
        '"questionTags":["who","mine"],"textReferences":[{"endOffset":5,"startOffset":2}]}]}}'
    )
    assert task.submit() == answer  # the second one is blank: it does not count

    again = open_task(PAGE)
    again.tell(type="restore", state=draft)
    expect(again.frame.get_by_role("textbox", name="Question 1")).to_have_value("Who? Tell me.")
    assert again.submit() == answer


def test_axe_finds_nothing_and_a_narrow_window_holds_it(open_task: Any) -> None:
    task = open_task(PAGE, width=390, height=900)
    drag_over(task, "Ada")
    assert violations(task) == []
    task.wait_for_value("document.documentElement.scrollWidth <= innerWidth", True)
