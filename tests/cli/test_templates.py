"""`trigpoint templates`, against a running server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

TEMPLATE = """<script src="https://assets.crowd.aws/crowd-html-elements.js"></script>
<crowd-form>
  <crowd-image-classifier name="a" src="{{ task.input.taskObject | grant_read_access }}"
    categories="{{ task.input.labels | to_json | escape }}" headr="x"></crowd-image-classifier>
</crowd-form>
"""


@pytest.fixture
def lab(trigpoint_server: Any, unique: str, tmp_path: Path) -> Any:
    """A bucket with a picture and a manifest, and a template in a folder of its own."""
    s3 = trigpoint_server.client("s3")
    s3.create_bucket(Bucket=unique)
    s3.put_object(Bucket=unique, Key="a.png", Body=b"not really")
    lines = [{"source-ref": f"s3://{unique}/{name}.png"} for name in ("gone", "a")]
    s3.put_object(Bucket=unique, Key="in.manifest", Body="".join(json.dumps(each) + "\n" for each in lines))
    (tmp_path / "page.liquid.html").write_text(TEMPLATE)

    def run(*arguments: str, check: bool = True) -> Any:
        return trigpoint_server.trigpoint("templates", *arguments, check=check, cwd=tmp_path)

    run.folder, run.bucket, run.s3 = tmp_path, unique, s3  # type: ignore[attr-defined]
    return run


def test_a_template_becomes_a_page_that_opens_from_the_disk(lab: Any, trigpoint_server: Any) -> None:
    manifest = f"s3://{lab.bucket}/in.manifest"
    made = lab(
        *("render", "page.liquid.html", "--manifest", manifest, "--line", "2"),
        *("--task-type", "ImageMultiClass", "--labels", "cat, dog"),
    )
    assert made.stdout == "page.preview.html\n"
    page = (lab.folder / "page.preview.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert f'src="{trigpoint_server.url}/crowd/crowd-html-elements.js"' in page
    assert f"{trigpoint_server.url}/{lab.bucket}/a.png?X-Amz-" in page
    assert 'categories="[&#34;cat&#34;,&#34;dog&#34;]"' in page
    assert "UnknownAttribute: line" in made.stderr and "did you mean 'header'?" in made.stderr


def test_a_file_that_is_not_there_is_an_error_with_its_place(lab: Any) -> None:
    lab.s3.download_file(lab.bucket, "in.manifest", str(lab.folder / "my.manifest"))
    made = lab(
        "render", "page.liquid.html", "--manifest", "my.manifest", "-o", "out.html", "--json", check=False
    )
    assert made.returncode == 1
    told = json.loads(made.stdout)
    assert told["page"] == "out.html"
    by_code = {each["code"]: each for each in told["noticed"]}
    assert by_code["ObjectNotFound"]["message"].startswith("line 3, column 41: cannot read s3://")
    assert by_code["UndefinedVariable"]["warning"]


def test_all_errors_of_a_broken_template_have_carets(lab: Any) -> None:
    (lab.folder / "bad.html").write_text("<p>\n{{ x | nope }}\n{% if %}{% endif %}{{ y")
    for command in (("check", "bad.html"), ("render", "bad.html", "--input", '{"a": 1}')):
        made = lab(*command, check=False)
        assert made.returncode == 1
        assert made.stderr.count("^") >= 3
        assert "UnknownFilter: line 2, column 8: unknown filter 'nope'" in made.stderr
        assert "2 | {{ x | nope }}\n  |        ^^^^\n" in made.stderr
        assert "3 errors, 0 warnings" in made.stderr
    assert not (lab.folder / "bad.preview.html").exists()


def test_a_check_needs_no_data(lab: Any) -> None:
    made = lab("check", "page.liquid.html")
    assert "UnknownAttribute: line 4, column 61" in made.stderr
    assert "UndefinedVariable" not in made.stderr
    lab.s3.put_object(Bucket=lab.bucket, Key="good.html", Body=TEMPLATE.replace(' headr="x"', "").encode())
    assert "nothing to complain of" in lab("check", f"s3://{lab.bucket}/good.html").stdout


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--input", "{x"], "--input is no JSON"),
        (["--input", "{}", "--manifest", "x"], "not both"),
        (["--manifest", "in.txt", "--line", "9"], "in.txt has no line 9"),
        (["--input", "nowhere.json"], "nowhere.json"),
    ],
)
def test_a_wrong_call_is_told_what_is_wrong(lab: Any, given: list[str], said: str) -> None:
    (lab.folder / "in.txt").write_text('{"source": "x"}\n')
    made = lab("render", "page.liquid.html", *given, check=False)
    assert made.returncode == 1 and said in made.stderr
