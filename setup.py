"""Builds the front end into the package; all else about the package is in pyproject.toml."""

import os
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))

import front_end

WANTED = os.environ.get("TRIGPOINT_FRONT_END") != "skip" and front_end.WEB.is_dir() and front_end.is_stale()


class BuildWithFrontEnd(build_py):
    """Sees to it that the wheel holds the built portal and crowd elements."""

    def run(self) -> None:
        if WANTED:
            front_end.main("build")
        super().run()


setup(
    cmdclass={"build_py": BuildWithFrontEnd},
    setup_requires=[front_end.NODE_PACKAGE] if WANTED and front_end.find_node() is None else [],
)
