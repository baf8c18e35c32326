"""Settings that are files: rights of roles, copies of other sites, and what pages may load."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from trigpoint.app.setting_files import mirror_copies, page_rules, role_access
from trigpoint.model.errors import InvalidInput
from trigpoint.model.s3_uri import S3Uri
from trigpoint.settings import Settings


def written(folder: Path, value: object) -> str:
    path = folder / "setting.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return str(path)


def test_nothing_set_is_every_bucket_no_copy_and_any_https() -> None:
    settings = Settings()
    assert role_access(settings) == {} and mirror_copies(settings) == {}
    assert page_rules(settings).policy("http://lab:8800") == (
        "default-src http://lab:8800 https: data: blob: 'unsafe-inline' 'unsafe-eval'; "
        "frame-src https: http://lab:8800 blob:; object-src 'none'; base-uri 'none'"
    )


def test_roles_have_buckets_and_prefixes(tmp_path: Path) -> None:
    path = written(tmp_path, {"arn:r": ["lab", "s3://mice/open/", "rats/2026*"], "arn:none": []})
    access = role_access(Settings(role_access=path))
    assert access == {"arn:r": ("lab", "mice/open/", "rats/2026"), "arn:none": ()}


def test_copies_are_served_under_names_that_stay(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        {
            "https://code.jquery.com/": "s3://lab/mirror/jquery/",
            "https://fonts.example/css?family=A": "s3://lab/mirror/a.css",
            "//cdn.example/": "https://copies.lab/cdn/",
        },
    )
    settings = Settings(mirrors=path, page_sources="copies.lab, *.lab.org")
    rules, copies = page_rules(settings), mirror_copies(settings)
    jquery = rules.copy_of("http://code.jquery.com/jquery-3.6.0.min.js")
    assert jquery is not None and jquery.startswith("/mirror/") and jquery.endswith("/jquery-3.6.0.min.js")
    assert copies[jquery.split("/")[2]] == S3Uri("lab", "mirror/jquery/")
    font = rules.copy_of("https://fonts.example/css?family=A")
    assert font is not None and copies[font.split("/")[2]] == S3Uri("lab", "mirror/a.css")
    assert rules.copy_of("https://cdn.example/x.js?v=2") == "https://copies.lab/cdn/x.js?v=2"
    assert "default-src http://lab copies.lab *.lab.org data:" in rules.policy("http://lab")


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("role_access", "{", "role_access: the file"),
        ("role_access", {"arn:r": "lab"}, "role_access: the file"),
        ("role_access", {"arn:r": ["No Bucket"]}, "neither a bucket nor bucket/prefix"),
        ("mirrors", {"code.jquery.com": "s3://lab/x"}, "not the beginning of an address"),
        ("mirrors", {"https://code.jquery.com/": "s3://lab/x"}, "must both end with /"),
        ("mirrors", {"https://code.jquery.com/": "/srv/x/"}, "neither an S3 URI nor an address"),
        ("mirrors", {"https://code.jquery.com/": "s3://No Bucket/"}, "not an S3 URI"),
    ],
)
def test_a_file_that_says_nothing_sensible_stops_the_start(
    tmp_path: Path, setting: str, value: object, said: str
) -> None:
    settings = Settings(**{setting: written(tmp_path, value)})  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match=said):
        (role_access(settings), page_rules(settings), mirror_copies(settings))


def test_a_source_cannot_smuggle_a_directive() -> None:
    with pytest.raises(InvalidInput, match="is no host"):
        page_rules(Settings(page_sources="lab.org;script-src"))
