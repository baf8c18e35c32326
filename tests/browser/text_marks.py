"""Selecting words in the text tools, as a worker does with the pointer."""

from __future__ import annotations

from typing import Any

PLACE_OF_WORDS = """(text) => {
  for (const run of tool.shadowRoot.querySelectorAll(".run")) {
    for (const node of run.childNodes) {
      const at = node.nodeType === Node.TEXT_NODE ? node.data.indexOf(text) : -1;
      if (at === -1) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      const { left, top, right, bottom } = range.getBoundingClientRect();
      return [left, top, right, bottom];
    }
  }
  return null;
}"""


def drag_over(task: Any, words: str, *, right_to_left: bool = False) -> None:
    """Select words of the element with the id `tool`, from their first character to their last."""
    left, top, right, bottom = task.frame.evaluate(PLACE_OF_WORDS, words)
    first, last = (right - 1, left + 1) if right_to_left else (left + 1, right - 1)
    task.page.mouse.move(first, (top + bottom) / 2)
    task.page.mouse.down()
    task.page.mouse.move(last, (top + bottom) / 2, steps=4)
    task.page.mouse.up()
    task.settle()


def click_on(task: Any, words: str) -> None:
    left, top, right, bottom = task.frame.evaluate(PLACE_OF_WORDS, words)
    task.page.mouse.click((left + right) / 2, (top + bottom) / 2)
    task.settle()
