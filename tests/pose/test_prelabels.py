"""A model's points for pages to begin with, gold frames and pilots: what is chosen and found."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from tests.pose.test_quality import answers

from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.gold import choose_gold, known_poses, mixed, score_workers
from trigpoint.pose.pilot import report_of
from trigpoint.pose.point_table import point_table, read_point_table
from trigpoint.pose.prediction_files import read_predictions
from trigpoint.pose.predictions import Predictions
from trigpoint.pose.prelabels import compare_groups, groups_of, prelabels_of

ANTS = Skeleton("ant", (), ("eye", "d'Arc's {{ tip }}"), n_instances=2)


def predicted(*frames: Frame) -> Predictions:
    """Of every frame another point: its own place."""
    xy = np.arange(len(frames), dtype=float)[:, None, None, None] + np.zeros((1, 2, 2, 2))
    return Predictions(ANTS, frames, xy, np.full(xy.shape[:3], 0.9))


@pytest.mark.parametrize(
    ("frame", "found"),
    [
        (Frame("a_000007.jpg", 9, 9), 0),
        (Frame("x.jpg", 9, 9, "cage 1.mp4", 3), 1),
        (Frame("x.jpg", 9, 9, "cage 10.mp4", 3), 2),
        (Frame("x.jpg", 9, 9, "cage 1.mp4", 4), None),
        (Frame("x.jpg", 9, 9, "other.mp4", 3), None),
    ],
)
def test_predictions_are_found_by_picture_or_by_video_and_place(frame: Frame, found: int | None) -> None:
    given = predicted(
        Frame("a_000007.jpg", 0, 0),
        Frame("", 0, 0, "C:\\films\\cage 1DLC_resnet50_x.h5", 3),
        Frame("", 0, 0, "cage 10.avi", 3),
    )
    ours = (frame, Frame("y.jpg", 9, 9, "cage 1.mp4", 99), Frame("z.jpg", 9, 9, "cage 10.mp4", 99))
    poses = given.on(ours)
    assert poses.frames == ours and np.isnan(poses.xy[1:]).all()
    assert (np.isnan(poses.xy[0]).all()) if found is None else (poses.xy[0] == found).all()


def test_predictions_without_a_video_are_of_the_only_one() -> None:
    given = predicted(Frame("", 0, 0, "", 0), Frame("", 0, 0, "", 2))
    assert given.on((Frame("x.jpg", 9, 9, "one.mp4", 2),)).xy[0, 0, 0, 0] == 1
    several = (Frame("x.jpg", 9, 9, "one.mp4", 2), Frame("y.jpg", 9, 9, "two.mp4", 2))
    assert np.isnan(given.on(several).xy).all()
    whole = given.of_video("one.mp4", 4, ["one.mp4"])
    assert whole[0][:, 0, 0, 0] == pytest.approx([0, np.nan, 1, np.nan], nan_ok=True)
    assert whole[2].tolist() == [True, False, True, False]


def test_tables_of_points_come_back_as_they_were(tmp_path: Path) -> None:
    xy = np.random.default_rng(0).uniform(0, 99, (3, 2, 2, 2)).round(3)
    xy[1, 0, 1] = np.nan
    frames = tuple(Frame(f"ünï, '{number}'.jpg", 99, 99) for number in range(3))
    scores = np.where(np.isnan(xy[..., 0]), np.nan, 0.5)
    poses = Poses.of_points(ANTS, frames, xy, confidences=scores)
    path = tmp_path / "points.csv"
    path.write_text(point_table(poses, {"group": {frames[0].image: "guard"}}), encoding="utf-8")
    found = read_predictions(path, ANTS).on(frames)
    np.testing.assert_array_equal(found.xy, xy)
    np.testing.assert_array_equal(found.confidences, scores)
    assert groups_of(path) == {frames[0].image: "guard"}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("p.csv", "image,x,y\n", "no column keypoint"),
        ("p.csv", "image,keypoint,x,y\na.jpg,tooth,1,2\n", "no keypoint 'tooth'"),
        ("p.csv", "image,instance,keypoint,x,y\na.jpg,3,eye,1,2\n", "line 2: the project has no animal ''"),
        ("p.csv", "image,keypoint,x,y\na.jpg,eye,1e999,2\n", "x is 1e999"),
        ("p.csv", "image,keypoint,x,y\na.jpg,eye,__import__('os'),2\n", "could not convert"),
        ("p.csv", "image,keypoint,x,y\n", "no point of this project"),
        ("p.pkl", "", "predictions are read from"),
    ],
)
def test_bad_predictions_say_what_is_wrong(tmp_path: Path, name: str, text: str, said: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InvalidInput, match=said):
        read_predictions(tmp_path / name, ANTS)
    with pytest.raises(InvalidInput, match="no file"):
        read_predictions(tmp_path / "nowhere.csv", ANTS)


def test_a_share_of_frames_is_sent_without_points_and_noted(tmp_path: Path) -> None:
    frames = tuple(Frame(f"{number}.jpg", 99, 99) for number in range(20))
    xy = np.full((20, 2, 2, 2), 5.0)
    scores = np.full((20, 2, 2), 0.9)
    scores[:, 0, 0], scores[:10] = 0.29, np.nan
    xy[10:15] = np.nan
    poses = Poses.of_points(ANTS, frames, xy, confidences=scores)
    one, same, other = (prelabels_of(poses, guard=0.2, seed=seed) for seed in (1, 1, 2))
    assert one == same and one.extras.keys() != other.extras.keys()
    assert (one.n_prelabeled, one.n_guarded, len(one.extras)) == (12, 3, 12)
    assert len(one.extras.get("19.jpg", one.extras.get("18.jpg"))["initialValue"]) == 3, "0.29 is unsure"
    path = tmp_path / "prelabels.csv"
    path.write_text(one.note)
    groups = groups_of(path)
    assert {image for image, group in groups.items() if group == "prelabels"} == one.extras.keys()
    assert len(groups) == 15 and read_point_table(path, ANTS).on(frames).xy[19] == pytest.approx(5)
    with pytest.raises(InvalidInput, match="less than 1"):
        prelabels_of(poses, guard=1, seed=0)


def test_anchoring_is_seen() -> None:
    given, truth = answers(40, noise=(2, 2, 2))
    model = truth + np.random.default_rng(0).normal(0, 6, truth.shape)
    begun = np.arange(40) % 4 > 0
    given.points[begun, ..., 0, :] = model[begun]
    given.moved[begun] = np.where(np.arange(3) == 0, 0.0, 4.0)
    given.seconds[begun] = 4
    poses = Poses.of_points(given.skeleton, given.frames, model)
    groups = {
        frame.image: "prelabels" if b else "guard" for frame, b in zip(given.frames, begun, strict=True)
    }
    with_points, without = compare_groups(given, poses, groups)
    assert (with_points.group, with_points.n_frames, with_points.n_answers) == ("prelabels", 30, 90)
    assert with_points.to_model < without.to_model and math.isnan(without.kept)
    assert with_points.kept == pytest.approx(1 / 3) and (with_points.seconds, without.seconds) == (4, 10)
    assert compare_groups(given, poses, {}) == []


def test_gold_frames_are_those_that_are_sure() -> None:
    given, truth = answers(12)
    given.points[3, 0, 0] += np.random.default_rng(0).uniform(-150, 150, (4, 2))
    given.points[5, ..., 2:, :], given.answered[5, 2:] = np.nan, False
    known = known_poses(given)
    images = [frame.image for frame in known.frames]
    assert "3.jpg" not in images and "5.jpg" not in images and len(images) >= 8
    corrected = dataclasses.replace(given, sources=("human", "human", "human", "adjusted"))
    corrected.points[3, ..., 3, :] = truth[3]
    assert "3.jpg" in [frame.image for frame in known_poses(corrected).frames]
    gold = choose_gold(known, 4, taken={images[0]}, seed=1)
    assert len(gold.frames) == 4 and images[0] not in [frame.image for frame in gold.frames]
    assert gold.frames == choose_gold(known, 4, taken={images[0]}, seed=1).frames
    with pytest.raises(InvalidInput, match="99 frames with known poses were asked for"):
        choose_gold(known, 99, taken=(), seed=0)
    others = [Frame(f"new {number}.jpg", 9, 9) for number in range(9)]
    both = mixed([*others, gold.frames[0]], gold.frames, seed=2)
    assert len(both) == len(set(both)) == 13 and [f for f in both if f in others] == others


@pytest.mark.parametrize("n_instances", [1, 2])
def test_gold_scores_know_the_careless_worker(n_instances: int) -> None:
    given, truth = answers(20, noise=(1, 2, 12), n_instances=n_instances)
    given.points[::2, :, :, 1] = given.points[::2, ::-1, :, 1].copy()
    given.points[0, 0, :, 0] = np.nan
    given.answered[5:, 2] = False
    truth[18:] = np.nan
    worst, *rest = score_workers(given, Poses.of_points(given.skeleton, given.frames, truth))
    assert worst.worker == "worker c" and worst.n_frames == 5 and worst.score < 0.9
    assert {each.worker: each.n_frames for each in rest} == {"worker a": 18, "worker b": 18}
    assert all(each.score > 0.93 and each.median_distance < 0.05 for each in rest)
    careful = next(each for each in rest if each.worker == "worker a")
    assert careful.missing == pytest.approx(1 / 18 / n_instances)


def test_a_pilot_says_what_the_rest_will_take() -> None:
    given, _ = answers(10, noise=(2, 2, 2))
    given.seconds[0, 0] = 3600
    report = report_of(given, n_rest=100, n_workers=3, pay_per_hour=12)
    assert (report.n_frames, report.n_answers) == (10, 30)
    assert report.seconds == 10, "a break is no time of work"
    assert report.hours == pytest.approx(100 * 3 * 10 / 3600) and report.cost == pytest.approx(10)
    assert 0 < report.median_distance < 0.1 and 0.8 < report.oks <= 1
    alone, _ = answers(2, noise=(1.0,))
    assert math.isnan(report_of(alone, n_rest=1, n_workers=1).oks)
