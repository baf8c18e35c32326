"""What is labeled: the animals, their keypoints, and how these belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from trigpoint.model.errors import InvalidInput

Pair = tuple[int, int]


class Track(NamedTuple):
    """One animal of a frame: its name ("" where animals have none), and its number among those alike."""

    animal: str
    instance: int


@dataclass(frozen=True)
class Skeleton:
    """One definition that labels, templates, pairs, drawings and exports come from.

    Parameters
    ----------
    species
        Middle word of every label.
    animals
        First words of every label; empty where animals have no names.
    keypoints
        Names, unique; their order is their index everywhere.
    pairs
        Indices of keypoints that are mirror images of each other, such as the left and the right ear.
    edges
        Indices of keypoints that a line is drawn between.
    axis
        Indices of the keypoints at the head and the tail end of the body, where it has such an axis.
    sigmas
        Annotators' spread for each keypoint as a share of the square root of the animal's area (COCO).
    n_instances
        How many animals alike, of each name, are in a frame.

    Raises InvalidInput when names repeat or an index names no keypoint.
    """

    species: str
    animals: tuple[str, ...]
    keypoints: tuple[str, ...]
    pairs: tuple[Pair, ...] = ()
    edges: tuple[Pair, ...] = ()
    axis: Pair | None = None
    sigmas: tuple[float, ...] | None = None
    n_instances: int = 1

    def __post_init__(self) -> None:
        if not self.keypoints:
            raise InvalidInput("A skeleton needs at least one keypoint.")
        for kind, names in (("keypoint", self.keypoints), ("animal", self.animals)):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise InvalidInput(f"These {kind} names are there twice: {', '.join(twice)}.")
        for kind, couples in (("pair", self.pairs), ("edge", self.edges), ("axis", self._axes())):
            for couple in couples:
                if not all(0 <= index < self.n_keypoints for index in couple) or couple[0] == couple[1]:
                    raise InvalidInput(f"The {kind} {couple} does not name two keypoints.")
        if self.sigmas is not None and len(self.sigmas) != self.n_keypoints:
            raise InvalidInput(f"There are {len(self.sigmas)} sigmas for {self.n_keypoints} keypoints.")
        if self.n_instances < 1:
            raise InvalidInput("There is at least one animal of each name in a frame.")

    def _axes(self) -> tuple[Pair, ...]:
        return () if self.axis is None else (self.axis,)

    @property
    def n_keypoints(self) -> int:
        return len(self.keypoints)

    @cached_property
    def tracks(self) -> tuple[Track, ...]:
        """The animals of a frame, names outer and instances inner: axis A of every array."""
        return tuple(
            Track(animal, instance)
            for animal in self.animals or ("",)
            for instance in range(self.n_instances)
        )

    @property
    def labels(self) -> tuple[str, ...]:
        """What workers see, animals outer and keypoints inner: "black mouse base of tail"."""
        return tuple(label for label, _, _ in self._labeled())

    @cached_property
    def by_label(self) -> Mapping[str, tuple[str, int]]:
        """The animal and the index of the keypoint that a label stands for; never guessed from its words."""
        return {label: (animal, keypoint) for label, animal, keypoint in self._labeled()}

    def _labeled(self) -> Iterator[tuple[str, str, int]]:
        for animal in self.animals or ("",):
            for index, keypoint in enumerate(self.keypoints):
                yield " ".join(word for word in (animal, self.species, keypoint) if word), animal, index

    def indices_of(self, names: Sequence[Sequence[str]]) -> tuple[Pair, ...]:
        """Couples of names as couples of indices. Raises InvalidInput for a name that is no keypoint."""
        return tuple((self.index_of(a), self.index_of(b)) for a, b in names)

    def index_of(self, keypoint: str) -> int:
        try:
            return self.keypoints.index(keypoint)
        except ValueError:
            known = ", ".join(self.keypoints)
            raise InvalidInput(f"There is no keypoint {keypoint!r}; there are {known}.") from None
