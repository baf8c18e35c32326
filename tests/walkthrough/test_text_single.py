"""Text classification with one label, of three workers who do not agree."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

LABELS = ["Praise", "Complaint", "Question"]
TEXTS = [
    "The soup was cold, and nobody came when we called.",
    "Do you have a table for six tomorrow evening?",
    "Best dumplings in town! 最好吃的饺子 🥟",
]
CHOICES = {TEXTS[0]: "Complaint", TEXTS[1]: "Question", TEXTS[2]: "Praise"}
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-classifier name="review" header="What does the guest write?"
      categories="{{ task.input.labels | to_json | escape }}">
    <classification-target><p id="review">{{ task.input.taskObject }}</p></classification-target>
    <full-instructions header="Guests' letters"><p>Choose what the guest wants to say.</p></full-instructions>
    <short-instructions><p>Choose one.</p></short-instructions>
  </crowd-classifier>
</crowd-form>
"""


def test_one_label_a_text_from_three_workers(
    lab: Any, open_browser: Any, json_worker: Any, unique: str, creation_date: re.Pattern[str]
) -> None:
    ana, ben, cleo = lab.employ(f"ana-{unique}", f"ben-{unique}", f"cleo-{unique}")
    job = lab.create_job(
        f"reviews-{unique}",
        task_type="TextMultiClass",
        template=TEMPLATE,
        labels=LABELS,
        manifest=lab.put_manifest(f"reviews-{unique}", TEXTS),
        n_workers=3,
    )
    browser = open_browser(lab.url)
    browser.sign_in(ana)
    browser.start_working(job)
    for text in TEXTS:
        expect(browser.task.locator("#review")).to_have_text(text)
        browser.press(
            "3", "1", "2", str(1 + LABELS.index(CHOICES[text]))
        )  # a choice moves, it does not add up
        expect(browser.category(CHOICES[text])).to_be_checked()
        expect(browser.task.get_by_role("radio", checked=True)).to_have_count(1)
        if text != TEXTS[-1]:
            browser.next_task(lambda: browser.press("Control+Enter"))
    browser.press("Control+Enter")
    expect(
        browser.page.get_by_text("You have finished the available tasks", exact=False).first
    ).to_be_visible()
    assert lab.n_labeled(job) == 0

    content = {"review": {"label": "Complaint"}}
    assert json_worker(lab.url, ben).label_all(job, content) == 3
    assert json_worker(lab.url, cleo).label_all(job, {"review": {"label": "Complaint"}}) == 3
    assert lab.wait_until_ended(job) == "Completed"
    lines = lab.output(job)
    assert [line["source"] for line in lines] == TEXTS
    for line in lines:
        assert list(line) == ["source", job, f"{job}-metadata"]
        assert line[job] == 1  # two of three, or all
        metadata = line[f"{job}-metadata"]
        assert creation_date.fullmatch(metadata.pop("creation-date"))
        assert 0.5 < metadata.pop("confidence") <= 0.95
        assert metadata == {
            "class-name": "Complaint",
            "job-name": f"labeling-job/{job}",
            "human-annotated": "yes",
            "type": "groundtruth/text-classification",
        }
    assert browser.errors == browser.dialogs == []
