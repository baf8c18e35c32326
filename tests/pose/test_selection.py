"""Choosing frames by a model's doubts, and at random within equal parts."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.project import Project
from trigpoint.pose.selection import Look, select
from trigpoint.pose.uncertainty import uncertainties

N = 200


def walk() -> tuple[np.ndarray, np.ndarray]:
    """Two points that walk along together, and a model that is sure of them."""
    rng = np.random.default_rng(0)
    xy = np.stack([np.stack([np.arange(N) * 0.5, np.full(N, 50.0)], -1)] * 2, axis=1)[:, None]
    xy[:, :, 1] += (20, 15)
    return xy + rng.normal(0, 0.1, xy.shape), np.full((N, 1, 2), 0.95) + rng.normal(0, 0.005, (N, 1, 2))


def test_a_model_is_unsure_where_it_says_so_jumps_or_stretches() -> None:
    xy, scores = walk()
    scores[20] = 0.2
    xy[60, :, 0] += (30, 0)
    xy[100:102, :, 1] += (0, 40)
    xy[150] = np.nan
    there = np.arange(N) != 180
    found = uncertainties(xy, scores, there, edges=((0, 1),), area=1e4)
    top = set(np.argsort(-found)[:8].tolist())
    assert {20, 60, 61, 100, 101, 102, 150} <= top
    assert found[180] == -np.inf and np.isfinite(np.delete(found, 180)).all()
    assert (uncertainties(xy, scores, np.zeros(N, bool), edges=(), area=1e4) == -np.inf).all()


def look(uncertainty: np.ndarray | None = None) -> Look:
    rng = np.random.default_rng(1)
    pictures = rng.integers(30, 255, (N, 24, 32)).astype(np.uint8)
    pictures[50:60] = pictures[50] // 2 + pictures[50:60] // 50
    return Look(np.arange(N), np.arange(N) / 10, pictures, np.zeros(N), np.ones(N), uncertainty=uncertainty)


def test_the_most_surprising_frames_are_chosen_if_they_differ() -> None:
    doubt = np.zeros(N)
    others = [10, 20, 30, 110, 115]
    doubt[50:60], doubt[others] = 9, 8
    doubt[120:] = -np.inf
    chosen = select(
        look(doubt), 3, method="uncertainty", seed=0, min_gap_seconds=0.5, usable=np.ones(N, dtype=bool)
    )
    places = [choice.position for choice in chosen.choices]
    assert sum(50 <= place < 60 for place in places) == 1 and len(set(places) & set(others)) == 2
    assert all(choice.method == "uncertainty" and choice.score >= 8 for choice in chosen.choices)
    with pytest.raises(InvalidInput, match="--scores"):
        select(look(), 3, method="uncertainty", seed=0, min_gap_seconds=0, usable=np.ones(N, dtype=bool))


def test_random_choices_are_drawn_one_in_each_part() -> None:
    def chosen(seed: int) -> list[int]:
        everything = np.ones(N, dtype=bool)
        found = select(
            look(), 10, method="uniform", seed=seed, min_gap_seconds=0, usable=everything, random=True
        )
        return [choice.position for choice in found.choices]

    assert chosen(3) == chosen(3) != chosen(4)
    assert sorted({place // 20 for place in chosen(4)}) == list(range(10))


def test_frames_around_are_kept_and_predictions_of_a_folder_choose(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    project = Project.create(tmp_path / "p", skeleton=Skeleton("ant", (), ("eye", "tip")))
    folder = tmp_path / "models"
    folder.mkdir()
    for number, name in enumerate(("it's {{ 1 }}", "ünï")):
        video = tmp_path / f"{name}.mkv"
        with av.open(str(video), "w") as container:
            stream = container.add_stream("ffv1", rate=10)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "bgr0"
            for _ in range(30):
                picture = rng.integers(0, 255, (48, 64, 3), dtype=np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            container.mux(stream.encode())
        scores = [0.1 if index == 10 + number else 0.9 for index in range(30)]
        rows = [f'"{video.name}",{i},eye,9,9,{score}' for i, score in enumerate(scores)]
        (folder / f"{number}.csv").write_text(
            "video,frame_index,keypoint,x,y,score\n" + "\n".join(rows), encoding="utf-8"
        )
        assert project.add_videos([video])[0].row is not None
    done = project.extract(1, per_video=True, scores=folder, context=2)
    assert [row.frame_index for row in done.rows] == [10, 11] and done.rows[0].method == "uncertainty"
    around = project.context_of(project.frames[0])
    assert [path.stem[-2:] for path in around] == ["08", "09", "11", "12"]
    with Image.open(around[0]) as picture:
        assert picture.size == (64, 48)
    assert project.extract(1, per_video=True, context=2).rows == []
    assert project.extract(2, per_video=True, method="uniform", context=2).rows != []
    assert all(project.context_of(frame) for frame in project.frames)
