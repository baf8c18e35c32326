"""Keys that a worker changes, the list of commands, and the elements in another language."""
# ruff: noqa: E501 (the pages under test read best with their markup unbroken)

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

PAGE = """<crowd-form><crowd-classifier id="tool" name="c" header="Sort it" categories="['Mains', 'Dessert', 'Snack']"
    ><classification-target>Text</classification-target></crowd-classifier></crowd-form>"""


def test_a_worker_changes_keys_sees_conflicts_and_brings_them_back(open_task: Any) -> None:
    task = open_task(PAGE)
    task.page.keyboard.press("?")
    dialog = task.frame.locator("dialog[open]")
    dialog.get_by_role("button", name="Change the keys: Search the list").click()
    expect(dialog.get_by_text("Press the new keys")).to_be_visible()
    task.page.keyboard.press("2")
    row = dialog.locator(
        "tbody tr", has=task.frame.get_by_role("button", name="Change the keys: Search the list")
    )
    expect(row.locator("kbd")).to_have_text("2")
    expect(row).to_contain_text("The same keys: Select option 1 to 20")
    dialog.get_by_role("button", name="Change the keys: Search the list").click()
    task.page.keyboard.press("Control+L")
    expect(row.locator("kbd")).to_have_text("Ctrl+L")
    expect(row).not_to_contain_text("The same keys")
    assert task.messages("preferences")[-1]["values"]["hotkeys"] == {"Search the list": ["Ctrl+L"]}
    task.page.keyboard.press("Escape")
    task.page.keyboard.press("/")
    expect(task.frame.get_by_role("searchbox")).to_have_count(0)
    task.page.keyboard.press("Control+l")
    expect(task.frame.get_by_role("searchbox")).to_be_focused()


def test_the_list_of_commands_finds_and_runs_what_keys_can_do(open_task: Any) -> None:
    task = open_task(PAGE)
    task.page.evaluate(
        "port.postMessage({ type: 'actions', actions: [{ id: 'flag', title: 'Report a problem' }] })"
    )
    task.page.keyboard.press("Control+k")
    find = task.frame.get_by_role("combobox", name="Find a command")
    expect(find).to_be_focused()
    find.fill("dessert")
    expect(task.frame.get_by_role("option")).to_have_count(1)
    task.page.keyboard.press("Enter")
    task.wait_for_value("tool.value", "Dessert")
    task.page.keyboard.press("Control+k")
    find.fill("problem")
    task.page.keyboard.press("Enter")
    assert task.wait_for("action") == [{"type": "action", "id": "flag"}]
    expect(find).to_have_count(0)


def test_skip_links_lead_past_bar_and_instructions(open_task: Any) -> None:
    task = open_task(PAGE)
    task.frame.get_by_role("button", name="Skip to the buttons at the end").focus()
    expect(task.frame.get_by_role("button", name="Skip to the buttons at the end")).to_be_in_viewport()
    task.page.keyboard.press("Enter")
    expect(task.frame.get_by_role("button", name="Submit", exact=True)).to_be_focused()
