"""The pins, the lock file and the wheel are what the README promises."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_SHIPPED = shutil.ignore_patterns(
    ".git",
    ".venv",
    "node_modules",
    "build",
    "dist",
    "*.egg-info",
    "__pycache__",
    ".*_cache",
    "*-data",
    ".hypothesis",
)


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


def test_the_wheel_holds_the_built_front_end(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "checkout", ignore=NOT_SHIPPED)
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "."]
    subprocess.run([*build, "./checkout"], cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {"trigpoint/http/web/portal/index.html", "trigpoint/http/web/crowd/crowd-html-elements.js"} <= held
    assert "trigpoint/http/web/crowd/task-page.js" in held
    assert "trigpoint/cli/demo_data/menu.csv" in held
    assert any(name.startswith("trigpoint/store/migrations/versions/") for name in held)
    assert not [name for name in held if name.startswith(("web/", "tests/"))]
