"""From workers' masks to the mask of an image."""

from __future__ import annotations

from typing import Any

from trigpoint.consolidate.masks import MASK_METHODS
from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import AnsweredObject, ConsolidatedObject, JobFacts, LabelFile
from trigpoint.tasktypes.answer_values import ClassIds, is_modified, value_of
from trigpoint.tasktypes.colors import BACKGROUND_COLOR, BACKGROUND_NAME, color_of, rgb_number
from trigpoint.tasktypes.drawing import Drawing
from trigpoint.tasktypes.labeled_content import adjustment_status, built_in_content
from trigpoint.tasktypes.mask_files import PackedMap, labels_in, palette_png, values_within
from trigpoint.tasktypes.object_consolidator import Finished, ObjectConsolidator
from trigpoint.tasktypes.semantic_segmentation import MOST_LABELS

_FORM = '{"labelMappings": {...}, "labeledImage": {"pngImageData": "..."}}'


def mask_consolidator(task_type: Drawing, job: JobFacts) -> ObjectConsolidator:
    """The Consolidator of a job of masks."""
    class_ids, fuse = ClassIds(job), MASK_METHODS[task_type.method(job)]
    names = [BACKGROUND_NAME, *job.labels]
    colors = [BACKGROUND_COLOR, *map(color_of, range(len(job.labels)))]
    numbers = [rgb_number(color, "a label") for color in colors[1:]]

    def consolidate(answered: AnsweredObject) -> Finished:
        values = [value_of(answer, _fits, _FORM) for answer in answered.answers]
        shape = (answered.image.height, answered.image.width) if answered.image is not None else None
        maps: list[PackedMap] = []
        for value in values:
            maps.append(_label_map(value, class_ids, shape))
            shape = maps[0].shape
        fusion = fuse(maps)
        png = palette_png(maps[0].shape, fusion.rows(), numbers)
        confidence = 0.0 if job.n_workers == 1 else fusion.confidence
        facts: dict[str, Any] = {
            "internal-color-map": {
                str(value): {"class-name": name, "hex-color": color, "confidence": confidence}
                for value, (name, color) in enumerate(zip(names, colors, strict=True))
            }
        }
        if task_type.adjusts:
            facts |= adjustment_status(is_modified(values))

        def finished(creation_date: str) -> ConsolidatedObject:
            file = LabelFile(f"{answered.object_index}_{creation_date}.png", png, "image/png")
            uri = job.output_uri(file.name)
            content = built_in_content(job, uri, facts, task_type.metadata_type, creation_date)
            return ConsolidatedObject(answered.object_index, content, None, (file,))

        return finished

    return ObjectConsolidator(consolidate)


def _fits(value: dict[str, Any]) -> bool:
    return isinstance(value.get("labeledImage"), dict) and isinstance(value.get("labelMappings"), dict)


def _label_map(value: dict[str, Any], class_ids: ClassIds, shape: tuple[int, int] | None) -> PackedMap:
    """One worker's mask: 0 is background, label i is i + 1.

    A label that the job does not have counts only when some pixel has its colour.
    """
    if len(value["labelMappings"]) > MOST_LABELS:
        raise InvalidInput(f"an answer has {len(value['labelMappings'])} labels; {MOST_LABELS} are allowed")
    values_of: dict[int, int] = {}
    strange: dict[int, str] = {}
    for label, mapping in value["labelMappings"].items():
        color = rgb_number(
            mapping.get("color") if isinstance(mapping, dict) else None, f"label {label[:80]!r}"
        )
        if color in values_of or color in strange:
            raise InvalidInput(f"an answer has the same colour for label {label[:80]!r} and another")
        if label in class_ids:
            values_of[color] = class_ids.of(label) + 1
        else:
            strange[color] = label
    if strange:
        numbers = {color: number for number, color in enumerate(strange, start=1)}
        seen = values_within(labels_in(value["labeledImage"], numbers, shape)) - {0}
        for number in sorted(seen):
            class_ids.of(list(strange.values())[number - 1])
    return labels_in(value["labeledImage"], values_of, shape)
