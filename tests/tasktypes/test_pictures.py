"""Masks and instances: pictures in answers, and the files that labels refer to."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, ImageSize, JobFacts
from trigpoint.tasktypes.colors import color_of
from trigpoint.tasktypes.registry import TASK_TYPES

DATE = "2031-04-02T10:02:45.310022"
MakeJob = Callable[..., JobFacts]
MakeAnswered = Callable[..., AnsweredObject]
MASKS, ADJUSTED = TASK_TYPES["SemanticSegmentation"], TASK_TYPES["AdjustmentSemanticSegmentation"]
INSTANCES = TASK_TYPES["InstanceSegmentation"]
GREEN, BLUE = "#2ca02c", "#1f77b4"


def base64_png(array: np.ndarray, **options: Any) -> str:
    buffer = BytesIO()
    Image.fromarray(array).save(buffer, "PNG", **options)
    return base64.b64encode(buffer.getvalue()).decode()


def painted(
    *areas: tuple[str, int, int, int, int], size: tuple[int, int] = (30, 40), alpha: bool = True
) -> np.ndarray:
    """A worker's picture: (colour, left, top, right, bottom) each; the rest is transparent white."""
    pixels = np.full((*size, 4), 255, np.uint8)
    pixels[..., 3] = 0
    for color, left, top, right, bottom in areas:
        pixels[top:bottom, left:right] = (*bytes.fromhex(color[1:]), 255)
    return pixels if alpha else pixels[..., :3].copy()


def mask(pixels: np.ndarray, labels: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    labels = {"heron": GREEN, "coot": BLUE} if labels is None else labels
    value = {
        "inputImageProperties": {"height": pixels.shape[0], "width": pixels.shape[1]},
        "labelMappings": {label: {"color": color} for label, color in labels.items()},
        "labeledImage": {"pngImageData": base64_png(pixels)},
        **more,
    }
    return {"crowd-semantic-segmentation": value}


def facts(job: MakeJob, **changes: Any) -> JobFacts:
    return job(label_attribute_name="cover-ref", output_config="s3://out-bkt/Ponds-1/annotations", **changes)


def consolidated(task_type: Any, job: JobFacts, *objects: AnsweredObject) -> list[ConsolidatedObject]:
    consolidator = task_type.consolidator(job)
    for each in objects:
        consolidator.add(each)
    return list(consolidator.finish(DATE))


def one(task_type: Any, job: JobFacts, answered: AnsweredObject) -> tuple[dict[str, Any], np.ndarray]:
    """The keys for the line and the values of the mask file."""
    (found,) = consolidated(task_type, job, answered)
    assert found.failure_reason is None
    assert found.content is not None
    (file,) = found.files
    assert (file.name, file.content_type) == (f"{answered.object_index}_{DATE}.png", "image/png")
    return found.content, np.asarray(Image.open(BytesIO(file.data)))


def test_a_mask_of_three_workers(job: MakeJob, answered: MakeAnswered) -> None:
    answers = [
        mask(painted((GREEN, 5, 5, 20, 25))),
        mask(painted((GREEN, 5, 5, 20, 25), (BLUE, 30, 0, 40, 30))),
    ]
    content, values = one(MASKS, facts(job), answered(4, *answers, answers[1]))
    confidence = content["cover-ref-metadata"]["internal-color-map"]["0"]["confidence"]
    assert confidence == pytest.approx((300 + 300 * 2 / 3) / 600)
    assert json.dumps(content) == json.dumps(
        {
            "cover-ref": f"s3://out-bkt/Ponds-1/annotations/consolidated-annotation/output/4_{DATE}.png",
            "cover-ref-metadata": {
                "internal-color-map": {
                    "0": {"class-name": "BACKGROUND", "hex-color": "#ffffff", "confidence": confidence},
                    "1": {"class-name": "heron", "hex-color": "#2ca02c", "confidence": confidence},
                    "2": {"class-name": "coot", "hex-color": "#1f77b4", "confidence": confidence},
                    "3": {"class-name": "reed", "hex-color": "#ff7f0e", "confidence": confidence},
                },
                "job-name": "labeling-job/ponds-1",
                "human-annotated": "yes",
                "creation-date": DATE,
                "type": "groundtruth/semantic-segmentation",
            },
        }
    )
    assert (values[7:23, 7:18] == 1).all() and (values[2:28, 33:] == 2).all() and not values[:, 24:27].any()


def test_the_file_is_a_plain_palette_png(job: MakeJob, answered: MakeAnswered) -> None:
    (found,) = consolidated(MASKS, facts(job, n_workers=1), answered(0, mask(painted((BLUE, 3, 3, 9, 9)))))
    data = found.files[0].data
    chunks, at = [], 8
    while at < len(data):
        length = struct.unpack_from(">I", data, at)[0]
        chunks.append((data[at + 4 : at + 8], data[at + 8 : at + 8 + length]))
        at += 12 + length
    assert [kind for kind, _ in chunks] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">IIBBBBB", chunks[0][1]) == (40, 30, 8, 3, 0, 0, 0)
    palette = [chunks[1][1][n : n + 3].hex() for n in range(0, 768, 3)]
    assert palette == ["ffffff", "2ca02c", "1f77b4", "ff7f0e", *["ffffff"] * 252]
    picture = Image.open(BytesIO(data))
    assert picture.mode == "P" and not {"transparency", "gamma", "icc_profile"} & picture.info.keys()
    pixels = np.asarray(picture.convert("RGB"))
    assert pixels[5, 5].tobytes().hex() == "1f77b4" and pixels[0, 0].tobytes().hex() == "ffffff"


def test_one_wanted_workers_mask_is_kept_to_the_pixel(job: MakeJob, answered: MakeAnswered) -> None:
    drawn = painted((GREEN, 1, 1, 2, 2), (BLUE, 7, 7, 39, 8))
    content, values = one(MASKS, facts(job, n_workers=1), answered(0, mask(drawn)))
    assert values[1, 1] == 1 and (values[7, 7:39] == 2).all() and np.count_nonzero(values) == 33
    assert content["cover-ref-metadata"]["internal-color-map"]["2"]["confidence"] == 0.0


@pytest.mark.parametrize("form", ["opaque", "palette", "own colours", "capitals", "data url", "translucent"])
def test_pictures_of_every_form_are_read(form: str, job: MakeJob, answered: MakeAnswered) -> None:
    colors = {"heron": GREEN, "coot": BLUE}
    if form == "own colours":
        colors = {"heron": "#123456", "coot": "#654321"}
    pixels = painted((colors["heron"], 1, 1, 9, 9), (colors["coot"], 20, 1, 29, 9), alpha=form != "opaque")
    if form == "translucent":
        pixels[1:9, 20:29, 3] = 100  # not painted, but the trace of an eraser
    answer = mask(
        pixels, {label: color.upper() for label, color in colors.items()} if form == "capitals" else colors
    )
    value = answer["crowd-semantic-segmentation"]
    if form == "palette":
        buffer = BytesIO()
        Image.fromarray(pixels[..., :3]).convert("P", palette=Image.Palette.ADAPTIVE).save(buffer, "PNG")
        value["labeledImage"]["pngImageData"] = base64.b64encode(buffer.getvalue()).decode()
    if form == "data url":
        value["labeledImage"]["pngImageData"] = (
            "data:image/png;base64," + value["labeledImage"]["pngImageData"]
        )
    _, values = one(MASKS, facts(job, n_workers=1), answered(0, answer))
    assert (values[1:9, 1:9] == 1).all() and values[0, 0] == 0
    assert (values[1:9, 20:29] == (0 if form == "translucent" else 2)).all()


def test_adjusted_masks_say_whether_anybody_changed_them(job: MakeJob, answered: MakeAnswered) -> None:
    picture = painted((GREEN, 1, 1, 9, 9))
    for flags, status in (((False, True), "adjusted"), ((False, False), "unadjusted")):
        objects = answered(0, *(mask(picture, initialValueModified=flag) for flag in flags))
        assert one(ADJUSTED, facts(job), objects)[0]["cover-ref-metadata"]["adjustment-status"] == status


def huge_png(width: int, height: int) -> str:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )
    return base64.b64encode(data).decode()


def changed(answer: dict[str, Any], **members: Any) -> dict[str, Any]:
    value = answer["crowd-semantic-segmentation"] | members
    return {"crowd-semantic-segmentation": value}


GOOD = mask(painted((GREEN, 1, 1, 9, 9)))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            mask(painted((GREEN, 1, 1, 9, 9)), {"goose": GREEN}),
            "an answer has the label 'goose', which is not in",
        ),
        (mask(painted(), {"heron": "green"}), "an answer has the colour 'green' for label 'heron'"),
        (
            mask(painted(), {"heron": GREEN, "coot": GREEN.upper()}),
            "an answer has the same colour for label 'coot'",
        ),
        (mask(painted(size=(9, 9))), "an answer's mask has 9 x 9 pixels and the image 40 x 30"),
        (changed(GOOD, labeledImage={"pngImageData": "%%%"}), "an answer's pngImageData is not base64"),
        (
            changed(GOOD, labeledImage={"pngImageData": "aGVsbG8="}),
            "an answer's pngImageData is not a PNG picture",
        ),
        (
            changed(GOOD, labeledImage={"pngImageData": huge_png(40, 30)}),
            "an answer's mask is not a whole PNG",
        ),
        (
            changed(GOOD, labeledImage={"pngImageData": huge_png(99_999, 99_999)}),
            "an answer's mask has 99999 x 99999",
        ),
        (changed(GOOD, labeledImage={}), "an answer has no labeledImage.pngImageData"),
        (changed(GOOD, labelMappings=[]), "an answer has no value of the form"),
        (
            changed(GOOD, labelMappings={str(n): {"color": color_of(n)} for n in range(256)}),
            "an answer has 256 labels",
        ),
    ],
)
def test_masks_that_do_not_fit_fail_their_object_alone(
    answer: Any, reason: str, job: MakeJob, answered: MakeAnswered
) -> None:
    size = ImageSize(40, 30, 3)
    objects = [
        msgspec.structs.replace(each, image=size) for each in (answered(1, GOOD, answer), answered(2, GOOD))
    ]
    bad, good = consolidated(MASKS, facts(job), *objects)
    assert bad.content is None and bad.files == () and bad.failure_reason is not None
    assert bad.failure_reason.startswith(f"ClientError: {reason}")
    assert good.content is not None


def test_a_label_that_the_job_does_not_have_fails_only_where_it_is_painted(
    job: MakeJob, answered: MakeAnswered
) -> None:
    answer = mask(painted((GREEN, 1, 1, 9, 9)), {"heron": GREEN, "goose": BLUE})
    assert one(MASKS, facts(job), answered(0, answer))[1].max() == 1


def test_masks_of_different_sizes_do_not_fit_together(job: MakeJob, answered: MakeAnswered) -> None:
    (found,) = consolidated(MASKS, facts(job), answered(0, GOOD, mask(painted(size=(31, 40)))))
    assert found.failure_reason is not None and "40 x 31 pixels and the image 40 x 30" in found.failure_reason


def test_the_front_end_gives_labels_the_same_colours() -> None:
    """`web/geometry/colors.test.ts` reads the same list."""
    stored = json.loads((Path(__file__).parent / "colors.json").read_text())
    assert [color_of(place) for place in range(len(stored))] == stored


def test_no_two_colours_are_alike() -> None:
    colors = [color_of(place) for place in range(255)]
    assert len(set(colors)) == 255 and "#ffffff" not in colors
    assert colors[:4] == ["#2ca02c", "#1f77b4", "#ff7f0e", "#d62728"]


def instances(pixels: np.ndarray, *listed: tuple[str, str]) -> dict[str, Any]:
    value = {
        "inputImageProperties": {"height": pixels.shape[0], "width": pixels.shape[1]},
        "instances": [{"color": color, "label": label} for label, color in listed],
        "labeledImage": {"pngImageData": base64_png(pixels)},
    }
    return {"annotatedResult": value}


def test_instances_of_workers_become_a_mask_with_a_value_for_each(
    job: MakeJob, answered: MakeAnswered
) -> None:
    pixels = painted((GREEN, 2, 2, 12, 12), (BLUE, 14, 2, 24, 12))
    first = instances(pixels, ("coot", GREEN), ("coot", BLUE))
    second = instances(pixels, ("coot", BLUE), ("coot", GREEN))
    content, values = one(INSTANCES, facts(job), answered(3, first, second, instances(painted())))
    assert content["cover-ref"] == {
        "mask-ref": f"s3://out-bkt/Ponds-1/annotations/consolidated-annotation/output/3_{DATE}.png",
        "image_size": [{"width": 40, "height": 30, "depth": 3}],
        "annotations": [
            {"class_id": 1, "value": 1, "hex-color": GREEN, "left": 2, "top": 2, "width": 10, "height": 10},
            {"class_id": 1, "value": 2, "hex-color": BLUE, "left": 14, "top": 2, "width": 10, "height": 10},
        ],
    }
    metadata = content["cover-ref-metadata"]
    assert metadata["objects"] == [{"confidence": 0.67}, {"confidence": 0.67}]
    assert (metadata["class-map"], metadata["type"], metadata["job-name"]) == (
        {"1": "coot"},
        "groundtruth/custom",
        "Ponds-1",
    )
    assert (
        (values[2:12, 2:12] == 1).all()
        and (values[2:12, 14:24] == 2).all()
        and np.count_nonzero(values) == 200
    )


@pytest.mark.parametrize(
    ("listed", "reason"),
    [
        ([("goose", GREEN)], "an answer has the label 'goose'"),
        ([("coot", GREEN), ("reed", GREEN)], "an answer has two instances of colour #2ca02c"),
        ([("coot", color_of(n)) for n in range(256)], "an answer has 256 instances; 255 are allowed"),
    ],
)
def test_instances_that_do_not_fit_fail_their_object(
    listed: list[tuple[str, str]], reason: str, job: MakeJob, answered: MakeAnswered
) -> None:
    (found,) = consolidated(INSTANCES, facts(job), answered(0, instances(painted(), *listed)))
    assert found.failure_reason is not None and found.failure_reason.startswith(f"ClientError: {reason}")
