"""Entity annotation: selecting and labelling words, code points, its own form, drafts, keys, long texts."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken; other scripts are the point)

from __future__ import annotations

import json
import random
from typing import Any

from playwright.sync_api import expect
from tests.browser.test_crowd_access import violations
from tests.browser.text_marks import click_on, drag_over

from trigpoint.templates.values import escape_text

LABELS = """[{'label': 'person', 'shortDisplayName': 'per', 'fullDisplayName': 'Person', 'longDisplayName': 'ignored'},
  {'label': 'place', 'shortDisplayName': 'plc'}, 'time']"""
TEXT = "👩🏽‍🚀 Ada  met\n\nCafe\u0301 owner Bob in New York.\nAda left New York."


def element(text: str = TEXT, attributes: str = "", content: str = "", labels: str = LABELS) -> str:
    return f"""<crowd-entity-annotation id="tool" name="ents" header="Mark names" text="{escape_text(text)}" labels="{labels}" {attributes}>
      {content}</crowd-entity-annotation>"""


def entities(task: Any) -> list[tuple[str, str]]:
    """Words and labels, the words cut out as Python cuts them."""
    task.settle()
    found = task.frame.evaluate("tool.value.entities")
    text = task.frame.evaluate("tool.text")
    return [(text[one["startOffset"] : one["endOffset"]], one["label"]) for one in found]


def test_words_are_labelled_by_pointer_and_counted_in_code_points_of_the_exact_text(open_task: Any) -> None:
    task = open_task(element())
    expect(task.frame.get_by_role("button", name="Person")).to_be_visible()
    task.page.keyboard.press("1")
    drag_over(task, "Ada")
    drag_over(task, "Bob")
    task.page.keyboard.press("Escape")
    task.page.keyboard.press("Escape")
    drag_over(task, "Cafe\u0301")
    task.frame.get_by_role("menuitemradio", name="place").click()
    drag_over(task, "owner Bob in New")
    assert entities(task) == [
        ("Ada", "person"),
        ("Cafe\u0301", "place"),
        ("owner Bob in New", "place"),
        ("Bob", "person"),
    ]
    expect(task.frame.locator(".tag bdi")).to_have_text(["per", "plc", "plc", "per"])
    assert task.submit() == (
        '{"ents":{"entities":[{"endOffset":8,"label":"person","startOffset":5},'
        '{"endOffset":20,"label":"place","startOffset":15},{"endOffset":37,"label":"place","startOffset":21},'
        '{"endOffset":30,"label":"person","startOffset":27}]}}'
    )


def test_emoji_and_marks_are_never_cut_and_right_to_left_text_is_marked(open_task: Any) -> None:
    task = open_task(element("مرحبا بكم في القاهرة اليوم\r\n👨‍👩‍👧e\u0301x"))
    task.frame.evaluate("tool.labels = ['place']")
    task.page.keyboard.press("1")
    drag_over(task, "القاهرة", right_to_left=True)
    line = "tool.shadowRoot.querySelectorAll('.run')[1].firstChild"
    task.frame.locator(".lines").focus()
    task.frame.evaluate(
        f"document.getSelection().setBaseAndExtent({line}, 0, {line}, 9)"
    )  # ends between the letter and its mark
    expect(task.frame.get_by_role("menu")).to_be_visible()
    task.page.keyboard.press("1")
    assert entities(task) == [("القاهرة", "place"), ("👨‍👩‍👧e\u0301", "place")]


def test_the_annotation_of_a_span_is_changed_doubled_moved_removed_and_all_of_it_undone(
    open_task: Any,
) -> None:
    task = open_task(element("Meet Ada in Paris."))
    task.page.keyboard.press("1")
    drag_over(task, "Paris")
    click_on(task, "Paris")
    task.page.keyboard.press("2")
    assert entities(task) == [("Paris", "place")]
    task.page.keyboard.press("d")
    task.page.keyboard.press("3")
    assert entities(task) == [("Paris", "place"), ("Paris", "time")]
    task.page.keyboard.press("Alt+ArrowRight")
    assert entities(task) == [("Paris", "place"), ("Paris.", "time")]
    task.frame.locator(".tag", has_text="plc").locator(".tag-remove").click()
    assert entities(task) == [("Paris.", "time")]
    steps = []
    for _ in range(5):
        task.page.keyboard.press("Control+z")
        steps.append(len(entities(task)))
    assert steps == [2, 2, 1, 1, 0]
    for _ in range(5):
        task.page.keyboard.press("Control+Shift+z")
    assert entities(task) == [("Paris.", "time")]
    task.frame.locator(".tag").click(position={"x": 6, "y": 10})
    task.frame.get_by_role("menuitem", name="Remove").click()
    assert entities(task) == []
    task.frame.evaluate("tool.labels = []")
    expect(task.frame.get_by_text("No labels yet.")).to_be_visible()


def test_everything_is_done_by_keyboard_alone(open_task: Any) -> None:
    task = open_task(element("one two\nthree four 👍🏽 five"))
    task.frame.get_by_role("textbox", name="Mark names").focus()
    press = task.page.keyboard.press
    for keys in ("Control+ArrowRight", "ArrowRight", "Control+Shift+ArrowRight", "2"):
        press(keys)
    for keys in ("ArrowDown", "End", "Shift+Home", "Enter"):  # the label of the moment is applied
        press(keys)
    assert entities(task) == [("two", "place"), ("three four 👍🏽 five", "place")]
    for keys in (",", "Enter", "ArrowDown", "ArrowDown", "Enter"):  # the menu of the first annotation
        press(keys)
    assert entities(task) == [("two", "time"), ("three four 👍🏽 five", "place")]
    press(".")
    expect(task.frame.get_by_role("option", selected=True)).to_contain_text("three four")
    press("Delete")
    assert entities(task) == [("two", "time")]
    task.page.keyboard.press("Control+Enter")
    assert task.answer() == '{"ents":{"entities":[{"endOffset":7,"label":"time","startOffset":4}],}}'.replace(
        ",}", "}"
    )


def test_words_are_snapped_to_found_and_annotated_wherever_they_are(open_task: Any) -> None:
    task = open_task(element("Ann saw Anna. Ann, ann and Ann left."))
    task.page.keyboard.press("g")
    task.page.keyboard.press("1")
    drag_over(task, "saw An")
    assert entities(task) == [("saw Anna", "person")]
    task.page.keyboard.press("Control+z")
    drag_over(task, "nn saw"[:2])
    task.page.keyboard.press("a")
    assert [words for words, _ in entities(task)] == ["Ann", "Ann", "Ann"]
    task.page.keyboard.press("Control+z")
    assert [words for words, _ in entities(task)] == ["Ann"]
    task.page.keyboard.press("Escape")
    task.page.keyboard.press("f")
    task.frame.get_by_role("searchbox", name="Search in the text").fill("ann")
    expect(task.frame.locator(".find output")).to_have_text("2 of 5")
    expect(task.frame.locator(".hit")).to_have_count(5)
    task.page.keyboard.press("/")
    expect(task.frame.get_by_role("searchbox", name="Search in the text")).to_have_value("ann/")
    task.page.keyboard.press("Escape")
    task.page.keyboard.press("/")
    task.frame.get_by_role("searchbox", name="Search the labels").fill("pla")
    task.page.keyboard.press("Enter")
    expect(task.frame.get_by_role("button", name="place")).to_have_attribute("aria-pressed", "true")


def test_initial_annotations_are_loaded_kept_and_said_to_be_changed_or_not(open_task: Any) -> None:
    initial = """initial-value="[{'label': 'person', 'startOffset': 5, 'endOffset': 8}, {'label': 'odd', 'startOffset': 0, 'endOffset': 3}]" x-max-items="1" """
    task = open_task(element(attributes=initial))
    task.wait_for_value("tool.value.initialValueModified", False)
    expect(task.frame.locator(".fault")).to_contain_text("odd")
    task.refused()
    expect(task.frame.locator(".picker-problem")).to_contain_text("at most 1")
    task.frame.get_by_role("option").filter(has_text="odd").click()
    task.page.keyboard.press("Delete")
    task.wait_for_value("tool._submittableValue", tool_value := task.frame.evaluate("tool.value"))
    assert tool_value == {
        "entities": [{"endOffset": 8, "label": "person", "startOffset": 5}],
        "initialValueModified": True,
    }
    assert entities(task) == [("Ada", "person")]


EXTRA = """<script>
document.addEventListener("all-crowd-elements-ready", () => {
  const question = document.createElement("div");
  question.innerHTML = '<label>Sure? <select name="sure" required><option value=""></option><option>yes</option></select></label>';
  tool.shadowRoot.querySelector("crowd-form").form.appendChild(question);
});</script>"""


def test_alone_it_is_the_form_and_takes_what_templates_add_to_it(open_task: Any) -> None:
    content = "<short-instructions><input name='inside' aria-label='Inside' value='kept'></short-instructions><p>Below</p>"
    task = open_task(element(content=content) + EXTRA)
    assert task.messages("ready") == [{"type": "ready", "hasForm": True}]
    task.page.keyboard.press("1")
    drag_over(task, "Bob")
    task.refused()  # the added question is required
    task.frame.get_by_label("Sure?").select_option("yes")
    draft = task.draft()
    answer = '{"ents":{"entities":[{"endOffset":30,"label":"person","startOffset":27}]},"inside":"kept","sure":"yes"}'
    task.tell(type="requestSubmit")
    assert task.answer() == answer

    again = open_task(element(content=content) + EXTRA)
    again.tell(type="restore", state=draft)
    again.wait_for_value("tool.value.entities.length", 1)
    assert again.submit() == answer
    again.frame.locator(".lines").focus()
    again.page.keyboard.press("Control+z")  # what a draft brings back can be undone
    again.wait_for_value("tool.value.entities.length", 0)


def test_inside_a_form_it_takes_part_and_shows_no_second_submit(open_task: Any) -> None:
    task = open_task(f"<crowd-form>{element()}<crowd-input name='note' value='n'></crowd-input></crowd-form>")
    expect(task.frame.get_by_role("button", name="Submit")).to_have_count(1)
    task.page.keyboard.press("3")
    drag_over(task, "Bob")
    assert task.submit() == (
        '{"ents":{"entities":[{"endOffset":30,"label":"time","startOffset":27}]},"note":"n"}'
    )


def test_axe_finds_nothing_wide_or_narrow_and_nothing_sticks_out(open_task: Any) -> None:
    content = "<short-instructions>Short</short-instructions><full-instructions>Long</full-instructions>"
    task = open_task(element(content=content))
    task.page.keyboard.press("1")
    drag_over(task, "Ada")
    task.page.keyboard.press("Escape")
    task.page.keyboard.press("Escape")
    task.page.keyboard.press("f")
    drag_over(task, "Bob")
    expect(task.frame.get_by_role("menu")).to_be_visible()
    assert violations(task) == []
    task.page.set_viewport_size({"width": 390, "height": 800})
    task.settle()
    assert violations(task) == []
    task.wait_for_value("document.documentElement.scrollWidth <= innerWidth", True)


def test_a_long_text_paints_what_is_in_the_window_and_answers_all_of_it(open_task: Any) -> None:
    rng = random.Random(7)
    text = " ".join("".join(rng.choices("abcdefg", k=rng.randint(2, 9))) for _ in range(15000))
    spans = [
        {"label": f"l{n % 9}", "startOffset": n * 40, "endOffset": n * 40 + rng.randint(3, 30)}
        for n in range(2000)
    ]
    task = open_task(element(text, labels=json.dumps([f"l{n}" for n in range(9)]).replace('"', "'")))
    task.frame.evaluate("spans => { tool.initialValue = spans }", spans)
    task.wait_for_value("tool.value.entities.length", 2000)
    expect(task.frame.get_by_role("option")).to_have_count(2000)
    assert task.frame.locator(".tag").count() < 300
    task.frame.locator(".lines").focus()
    task.page.keyboard.press("Control+End")
    task.page.keyboard.press("Control+Shift+ArrowLeft")
    task.page.keyboard.press("1")
    last = text.rsplit(" ", 1)[1]
    assert entities(task)[-1] == (last, "l0")
    expect(task.frame.locator(".tag.selected")).to_be_in_viewport()
