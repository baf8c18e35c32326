"""Pictures: nothing empty, nothing that breaks, and the numbers beside them right."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from PIL import Image

from trigpoint.formats.pose.annotations import VISIBLE, Annotations
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.pose import plot, simulate
from trigpoint.pose.consolidation import consolidate, consolidation
from trigpoint.pose.figures import chosen_frames
from trigpoint.pose.mars_pck import band_distances, share_within
from trigpoint.pose.plot import Plot
from trigpoint.pose.plot.marks import COLOURS, MARKERS, paint_of, text_on
from trigpoint.pose.quality_tables import Quality, quality_of

HOSTILE = ("it's $x_1$ and \\frac", "{{ tail }}", "<b>nose</b>", "日本", "-" * 90, "a\nb\u0000c")


def job(n_keypoints: int, n_animals: int, n_workers: int, n_frames: int = 7) -> Annotations:
    """Frames of several sizes, one without any answer, with a point that nobody set."""
    names = (*HOSTILE, *(f"point {number}" for number in range(n_keypoints)))[:n_keypoints]
    pairs = ((1, 2),) if n_keypoints > 2 else ()
    edges = tuple((at, at + 1) for at in range(n_keypoints - 1))
    axis = (0, n_keypoints - 1) if n_keypoints > 1 else None
    skeleton = Skeleton("fly", (), names, pairs, edges, axis, n_instances=n_animals)
    frames = tuple(
        Frame(f"{number}.jpg", 300 + 40 * (number % 3), 200, f"video {number % 2}")
        for number in range(n_frames)
    )
    found = Annotations.empty(
        skeleton, frames, tuple(f"worker {HOSTILE[w % 6]} {w}" for w in range(n_workers))
    )
    rng = np.random.default_rng(n_keypoints)
    body = rng.uniform(-30, 30, (n_keypoints, 2))
    centres = np.stack([60 + 60 * np.arange(n_animals), np.full(n_animals, 90)], axis=1)
    truth = body + centres[:, None] + rng.normal(0, 4, (n_frames, n_animals, n_keypoints, 2))
    found.points[:] = truth[:, :, :, None] + rng.normal(0, 2, found.points.shape)
    found.points[0, 0, 0, 0] = (5, 5)
    found.points[1, 0, 0] = np.nan
    found.points[-1] = np.nan
    found.answered[:-1] = True
    found.visibility[~np.isnan(found.points[..., 0])] = VISIBLE
    found.seconds[:-1] = rng.uniform(5, 60, (n_frames - 1, n_workers))
    return found


def is_empty(axes: Axes) -> bool:
    return not (axes.lines or axes.collections or axes.patches or axes.images or axes.texts)


def rows_of(picture: Plot) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(picture.table())))


def pictures(given: Annotations, quality: Quality) -> dict[str, Plot]:
    found = quality.consolidation
    return {
        "pck": plot.pck(quality, unit="px", model=found.poses),
        "ellipses": plot.ellipses(quality, 2),
        "workers": plot.workers(quality),
        "coverage": plot.coverage(given, found.poses),
        "skeleton": plot.skeleton(given.skeleton, found.poses),
        "bare skeleton": plot.skeleton(given.skeleton),
        "frame": plot.frame(given, found, 0),
        "frame without answers": plot.frame(given, found, len(given.frames) - 1),
        "frame of poses": plot.frame(given, found.poses, 1, crop=False),
    }


@pytest.mark.parametrize(
    ("n_keypoints", "n_animals", "n_workers"),
    [(1, 1, 1), (3, 4, 2), (4, 1, 9), (8, 1, 3), (9, 1, 1), (40, 1, 1)],
)
def test_any_number_of_keypoints_animals_and_workers(
    n_keypoints: int, n_animals: int, n_workers: int
) -> None:
    given = job(n_keypoints, n_animals, n_workers)
    quality = quality_of(consolidation(given))
    for name, picture in pictures(given, quality).items():
        assert [axes for axes in picture.axes if is_empty(axes)] == [], name
        assert picture.columns and len(rows_of(picture)) == len(picture.rows), name
        if n_keypoints == 4:  # what is drawn is drawn without a warning, which would be an error here
            assert Image.open(io.BytesIO(picture.picture("png"))).width > 300
    n_panels = n_keypoints + 1
    assert len(plot.pck(quality).axes) == n_panels


def test_figures_are_saved_with_their_numbers(tmp_path: Path) -> None:
    given = job(4, 1, 3)
    quality = quality_of(consolidation(given))
    for suffix, start in ((".pdf", b"%PDF"), (".svg", b"<?xml")):
        first, second = (plot.skeleton(given.skeleton, theme=plot.DARK) for _ in range(2))
        path = first.save(tmp_path / f"skeleton{suffix}")
        assert path.read_bytes().startswith(start)
        assert path.read_bytes() == second.picture(suffix[1:]), "no time of day in it"
    assert plot.workers(quality).save(tmp_path / "workers.png").read_bytes().startswith(b"\x89PNG")
    lines = list(csv.DictReader((tmp_path / "workers.csv").open(newline="")))
    assert sorted(line["worker"] for line in lines) == sorted(given.workers)
    with pytest.raises(InvalidInput, match="pdf, png, svg"):
        plot.workers(quality).save(tmp_path / "workers.gif")


def test_marss_curves_are_marss_to_the_number() -> None:
    """Against MARS's steps restated: repair, distance to the others' median, histogram, cumulated."""
    made = simulate.simulate(simulate.CROWDS["typical"], n_frames=60, seed=2)
    given = job(7, 1, 20, n_frames=60)
    given.points[:, 0] = np.moveaxis(made.points, 1, 2)
    given.answered[:] = made.answered
    found = consolidation(given, method="mars")
    points = found.repaired[:, 0]
    distances = np.stack(
        [
            np.linalg.norm(points[:, :, w] - np.nanmedian(np.delete(points, w, axis=2), axis=2), axis=-1)
            for w in range(20)
        ]
    )
    best = np.nanmin(distances, axis=0)[:, 3]
    counts, edges = np.histogram(best, bins=10_000, range=(0, best.max()))
    ours = band_distances(found, quality_of(found).agreement)["best"][:, 0, 3]
    assert share_within(ours, edges[1:]) == pytest.approx(np.cumsum(counts) / counts.sum(), abs=1e-12)


def test_a_curve_reaches_what_it_says_and_counts_a_model() -> None:
    given = job(3, 1, 4)
    quality = quality_of(consolidation(given), pixels_per_cm=20)
    off = consolidate(given)
    off.xy[...] += (3.0, 4.0)
    rows = rows_of(plot.pck(quality, unit="px", model=off))
    own = [row for row in rows if row["panel"] == "all keypoints"]
    assert [float(row["model"]) for row in own if float(row["radius_px"]) < 4.99][-1:] in ([], [0.0])
    at_six = [float(row["model"]) for row in own if float(row["radius_px"]) > 5.01]
    assert set(at_six) <= {1.0}
    shares = [float(row["share"]) for row in own]
    assert shares == sorted(shares)
    assert all(float(row["missing_is_wrong"]) <= float(row["share"]) for row in own)
    assert rows_of(plot.pck(quality))[0].keys() >= {"radius_cm"}


def test_a_frame_shows_what_was_removed_and_exchanged() -> None:
    given = job(4, 1, 5, n_frames=30)
    given.points[3, 0, [1, 2], 4] = given.points[3, 0, [2, 1], 4].copy()
    given.points[4, 0, 3, 0] += (90, 60)
    found = consolidation(given)
    swapped = [row for row in rows_of(plot.frame(given, found, 3)) if row["exchanged"] == "1"]
    assert {(row["of"], row["keypoint"]) for row in swapped} == {
        (given.workers[4], given.skeleton.keypoints[1]),
        (given.workers[4], given.skeleton.keypoints[2]),
    }
    removed = [row for row in rows_of(plot.frame(given, found, 4)) if row["used"] == "0"]
    assert [(row["of"], row["keypoint"]) for row in removed] == [
        (given.workers[0], given.skeleton.keypoints[3])
    ]
    with pytest.raises(InvalidInput, match="there are 30"):
        plot.frame(given, found, 30)


def test_frames_are_chosen_by_number_range_and_name() -> None:
    given = job(3, 1, 3)
    quality = quality_of(consolidation(given))
    assert chosen_frames(quality, "3, 0-1,5.jpg,3") == [3, 0, 1, 5]
    assert chosen_frames(quality, "all") == [0, 1, 2, 3, 4, 5], "of which somebody answered"
    assert len(chosen_frames(quality)) == 6
    for bad in ("9", "2-9", "5-2", "../x", "٣"):
        with pytest.raises(NotFound, match="There is no frame"):
            chosen_frames(quality, bad)


def test_neighbouring_keypoints_and_workers_differ_in_grey_as_well() -> None:
    assert len(set(COLOURS)) == 20 and len(set(MARKERS)) >= 9
    assert paint_of(0).colour == paint_of(20).colour and paint_of(0).rim != paint_of(20).rim
    grey = [sum(w * int(c[p : p + 2], 16) for w, p in ((0.299, 1), (0.587, 3), (0.114, 5))) for c in COLOURS]
    assert min(abs(a - b) for a, b in pairwise(grey)) > 35
    assert text_on("#f0e442") == "#000000" and text_on("#332288") == "#ffffff"
