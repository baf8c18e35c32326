"""Task types that mark places, labeled with mouse and keyboard on their own templates, to the output line."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

LABELS = ["heron", "coot"]
WIDTH, HEIGHT = 400, 300
READY = """(tag) => {
  const tool = document.querySelector(tag);
  const image = tool?.shadowRoot?.querySelector(".stage canvas, .stage img");
  return tool?.value?.inputImageProperties?.width > 0 && tool.checkValidity() && image.clientWidth > 0;
}"""
IMAGE_BOX = """(tag) => {
  const stage = document.querySelector(tag).shadowRoot.querySelector(".stage");
  const { left, width, top } = stage.querySelector("canvas.upper-canvas, img").getBoundingClientRect();
  return [left, top, width];
}"""
WORD_BOX = """(word) => {
  for (const run of document.querySelector("crowd-entity-annotation").shadowRoot.querySelectorAll(".run"))
    for (const node of run.childNodes) {
      const at = node.nodeType === Node.TEXT_NODE ? node.data.indexOf(word) : -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + word.length);
      const { left, top, right, bottom } = range.getBoundingClientRect();
      return [left, top, right, bottom];
    }
}"""
Place = tuple[float, float]


class Hand:
    """A worker's hand on the element of the task that is open."""

    def __init__(self, visitor: Any, tag: str) -> None:
        self.visitor, self.tag = visitor, tag
        self.mouse = visitor.page.mouse

    def _corner(self) -> Place:
        box = self.visitor.page.locator("iframe.task-frame").bounding_box()
        assert box is not None
        return box["x"], box["y"]

    def at(self, place: Place) -> Place:
        """Where a pixel of the stored image is on the page."""
        x, y = self._corner()
        left, top, width = self.visitor.task_frame.evaluate(IMAGE_BOX, self.tag)
        return x + left + place[0] * width / WIDTH, y + top + place[1] * width / WIDTH

    def wait_for_image(self) -> None:
        self.visitor.task_frame.wait_for_function(READY, arg=self.tag)

    def drag(self, start: Place, *on: Place) -> None:
        self._drag(self.at(start), *map(self.at, on))

    def drag_over(self, word: str) -> None:
        x, y = self._corner()
        left, top, right, bottom = self.visitor.task_frame.evaluate(WORD_BOX, word)
        middle = y + (top + bottom) / 2
        self._drag((x + left + 1, middle), (x + right - 1, middle))

    def _drag(self, start: Place, *on: Place) -> None:
        self.mouse.move(*start)
        self.mouse.down()
        for place in on:
            self.mouse.move(*place, steps=4)
        self.mouse.up()

    def click(self, *places: Place) -> None:
        for place in places:
            self.mouse.click(*self.at(place))

    def press(self, *keys: str) -> None:
        self.visitor.press(*keys)


class Studio:
    """One worker, one image; a job for each thing to try."""

    def __init__(self, lab: Any, visitor: Any, manifest: str) -> None:
        self.lab, self.visitor, self.manifest = lab, visitor, manifest

    def open(self, name: str, tag: str, **job: Any) -> Hand:
        self.lab.create_job(name, **({"labels": LABELS, "manifest": self.manifest} | job))
        self.visitor.open_job(name)
        hand = Hand(self.visitor, tag)
        expect(self.visitor.task.locator(tag)).to_be_visible()
        return hand

    def line(self, name: str) -> dict[str, Any]:
        """Submits the only task of the job; the output line."""
        self.visitor.press("Control+Enter")
        done = self.visitor.page.get_by_text("You have finished the available tasks", exact=False)
        expect(done.first).to_be_visible()
        assert self.lab.wait_until_ended(name) == "Completed"
        (line,) = self.lab.output(name)
        assert name in line or f"{name}-ref" in line, line
        assert self.visitor.errors == []
        found: dict[str, Any] = line
        return found

    def output_of(self, name: str) -> str:
        uri: str = self.lab.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"]
        return uri

    def values(self, uri: str) -> Any:
        return np.asarray(Image.open(BytesIO(self.lab.read(uri))))


@pytest.fixture(scope="module")
def studio(lab: Any, open_browser: Any) -> Studio:
    buffer = BytesIO()
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    Image.fromarray(((rows + columns) % 200).astype(np.uint8)).convert("RGB").save(buffer, "JPEG")
    uri = lab.put("pond/heron.jpg", buffer.getvalue())
    manifest = lab.put("pond/in.manifest", json.dumps({"source-ref": uri}) + "\n")
    visitor = open_browser(lab.url, width=1280, height=900)
    visitor.sign_in(*lab.employ("ida"))
    expect(visitor.button("Log out")).to_be_visible()
    return Studio(lab, visitor, manifest)


def test_boxes_are_drawn_then_adjusted_then_verified(studio: Studio, unique: str) -> None:
    name = f"boxes-{unique}"
    hand = studio.open(name, "crowd-bounding-box", task_type="BoundingBox")
    hand.wait_for_image()
    hand.press("2")
    hand.drag((40, 30), (160, 130))
    line = studio.line(name)
    (box,) = line[name]["annotations"]
    assert line[name]["image_size"] == [{"width": WIDTH, "height": HEIGHT, "depth": 3}]
    assert box == {"class_id": 1, "left": 40, "top": 30, "width": 120, "height": 100}

    again = f"again-{unique}"
    hand = studio.open(
        again, "crowd-bounding-box", task_type="AdjustmentBoundingBox", manifest=studio.output_of(name)
    )
    hand.wait_for_image()
    hand.click((100, 80))  # selects the box of the job before
    hand.press("Shift+ArrowRight", "ArrowDown")
    line = studio.line(again)
    assert line[again]["annotations"] == [box | {"left": 50, "top": 31}]
    assert line[f"{again}-metadata"]["adjustment-status"] == "adjusted" and line[name]["annotations"] == [box]

    check = f"check-{unique}"
    hand = studio.open(
        check,
        "crowd-image-classifier",
        task_type="VerificationBoundingBox",
        manifest=studio.output_of(again),
        labels=["good", "bad"],
    )
    expect(studio.visitor.task.get_by_text("coot").first).to_be_visible()  # in the overlay's legend
    hand.press("2")
    studio.visitor.task.get_by_role("button", name="Write what is wrong").click()
    studio.visitor.task.get_by_label("Comment").fill("a bit to the right")
    studio.visitor.task.get_by_role("button", name="Done").click()
    line = studio.line(check)
    assert line[check] == "1"
    assert line[f"{check}-metadata"]["worker-feedback"] == [{"comment": "a bit to the right"}]


def test_masks_are_painted_then_kept_as_they_are_then_verified(studio: Studio, unique: str) -> None:
    name = f"cover-{unique}"
    hand = studio.open(
        name, "crowd-semantic-segmentation", task_type="SemanticSegmentation", label_attribute=f"{name}-ref"
    )
    hand.wait_for_image()
    hand.press("2", "p")
    hand.click((50, 50), (250, 50), (250, 200), (50, 200))
    hand.press("Enter")
    line = studio.line(name)
    values = studio.values(line[f"{name}-ref"])
    assert values.shape == (HEIGHT, WIDTH) and (values[55:195, 55:245] == 2).all()
    assert np.count_nonzero(values) == pytest.approx(200 * 150, abs=800)

    again = f"keep-{unique}"
    hand = studio.open(
        again,
        "crowd-semantic-segmentation",
        task_type="AdjustmentSemanticSegmentation",
        manifest=studio.output_of(name),
        label_attribute=f"{again}-ref",
    )
    hand.wait_for_image()
    line = studio.line(again)
    assert line[f"{again}-ref-metadata"]["adjustment-status"] == "unadjusted"
    assert (studio.values(line[f"{again}-ref"]) == values).all()

    check = f"look-{unique}"
    hand = studio.open(
        check,
        "crowd-image-classifier",
        task_type="VerificationSemanticSegmentation",
        manifest=studio.output_of(again),
        labels=["good", "bad"],
    )
    expect(studio.visitor.task.get_by_text("coot").first).to_be_visible()
    hand.press("1")
    assert studio.line(check)[check] == "0"


def test_polygons_points_and_instances_are_drawn(studio: Studio, unique: str) -> None:
    name = f"ring-{unique}"
    hand = studio.open(name, "crowd-polygon", task_type="Polygon")
    hand.wait_for_image()
    hand.press("1")
    hand.click((60, 60), (200, 60), (200, 180))
    hand.press("Enter")
    (polygon,) = studio.line(name)[name]["annotations"]
    corners = [(point["x"], point["y"]) for point in polygon["vertices"]]
    assert polygon["class_id"] == 0 and corners == [(60, 60), (200, 60), (200, 180)]

    name = f"pose-{unique}"
    hand = studio.open(name, "crowd-keypoint", task_type="Keypoint")
    hand.wait_for_image()
    hand.press("1")
    hand.click((100, 100))
    hand.press("2")
    hand.click((300, 200))
    points = studio.line(name)[name]["consolidated"]["keypoints"]
    assert [(each["label"], each["x"], each["y"]) for each in points] == [
        ("heron", 100, 100),
        ("coot", 300, 200),
    ]

    name = f"things-{unique}"
    hand = studio.open(name, "crowd-instance-segmentation", task_type="InstanceSegmentation")
    hand.wait_for_image()
    hand.press("1", "p")
    hand.click((50, 50), (150, 50), (150, 150), (50, 150))
    hand.press("Enter", "Insert")
    hand.click((200, 50), (300, 50), (300, 150), (200, 150))
    hand.press("Enter")
    label = studio.line(name)[name]
    assert [(each["class_id"], each["value"]) for each in label["annotations"]] == [(0, 1), (0, 2)]
    assert set(np.unique(studio.values(label["mask-ref"]))) == {0, 1, 2}


def test_entities_are_marked_and_a_clip_is_classified(studio: Studio, lab: Any, unique: str) -> None:
    name = f"ents-{unique}"
    text = "Meet 🚉 in Lyon."
    hand = studio.open(
        name,
        "crowd-entity-annotation",
        task_type="NamedEntityRecognition",
        manifest=lab.put_manifest(name, [text]),
    )
    hand.press("2")
    hand.drag_over("Lyon")
    entities = studio.line(name)[name]["annotations"]["entities"]
    assert entities == [{"endOffset": 14, "startOffset": 10, "label": "coot"}]
    assert text[10:14] == "Lyon"

    name = f"clip-{unique}"
    clip = lab.put("pond/a.webm", b"no film: the page must bear it")
    manifest = lab.put(f"{name}/in.manifest", json.dumps({"source-ref": clip}))
    hand = studio.open(name, "crowd-classifier", task_type="VideoMultiClass", manifest=manifest)
    expect(studio.visitor.task.locator("video")).to_be_visible()
    hand.press("2")
    assert studio.line(name)[name] == 1
