"""The pins and the lock file are what the README promises; tests/deploy builds the wheel."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text().split()
    return {canonical(name): version for name, version in (line.split("==") for line in lines)}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_are_names_and_versions_only() -> None:
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line), line


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [
        *project["project"]["dependencies"],
        *(each for group in project["project"]["optional-dependencies"].values() for each in group),
        *(each for group in project["dependency-groups"].values() for each in group),
    ]
    names = {canonical(re.match(r"[A-Za-z0-9._-]+", each).group()) for each in wanted}  # type: ignore[union-attr]
    assert names <= set(pins())


def test_aws_packages_are_pinned_together() -> None:
    assert pins()["boto3"] == pins()["botocore"]


def test_the_npm_lock_file_names_no_address() -> None:
    packages = json.loads((ROOT / "web" / "package-lock.json").read_text())["packages"]
    assert not [path for path, entry in packages.items() if "resolved" in entry]


def test_the_built_front_end_says_whose_code_is_in_it() -> None:
    """In files beside the bundles, which the wheel ships; texts of the licences included."""
    built = ROOT / "src" / "trigpoint" / "http" / "web"
    of_tasks = (built / "crowd" / "licenses.md").read_text()
    of_portal = (built / "portal" / "licenses.md").read_text()
    assert all(name in of_tasks for name in ("## lit - ", "## lucide - ", "ISC License"))
    assert all(name in of_portal for name in ("## react - ", "## @cloudscape-design/components - "))
