"""Players and pictures of a template's own: their keys, addresses that expire, files that cannot be shown."""

from __future__ import annotations

import io
import json
import wave
from typing import Any

import pytest
from playwright.sync_api import expect

SIGNED = "?X-Amz-Signature={}"
RECORD_VIDEO = """async () => {
  const canvas = document.createElement("canvas");
  const paint = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise(done => (recorder.onstop = done));
  recorder.start();
  for (let i = 0; i < 12; i++) {
    paint.fillStyle = `hsl(${i * 30} 80% 50%)`;
    paint.fillRect(0, 0, 300, 150);
    await new Promise(done => setTimeout(done, 40));
  }
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


def _wav(seconds: int) -> bytes:
    held = io.BytesIO()
    with wave.open(held, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(1)
        wav.setframerate(8000)
        wav.writeframes(bytes([128]) * 8000 * seconds)
    return held.getvalue()


@pytest.fixture
def sound(task_server: Any) -> str:
    """The address of twenty seconds of sound."""
    task_server.add("/b/tone.wav", _wav(20), "audio/wav")
    return "/b/tone.wav"


def test_keys_act_on_players_where_the_form_asks_for_them(open_task: Any, sound: str) -> None:
    task = open_task(f"""
      <crowd-form x-media-keys><p>Listen</p><audio src="{sound}" controls loop></audio>
      <video id="clip" controls muted></video><input name="heard"></crowd-form>""")
    frame, press = task.frame, task.page.keyboard.press
    audio, clip, told = frame.locator("audio"), frame.locator("#clip"), frame.locator("crowd-form .told")
    expect(audio).to_have_js_property("duration", 20)
    frame.locator("p").click()
    for key, shown, at in [
        ("l", "0:05.0", 5),
        ("l", "0:10.0", 10),
        ("j", "0:05.0", 5),
        ("Home", "0:00.0", 0),
    ]:
        press(key)
        expect(told).to_have_text(shown)
        expect(audio).to_have_js_property("currentTime", at)
    press("Shift+>")
    expect(told).to_have_text("Speed 1.25×")
    expect(audio).to_have_js_property("playbackRate", 1.25)
    press("Shift+L")
    expect(audio).to_have_js_property("loop", False)
    press("m")
    expect(audio).to_have_js_property("muted", True)
    press("k")
    expect(audio).to_have_js_property("paused", False)
    press("k")
    expect(audio).to_have_js_property("paused", True)

    recorded = frame.evaluate(RECORD_VIDEO)
    frame.evaluate("bytes => { clip.src = `data:video/webm;base64,${bytes}` }", recorded)
    frame.wait_for_function("() => clip.readyState >= 2")
    clip.focus()
    press(".")
    expect(clip).not_to_have_js_property("currentTime", 0)
    assert 0 < clip.evaluate("clip => clip.currentTime") < 0.2
    press(",")
    expect(clip).to_have_js_property("currentTime", 0)

    frame.locator("input").fill("")
    frame.locator("input").press_sequentially("jkl")  # in a text field they are letters
    press("Escape")
    frame.locator("p").click()
    press("?")
    expect(frame.get_by_role("dialog", name="Shortcuts")).to_contain_text("Back by 5 seconds")
    press("Escape")
    assert json.loads(task.submit()) == {"heard": "jkl"}


def test_without_the_attribute_players_have_no_keys(open_task: Any, sound: str) -> None:
    task = open_task(f'<crowd-form><p>Listen</p><audio src="{sound}" controls></audio></crowd-form>')
    expect(task.frame.locator("audio")).to_have_js_property("duration", 20)
    task.frame.locator("p").click()
    task.page.keyboard.press("l")
    task.settle()
    expect(task.frame.locator("audio")).to_have_js_property("currentTime", 0)
    expect(task.frame.get_by_role("button", name="Shortcuts")).to_have_count(0)


def test_what_cannot_be_shown_says_why_and_expired_addresses_are_renewed(
    open_task: Any, task_server: Any
) -> None:
    task_server.add("/b/old.wav", b"expired", "text/plain", status=403)
    task_server.add("/b/fresh.wav", _wav(3), "audio/wav")
    task_server.add("/b/no.png", b"these are words", "image/png")
    task = open_task(f"""
      <crowd-form>
        <audio id="old" controls preload="none"><source src="/b/old.wav{SIGNED.format(1)}"></audio>
        <video id="gone" controls src="/b/gone.mp4{SIGNED.format(1)}"></video>
        <img id="words" alt="Words" src="/b/no.png{SIGNED.format(1)}">
        <img id="decoration" alt="" src="/nowhere.png">
        <img id="own" alt="" src="/b/gone.png{SIGNED.format(1)}" onerror="this.src='/crowd/placeholder.svg'">
        <input name="note">
      </crowd-form>""")
    task.reply("refresh", {"type": "refreshed", "url": f"{task_server.url}/b/fresh.wav{SIGNED.format(2)}"})
    notices = task.frame.locator("trigpoint-media-notice")
    expect(notices).to_have_count(2)
    expect(task.frame.locator("#gone + trigpoint-media-notice")).to_contain_text("The video cannot be played")
    expect(task.frame.locator("#gone + trigpoint-media-notice")).to_contain_text("It was not found (404).")
    words = task.frame.locator("#words + trigpoint-media-notice")
    expect(words).to_contain_text("Its bytes are no image that this browser can show.")
    reports = {(each["kind"], each["message"].split(":")[0]) for each in task.wait_for("warning", 2)}
    assert reports == {("media", "gone.mp4"), ("image", "no.png")}

    task.frame.evaluate("() => { old.currentTime = 2; old.preload = 'auto'; old.play().catch(() => 0) }")
    expect(task.frame.locator("#old")).to_have_js_property("duration", 3)
    expect(notices).to_have_count(2)

    _, content_type, picture = task_server.find("/crowd/placeholder.svg")
    task_server.add("/b/no.png", picture, content_type)
    words.get_by_role("button", name="Try again").click()
    expect(notices).to_have_count(1)
    assert json.loads(task.submit()) == {"note": ""}
