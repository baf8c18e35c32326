"""What `trigpoint pose init` takes over from projects of DeepLabCut's and SLEAP's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import yaml

from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.skeleton_guess import guess_axis, guess_pairs


def skeleton_of_sleap(path: Path) -> Skeleton:
    """The first skeleton of a `.slp`, for its tracks. Raises InvalidInput."""
    from trigpoint.formats.pose.sleap import read_slp

    if not path.is_file():
        raise InvalidInput(f"There is no {path}.")
    found = read_slp(path).skeleton
    pairs = found.pairs or guess_pairs(found.keypoints)
    return replace(found, pairs=pairs, axis=guess_axis(found.keypoints, pairs))


def skeleton_of_deeplabcut(path: Path) -> Skeleton:
    """Keypoints, animals and edges of a project's `config.yaml`. Raises InvalidInput with what is wrong."""
    try:
        raw = yaml.safe_load(path.read_text("utf-8"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(f"{path} is not YAML: {exc}") from exc
    if not isinstance(raw, dict):
        raise InvalidInput(f"{path} is no config.yaml of DeepLabCut's: it holds no keys.")
    several = bool(raw.get("multianimalproject"))
    key = "multianimalbodyparts" if several else "bodyparts"
    names = raw.get(key)
    if not isinstance(names, list) or not names:
        raise InvalidInput(f"{path} is no config.yaml of DeepLabCut's: {key} is no list of names.")
    keypoints = tuple(str(each) for each in names)
    individuals = raw.get("individuals") if several else None
    animals = tuple(str(each) for each in individuals) if isinstance(individuals, list) else ()
    couples = raw.get("skeleton") or []
    edges = [
        (keypoints.index(str(each[0])), keypoints.index(str(each[1])))
        for each in (couples if isinstance(couples, list) else [])
        if isinstance(each, list)
        and len(each) == 2
        and str(each[0]) in keypoints
        and str(each[1]) in keypoints
    ]
    known = bool(raw.get("identity")) or len(animals) < 2
    pairs = guess_pairs(keypoints)
    return Skeleton(
        "",
        animals if known and len(animals) > 1 else (),
        keypoints,
        pairs=pairs,
        edges=tuple(edge for edge in edges if edge[0] != edge[1]),
        axis=guess_axis(keypoints, pairs),
        n_instances=1 if known else len(animals),
    )
