"""A mask of several megabytes on its way: drafts, the submission, and the files."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import expect

WIDTH, HEIGHT = 1600, 1200  # of noise in 150 labels: an answer of two megabytes
LABELS = [f"class {number}" for number in range(1, 151)]
TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form><crowd-semantic-segmentation id="tool" name="mask" labels="{{ labels | to_json | escape }}"
  src="{{ task.input.taskObject | grant_read_access }}"
  initial-value='{"src": "{{ mask | grant_read_access }}", "labelMappings": MAPPINGS}'>
</crowd-semantic-segmentation></crowd-form>"""
READY = """() => tool.shadowRoot.querySelector('.stage img') !== null && tool.checkValidity()
  && Object.keys(tool.value.labelMappings).length > 0"""


def png(pixels: Any) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def pixels_of(answer: dict[str, Any]) -> Any:
    data = base64.b64decode(answer["labeledImage"]["pngImageData"])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def test_a_large_mask_survives_a_reload_and_arrives_as_it_was_painted(
    portal: Any, workplace: Any, unique: str
) -> None:
    s3 = workplace.server.client("s3")
    rng = np.random.default_rng(4)
    colors = rng.permutation(256 * 256)[: len(LABELS)][:, None] // [256, 1, 1] % 256
    colors[:, 2] = 77
    noise = colors.astype(np.uint8)[rng.integers(0, len(LABELS), (HEIGHT, WIDTH))]
    ground = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    for key, content in ((f"{unique}.png", png(ground)), (f"{unique}-mask.png", png(noise))):
        s3.put_object(Bucket=workplace.bucket, Key=key, Body=content, ContentType="image/png")
    mappings = {
        label: {"color": "#{:02x}{:02x}{:02x}".format(*color)}
        for label, color in zip(LABELS, colors, strict=True)
    }
    template = (
        TEMPLATE.replace("MAPPINGS", json.dumps(mappings))
        .replace("labels | to_json", f"'{json.dumps(LABELS)}'")
        .replace("{{ mask", f"{{{{ 's3://{workplace.bucket}/{unique}-mask.png'")
    )
    job = workplace.create_job(
        f"mask-{unique}",
        dishes=[f"s3://{workplace.bucket}/{unique}.png"],
        template=template,
        task_type="PassThrough",
        title=f"mask {unique}",
    )
    portal.sign_in(workplace.ana)
    portal.open_job(job)
    portal.frame.wait_for_function(READY)
    assert portal.frame.evaluate("() => tool.value.initialValueModified") is False
    assert (pixels_of(portal.frame.evaluate("() => tool.value")) == noise).all()

    stage = portal.task.locator(".stage")
    with portal.page.expect_response(
        lambda said: said.request.method == "PUT" and "/draft" in said.url
    ) as said:
        stage.drag_to(stage, source_position={"x": 200, "y": 200}, target_position={"x": 300, "y": 240})
    assert said.value.status == 204
    painted = portal.frame.evaluate("() => tool.value")
    assert painted["initialValueModified"] is True

    portal.page.reload()
    portal.wait_for_task()
    portal.frame.wait_for_function(READY + " && tool.value.initialValueModified")
    assert portal.frame.evaluate("() => tool.value") == painted
    portal.submit()
    expect(portal.page.get_by_text("You have finished the available tasks of this job")).to_be_visible()
    workplace.wait_for(lambda: workplace.describe(job)["LabelingJobStatus"] == "Completed")
    folder = f"out/{job}/annotations/worker-response/"
    (listed,) = s3.list_objects_v2(Bucket=workplace.bucket, Prefix=folder)["Contents"]
    assert listed["Size"] > 2_000_000
    response = json.loads(s3.get_object(Bucket=workplace.bucket, Key=listed["Key"])["Body"].read())
    answer = response["answers"][0]["answerContent"]["mask"]
    assert answer == painted
    assert ((pixels_of(answer) != noise).any(axis=-1)).sum() > 1000
