"""The earlier label of a line, which verification and adjustment jobs show to workers."""

from __future__ import annotations

from typing import Any, Final, Literal

from trigpoint.model.errors import InvalidInput
from trigpoint.model.functions import JobFacts

EarlierKind = Literal["boxes", "masks"]
_METADATA: Final = "-metadata"
_WHAT: Final[dict[EarlierKind, str]] = {
    "boxes": "boxes ('annotations' and '<label>-metadata' with a 'class-map')",
    "masks": "a mask (an S3 URI and '<label>-metadata' with an 'internal-color-map')",
}


def earlier_label(line: dict[str, Any], job: JobFacts, kind: EarlierKind) -> str:
    """The name of the label to be verified or adjusted: the job's, or else the last of that kind.

    Raises InvalidInput when the line has none, or one that cannot be shown again.
    """
    name = job.audited
    if name is None:
        names = [each for each in line if each != job.label_attribute_name and _is(line, each, kind)]
        if not names:
            raise InvalidInput(f"the manifest line has no earlier label with {_WHAT[kind]}")
        name = names[-1]
    elif name not in line:
        raise InvalidInput(f"the manifest line has no label {name!r}, which the job is to show")
    elif not _is(line, name, kind):
        raise InvalidInput(f"the label {name!r} of the manifest line does not have {_WHAT[kind]}")
    _check(line, name, kind)
    return name


def _is(line: dict[str, Any], name: str, kind: EarlierKind) -> bool:
    """Whether the attribute looks like a label of that kind; hand-made ones may lack everything else."""
    label, metadata = line[name], line.get(name + _METADATA)
    if not isinstance(metadata, dict):
        return False
    if kind == "masks":
        return isinstance(label, str) and isinstance(metadata.get("internal-color-map"), dict)
    return (
        isinstance(label, dict)
        and isinstance(label.get("annotations"), list)
        and isinstance(metadata.get("class-map"), dict)
    )


def _check(line: dict[str, Any], name: str, kind: EarlierKind) -> None:
    metadata = line[name + _METADATA]
    if kind == "masks":
        for value, entry in metadata["internal-color-map"].items():
            if not isinstance(entry, dict) or not isinstance(entry.get("class-name"), str):
                raise InvalidInput(f"{name}-metadata: internal-color-map[{value!r}] has no class-name")
            if not isinstance(entry.get("hex-color"), str):
                raise InvalidInput(
                    f"{name}-metadata: internal-color-map[{value!r}] has no hex-color: "
                    "the mask cannot be drawn again"
                )
        return
    for place, box in enumerate(line[name]["annotations"]):
        class_id = str(box.get("class_id")) if isinstance(box, dict) else ""
        if not isinstance(metadata["class-map"].get(class_id), str):
            raise InvalidInput(
                f"{name}.annotations[{place}] has a class_id that class-map of {name}-metadata does not have"
            )
