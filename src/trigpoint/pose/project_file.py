"""`project_config.yaml`: MARS's keys, and blocks of ours that MARS ignores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.pose.sigma_sets import sigmas_of
from trigpoint.pose.skeleton_guess import guess_axis, guess_pairs

FILE_NAMES: Final = ("project_config.yaml", "project_config.yml", "project-config.yaml", "project-config.yml")
"""The first is what we write; MARS's own documents use the others."""

MOST_CONTEXT: Final = 5

OUR_BLOCKS: Final = ("skeleton", "extract", "labeling", "consolidate")

METHODS: Final = ("uniform", "kmeans", "motion", "uncertainty", "mixed")


@dataclass(frozen=True)
class ExtractSettings:
    """Block `extract`."""

    n: int = 500
    method: str = "mixed"
    seed: int = 0
    start: float = 0.0
    stop: float = 1.0
    min_gap_s: float = 0.5
    format: str = "jpg"
    context: int = 0
    random: bool = False
    per_video: bool = False

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InvalidInput(
                f"extract: there is no method {self.method!r}; there are {', '.join(METHODS)}."
            )
        if self.format not in ("jpg", "png"):
            raise InvalidInput(f"extract: the format is jpg or png, not {self.format!r}.")
        if self.n < 1:
            raise InvalidInput("extract: n is 1 or more.")
        if not 0 <= self.context <= MOST_CONTEXT:
            raise InvalidInput(f"extract: context is 0 to {MOST_CONTEXT} frames before and after each.")
        if not 0 <= self.start < self.stop <= 1:
            raise InvalidInput("extract: start and stop are shares of a video, 0 <= start < stop <= 1.")


@dataclass(frozen=True)
class LabelingSettings:
    """Block `labeling`."""

    workers: int = 5
    team: str | None = None
    time_limit_s: int = 600
    available_days: float = 10
    allow_occluded: bool = True
    allow_absent: bool = True
    batch: int = 200
    gold: int = 0
    prelabels: str | None = None
    guard: float = 0.2
    pay_per_hour: float | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= 9:
            raise InvalidInput("labeling: between 1 and 9 workers look at a frame.")
        if self.gold < 0:
            raise InvalidInput("labeling: gold is 0 frames with known poses or more.")
        if not 0 <= self.guard < 1:
            raise InvalidInput("labeling: guard is the share of frames without pre-labels, 0 <= guard < 1.")
        if self.prelabels is not None and not isinstance(self.prelabels, str):
            raise InvalidInput("labeling: prelabels is the path of a file of predictions.")
        if self.pay_per_hour is not None and not isinstance(self.pay_per_hour, int | float):
            raise InvalidInput("labeling: pay_per_hour is a number.")


@dataclass(frozen=True)
class ConsolidateSettings:
    """Block `consolidate`."""

    method: str = "em"
    chirality: str = "auto"
    flag_sd: float = 0.10
    min_answers: int = 2

    def __post_init__(self) -> None:
        if self.chirality not in ("auto", "off"):
            raise InvalidInput(f"consolidate: chirality is auto or off, not {self.chirality!r}.")
        if not 0 < self.flag_sd < float("inf"):
            raise InvalidInput("consolidate: flag_sd is a share of the body's scale, above 0, such as 0.1.")
        if self.min_answers < 1:
            raise InvalidInput("consolidate: min_answers is 1 or more.")


@dataclass(frozen=True)
class ProjectFile:
    """What the file says; keys that nobody knows are kept in `raw`."""

    name: str
    skeleton: Skeleton
    manifest_name: str = "output.manifest"
    header: str = ""
    short_instructions: str = ""
    full_instructions: str = ""
    data_bucket: str = ""
    template_bucket: str = ""
    pixels_per_cm: float | None = None
    extract: ExtractSettings = ExtractSettings()
    labeling: LabelingSettings = LabelingSettings()
    consolidate: ConsolidateSettings = ConsolidateSettings()
    raw: Mapping[str, Any] = field(default_factory=dict)


def find_file(folder: Path) -> Path:
    """The project file in a folder. Raises NotFound when there is none."""
    for name in FILE_NAMES:
        if (folder / name).is_file():
            return folder / name
    raise NotFound(
        "project", str(folder), f"there is no {FILE_NAMES[0]} in {folder}: trigpoint pose init makes one"
    )


def read_project_file(path: Path) -> ProjectFile:
    """Reads a project file of MARS or of ours. Raises InvalidInput that names the key that is wrong."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise InvalidInput(f"{path} is not YAML: {exc}") from exc
    if not isinstance(raw, dict):
        raise InvalidInput(f"{path} holds no keys; it begins with project_name.")
    return ProjectFile(
        name=_text(raw, "project_name") or path.parent.name,
        skeleton=_skeleton(raw),
        manifest_name=_text(raw, "manifest_name") or "output.manifest",
        header=_text(raw, "header"),
        short_instructions=_text(raw, "short_instructions"),
        full_instructions=_text(raw, "full_instructions"),
        data_bucket=_text(raw, "data_bucket"),
        template_bucket=_text(raw, "template_bucket"),
        pixels_per_cm=_pixels_per_cm(raw.get("pixels_per_cm")),
        extract=_block(raw, "extract", ExtractSettings()),
        labeling=_block(raw, "labeling", LabelingSettings()),
        consolidate=_consolidate(raw),
        raw=raw,
    )


def _text(raw: Mapping[str, Any], key: str) -> str:
    value = raw.get(key)
    return "" if value is None else str(value)


def _names(raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = raw.get(key) or []
    if not isinstance(value, list) or not all(isinstance(name, str | int | float) for name in value):
        raise InvalidInput(f"{key} is a list of names, such as [nose, left ear].")
    return tuple(str(name) for name in value)


def _couples(value: Any, key: str) -> list[Sequence[str]]:
    value = value or []
    right = isinstance(value, list) and all(isinstance(each, list) and len(each) == 2 for each in value)
    if not right:
        raise InvalidInput(f"{key} is a list of couples of keypoints, such as [[left ear, right ear]].")
    return [[str(name) for name in each] for each in value]


def _skeleton(raw: Mapping[str, Any]) -> Skeleton:
    keypoints = _names(raw, "keypoints")
    block = raw.get("skeleton") or {}
    if not isinstance(block, dict):
        raise InvalidInput("skeleton holds keys: edges, axis, sigmas.")
    n_instances = raw.get("num_obj", 1)
    if not isinstance(n_instances, int) or isinstance(n_instances, bool):
        raise InvalidInput("num_obj is a whole number: how many animals of each name are in a frame.")
    bare = Skeleton(_text(raw, "species"), _names(raw, "animal_names"), keypoints, n_instances=n_instances)
    if raw.get("check_pairs") is None:
        pairs = guess_pairs(keypoints)
    else:
        pairs = bare.indices_of(_couples(raw["check_pairs"], "check_pairs"))
    axis = _couples([block["axis"]], "skeleton.axis") if block.get("axis") else None
    return replace(
        bare,
        pairs=pairs,
        edges=bare.indices_of(_couples(block.get("edges"), "skeleton.edges")),
        axis=bare.indices_of(axis)[0] if axis else guess_axis(keypoints, pairs),
        sigmas=sigmas_of(block.get("sigmas"), keypoints),
    )


def _pixels_per_cm(value: Any) -> float | None:
    """None where MARS plots in pixels: empty, 0 or the text None."""
    try:
        return float(value) or None
    except (TypeError, ValueError):
        return None


def _consolidate(raw: Mapping[str, Any]) -> ConsolidateSettings:
    """The block; YAML reads a bare `off` as false."""
    block = raw.get("consolidate")
    if isinstance(block, dict) and block.get("chirality") is False:
        raw = {"consolidate": {**block, "chirality": "off"}}
    return _block(raw, "consolidate", ConsolidateSettings())


_Block = TypeVar("_Block", ExtractSettings, LabelingSettings, ConsolidateSettings)


def _block(raw: Mapping[str, Any], key: str, default: _Block) -> _Block:
    """A block of ours; keys that we do not know are left to whoever does."""
    given = raw.get(key) or {}
    if not isinstance(given, dict):
        raise InvalidInput(f"{key} holds keys and values.")
    changes: dict[str, Any] = {}
    for each in fields(default):
        if each.name not in given:
            continue
        value, usual = given[each.name], getattr(default, each.name)
        if isinstance(usual, float) and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if usual is not None and type(value) is not type(usual) and not isinstance(value, float):
            raise InvalidInput(f"{key}.{each.name} cannot be {value!r}; {usual!r} is an example.")
        changes[each.name] = value
    return replace(default, **changes)


def new_file_text(name: str, skeleton: Skeleton) -> str:
    """A project file with every key that a user may want to change."""
    names = skeleton.keypoints
    keys = {
        "project_name": name,
        "manifest_name": "output.manifest",
        "pixels_per_cm": None,
        "species": skeleton.species,
        "animal_names": list(skeleton.animals),
        "num_obj": skeleton.n_instances,
        "keypoints": list(names),
        "check_pairs": [[names[a], names[b]] for a, b in skeleton.pairs],
        "header": f"Label body parts of the {skeleton.species or 'animal'}.",
        "short_instructions": "<p>Place a point on each body part. Left and right are the animal's own.</p>",
        "full_instructions": "<p>Place a point on each body part, one by one. Mark what is hidden as "
        "occluded and what cannot be seen at all as absent.</p>",
    }
    return _dump(keys) + blocks_text(skeleton)


def blocks_text(skeleton: Skeleton) -> str:
    """The blocks that MARS does not have; MARS ignores them."""
    names = skeleton.keypoints
    edges = [[names[a], names[b]] for a, b in skeleton.edges]
    axis = None if skeleton.axis is None else [names[index] for index in skeleton.axis]
    return "\n# Trigpoint's own settings; MARS ignores them.\n" + _dump(
        {
            "skeleton": {"edges": edges, "axis": axis},
            "extract": {each.name: getattr(ExtractSettings(), each.name) for each in fields(ExtractSettings)},
            "labeling": {
                each.name: getattr(LabelingSettings(), each.name) for each in fields(LabelingSettings)
            },
            "consolidate": {
                each.name: getattr(ConsolidateSettings(), each.name) for each in fields(ConsolidateSettings)
            },
        }
    )


def _dump(value: Mapping[str, Any]) -> str:
    return str(
        yaml.safe_dump(dict(value), sort_keys=False, allow_unicode=True, default_flow_style=None, width=100)
    )
