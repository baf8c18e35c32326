"""Every task type from the create call to the output line; workers answer over the portal's JSON."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from botocore.exceptions import ClientError
from PIL import Image

SIZE = {"height": 60, "width": 80}
LABELS = ["heron", "coot"]
GREEN, BLUE = "#2ca02c", "#1f77b4"
UI = "arn:aws:sagemaker:us-east-1:394669845002:human-task-ui/{}"
Answer = dict[str, Any] | Callable[[int], dict[str, Any]]


def png(array: np.ndarray) -> bytes:
    buffer = BytesIO()
    Image.fromarray(array).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture(scope="module")
def team(lab: Any, json_worker: Any) -> list[Any]:
    """Three workers who are signed in."""
    return [json_worker(lab.url, worker) for worker in lab.employ("ann", "bob", "cem")]


@pytest.fixture(scope="module")
def images(lab: Any) -> str:
    """A manifest of a colour and a grey image."""
    colour = lab.put("pond/a.png", png(np.zeros((60, 80, 3), np.uint8)))
    grey = lab.put("pond/b.png", png(np.zeros((60, 80), np.uint8)))
    lines = [{"source-ref": uri, "id": place} for place, uri in enumerate((colour, grey))]
    return str(lab.put("pond/in.manifest", "".join(json.dumps(line) + "\n" for line in lines)))


def labeled(lab: Any, team: list[Any], name: str, answers: list[Answer], **job: Any) -> list[dict[str, Any]]:
    """The output lines of a job that the first workers of the team answer, one answer each."""
    lab.create_job(name, n_workers=len(answers), **({"labels": LABELS} | job))
    for worker, answer in zip(team, answers, strict=False):
        worker.label_all(name, answer)
    assert lab.wait_until_ended(name) == "Completed"
    lines: list[dict[str, Any]] = lab.output(name)
    return lines


def facts(line: dict[str, Any], label: str, job: str, type_: str) -> dict[str, Any]:
    """What the type says in its metadata, when all that is common to types has been looked at."""
    metadata = dict(line[f"{label}-metadata"])
    date = metadata.pop("creation-date")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}", date)
    assert metadata.pop("human-annotated") == "yes"
    assert metadata.pop("type") == f"groundtruth/{type_}"
    assert metadata.pop("job-name") == (job if type_ == "custom" else f"labeling-job/{job.lower()}")
    assert list(line)[-2:] == [label, f"{label}-metadata"]
    return metadata


def boxes(*drawn: tuple[str, int, int, int, int], **more: Any) -> dict[str, Any]:
    found = [
        {"height": height, "label": label, "left": left, "top": top, "width": width}
        for label, left, top, width, height in drawn
    ]
    return {"boundingBox": {"boundingBoxes": found, "inputImageProperties": SIZE, **more}}


def test_boxes_are_drawn_verified_and_adjusted(lab: Any, team: list[Any], images: str, unique: str) -> None:
    name = f"Boxes-{unique}"
    one, other = ("heron", 10, 10, 20, 20), ("heron", 12, 10, 20, 20)
    answers: list[Answer] = [
        boxes(one),
        boxes(other),
        lambda index: boxes(("goose", 0, 0, 5, 5)) if index else boxes(one),
    ]
    good, bad = labeled(lab, team, name, answers, task_type="BoundingBox", manifest=images)
    assert good[name] == {
        "image_size": [{"width": 80, "height": 60, "depth": 3}],
        "annotations": [{"class_id": 0, "left": 11, "top": 10, "width": 20, "height": 20}],
    }
    iou = 18 / 22
    assert facts(good, name, name, "object-detection") == {
        "objects": [{"confidence": pytest.approx((1 + 2 * iou) / 3, abs=0.005)}],
        "class-map": {"0": "heron"},
    }
    assert name not in bad and "'goose'" in bad[f"{name}-metadata"]["failure-reason"]

    # The line that failed has nothing to verify: it fails there, too, and no worker sees it.
    chained = lab.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"]
    check = f"check-{unique}"
    verdict = {"crowd-image-classifier": {"label": "bad", "workerComment": "a little too narrow"}}
    line, failed = labeled(
        lab,
        team,
        check,
        [verdict],
        task_type="VerificationBoundingBox",
        manifest=chained,
        labels=["good", "bad"],
    )
    assert line[name] == good[name] and line[check] == "1"
    assert facts(line, check, check, "label-verification") == {
        "confidence": 0.0,
        "class-name": "bad",
        "worker-feedback": [{"comment": "a little too narrow"}],
    }
    assert "no earlier label with boxes" in failed[f"{check}-metadata"]["failure-reason"]

    adjusted = f"adjusted-{unique}"
    wider = boxes(("heron", 10, 10, 23, 20), initialValueModified=True)
    line, _ = labeled(
        lab,
        team,
        adjusted,
        [wider, boxes(one, initialValueModified=False)],
        task_type="AdjustmentBoundingBox",
        manifest=lab.describe(check)["LabelingJobOutput"]["OutputDatasetS3Uri"],
        categories={"auditLabelAttributeName": name},
    )
    assert list(line) == [
        *("source-ref", "id", name, f"{name}-metadata", check, f"{check}-metadata"),
        *(adjusted, f"{adjusted}-metadata"),
    ]
    assert line[adjusted]["annotations"] == [
        {"class_id": 0, "left": 10, "top": 10, "width": 22, "height": 20}
    ]
    assert facts(line, adjusted, adjusted, "object-detection")["adjustment-status"] == "adjusted"


def test_boxes_learn_the_depth_of_a_grey_image_and_a_stopped_job_keeps_its_labels(
    lab: Any, team: list[Any], images: str, unique: str
) -> None:
    name = f"grey-{unique}"
    lab.create_job(name, task_type="BoundingBox", labels=LABELS, manifest=images)
    assert lab.wait_for(lambda: team[1].take(name))["task"] == "0"  # and is not answered
    given = lab.wait_for(lambda: team[0].take(name))
    team[0].call(
        "POST", f"/portal/api/assignments/{given['id']}/answer", token=given["token"], answer=boxes()
    )
    lab.wait_for(lambda: lab.n_labeled(name) == 1)
    lab.sagemaker.stop_labeling_job(LabelingJobName=name)
    assert lab.wait_until_ended(name) == "Stopped"
    untouched, empty = lab.output(name)
    assert untouched.keys() == {"source-ref", "id"}
    assert empty[name] == {"image_size": [{"width": 80, "height": 60, "depth": 1}], "annotations": []}
    assert facts(empty, name, name, "object-detection") == {"objects": [], "class-map": {}}


def painted(*areas: tuple[str, int, int, int, int]) -> str:
    pixels = np.full((60, 80, 4), 255, np.uint8)
    pixels[..., 3] = 0
    for color, left, top, right, bottom in areas:
        pixels[top:bottom, left:right] = (*bytes.fromhex(color[1:]), 255)
    return base64.b64encode(png(pixels)).decode()


def mask(*areas: tuple[str, int, int, int, int], **more: Any) -> dict[str, Any]:
    value = {
        "inputImageProperties": SIZE,
        "labelMappings": {"heron": {"color": GREEN}, "coot": {"color": BLUE}},
        "labeledImage": {"pngImageData": painted(*areas)},
        **more,
    }
    return {"crowd-semantic-segmentation": value}


def test_masks_are_painted_adjusted_and_verified(lab: Any, team: list[Any], images: str, unique: str) -> None:
    name, label = f"Cover-{unique}", f"cover-{unique}-ref"
    both = mask((GREEN, 5, 5, 40, 40), (BLUE, 50, 10, 70, 50))
    lines = labeled(
        lab,
        team,
        name,
        [both, both, mask((GREEN, 5, 5, 40, 40))],
        task_type="SemanticSegmentation",
        manifest=images,
        label_attribute=label,
    )
    for index, line in enumerate(lines):
        date = line[f"{label}-metadata"]["creation-date"]
        place = f"annotations/consolidated-annotation/output/{index}_{date}.png"
        assert line[label] == f"s3://{lab.bucket}/out/{name}/{place}"
        values = np.asarray(Image.open(BytesIO(lab.read(line[label]))))
        assert (
            (values[8:37, 8:37] == 1).all() and (values[13:47, 53:67] == 2).all() and values.shape == (60, 80)
        )
        confidence = (35 * 35 + 20 * 40 * 2 / 3) / (35 * 35 + 20 * 40)
        colors = {"0": ("BACKGROUND", "#ffffff"), "1": ("heron", GREEN), "2": ("coot", BLUE)}
        assert facts(line, label, name, "semantic-segmentation") == {
            "internal-color-map": {
                value: {"class-name": each, "hex-color": color, "confidence": pytest.approx(confidence)}
                for value, (each, color) in colors.items()
            }
        }
    files = [key for key in lab.folder(name) if key.endswith(".png")]
    assert len(files) == 2

    again, again_label = f"again-{unique}", f"again-{unique}-ref"
    lines = labeled(
        lab,
        team,
        again,
        [mask((BLUE, 5, 5, 40, 40), initialValueModified=True)],
        task_type="AdjustmentSemanticSegmentation",
        manifest=lab.describe(name)["LabelingJobOutput"]["OutputDatasetS3Uri"],
        label_attribute=again_label,
    )
    assert facts(lines[0], again_label, again, "semantic-segmentation")["adjustment-status"] == "adjusted"
    assert np.asarray(Image.open(BytesIO(lab.read(lines[1][again_label])))).max() == 2

    check = f"look-{unique}"
    lines = labeled(
        lab,
        team,
        check,
        [{"crowd-image-classifier": {"label": "good"}}],
        task_type="VerificationSemanticSegmentation",
        manifest=lab.describe(again)["LabelingJobOutput"]["OutputDatasetS3Uri"],
        labels=["good", "bad"],
        categories={"auditLabelAttributeName": label},
    )
    assert [line[check] for line in lines] == ["0", "0"]


def test_entities_are_marked_in_awss_own_interface(lab: Any, team: list[Any], unique: str) -> None:
    name = f"ents-{unique}"
    categories = {
        "labels": [{"label": "place", "shortDisplayName": "plc"}, {"label": "time"}],
        "instructions": {"shortInstruction": "<b>Mark</b> names", "fullInstruction": "All of them"},
    }
    answer = {
        "crowd-entity-annotation": {"entities": [{"endOffset": 12, "label": "place", "startOffset": 8}]}
    }
    lines = labeled(
        lab,
        team,
        name,
        [answer] * 3,
        task_type="NamedEntityRecognition",
        manifest=lab.put_manifest(name, ["Meet in Lyon at 9."]),
        task_ui=UI.format("NamedEntityRecognition"),
        categories=categories,
    )
    assert lines[0][name] == {
        "annotations": {
            "entities": [{"endOffset": 12, "startOffset": 8, "label": "place"}],
            "labels": [{"label": "place", "shortDisplayName": "plc"}, {"label": "time"}],
        }
    }
    assert facts(lines[0], name, name, "text-span") == {"entities": [{"confidence": 1.0}]}

    said = lab.sagemaker.render_ui_template(
        HumanTaskUiArn=UI.format("NamedEntityRecognition"),
        Task={"Input": json.dumps({"taskObject": "In Lyon", "labels": categories["labels"]})},
        RoleArn="arn:aws:iam::000000000000:role/labeling",
    )
    assert said["Errors"] == [] and "crowd-entity-annotation" in said["RenderedContent"]
    with pytest.raises(ClientError, match="'VideoObjectTracking' is not served yet"):
        lab.sagemaker.render_ui_template(
            HumanTaskUiArn=UI.format("VideoObjectTracking"),
            Task={"Input": "{}"},
            RoleArn="arn:aws:iam::000000000000:role/labeling",
        )


def test_clips_are_classified(lab: Any, team: list[Any], unique: str) -> None:
    name = f"clips-{unique}"
    clip = lab.put(f"{name}/a.mp4", b"not played here")
    manifest = lab.put(f"{name}/in.manifest", json.dumps({"source-ref": clip}))
    answer = {"crowd-classifier": {"label": "coot"}}
    lines = labeled(lab, team, name, [answer] * 3, task_type="VideoClassification", manifest=manifest)
    assert lines[0][name] == 1
    assert facts(lines[0], name, name, "video-classification") == {"confidence": 0.95, "class-name": "coot"}


def custom(**value: Any) -> dict[str, Any]:
    return {"annotatedResult": {"inputImageProperties": SIZE, **value}}


def test_our_own_types_are_custom_tasks(lab: Any, team: list[Any], images: str, unique: str) -> None:
    square = [{"x": 10, "y": 10}, {"x": 40, "y": 10}, {"x": 40, "y": 40}, {"x": 10, "y": 40}]
    name = f"Rings-{unique}"
    answer = custom(polygons=[{"label": "coot", "vertices": square}])
    lines = labeled(lab, team, name, [answer] * 3, task_type="Polygon", manifest=images)
    assert lines[1][name] == {
        "image_size": [{"width": 80, "height": 60, "depth": 1}],
        "annotations": [{"class_id": 1, "vertices": square}],
    }
    assert facts(lines[1], name, name, "custom") == {
        "objects": [{"confidence": 1.0}],
        "class-map": {"1": "coot"},
    }

    name = f"things-{unique}"
    listed = [{"color": GREEN, "label": "coot"}, {"color": BLUE, "label": "coot"}]
    picture = {"pngImageData": painted((GREEN, 5, 5, 20, 20), (BLUE, 30, 5, 50, 20))}
    answer = custom(instances=listed, labeledImage=picture)
    lines = labeled(lab, team, name, [answer], task_type="InstanceSegmentation", manifest=images)
    label = lines[0][name]
    values = np.asarray(Image.open(BytesIO(lab.read(label["mask-ref"]))))
    assert [(each["value"], each["left"], each["width"]) for each in label["annotations"]] == [
        (1, 5, 15),
        (2, 30, 20),
    ]
    assert (values[5:20, 5:20] == 1).all() and (values[5:20, 30:50] == 2).all()

    name = f"pose-{unique}"
    points = [{"label": "nose", "x": 20, "y": 30}, {"label": "left ear", "x": 10, "y": 20}]
    wild = [points[0] | {"x": 70}, points[1]]
    answers: list[Answer] = [custom(keypoints=points), custom(keypoints=points), custom(keypoints=wild)]
    lines = labeled(
        lab,
        team,
        name,
        answers,
        task_type="Keypoint",
        manifest=images,
        labels=["nose", "left ear", "right ear"],
    )
    label = lines[0][name]
    assert len(label["annotationsFromAllWorkers"]) == 3
    (nose, ear) = label["consolidated"]["keypoints"]
    assert (nose["label"], ear["label"], ear["n"]) == ("nose", "left ear", 3)
    assert nose["x"] == pytest.approx(20, abs=1) and facts(lines[0], name, name, "custom") == {}


def test_jobs_of_types_that_are_not_served_are_refused_clearly(lab: Any, images: str, unique: str) -> None:
    with pytest.raises(ClientError, match="task type 'VideoObjectDetection' is not served yet"):
        lab.create_job(
            f"no-{unique}",
            task_type="VideoObjectDetection",
            task_ui=UI.format("VideoObjectDetection"),
            labels=LABELS,
            manifest=images,
            label_attribute="frames-ref",
        )


def test_the_command_line_makes_jobs_without_a_template(
    lab: Any, team: list[Any], images: str, unique: str
) -> None:
    name = f"cli-{unique}"
    out = f"s3://{lab.bucket}/out"

    def create(*options: str) -> dict[str, Any]:
        said = lab.server.trigpoint(
            "jobs", "create", "--dry-run", "--output", out, "--team", lab.team, "--manifest", images, *options
        ).stdout
        request: dict[str, Any] = json.loads(said)
        return request

    request = create("--name", name, "--task-type", "SemanticSegmentation", "--labels", "heron, coot")
    assert request["LabelAttributeName"] == f"{name}-ref"
    assert request["HumanTaskConfig"]["TaskTimeLimitInSeconds"] == 3600
    template = lab.read(request["HumanTaskConfig"]["UiConfig"]["UiTemplateS3Uri"]).decode()
    assert "<crowd-semantic-segmentation" in template
    request = create(
        *("--name", name, "--task-type", "AdjustmentBoundingBox", "--labels", "heron", "--audit", "birds")
    )
    assert request["LabelAttributeName"] == name
    file = json.loads(lab.read(request["LabelCategoryConfigS3Uri"]))
    assert file["auditLabelAttributeName"] == "birds" and file["labels"] == [{"label": "heron"}]
