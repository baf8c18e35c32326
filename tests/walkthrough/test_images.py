"""Image classification, one label and several, of the photographs that scikit-image ships."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

# File names in the package, and the names they get in S3: such as a lab's have
PHOTOS = {
    "astronaut.png": "astronaut.png",
    "chelsea.png": "chelsea, the cat.png",
    "coffee.png": "cup of café + spoon.png",
    "rocket.jpg": "launch/rocket #1.jpg",
}
SIZES = {"astronaut.png": 512, "chelsea.png": 451, "coffee.png": 600, "rocket.jpg": 640}
LABELS = ["Person", "Animal", "Thing"]
ONE = {"astronaut.png": "Person", "chelsea.png": "Animal", "coffee.png": "Thing", "rocket.jpg": "Thing"}
SEVERAL = {
    "astronaut.png": ["Person", "Thing"],
    "chelsea.png": ["Animal"],
    "coffee.png": ["Thing"],
    "rocket.jpg": [],
}
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <{element} name="photo" header="What is in the picture?"
      src="{{{{ task.input.taskObject | grant_read_access }}}}"
      categories="{{{{ task.input.labels | to_json | escape }}}}" {more}>
    <full-instructions header="Pictures"><p>Look at the whole picture.</p></full-instructions>
    <short-instructions><p>Choose what is in the picture.</p></short-instructions>
  </{element}>
</crowd-form>
"""


@pytest.fixture(scope="module")
def photos(lab: Any) -> str:
    """The manifest of the photographs, made by automated data setup over their prefix."""
    spec = find_spec("skimage")
    assert spec is not None and spec.origin is not None
    for name, key in PHOTOS.items():
        content = (Path(spec.origin).parent / "data" / name).read_bytes()
        assert content[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1"), (
            f"{name} is not a picture"
        )
        lab.put(f"photos/{key}", content)
    lab.put("photos/notes.txt", "not a picture")
    said = lab.server.trigpoint(
        "manifest", "create", f"s3://{lab.bucket}/photos/", "--type", "image", "--json"
    ).stdout
    made = json.loads(said)
    assert (made["n_objects"], made["n_files"], made["n_skipped"]) == (4, 4, 1)
    return str(made["manifest_uri"])


@pytest.fixture(scope="module")
def ana(lab: Any, open_browser: Any) -> Any:
    """A worker at her list of jobs."""
    visitor = open_browser(lab.url)
    visitor.sign_in(*lab.employ(f"ana-{lab.team}"))
    expect(visitor.button("Log out")).to_be_visible()
    return visitor


def uri_of(lab: Any, name: str) -> str:
    return f"s3://{lab.bucket}/photos/{PHOTOS[name]}"


def in_order() -> list[str]:
    """The photographs as a manifest has them: in key order."""
    return sorted(PHOTOS, key=lambda name: PHOTOS[name].encode())


def check_picture(ana: Any, name: str) -> None:
    """The picture is decoded and on the screen, and it is the one of the task."""
    picture = ana.task.locator("img").first
    expect(picture).to_be_visible()
    ana.task_frame.wait_for_function(
        """width => {
            const inside = (root) => [...root.querySelectorAll("*")].flatMap((each) =>
                [each, ...(each.shadowRoot ? inside(each.shadowRoot) : [])]);
            const seen = inside(document).filter((each) => each.localName === "img");
            return seen.some((each) => each.complete && each.naturalWidth === width);
        }""",
        arg=SIZES[name],
    )
    picture.evaluate(
        """image => new Promise((seen) => {
            const look = () => {
                const { width, height } = image.getBoundingClientRect();
                if (width > 100 && height > 100) seen(); else requestAnimationFrame(look);
            };
            look();
        })"""
    )


def test_one_label_a_picture(
    lab: Any, photos: str, ana: Any, unique: str, creation_date: re.Pattern[str]
) -> None:
    template = TEMPLATE.format(element="crowd-image-classifier", more="")
    job = lab.create_job(
        f"one-{unique}", task_type="ImageMultiClass", template=template, labels=LABELS, manifest=photos
    )
    ana.open_job(job)
    for name in in_order():
        check_picture(ana, name)
        if name == "chelsea.png":  # by mouse, after another choice
            ana.press("1")
            ana.task.get_by_text("Animal", exact=True).click()
        else:
            ana.press(str(1 + LABELS.index(ONE[name])))
        expect(ana.category(ONE[name])).to_be_checked()
        if name != in_order()[-1]:
            ana.next_task(ana.submit)
    ana.submit()
    expect(ana.page.get_by_text("You have finished the available tasks").first).to_be_visible()
    assert lab.wait_until_ended(job) == "Completed"
    lines = lab.output(job)
    assert [line["source-ref"] for line in lines] == [uri_of(lab, name) for name in in_order()]
    for line, name in zip(lines, in_order(), strict=True):
        assert list(line) == ["source-ref", job, f"{job}-metadata"]
        assert line[job] == LABELS.index(ONE[name])
        metadata = line[f"{job}-metadata"]
        assert creation_date.fullmatch(metadata.pop("creation-date"))
        assert metadata == {
            "class-name": ONE[name],
            "confidence": 0.0,
            "job-name": f"labeling-job/{job}",
            "human-annotated": "yes",
            "type": "groundtruth/image-classification",
        }
    check_answers(lab, job, [{"photo": {"label": ONE[name]}} for name in in_order()])
    assert ana.errors == ana.dialogs == []


def test_several_labels_a_picture(
    lab: Any, photos: str, ana: Any, unique: str, creation_date: re.Pattern[str]
) -> None:
    template = TEMPLATE.format(
        element="crowd-image-classifier-multi-select",
        more="exclusion-category=\"{ text: 'Nothing of this' }\"",
    )
    job = lab.create_job(
        f"some-{unique}",
        task_type="ImageMultiClassMultiLabel",
        template=template,
        labels=LABELS,
        manifest=photos,
    )
    ana.open_job(job)
    for name in in_order():
        check_picture(ana, name)
        for label in SEVERAL[name]:
            ana.task.get_by_text(label, exact=True).click()
            expect(ana.category(label)).to_be_checked()
        if not SEVERAL[name]:
            ana.press("x")
            expect(ana.task.get_by_role("button", name="Nothing of this")).to_have_attribute(
                "aria-pressed", "true"
            )
        if name != in_order()[-1]:
            ana.next_task(ana.submit)
    ana.submit()
    expect(ana.page.get_by_text("You have finished the available tasks").first).to_be_visible()
    assert lab.wait_until_ended(job) == "Completed"
    for line, name in zip(lab.output(job), in_order(), strict=True):
        chosen = {str(LABELS.index(label)): label for label in SEVERAL[name]}
        assert line[job] == [int(index) for index in sorted(chosen)]
        metadata = line[f"{job}-metadata"]
        assert creation_date.fullmatch(metadata.pop("creation-date"))
        assert metadata == {
            "class-map": chosen,
            "confidence-map": dict.fromkeys(chosen, 0.0),
            "job-name": f"labeling-job/{job}",
            "human-annotated": "yes",
            "type": "groundtruth/image-classification-multilabel",
        }
    check_answers(lab, job, [{"photo": {"labels": SEVERAL[name]}} for name in in_order()])
    assert ana.errors == ana.dialogs == []


def check_answers(lab: Any, job: str, wanted: list[dict[str, Any]]) -> None:
    """The worker-response files hold these answers, one each, in the order of the input."""
    files = lab.folder(job)
    for number, content in enumerate(wanted):
        folder = f"annotations/worker-response/iteration-1/{number}/"
        (response,) = (json.loads(body) for path, body in files.items() if path.startswith(folder))
        (answer,) = response["answers"]
        assert answer["answerContent"] == content
    requests = [json.loads(body) for path, body in files.items() if "/consolidation-request/" in path]
    refs = {each["datasetObjectId"]: each["dataObject"] for request in requests for each in request}
    assert refs == {str(number): {"s3Uri": uri_of(lab, name)} for number, name in enumerate(in_order())}
