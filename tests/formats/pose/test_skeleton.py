"""The skeleton: labels, tracks, and what is refused."""

from __future__ import annotations

import pytest

from trigpoint.formats.pose.skeleton import Skeleton, Track
from trigpoint.model.errors import InvalidInput

MICE = Skeleton("mouse", ("black", "white"), ("nose", "left ear", "right ear"), pairs=((1, 2),))


def test_labels_are_animals_outer_and_keypoints_inner() -> None:
    assert MICE.labels[:4] == (
        "black mouse nose",
        "black mouse left ear",
        "black mouse right ear",
        "white mouse nose",
    )
    assert MICE.by_label["white mouse right ear"] == ("white", 2)


def test_animals_without_names_are_called_by_their_species() -> None:
    ants = Skeleton("ant", (), ("antenna tip",), n_instances=2)
    assert ants.labels == ("ant antenna tip",)
    assert ants.tracks == (Track("", 0), Track("", 1))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"keypoints": ()}, "at least one keypoint"),
        ({"keypoints": ("nose", "nose")}, "twice: nose"),
        ({"animals": ("a", "a")}, "animal names are there twice"),
        ({"pairs": ((0, 3),)}, "pair"),
        ({"edges": ((1, 1),)}, "edge"),
        ({"axis": (0, -1)}, "axis"),
        ({"sigmas": (0.1,)}, "1 sigmas for 3"),
        ({"n_instances": 0}, "at least one animal"),
    ],
)
def test_what_does_not_belong_together_is_refused(changes: dict[str, object], message: str) -> None:
    facts = {"species": "mouse", "animals": (), "keypoints": ("a", "b", "c"), **changes}
    with pytest.raises(InvalidInput, match=message):
        Skeleton(**facts)  # type: ignore[arg-type]


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(InvalidInput, match="'tail'; there are nose, left ear, right ear"):
        MICE.index_of("tail")
