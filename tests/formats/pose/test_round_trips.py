"""Each format is written, and read again: by our reader, and by another tool's own library."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from trigpoint.formats.pose.annotations import OCCLUDED, VISIBLE, Annotations
from trigpoint.formats.pose.dataset import Dataset
from trigpoint.formats.pose.frame import Frame
from trigpoint.formats.pose.poses import Poses
from trigpoint.formats.pose.registry import FORMATS
from trigpoint.formats.pose.skeleton import Skeleton
from trigpoint.model.errors import InvalidInput

TWO = Skeleton(
    "mouse",
    ("black", "white's"),
    ("nose", "left ear", "right ear", "tail {{x}} Ü"),
    pairs=((1, 2),),
    edges=((0, 3), (1, 2)),
    axis=(0, 3),
    sigmas=(0.03, 0.04, 0.04, 0.05),
)
ALIKE = Skeleton("ant", (), ("head", "antenna tip"), n_instances=3)


def dataset(folder: Path, skeleton: Skeleton = TWO, seed: int = 0, **wishes: Any) -> Dataset:
    """Six frames of two sizes, a fifth of the points missing, a fifth occluded; three workers."""
    rng = np.random.default_rng(seed)
    frames = []
    for number in range(6):
        width, height = (64, 48) if number % 2 else (80, 40)
        path = folder / "from" / f"it's {number}_000{number:03d}.{'png' if number == 5 else 'jpg'}"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(rng.integers(0, 255, (height, width, 3), dtype=np.uint8)).save(path)
        split = ("train", "train", "val", "test", "", "train")[number]
        frames.append(Frame(path.name, width, height, "it's.mp4", number * 7, number * 0.28, split, path))
    each = (6, len(skeleton.tracks), skeleton.n_keypoints)
    sizes = np.array([(frame.width, frame.height) for frame in frames], dtype=float)
    xy = rng.uniform(0.1, 0.9, (*each, 2)) * sizes[:, None, None]
    xy[rng.random(each) < 0.2] = np.nan
    xy[:, :, 0] = np.where(np.isnan(xy[:, :, 0]), sizes[:, None] / 2, xy[:, :, 0])
    there = ~np.isnan(xy[..., 0])
    visibility = np.where(there, np.where(rng.random(each) < 0.2, OCCLUDED, VISIBLE), 0).astype(np.int8)
    poses = Poses.of_points(skeleton, tuple(frames), xy, visibility=visibility)
    answers = Annotations.empty(skeleton, tuple(frames), ("ana", "ben", "caro"))
    answers.points[:] = xy[..., None, :] + rng.normal(0, 1, (*each, 3, 2))
    answers.points[0, 0, 0, 1] = np.nan
    answers.answered[:] = True
    return Dataset("mice's {{name}}", poses, answers, **wishes)


def rows_of(poses: Poses, found: Annotations) -> np.ndarray:
    """What was read, in the order of the frames and tracks that were written."""
    places = [[frame.image for frame in found.frames].index(frame.image) for frame in poses.frames]
    return np.asarray(found.points[places, :, :, 0])


@pytest.mark.parametrize("skeleton", [TWO, ALIKE], ids=["named", "alike"])
@pytest.mark.parametrize("name", ["coco", "yolo"])
def test_what_is_written_is_read_again(name: str, skeleton: Skeleton, tmp_path: Path) -> None:
    data = dataset(tmp_path, skeleton)
    (path,) = FORMATS[name].write(data, tmp_path / "out")
    found = FORMATS[name].read(path)
    assert found.skeleton.keypoints == skeleton.keypoints
    assert found.skeleton.pairs == skeleton.pairs
    assert found.skeleton.edges == skeleton.edges
    assert len(found.skeleton.tracks) == len(skeleton.tracks)
    assert rows_of(data.poses, found) == pytest.approx(data.poses.xy, abs=1e-3, nan_ok=True)
    places = [[frame.image for frame in found.frames].index(frame.image) for frame in data.frames]
    assert (found.visibility[places, :, :, 0] == data.poses.visibility).all()
    assert all(frame.path is not None and frame.path.is_file() for frame in found.frames)


def test_pycocotools_finds_no_error_in_what_it_is_given(tmp_path: Path) -> None:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    data = dataset(tmp_path)
    (path,) = FORMATS["coco"].write(data, tmp_path / "out")
    truth = COCO(str(path))
    category = truth.loadCats(truth.getCatIds())[0]
    assert category["keypoints"] == list(TWO.keypoints)
    assert category["skeleton"] == [[1, 4], [2, 3]]
    assert len(truth.getAnnIds()) == 12
    same = [
        {key: each[key] for key in ("image_id", "category_id", "keypoints")} | {"score": 1.0}
        for each in truth.loadAnns(truth.getAnnIds())
    ]
    evaluation = COCOeval(truth, truth.loadRes(same), "keypoints")
    evaluation.params.kpt_oks_sigmas = np.array(TWO.sigmas)
    evaluation.params.areaRng, evaluation.params.areaRngLbl = [[0, 1e10]], ["all"]
    evaluation.evaluate()
    evaluation.accumulate()
    assert evaluation.eval["precision"].min() == 1


def test_sleap_io_reads_the_same_points_from_coco(tmp_path: Path) -> None:
    import sleap_io

    data = dataset(tmp_path)
    (path,) = FORMATS["coco"].write(data, tmp_path / "out")
    labels = sleap_io.load_coco(str(path), dataset_root=str(tmp_path / "out" / "images"))
    assert [node.name for node in labels.skeletons[0].nodes] == list(TWO.keypoints)
    found = {
        Path(str(each.video.filename[each.frame_idx])).name: [instance.numpy() for instance in each.instances]
        for each in labels
    }
    for place, frame in enumerate(data.frames):
        assert np.stack(found[frame.image]) == pytest.approx(data.poses.xy[place], abs=1e-3, nan_ok=True)


def marss_reading(path: Path, animal: str) -> list[dict[str, Any]]:
    """What MARS makes of an entry: y before x in `med`, xmin, xmax, ymin, ymax in `bbox`."""
    found = []
    for entry in json.loads(path.read_text()):
        each = entry[f"ann_{animal}"]
        width, height = entry["width"], entry["height"]
        with Image.open(entry["image"]) as image:
            assert image.size == (width, height)
        x, y = np.array(each["med"][1]) * width, np.array(each["med"][0]) * height
        found.append({"x": x, "y": y, "bbox": each["bbox"], "area": each["area"], "n": len(each["X"])} | each)
    return found


def test_mars_reads_its_training_data(tmp_path: Path) -> None:
    data = dataset(tmp_path, models={"top": ["black", "white's"]}, detectors={"black_top": ["black"]})
    written = FORMATS["mars"].write(data, tmp_path / "out")
    entries = marss_reading(tmp_path / "out/annotation_data/processed_keypoints.json", "black")
    assert len(entries) == 6
    for place, entry in enumerate(entries):
        own = data.poses.xy[place, 0]
        there = ~np.isnan(own[:, 0])
        assert np.stack([entry["x"], entry["y"]], 1)[there] == pytest.approx(own[there], abs=1e-6)
        size = np.array([data.frames[place].width, data.frames[place].height])
        low, high = np.nanmin(own / size, axis=0), np.nanmax(own / size, axis=0)
        margin = np.minimum(0.04, np.minimum(low, np.abs(1 - high)))
        expected = [low[0] - margin[0], high[0] + margin[0], low[1] - margin[1], high[1] + margin[1]]
        assert entry["bbox"] == pytest.approx(expected)
        box_px = np.prod((high - low + 2 * margin) * size)
        assert entry["area"] == pytest.approx(box_px)
        assert entry["n"] == 3
        middle_x = (entry["bbox"][0] + entry["bbox"][1]) / 2 * size[0]
        assert entry["x"][~there] == pytest.approx(np.full((~there).sum(), middle_x))
        x = np.array(entry["X"])
        assert entry["mu"][1] == pytest.approx(x.mean(axis=0))
        assert entry["std"][1] == pytest.approx(x.std(axis=0))
    names = {path.relative_to(tmp_path / "out").as_posix() for path in written}
    assert "pose/top_tfrecords_pose/train_dataset-00000-of-00001" in names
    assert "detection/black_top_tfrecords_detection/test_dataset-00000-of-00001" in names
    assert "pose/config_train.yaml" in names


def test_a_frame_without_one_of_the_animals_is_left_out_for_mars_and_told_of(tmp_path: Path) -> None:
    data = dataset(tmp_path)
    data.poses.xy[2, 1] = np.nan
    FORMATS["mars"].write(data, tmp_path / "out")
    path = tmp_path / "out/annotation_data/processed_keypoints.json"
    assert len(json.loads(path.read_text())) == 5
    assert data.frames[2].image in (path.parent / "left_out.txt").read_text()


def test_settings_of_marss_models_keep_what_is_not_ours(tmp_path: Path) -> None:
    import yaml

    config = tmp_path / "out/pose/config_val.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("BATCH_SIZE: 4\nPARTS: {NUM_PARTS: 7, OTHER: 1}\n")
    FORMATS["mars"].write(dataset(tmp_path), tmp_path / "out")
    found = yaml.safe_load(config.read_text())
    assert found["BATCH_SIZE"] == 4
    assert found["PARTS"]["NUM_PARTS"] == 4
    assert found["PARTS"]["OTHER"] == 1
    assert found["PARTS"]["LEFT_RIGHT_PAIRS"] == [[1, 2]]
    assert len(found["COLORS"]) == len(found["SYMBOLS"]) == 4


def test_records_have_every_feature_of_every_animal(tmp_path: Path) -> None:
    from tfrecord.reader import tfrecord_loader

    data = dataset(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    (out / "train_dataset-00007-of-00009").write_bytes(b"of an earlier, larger export")
    written = FORMATS["tfrecord"].write(data, out)
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in written)
    assert [path.name for path in written] == [
        "train_dataset-00000-of-00001",
        "val_dataset-00000-of-00001",
        "test_dataset-00000-of-00001",
    ]
    frames = {frame.image: place for place, frame in enumerate(data.frames)}
    seen = []
    for path in written:
        for example in tfrecord_loader(str(path), None):
            place = frames[bytes(example["image/filename"]).decode()]
            seen.append(place)
            frame, v = data.frames[place], data.poses.visibility[place]
            assert len(example) == 26
            assert (example["image/width"], example["image/height"]) == (frame.width, frame.height)
            points = np.stack([example["image/object/parts/x"], example["image/object/parts/y"]], 1)
            own = (data.poses.xy[place] / [frame.width, frame.height]).reshape(-1, 2)
            there = v.ravel() > 0
            assert points[there] == pytest.approx(own[there], abs=1e-6)
            assert example["image/object/parts/v"].tolist() == np.where(there, 2, 0).tolist()
            assert example["image/object/parts/count"] == [8]
            assert example["image/object/bbox/count"] == [2]
            assert example["image/object/id"].tolist() == [0, 1]
            encoded = bytes(example["image/encoded"])
            assert encoded[:3] == b"\xff\xd8\xff"
    assert sorted(seen) == list(range(6))


@pytest.mark.parametrize("name", ["csv", "json"])
def test_tables_hold_every_point_of_every_worker(name: str, tmp_path: Path) -> None:
    import pandas as pd

    data = dataset(tmp_path)
    written = FORMATS[name].write(data, tmp_path / "out")
    if name == "csv":
        poses, answers = (pd.read_csv(path, keep_default_na=True) for path in written)
    else:
        content = json.loads(written[0].read_text())
        poses, answers = pd.DataFrame(content["poses"]), pd.DataFrame(content["answers"])
    assert len(poses) == data.poses.visibility.size
    assert poses.x.notna().sum() == (data.poses.visibility > 0).sum()
    assert len(answers) == (~np.isnan(data.answers.points[..., 0])).sum()  # type: ignore[union-attr]
    assert set(answers.worker) == {"ana", "ben", "caro"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("coco", "not JSON"),
        ("coco", "[]"),
        ("coco", '{"categories": []}'),
        ("coco", '{"categories":[{"id":1,"keypoints":["a"]}],"images":[{"id":1}],"annotations":[]}'),
        ("yolo", "names: 3"),
        ("yolo", "!!python/object/apply:os.system ['true']"),
        ("mars", "[]"),
        ("mars", '[{"ann_label": 3}]'),
    ],
)
def test_what_is_of_no_such_format_is_refused_in_words(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / "data.yaml"
    path.write_text(content)
    with pytest.raises(InvalidInput, match=r"data\.yaml"):
        FORMATS[name].read(path)
