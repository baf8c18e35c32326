"""What a job is put together with, over the management API: manifests, task types and their templates."""

from __future__ import annotations

import json
from typing import Any

import pytest

from trigpoint.model.s3_uri import S3Uri


@pytest.fixture
def bucket(trigpoint_server: Any, unique: str) -> str:
    trigpoint_server.client("s3").create_bucket(Bucket=f"making-{unique}")
    return f"making-{unique}"


@pytest.fixture
def s3(trigpoint_server: Any) -> Any:
    return trigpoint_server.client("s3")


def last(response: Any) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/jsonlines"
    *before, end = [json.loads(line) for line in response.text.splitlines()]
    assert before and not any("result" in each or "error" in each for each in before)
    found: dict[str, Any] = end
    return found


def lines(s3: Any, uri: str) -> list[dict[str, Any]]:
    place = S3Uri.parse(uri)
    body = s3.get_object(Bucket=place.bucket, Key=place.key)["Body"].read()
    return [json.loads(line) for line in body.decode().splitlines()]


def test_a_csv_becomes_a_manifest_and_a_part_of_it_another(manage: Any, s3: Any, bucket: str) -> None:
    rows = [f"dish {n}, with {'rice' if n % 2 else 'soup'}" for n in range(10)]
    s3.put_object(Bucket=bucket, Key="in/menu.csv", Body="\n".join(rows).encode())
    made = last(manage("POST", "data-setups", {"source": f"s3://{bucket}/in"}))["result"]
    assert (made["n_objects"], made["n_files"], made["n_skipped"], made["data_type"]) == (10, 1, 0, "text")
    assert lines(s3, made["manifest_uri"]) == [{"source": row} for row in rows]

    wish = {"manifest": made["manifest_uri"], "where": "s.\"source\" LIKE '%rice%'"}
    subset = last(manage("POST", "subsets", wish))["result"]
    assert (subset["n_objects"], subset["n_lines"], subset["seed"]) == (5, 10, None)
    assert [each["source"] for each in lines(s3, subset["manifest_uri"])] == rows[1::2]
    assert subset["manifest_uri"].startswith(made["manifest_uri"].removesuffix(".manifest") + "-subset-")

    sample = {"manifest": made["manifest_uri"], "share": 0.3, "output": f"s3://{bucket}/a.manifest"}
    drawn = last(manage("POST", "subsets", sample))["result"]
    again = last(manage("POST", "subsets", {**sample, "seed": drawn["seed"], "output": f"s3://{bucket}/b/"}))
    chosen = lines(s3, f"s3://{bucket}/a.manifest")
    assert len(chosen) == drawn["n_objects"] == 3
    assert chosen == lines(s3, again["result"]["manifest_uri"]), "the same seed draws the same lines"
    assert chosen == sorted(chosen, key=lambda each: rows.index(each["source"]))


@pytest.mark.parametrize(
    ("path", "wish", "message"),
    [
        ("data-setups", {"source": "s3://{bucket}/in/"}, "has no file of a known kind"),
        ("data-setups", {"source": "s3://no-such-bucket-1/in/"}, "bucket"),
        ("data-setups", {"source": "/etc/"}, "s3://"),
        ("subsets", {"manifest": "s3://{bucket}/none", "share": 0.5}, "none"),
    ],
)
def test_what_goes_wrong_under_way_is_said_in_the_last_line(
    manage: Any, bucket: str, path: str, wish: dict[str, Any], message: str
) -> None:
    given = {name: v.format(bucket=bucket) if isinstance(v, str) else v for name, v in wish.items()}
    assert message in last(manage("POST", path, given))["error"]["message"]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({}, "exactly one of where and share"),
        ({"share": 2}, "above 0, and 1 at most"),
        ({"where": "s.a ="}, "at character 6"),
        ({"where": "s.a = 1 LIMIT 5"}, "where the end is expected"),
    ],
)
def test_a_subset_that_cannot_be_is_refused(manage: Any, wish: dict[str, Any], message: str) -> None:
    response = manage("POST", "subsets", {"manifest": "s3://lab/a.manifest", **wish})
    assert response.status_code == 400 and message in response.json()["message"]


def test_task_types_have_their_rules_and_templates(manage: Any) -> None:
    types = {each["name"]: each for each in manage("GET", "task-types").json()["items"]}
    assert "Recipe" not in types and len(types) == 16
    box, ranks = types["BoundingBox"], types["TextMultiClass"]
    assert (box["min_labels"], box["max_labels"], box["wants_ref"], box["has_colors"]) == (1, 50, False, True)
    assert (ranks["min_labels"], ranks["time_limit_seconds"], ranks["has_colors"]) == (2, 300, False)
    assert types["SemanticSegmentation"]["wants_ref"] is True and types["Keypoint"]["wants_ref"] is None
    shown = manage(
        "POST", "task-types/BoundingBox/input", {"line": {"source-ref": "s3://lab/a.png"}, "labels": ["coot"]}
    ).json()["task_input"]
    assert (shown["taskObject"], shown["labels"]) == ("s3://lab/a.png", ["coot"])
    text = manage("POST", "task-types/BoundingBox/input", {"line": {"source": "words"}})
    assert text.status_code == 400 and "source-ref" in text.json()["message"]
    assert manage("POST", "task-types/Nothing/input", {"line": {}}).status_code == 404


def test_viewers_make_nothing(console_of: Any, manage_as: Any) -> None:
    viewer = manage_as(console_of("viewer"))
    assert viewer("GET", "task-types").status_code == 200
    for path in ("data-setups", "subsets"):
        assert viewer("POST", path, {"source": "s3://a/b", "manifest": "s3://a/b"}).status_code == 403
