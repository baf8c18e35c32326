"""Sound and video in a template, from the server's own signed addresses."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Request, expect

HOUR_SECONDS, SOUGHT_SECONDS, RATE = 3600, 3500, 44_100
MANY_BYTES = 200 * 2**20
SEEK_NEAR_THE_END = f"""async sound => {{
  await new Promise(done => {{ sound.onseeked = done; sound.currentTime = {SOUGHT_SECONDS} }});
  const pieces = [...Array(sound.buffered.length).keys()];
  return pieces.reduce((sum, i) => sum + sound.buffered.end(i) - sound.buffered.start(i), 0);
}}"""
MEDIA_TEMPLATE = """
<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form x-media-keys>
  <h1 id="title">What is said?</h1>
  <audio id="sound" controls preload="metadata" src="{{ task.input.taskObject | grant_read_access }}"></audio>
  <label>Note <textarea name="note"></textarea></label>
</crowd-form>
"""


def _silence(path: Path, seconds: int) -> None:
    """A WAV file of that length, with a hole instead of samples: the disk does not hold them."""
    size = seconds * RATE * 2
    with path.open("wb") as wav:
        wav.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVE")
        wav.write(b"fmt " + struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16))
        wav.write(b"data" + struct.pack("<I", size))
        wav.truncate(44 + size)


def test_a_long_recording_is_sought_in_piece_by_piece_and_one_that_is_none_is_told(
    portal: Any, workplace: Any, create_note_job: Callable[..., str]
) -> None:
    folder = workplace.server.data / "buckets" / workplace.bucket
    _silence(folder / "hour.wav", HOUR_SECONDS)
    (folder / "notes.wav").write_text("no sound at all")
    references = [f"s3://{workplace.bucket}/{name}.wav" for name in ("hour", "notes")]
    job = create_note_job(references=references, template=MEDIA_TEMPLATE)
    ranges: list[str] = []

    def note(request: Request) -> None:
        if "/hour.wav" in request.url:
            ranges.append(request.headers.get("range", ""))

    portal.page.on("request", note)
    portal.sign_in(workplace.ana)
    portal.open_job(job)

    sound = portal.task.locator("#sound")
    expect(sound).to_have_js_property("duration", HOUR_SECONDS)
    assert sound.evaluate(SEEK_NEAR_THE_END) < HOUR_SECONDS / 10
    assert any(int(each.removeprefix("bytes=").split("-")[0]) > MANY_BYTES for each in ranges)

    expect(portal.task.get_by_role("button", name="Shortcuts")).to_be_visible()
    portal.task.locator("#title").click()
    portal.page.keyboard.press("j")
    expect(sound).to_have_js_property("currentTime", SOUGHT_SECONDS - 5)
    expect(portal.task.get_by_role("status").filter(has_text="58:15.0")).to_be_visible()

    portal.next_task(portal.submit)
    notice = portal.task.locator("trigpoint-media-notice")
    expect(notice).to_contain_text("Its format is none that this browser can play, or the file is damaged.")
    expect(notice.get_by_role("button", name="Try again")).to_be_visible()
    said = workplace.server.trigpoint("jobs", "problems", job).stdout
    assert "media" in said and "notes.wav: Its format" in said
