"""The console by mouse: a job is made of a CSV, stopped after three of ten objects, chained and finished."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import expect
from tests.walkthrough.console import faults, open_console

LETTERS = [f"letter {n}, and more" for n in range(10)]
ANSWER = {"crowd-classifier": {"label": "Praise"}}


def test_a_job_is_made_of_a_csv_stopped_chained_and_finished(
    lab: Any, open_browser: Any, json_worker: Any, unique: str, tmp_path: Path
) -> None:
    (ana,) = lab.employ(f"ana-{unique}")
    job = f"letters-{unique}"
    page = open_console(lab, open_browser, f"boss-{unique}")
    page.get_by_role("button", name="Create labeling job").click()
    page.get_by_role("textbox", name="Job name").fill(job)
    csv = tmp_path / "letters.csv"
    csv.write_text("\n".join(LETTERS))
    page.get_by_label("Files to upload").set_input_files(csv)
    expect(page.get_by_text("Input data connection successful")).to_be_visible()
    expect(page.get_by_text("10 rows of text from 1 file")).to_be_visible()
    assert faults(page) == []
    following = page.get_by_role("button", name="Next", exact=True)
    following.click()
    page.get_by_text("Text classification (single label)").click()  # of a text's manifest, texts are offered
    assert faults(page) == []
    following.click()
    page.get_by_role("button", name="Team").click()
    page.get_by_role("option", name=lab.team).click()
    assert faults(page) == []
    following.click()
    following.click()
    expect(page.get_by_text("2 labels at least").first).to_be_visible()
    page.get_by_role("button", name="Paste a list").click()
    page.get_by_label("Labels, one a line").fill("Praise, Complaint")
    page.get_by_role("button", name="Add these").click()
    page.get_by_role("textbox", name="Question").fill("What does the {{ writer }} mean?")
    page.get_by_role("textbox", name="Short instructions").fill("Read it to its end.")
    preview = page.frame_locator("iframe.preview-frame")
    expect(preview.get_by_text("Read it to its end.").first).to_be_visible()
    expect(preview.get_by_text("What does the {{ writer }} mean?").first).to_be_visible()
    preview.get_by_text("Complaint").click()
    preview.get_by_role("button", name="Submit").click()
    expect(page.get_by_text('"label": "Complaint"')).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Edit the template").click()
    editor = page.get_by_role("textbox", name="Template")
    editor.press("Control+End")
    editor.type("\n{% nonsense %}")
    expect(page.get_by_text("unknown tag", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Use the task type's page").click()
    following.click()
    expect(page.get_by_text("sagemaker.create_labeling_job(")).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("0 / 10")).to_be_visible()

    labeler = open_browser(lab.url)
    labeler.sign_in(ana)
    labeler.open_job(job)
    for n in range(3):
        labeler.category("Praise").check()
        if n < 2:
            labeler.next_task(labeler.submit)
        else:
            labeler.submit()
    lab.wait_for(lambda: lab.n_labeled(job) == 3)
    worker = json_worker(lab.url, ana)

    page.get_by_role("link", name="Labeling jobs").first.click()
    page.get_by_label("Find jobs by name").fill(unique)
    page.get_by_role("radio", name=f"Choose {job}").check()
    assert faults(page) == []
    page.get_by_role("button", name="Actions").click()
    chain = page.get_by_role("menuitem", name="Chain")
    expect(chain).to_be_disabled()
    page.get_by_role("menuitem", name="Stop").click()
    expect(page.get_by_role("dialog")).to_contain_text("3 labeled objects are kept")
    page.get_by_role("button", name="Stop the job").click()
    row = page.get_by_role("row").filter(has_text=job)
    expect(row).to_contain_text("Stopped")  # without loading the page anew
    expect(row).to_contain_text("3 / 10")

    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Chain").click()
    expect(page.get_by_role("textbox", name="Label attribute name")).to_be_enabled()
    field = page.get_by_role("textbox", name="Job name")
    expect(field).to_have_value(f"{job}-chain")
    field.fill(job)
    page.get_by_role("button", name="Skip to Review and create").click()
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("choose another name").first).to_be_visible()
    page.get_by_role("button", name="Job and data").click()
    field.fill(f"{job}-rest")
    page.reload()
    expect(field).to_have_value(f"{job}-rest")  # nothing typed is lost
    assert faults(page) == []
    page.get_by_role("button", name="Skip to Review and create").click()
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_text("3 / 10")).to_be_visible()  # what was labeled is retained
    assert faults(page) == []

    assert worker.label_all(f"{job}-rest", ANSWER) == 7
    assert lab.wait_until_ended(f"{job}-rest") == "Completed"
    expect(page.get_by_text("10 / 10")).to_be_visible()
    page.get_by_role("tab", name="Objects").click()
    page.get_by_role("link", name="4", exact=True).click()
    expect(page.get_by_text("Answers (1 of 1)")).to_be_visible()
    expect(page.get_by_text(f"ana-{unique}").first).to_be_visible()
    assert faults(page) == []
    with page.expect_download() as saved:
        page.get_by_role("button", name="Output manifest").click()
    lines = [json.loads(line) for line in Path(saved.value.path()).read_text().splitlines()]
    assert [(line["source"], line[job]) for line in lines] == [(letter, 0) for letter in LETTERS]
    for tab, shown in (
        ("Labels", "Praise"),
        ("Workers", f"ana-{unique}"),
        ("Files", "output.manifest"),
        ("Events", "Completed"),
        ("Lineage", f"{job}-rest"),
    ):
        page.get_by_role("tab", name=tab).click()
        expect(page.get_by_role("tabpanel").get_by_text(shown).first).to_be_visible()
        assert faults(page) == [], tab

    page.goto(f"{lab.url}/console/settings")
    expect(page.get_by_text("Installation", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Add a user")).to_have_count(0)
