"""MARS reads what we write, whatever the workers did."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from tests.pose import mars_reader

from trigpoint.formats.pose.annotations import Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.pose.for_mars import mars_lines, name_warnings

NAMES = st.sampled_from(["nose", "d'Arc's \"ear\"", "Ünïcode \U0001f42d", "{{ x }}", "tail\\", "a\u2028b"])


@given(
    st.lists(NAMES, min_size=1, max_size=4, unique=True),
    st.integers(1, 9),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=40)
def test_mars_reads_every_point_of_every_worker(
    tmp_path_factory: object, keypoints: list[str], n_workers: int, n_frames: int, seed: int
) -> None:
    folder = tmp_path_factory.getbasetemp() / "mars"  # type: ignore[attr-defined]
    images = folder / "raw_images"
    images.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    skeleton = Skeleton("mouse", ("black", "white"), tuple(keypoints))
    frames = []
    for number in range(n_frames):
        image = f"ünï 'x'_{number:06d}.png"
        if not (images / image).exists():
            Image.new("L", (64, 48)).save(images / image)
        frames.append(Frame(image, 64, 48, path=images / image))
    given_ = Annotations.empty(skeleton, tuple(frames), tuple(f"worker {w}" for w in range(n_workers)))
    given_.points[...] = rng.uniform(0, 48, given_.points.shape)
    given_.points[rng.random(given_.points.shape[:-1]) < 0.1] = np.nan
    given_.answered[...] = rng.random(given_.answered.shape) < 0.8

    lines, notes, n_left_out = mars_lines(given_, "s3://lab/frames", "job")
    assert len(lines) + n_left_out == int(given_.answered.any(axis=1).sum())
    assert sum("left out" in note for note in notes) == n_left_out
    if not lines:
        return
    manifest = folder / "output.manifest"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    places = {frame.image: number for number, frame in enumerate(frames)}
    for read in mars_reader.read(manifest, images, "mouse", ["black", "white"], keypoints):
        f = places[read["image"]]
        workers = np.flatnonzero(given_.answered[f])
        for track, animal in enumerate(skeleton.animals):
            got = np.stack([read[animal]["X"], read[animal]["Y"]], axis=-1) * (64, 48)
            raw = given_.points[f, track][:, workers].transpose(1, 0, 2)
            wanted = np.where(np.isnan(raw), np.nanmedian(raw, axis=0), raw)
            np.testing.assert_allclose(got, wanted, atol=1e-9)


def test_names_that_mars_confuses_are_told_of() -> None:
    assert name_warnings(Skeleton("mouse", ("black", "white"), ("nose", "left ear"))) == []
    assert "animal_names is empty" in name_warnings(Skeleton("mouse", (), ("nose",)))[0]
    (about,) = name_warnings(Skeleton("ant", ("red",), ("antenna tip",)))
    assert "'ant'" in about
    assert len(name_warnings(Skeleton("mouse", ("black", "first black"), ("nose",)))) == 1
