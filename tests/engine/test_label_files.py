"""Labels that are files: written once, by names that a repeat writes again, from answers that are big."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

import trigpoint.engine.consolidate as stage
from trigpoint.engine.consolidate import how_many_fit
from trigpoint.engine.image_sizes import image_sizes
from trigpoint.model.errors import Unavailable
from trigpoint.model.functions import ImageSize

FUNCTION = "arn:aws:lambda:us-east-1:432418664414:function:{}-SemanticSegmentation"


def png(size: tuple[int, int] = (20, 16), color: str = "#2ca02c") -> bytes:
    buffer = BytesIO()
    Image.new("RGB", size, color).save(buffer, "PNG")
    return buffer.getvalue()


def mask() -> dict[str, Any]:
    picture = {"pngImageData": base64.b64encode(png()).decode()}
    return {"mask": {"labelMappings": {"Mains": {"color": "#2ca02c"}}, "labeledImage": picture}}


def answered_job(lab: Any, await_: Any, n: int) -> None:
    """A job of masks whose objects one worker has answered."""
    lines = [json.dumps({"source-ref": lab.put(f"pond/{place}.png", png())}) for place in range(n)]
    lab.started(
        "Cover",
        lines,
        label_attribute_name="cover-ref",
        pre_function_arn=FUNCTION.format("PRE"),
        post_function_arn=FUNCTION.format("ACS"),
    )
    for _ in range(n):
        held = lab.take(0, "Cover")
        await_(lab.leases.answer(held.worker_id, held.assignment_id, held.token, mask(), then_next=False))


def masks(lab: Any) -> list[str]:
    return [key for key in lab.keys("out/Cover/") if key.endswith(".png")]


def test_a_group_that_is_done_again_writes_the_same_file(
    lab: Any, await_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered_job(lab, await_, 1)

    def away() -> None:
        raise Unavailable("the disk is away")

    with monkeypatch.context() as patch:
        patch.setattr(lab.blobs, "flush", away)
        with pytest.raises(Unavailable):
            lab.consolidate.run(lab.job("Cover"))
    (first,) = masks(lab)
    lab.clock.turn(30)
    lab.step("Cover", times=4)
    assert masks(lab) == [first]
    (line,) = lab.output("Cover")
    assert line["cover-ref"] == f"s3://lab/{first}"
    assert first.endswith(f"/output/0_{line['cover-ref-metadata']['creation-date']}.png")
    assert (
        np.asarray(Image.open(BytesIO(lab.read(line["cover-ref"])))) == 4
    ).all()  # Mains is the fourth label


def test_big_answers_make_small_groups(lab: Any, await_: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "_GROUP_CHARS", 2 * len(json.dumps(mask())) + 20)
    answered_job(lab, await_, 5)
    lab.step("Cover", times=6)
    requests = lab.keys("out/Cover/annotations/consolidated-annotation/consolidation-request/")
    sizes = [len(json.loads(lab.read(f"s3://lab/{key}"))) for key in requests]
    assert sizes == [2, 2, 1]
    assert len(masks(lab)) == 5 and all("cover-ref" in line for line in lab.output("Cover"))


@pytest.mark.parametrize(
    ("sizes", "limit", "n"), [([5, 5, 5], 10, 2), ([50, 1], 10, 1), ([1, 1], 10, 2), ([10], 10, 1)]
)
def test_a_group_has_one_object_at_least(sizes: list[int], limit: int, n: int) -> None:
    assert how_many_fit(sizes, limit) == n


def test_sizes_of_images_are_read_where_there_are_any(lab: Any, await_: Any) -> None:
    """Also behind a preview that is longer than what is read first."""
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x9286] = b"x" * 60_000
    Image.new("L", (9, 7)).save(buffer, "JPEG", exif=exif, comment=b"y" * 60_000)
    uris: dict[int, object] = {
        0: lab.put("a.png", png()),
        1: lab.put("b.jpg", buffer.getvalue()),
        2: lab.put("c.txt", "text"),
        3: "s3://lab/not-there.png",
        4: "no uri",
        5: None,
    }
    found = image_sizes(lab.blobs, lab.consolidate._threads, uris)
    assert found == {0: ImageSize(20, 16, 3), 1: ImageSize(9, 7, 1)}
