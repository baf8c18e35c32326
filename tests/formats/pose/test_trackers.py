"""DeepLabCut's, SLEAP's and Lightning Pose's files: written, read by their own libraries, and read again."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from tests.formats.pose.test_round_trips import ALIKE, TWO, dataset

from trigpoint.formats.pose.registry import FORMATS
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput
from trigpoint.pose.other_projects import skeleton_of_deeplabcut, skeleton_of_sleap
from trigpoint.pose.prediction_files import read_predictions


@pytest.mark.parametrize("skeleton", [TWO, ALIKE], ids=["named", "alike"])
@pytest.mark.parametrize("name", ["deeplabcut", "slp"])
def test_what_is_written_is_read_again(name: str, skeleton: Skeleton, tmp_path: Path) -> None:
    data = dataset(tmp_path, skeleton)
    (path,) = FORMATS[name].write(data, tmp_path / "out")
    found = FORMATS[name].read(path)
    assert found.skeleton.keypoints == skeleton.keypoints
    assert len(found.skeleton.tracks) == len(skeleton.tracks)
    if skeleton is TWO:
        assert found.skeleton.animals == TWO.animals
    by_place = [sorted(frame.image for frame in found.frames).index(frame.image) for frame in found.frames]
    assert sorted(by_place) == list(range(6))
    assert all(frame.path is not None and frame.path.is_file() for frame in found.frames)
    ours = {round(float(value), 6) for value in data.poses.xy[~np.isnan(data.poses.xy)]}
    theirs = {round(float(value), 6) for value in found.points[~np.isnan(found.points)]}
    assert ours == theirs, "the same numbers, and the same gaps"


def test_pandas_and_sleap_io_read_the_same_points(tmp_path: Path) -> None:
    import pandas as pd
    import sleap_io

    data = dataset(tmp_path)
    FORMATS["deeplabcut"].write(data, tmp_path / "dlc")
    (csv,) = (tmp_path / "dlc" / "labeled-data").glob("*/CollectedData_*.csv")
    table = pd.read_csv(csv, header=[0, 1, 2, 3], index_col=[0, 1, 2])
    stored = pd.read_hdf(csv.with_suffix(".h5"))
    assert stored.columns.names == table.columns.names == ["scorer", "individuals", "bodyparts", "coords"]
    expected = data.poses.xy.reshape(6, -1)
    for each in (table, stored):
        assert each.to_numpy() == pytest.approx(expected, nan_ok=True, abs=1e-6)
    settings = yaml.safe_load((tmp_path / "dlc" / "config.yaml").read_text())
    assert settings["multianimalproject"] and settings["individuals"] == list(TWO.animals)

    (slp,) = FORMATS["slp"].write(data, tmp_path / "sleap")
    labels = sleap_io.load_slp(str(slp))
    assert [track.name for track in labels.tracks] == list(TWO.animals)
    assert labels.skeletons[0].edge_inds == [(0, 3), (1, 2)]
    assert sum(len(frame.instances) for frame in labels.labeled_frames) == 12

    (table_path,) = FORMATS["lightning-pose"].write(data, tmp_path / "lp")
    flat = pd.read_csv(table_path, header=[0, 1, 2], index_col=0)
    assert flat.columns[0] == ("Trigpoint", "black_nose", "x")
    assert flat.to_numpy() == pytest.approx(expected, nan_ok=True, abs=1e-6)
    assert (tmp_path / "lp" / flat.index[0]).is_file()


def _predictions(folder: Path, kind: str) -> Path:
    import pandas as pd

    columns = pd.MultiIndex.from_product(
        [["DLC_net"], ["left_ear", "Nose", "paw"], ["x", "y", "likelihood"]],
        names=["scorer", "bodyparts", "coords"],
    )
    table = pd.DataFrame([[1, 2, 0.9, 3, 4, 0.2, 5, 6, 1], [7, 8, 0.8, *[np.nan] * 6]], columns=columns)
    path = folder / f"cageDLC_net.{kind}"
    if kind == "csv":
        table.to_csv(path)
    else:
        table.to_hdf(path, key="df_with_missing", mode="w", format="fixed")
    return path


@pytest.mark.parametrize("kind", ["csv", "h5"])
def test_a_models_points_are_taken_by_their_names(kind: str, tmp_path: Path) -> None:
    ours = Skeleton("mouse", ("black",), ("nose", "left ear", "tail"))
    found = read_predictions(_predictions(tmp_path, kind), ours)
    assert [frame.frame_index for frame in found.frames] == [0, 1]
    assert found.xy[0, 0].tolist()[:2] == [[3, 4], [1, 2]] and np.isnan(found.xy[:, :, 2]).all()
    assert found.scores[0, 0, :2].tolist() == [0.2, 0.9]
    with pytest.raises(InvalidInput, match="none of the project's keypoints"):
        read_predictions(_predictions(tmp_path, kind), Skeleton("", (), ("wing",)))
    with pytest.raises(InvalidInput, match="has 1 animals"):
        read_predictions(_predictions(tmp_path, kind), Skeleton("", ("a", "b"), ("nose",)))


def test_projects_of_others_begin_ours(tmp_path: Path) -> None:
    data = dataset(tmp_path)
    (config,) = FORMATS["deeplabcut"].write(data, tmp_path / "dlc")
    (slp,) = FORMATS["slp"].write(data, tmp_path / "sleap")
    for found in (skeleton_of_deeplabcut(config), skeleton_of_sleap(slp)):
        assert (found.keypoints, found.animals, found.pairs) == (TWO.keypoints, TWO.animals, TWO.pairs)
        assert found.edges == TWO.edges and found.axis is not None
    for wrong in ("[1, 2]", "bodyparts: nose", "{", "bodyparts: []"):
        (tmp_path / "config.yaml").write_text(wrong)
        with pytest.raises(InvalidInput, match=r"config\.yaml|YAML"):
            skeleton_of_deeplabcut(tmp_path / "config.yaml")


class Evil:
    def __reduce__(self) -> Any:
        return Path.touch, (Path("evil"),)


def test_bad_tables_are_refused_in_words_and_nothing_in_them_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import h5py

    monkeypatch.chdir(tmp_path)
    header = "scorer,a,a\nbodyparts,nose,nose\ncoords,x,{}\n"
    texts = {
        "twice": (header.format("x") + "i.png,1,2\n", "more than once"),
        "odd": (header.format("z") + "i.png,1,2\n", "are known"),
        "short": (header.format("y") + "i.png,1\n", "line 4: 2 cells"),
        "words": (header.format("y") + "i.png,1,import os\n", "line 4"),
        "endless": (header.format("y") + "i.png,1,inf\n", "infinite"),
        "other": ("a,b\n1,2\n", "are expected"),
    }
    for name, (text, words) in texts.items():
        path = tmp_path / f"{name}.csv"
        path.write_text(text)
        with pytest.raises(InvalidInput, match=words):
            FORMATS["deeplabcut"].read(path)
    with h5py.File(tmp_path / "evil.h5", "w") as file:
        group = file.create_group("t")
        group.attrs["pandas_type"] = np.bytes_(b"frame_table")
        group.attrs["non_index_axes"] = np.void(pickle.dumps(Evil()))
        group.attrs["info"] = np.void(pickle.dumps({}))
    with pytest.raises(InvalidInput, match="not read"):
        FORMATS["deeplabcut"].read(tmp_path / "evil.h5")
    assert not (tmp_path / "evil").exists()
    for suffix in (".h5", ".slp"):
        (tmp_path / f"none{suffix}").write_bytes(b"\0" * 100)
        with pytest.raises(InvalidInput, match="none"):
            read_predictions(tmp_path / f"none{suffix}", TWO)
