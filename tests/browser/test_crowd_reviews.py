"""Reviews of what a service found: moderation labels of an image, keys and values of a form."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

import json
from html import escape
from typing import Any

from playwright.sync_api import expect
from tests.browser.test_crowd_access import violations

MODERATION = """<crowd-form><crowd-rekognition-detect-moderation-labels id="tool" header="What is in it?" src="/crowd/placeholder.svg"
  categories="[{name: 'Violence', parentName: '', confidence: 91.5}, {name: 'Smoking', parentName: 'Drugs'}, 'Alcohol', ]"
  exclusion-category="{text: 'None of these'}"></crowd-rekognition-detect-moderation-labels></crowd-form>"""
MODERATION_KEY = "AWS/Rekognition/DetectModerationLabels/Image/V3"


def test_moderation_labels_come_back_as_they_were_given(open_task: Any) -> None:
    task = open_task(MODERATION)
    task.refused()
    task.frame.get_by_role("checkbox", name="Smoking").check()
    task.page.keyboard.press("1")
    assert json.loads(task.submit()) == {
        MODERATION_KEY: {
            "moderationLabels": [
                {"confidence": 91.5, "name": "Violence", "parentName": ""},
                {"name": "Smoking", "parentName": "Drugs"},
            ]
        }
    }


def test_the_exclusion_gives_an_empty_list(open_task: Any) -> None:
    task = open_task(MODERATION)
    task.frame.get_by_role("button", name="None of these").click()
    assert task.submit() == f'{{"{MODERATION_KEY}":{{"moderationLabels":[]}}}}'


FORM = """<svg xmlns="http://www.w3.org/2000/svg" width="800" height="500" viewBox="0 0 800 500"><rect width="800" height="500" fill="#fff"/>
<g font-family="sans-serif" font-size="26"><text x="80" y="80" font-size="34">Application</text><text x="80" y="180">Name:</text><text x="260" y="180">Ada Lovelace</text>
<text x="80" y="260">Home town:</text><text x="260" y="260">Londn</text><text x="80" y="340">Fax:</text></g></svg>"""


def block(
    id_: str, kind: str, text: str, left: float, top: float, width: float, value: str = ""
) -> dict[str, Any]:
    return {
        "blockType": "KEY_VALUE_SET",
        "confidence": 97.5,
        "entityTypes": [kind],
        "geometry": {"boundingBox": {"height": 0.08, "left": left, "top": top, "width": width}},
        "id": id_,
        "relationships": [{"ids": [value], "type": "VALUE"}] if value else [],
        "text": text,
    }


BLOCKS = [
    block("k1", "KEY", "Name:", 0.09, 0.3, 0.12, "v1"),
    block("v1", "VALUE", "Ada Lovelace", 0.315, 0.3, 0.22),
    block("k2", "KEY", "Home town:", 0.09, 0.46, 0.2, "v2"),
    block("v2", "VALUE", "Londn", 0.315, 0.46, 0.12),
]
KEYS = """[{importantFormKey: 'name', importantFormKeyAliases: []}, {importantFormKey: 'Town', importantFormKeyAliases: ['home town']},
  {importantFormKey: 'Fax', importantFormKeyAliases: []}, {importantFormKey: 'Mail', importantFormKeyAliases: []},]"""
DOCUMENT = f"""<crowd-form><crowd-textract-analyze-document id="tool" header="Check the form" src="/form.svg" initial-value="{escape(json.dumps(BLOCKS))}"
  block-types="['KEY_VALUE_SET']" keys="{KEYS}" no-key-edit no-geometry-edit></crowd-textract-analyze-document></crowd-form>"""


def test_a_form_is_reviewed_by_pointer_and_keys(open_task: Any, task_server: Any) -> None:
    task_server.add("/form.svg", FORM.encode(), "image/svg+xml")
    task = open_task(DOCUMENT)
    expect(task.frame.locator(".boxes button")).to_have_count(4)
    frame = task.frame.locator(".boxes").bounding_box()
    image = task.frame.locator(".stage img").bounding_box()
    assert all(abs(frame[side] - image[side]) < 1 for side in ("x", "y", "width", "height"))
    task.refused()
    expect(task.frame.locator(".picker-problem")).to_have_text("4 keys are still to be reviewed.")
    task.frame.locator(".boxes .key").first.click()
    task.page.keyboard.press("y")
    expect(task.frame.locator(".form-pair.active legend")).to_have_text("Home town:")
    task.page.keyboard.press("n")
    expect(task.frame.get_by_role("textbox", name="Key")).to_have_count(0)
    expect(task.frame.get_by_role("textbox", name="Value").first).to_be_focused()
    task.page.keyboard.type("London")
    fax = task.frame.get_by_role("group", name="Fax")
    fax.get_by_role("checkbox", name="Value is blank").check()
    assert violations(task) == []
    mail = task.frame.get_by_role("group", name="Mail")
    mail.get_by_role("checkbox", name="Value is blank").check()
    mail.get_by_role("checkbox", name="Key not found").check()
    expect(mail.get_by_role("checkbox", name="Value is blank")).not_to_be_checked()
    task.page.keyboard.press("+")
    blocks = json.loads(task.submit())["AWS/Textract/AnalyzeDocument/Forms/V1"]["blocks"]
    assert blocks[:3] == BLOCKS[:3]
    assert blocks[3] == {**BLOCKS[3], "text": "London"}
    assert [(one["entityTypes"], one["text"]) for one in blocks[4:]] == [(["KEY"], "Fax"), (["VALUE"], "")]


def test_a_narrow_window_holds_the_form_and_drafts_come_back(open_task: Any, task_server: Any) -> None:
    task_server.add("/form.svg", FORM.encode(), "image/svg+xml")
    task = open_task(DOCUMENT, width=390, height=800)
    task.frame.get_by_role("group", name="Name").get_by_role("radio", name="Yes").check()
    draft = task.draft()
    task.wait_for_value("document.documentElement.scrollWidth <= innerWidth", True)
    again = open_task(DOCUMENT)
    again.tell(type="restore", state=draft)
    expect(again.frame.get_by_role("group", name="Name").get_by_role("radio", name="Yes")).to_be_checked()
