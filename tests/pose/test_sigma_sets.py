"""What a project file may say of its keypoints' spread."""

from __future__ import annotations

import pytest

from trigpoint.model.errors import InvalidInput
from trigpoint.pose.sigma_sets import sigmas_of

NAMES = ("nose", "right ear", "left_ear", "top of neck", "Right Rear Knee", "tail base")


def test_published_sets_know_mars_default_names() -> None:
    assert sigmas_of("mars_top", NAMES) == (0.039, 0.045, 0.045, 0.042, 0.067, 0.044)
    assert sigmas_of("mars_front", ("left front paw", "L hind paw")) == (0.125, 0.125)
    assert sigmas_of("coco", ("nose", "left knee", "right_hip")) == (0.026, 0.087, 0.107)


def test_sigmas_may_be_fixed_estimated_or_given_one_by_one() -> None:
    assert sigmas_of("fixed:0.1", NAMES[:2]) == sigmas_of("fixed:wide", NAMES[:2]) == (0.1, 0.1)
    assert sigmas_of("fixed", NAMES[:1]) == (0.025,)
    assert sigmas_of("estimated", NAMES) is None is sigmas_of(None, NAMES)
    assert sigmas_of({"beak": "mars_top:nose tip", "wing": 0.2}, ("beak", "wing")) == (0.039, 0.2)


@pytest.mark.parametrize(
    "value",
    ["mars_side", "fixed:thin", "fixed:-1", {"nose": 1}, {"nose": True, "wing": "x"}, 3, [0.1], "mars_top"],
)
def test_what_gives_no_number_for_a_keypoint_says_so(value: object) -> None:
    with pytest.raises(InvalidInput, match=r"skeleton\.sigmas"):
        sigmas_of(value, ("nose", "wing"))
