"""Polygons and instances of several workers, and what they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skimage.draw import polygon2mask

from trigpoint.consolidate.instances import InstanceBox, InstanceFusion, PaintedInstances
from trigpoint.consolidate.label_maps import ArrayLabelMap
from trigpoint.consolidate.polygons import WorkerPolygons, fuse_polygons
from trigpoint.consolidate.regions import Region, filled, majority, outline, overlaps, simplified

SQUARE = [(2, 3), (12, 3), (12, 13), (2, 13)]


def test_a_square_is_filled_to_its_edges() -> None:
    region = filled(SQUARE)
    assert (region.top, region.left, region.cells.shape, region.n_cells) == (3, 2, (10, 10), 100)
    assert filled(SQUARE, stride=2).n_cells == pytest.approx(25, abs=6)


def test_polygons_are_filled_as_scikit_image_does() -> None:
    rng = np.random.default_rng(4)
    for _ in range(20):
        angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
        points = 50 + np.column_stack((np.cos(angles), np.sin(angles))) * rng.uniform(10, 45, (9, 1))
        region = filled(points)
        ours = np.zeros((100, 100), bool)
        ours[region.top : region.bottom, region.left : region.right] = region.cells
        theirs = polygon2mask((100, 100), points[:, ::-1] - 0.5)
        assert (ours != theirs).sum() <= 2


def test_a_polygon_that_crosses_itself_is_even_odd() -> None:
    bow = filled([(0, 0), (10, 10), (10, 0), (0, 10)])
    assert bow.cells[5, 0] and bow.cells[5, 9] and not bow.cells[1, 5]


def test_an_outline_goes_around_the_cells() -> None:
    assert outline(filled(SQUARE)).tolist() == [[2, 3], [12, 3], [12, 13], [2, 13]]
    assert outline(Region(0, 0, np.zeros((3, 3), bool))).shape == (0, 2)


def test_an_outline_leaves_out_holes_and_smaller_parts() -> None:
    cells = np.zeros((9, 9), bool)
    cells[0:6, 0:6] = True
    cells[2:4, 2:4] = False
    cells[6:8, 6:8] = True  # touches at a corner only
    assert outline(Region(0, 0, cells)).tolist() == [[0, 0], [6, 0], [6, 6], [0, 6]]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_an_outline_filled_again_holds_the_biggest_part(seed: int) -> None:
    cells = np.random.default_rng(seed).random((8, 8)) < 0.6
    if not cells.any():
        return
    again = filled(outline(Region(5, 7, cells)))
    padded = np.zeros((20, 20), bool)
    padded[5:13, 7:15] = cells
    ours = np.zeros((20, 20), bool)
    ours[again.top : again.bottom, again.left : again.right] = again.cells
    border = ours & ~(np.roll(ours, 1, 0) & np.roll(ours, -1, 0) & np.roll(ours, 1, 1) & np.roll(ours, -1, 1))
    assert (padded[border]).all()  # what lies along the outline is part of the region; holes are inside


def test_overlaps_and_majority_by_hand() -> None:
    regions = [
        filled(SQUARE),
        filled([(x + 5, y) for x, y in SQUARE]),
        filled([(50, 50), (60, 50), (60, 60)]),
    ]
    found = overlaps(regions, np.arange(len(regions)))
    assert (found.first.tolist(), found.second.tolist()) == ([0], [1])
    assert found.likeness.tolist() == [pytest.approx(50 / 150)]
    assert majority([*regions[:2], regions[0]]).n_cells == 100


def test_simplifying_keeps_corners() -> None:
    path = np.array([(x, 0) for x in range(10)] + [(10, y) for y in range(10)] + [(10, 10), (0, 10)], float)
    assert simplified(path, 0.5).tolist() == [[0, 0], [10, 0], [10, 10], [0, 10]]


def polygons(*drawn: tuple[int, int, list[tuple[float, float]]], n: int = 3) -> WorkerPolygons:
    return WorkerPolygons(
        [np.array(each[2], float) for each in drawn],
        np.array([each[1] for each in drawn], np.int32),
        np.array([each[0] for each in drawn], np.int32),
        n,
    )


def ring(x: float, y: float, radius: float, n: int = 24) -> list[tuple[float, float]]:
    turns = np.linspace(0, 2 * np.pi, n, endpoint=False)
    return [(x + radius * np.cos(turn), y + radius * np.sin(turn)) for turn in turns]


def test_polygons_of_three_workers_become_one() -> None:
    fused = fuse_polygons(
        polygons((0, 1, ring(50, 50, 20)), (1, 1, ring(52, 50, 21)), (2, 0, ring(49, 51, 20)))
    )
    assert fused.classes == [1] and 0.8 < fused.confidences[0] < 1
    (found,) = fused.vertices
    assert 8 <= len(found) <= 60
    assert filled(found).n_cells == pytest.approx(np.pi * 20**2, rel=0.05)
    assert found.mean(axis=0) == pytest.approx([50.3, 50.3], abs=2)


def test_equal_polygons_and_lone_ones_are_kept_as_drawn() -> None:
    fused = fuse_polygons(polygons(*((worker, 0, SQUARE) for worker in range(3))))
    assert fused.vertices[0].tolist() == [[float(x), float(y)] for x, y in SQUARE]
    assert fused.confidences == [1.0]
    alone = fuse_polygons(polygons((0, 0, SQUARE), n=1))
    assert alone.vertices[0].tolist() == [[float(x), float(y)] for x, y in SQUARE]
    assert fuse_polygons(polygons((0, 0, SQUARE))).vertices == [] == fuse_polygons(polygons()).vertices


def test_the_order_of_polygons_and_workers_does_not_matter() -> None:
    drawn = [
        (0, 0, ring(30, 30, 12)),
        (1, 0, ring(31, 29, 12)),
        (1, 1, ring(70, 70, 9)),
        (2, 1, ring(71, 70, 9)),
    ]
    one = fuse_polygons(polygons(*drawn))
    other = fuse_polygons(polygons(*[(2 - worker, class_, points) for worker, class_, points in drawn[::-1]]))
    assert [each.tolist() for each in one.vertices] == [each.tolist() for each in other.vertices]
    assert one.confidences == other.confidences and one.classes == [0, 1]


def test_polygons_of_a_huge_image_are_compared_on_a_coarse_grid() -> None:
    fused = fuse_polygons(polygons(*((w, 0, ring(6000 + 20 * w, 5000, 4000)) for w in range(3))))
    assert filled(fused.vertices[0], 10).n_cells * 100 == pytest.approx(np.pi * 4000**2, rel=0.02)


def painted(*instances: tuple[int, int, int, int, int], size: int = 40) -> PaintedInstances:
    """(class, left, top, right, bottom) each; later ones cover earlier ones."""
    cells = np.zeros((size, size), np.uint8)
    for number, (_, left, top, right, bottom) in enumerate(instances, start=1):
        cells[top:bottom, left:right] = number
    return PaintedInstances(ArrayLabelMap(cells), np.array([each[0] for each in instances], np.int32))


def test_instances_are_matched_however_they_are_numbered() -> None:
    workers = [
        painted((0, 2, 2, 12, 12), (0, 14, 2, 24, 12)),
        painted((0, 14, 2, 24, 12), (0, 3, 2, 13, 12)),
        painted((1, 2, 2, 12, 12), (0, 14, 2, 24, 12), (1, 30, 30, 35, 35)),
    ]
    fusion = InstanceFusion(workers)
    rows = np.concatenate(list(fusion.rows()))
    assert [match.class_ for match in fusion.matches] == [0, 0]
    assert fusion.boxes == [InstanceBox(2, 2, 12, 12), InstanceBox(14, 2, 24, 12)]
    assert (rows[2:12, 2:12] == 1).all() and (rows[2:12, 14:24] == 2).all() and not rows[30:].any()
    assert fusion.matches[1].confidence == 1.0 > fusion.matches[0].confidence


def test_one_workers_instances_stay() -> None:
    fusion = InstanceFusion([painted((1, 0, 0, 5, 5), (0, 3, 3, 9, 9))])
    rows = np.concatenate(list(fusion.rows()))
    assert [match.class_ for match in fusion.matches] == [0, 1]
    assert (rows[3:9, 3:9] == 1).all() and rows[0, 0] == 2
    assert InstanceFusion([painted(), painted()]).matches == []
