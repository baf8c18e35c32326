"""From workers' painted instances to the instances of an image."""

from __future__ import annotations

from typing import Any

import numpy as np

from trigpoint.consolidate.instances import MOST_INSTANCES, InstanceFusion, PaintedInstances
from trigpoint.consolidate.rounding import two_decimals
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, ImageSize, JobFacts, LabelFile
from trigpoint.tasktypes.answer_values import ClassIds, size_entry, value_of
from trigpoint.tasktypes.colors import color_of, rgb_number
from trigpoint.tasktypes.labeled_content import custom_content
from trigpoint.tasktypes.mask_files import labels_in, palette_png
from trigpoint.tasktypes.object_consolidator import Finished, ObjectConsolidator

_FORM = '{"instances": [...], "labeledImage": {"pngImageData": "..."}}'


def instance_consolidator(job: JobFacts) -> ObjectConsolidator:
    """The Consolidator of a job of instances."""
    class_ids = ClassIds(job)
    colors = [color_of(place) for place in range(MOST_INSTANCES)]
    numbers = [rgb_number(color, "an instance") for color in colors]

    def consolidate(answered: AnsweredObject) -> Finished:
        values = [value_of(answer, _fits, _FORM) for answer in answered.answers]
        shape = (answered.image.height, answered.image.width) if answered.image is not None else None
        painted: list[PaintedInstances] = []
        for value in values:
            painted.append(_painted(value, class_ids, shape))
            shape = painted[0].map.shape
        fusion = InstanceFusion(painted)
        if len(fusion.matches) > MOST_INSTANCES:
            raise InvalidInput(
                f"workers have found {len(fusion.matches)} instances; a mask has room for {MOST_INSTANCES}"
            )
        rows, columns = painted[0].map.shape
        png = palette_png((rows, columns), fusion.rows(), numbers[: len(fusion.matches)])
        annotations: list[dict[str, Any]] = []
        objects: list[dict[str, float]] = []
        for place, (match, box) in enumerate(zip(fusion.matches, fusion.boxes, strict=True)):
            if box is None:  # others have painted over all that most agreed on
                continue
            annotations.append(
                {
                    "class_id": match.class_,
                    "value": place + 1,
                    "hex-color": colors[place],
                    "left": box.left,
                    "top": box.top,
                    "width": box.right - box.left,
                    "height": box.bottom - box.top,
                }
            )
            confidence = 0.0 if job.n_workers == 1 else two_decimals(match.confidence)
            objects.append({"confidence": confidence})
        found = sorted({each["class_id"] for each in annotations})
        depth = answered.image.depth if answered.image is not None else 3
        label = {"image_size": size_entry(ImageSize(columns, rows, depth)), "annotations": annotations}
        facts: dict[str, Any] = {
            "objects": objects,
            "class-map": {str(class_id): job.labels[class_id] for class_id in found},
        }

        def finished(creation_date: str) -> ConsolidatedObject:
            file = LabelFile(f"{answered.object_index}_{creation_date}.png", png, "image/png")
            with_mask = {"mask-ref": job.output_uri(file.name), **label}
            content = custom_content(job, with_mask, facts, creation_date)
            return ConsolidatedObject(answered.object_index, content, None, (file,))

        return finished

    return ObjectConsolidator(consolidate)


def _fits(value: dict[str, Any]) -> bool:
    return isinstance(value.get("labeledImage"), dict) and isinstance(value.get("instances"), list)


def _painted(value: dict[str, Any], class_ids: ClassIds, shape: tuple[int, int] | None) -> PaintedInstances:
    """One worker's mask, with instances numbered in the order of the answer."""
    instances = value["instances"]
    if len(instances) > MOST_INSTANCES:
        raise InvalidInput(f"an answer has {len(instances)} instances; {MOST_INSTANCES} are allowed")
    values_of: dict[int, int] = {}
    classes = []
    for number, instance in enumerate(instances, start=1):
        if not isinstance(instance, dict):
            raise InvalidInput("an answer's instances are not all objects")
        classes.append(class_ids.of(instance.get("label")))
        color = rgb_number(instance.get("color"), "an instance")
        if values_of.setdefault(color, number) != number:
            raise InvalidInput(f"an answer has two instances of colour #{color:06x}")
    return PaintedInstances(
        labels_in(value["labeledImage"], values_of, shape), np.array(classes, dtype=np.int32)
    )
