"""What is exported: poses, the answers that they come from, and how the files are wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton

BoxRule = Literal["padded", "mars"]
SPLITS: Final = ("train", "val", "test")


@dataclass(frozen=True, eq=False)
class Dataset:
    """One project's poses on their way to another tool.

    Parameters
    ----------
    name
        Of the project.
    answers
        Each worker's points with left and right set right, of the same frames; None where nobody's are known.
    box
        How boxes around animals are drawn, see `boxes`.
    one_class
        All animals are of one class, named after the species.
    link
        Pictures are linked instead of copied, where a format takes them as they are.
    seed
        Of the order of records.
    models, detectors
        Names of MARS's pose models and detectors, and the animals that each learns.
    """

    name: str
    poses: Poses
    answers: Annotations | None = None
    box: BoxRule = "padded"
    one_class: bool = False
    link: bool = False
    seed: int = 0
    models: Mapping[str, Sequence[str]] = field(default_factory=dict)
    detectors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def skeleton(self) -> Skeleton:
        return self.poses.skeleton

    @property
    def frames(self) -> tuple[Frame, ...]:
        return self.poses.frames

    def frames_of(self, split: str) -> Iterator[tuple[int, Frame]]:
        """Place and frame of those in a split; frames that have none train."""
        return ((at, frame) for at, frame in enumerate(self.frames) if (frame.split or SPLITS[0]) == split)

    def at(self, places: NDArray[np.int64]) -> Dataset:
        """These frames alone."""
        everybody = range(0 if self.answers is None else len(self.answers.workers))
        answers = None if self.answers is None else self.answers.part(places, everybody)
        return replace(self, poses=self.poses.of_frames(places), answers=answers)


def animal_names(skeleton: Skeleton) -> list[str]:
    """A name for each track that no other has: "black", or "mouse 2" where several are alike."""
    named = [(animal or skeleton.species or "animal", instance) for animal, instance in skeleton.tracks]
    return [f"{animal} {instance + 1}" if skeleton.n_instances > 1 else animal for animal, instance in named]
