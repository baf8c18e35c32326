from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from trigpoint.model.errors import InvalidInput, NotFound
from trigpoint.model.s3_uri import S3Uri
from trigpoint.setup.data_setup import create_manifest
from trigpoint.setup.transfer import download, upload


class Noon:
    def now(self) -> datetime:
        return datetime(2031, 4, 2, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def s3(trigpoint_server: Any) -> Any:
    return trigpoint_server.client("s3")


@pytest.fixture
def bucket(s3: Any, unique: str) -> str:
    s3.create_bucket(Bucket=f"data-{unique}")
    return f"data-{unique}"


def put(s3: Any, bucket: str, **files: bytes) -> None:
    for name, body in files.items():
        s3.put_object(Bucket=bucket, Key=name.replace("__", "/").replace("_", "."), Body=body)


def lines(s3: Any, uri: str) -> list[dict[str, str]]:
    place = S3Uri.parse(uri)
    body = s3.get_object(Bucket=place.bucket, Key=place.key)["Body"].read()
    return [json.loads(line) for line in body.decode().splitlines()]


def test_ten_rows_with_commas_become_ten_objects(s3: Any, bucket: str) -> None:
    rows = [f"dish {n}, with rice, {n}.50" for n in range(10)]
    put(s3, bucket, in__menu_csv="\r\n".join(rows).encode())
    made = create_manifest(f"s3://{bucket}/in/", s3=s3, clock=Noon())
    assert made.manifest_uri == f"s3://{bucket}/in/dataset-20310402T120000.manifest"
    assert (made.n_objects, made.n_files, made.n_skipped, made.data_type) == (10, 1, 0, "text")
    assert lines(s3, made.manifest_uri) == [{"source": row} for row in rows]


def test_text_stays_readable_in_the_manifest(s3: Any, bucket: str) -> None:
    put(s3, bucket, in__menu_txt="crème brûlée\n茶\n".encode())
    made = create_manifest(f"s3://{bucket}/in/menu.txt", s3=s3)
    place = S3Uri.parse(made.manifest_uri)
    body = s3.get_object(Bucket=place.bucket, Key=place.key)["Body"].read().decode()
    assert body == '{"source": "crème brûlée"}\n{"source": "茶"}\n'


def test_images_become_an_object_each_in_key_order(s3: Any, bucket: str) -> None:
    put(
        s3,
        bucket,
        in__b_png=b"2",
        in__a_JPG=b"1",
        in__sub__c_jpeg=b"3",
        in__notes_md=b"no",
        other__d_png=b"no",
    )
    made = create_manifest(f"s3://{bucket}/in", s3=s3)
    found = [line["source-ref"] for line in lines(s3, made.manifest_uri)]
    assert found == [f"s3://{bucket}/in/{name}" for name in ("a.JPG", "b.png", "sub/c.jpeg")]
    assert (made.data_type, made.n_skipped) == ("image", 1)


def test_more_objects_than_a_page_are_all_found(s3: Any, bucket: str, trigpoint_server: Any) -> None:
    folder = trigpoint_server.data / "buckets" / bucket / "in"
    folder.mkdir()
    for n in range(2345):
        (folder / f"{n:05}.png").write_bytes(b"x")
    made = create_manifest(f"s3://{bucket}/in/", s3=s3)
    found = lines(s3, made.manifest_uri)
    assert made.n_objects == len(found) == 2345
    assert found[0] == {"source-ref": f"s3://{bucket}/in/00000.png"}
    assert found[-1] == {"source-ref": f"s3://{bucket}/in/02344.png"}


def test_several_kinds_need_a_choice(s3: Any, bucket: str) -> None:
    put(s3, bucket, in__a_png=b"1", in__b_txt=b"one\ntwo\n")
    with pytest.raises(InvalidInput, match=r"image, text"):
        create_manifest(f"s3://{bucket}/in/", s3=s3)
    assert create_manifest(f"s3://{bucket}/in/", s3=s3, data_type="text").n_objects == 2


def test_nothing_to_label_is_told(s3: Any, bucket: str) -> None:
    put(s3, bucket, in__a_pdf=b"1", blank__b_txt=b"\n \n")
    with pytest.raises(NotFound, match="no file of a known kind"):
        create_manifest(f"s3://{bucket}/in/", s3=s3)
    with pytest.raises(NotFound, match=r"no \.mp4"):
        create_manifest(f"s3://{bucket}/in/", s3=s3, data_type="video")
    with pytest.raises(InvalidInput, match="no row with text"):
        create_manifest(f"s3://{bucket}/blank/", s3=s3)


def test_a_bad_row_leaves_no_manifest_behind(s3: Any, bucket: str) -> None:
    put(s3, bucket, in__menu_csv=b"good\n\xff\xfe\n")
    with pytest.raises(InvalidInput, match=r"menu\.csv, row 2: not UTF-8"):
        create_manifest(f"s3://{bucket}/in/", s3=s3)
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 1


def test_a_local_folder_is_uploaded_first(s3: Any, unique: str, tmp_path: Path) -> None:
    (tmp_path / "photos" / "day 1").mkdir(parents=True)
    (tmp_path / "photos" / "day 1" / "a.png").write_bytes(b"1")
    (tmp_path / "photos" / "b.png").write_bytes(b"2")
    (tmp_path / "photos" / ".hidden.png").write_bytes(b"3")
    seen: list[tuple[str, int, int | None]] = []
    made = create_manifest(
        tmp_path / "photos",
        s3=s3,
        upload_to=f"s3://new-{unique}/photos",
        progress=lambda *step: seen.append(step),
    )
    found = [line["source-ref"] for line in lines(s3, made.manifest_uri)]
    assert found == [f"s3://new-{unique}/photos/b.png", f"s3://new-{unique}/photos/day 1/a.png"]
    assert s3.head_object(Bucket=f"new-{unique}", Key="photos/b.png")["ContentType"] == "image/png"
    assert ("Uploading", 2, 2) in seen


def test_local_data_needs_a_place(s3: Any, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="where to upload"):
        create_manifest(tmp_path, s3=s3)


def test_the_manifest_goes_where_it_is_told(s3: Any, bucket: str) -> None:
    put(s3, bucket, in__a_txt=b"one\n")
    beside = create_manifest(f"s3://{bucket}/in/", f"s3://{bucket}/other/", s3=s3, clock=Noon())
    assert beside.manifest_uri == f"s3://{bucket}/other/dataset-20310402T120000.manifest"
    named = create_manifest(f"s3://{bucket}/in/", f"s3://{bucket}/my.manifest", s3=s3)
    assert named.manifest_uri == f"s3://{bucket}/my.manifest"


def test_a_folder_comes_back_as_it_was_uploaded(s3: Any, unique: str, tmp_path: Path) -> None:
    (tmp_path / "there" / "deep").mkdir(parents=True)
    (tmp_path / "there" / "deep" / "a:b.json").write_bytes(b"{}")
    (tmp_path / "there" / "c.txt").write_bytes(b"see")
    place = upload(s3, tmp_path / "there", S3Uri(f"back-{unique}", "x"))
    assert download(s3, place, tmp_path / "back") == 2
    assert (tmp_path / "back" / "deep" / "a:b.json").read_bytes() == b"{}"
    assert (tmp_path / "back" / "c.txt").read_bytes() == b"see"
