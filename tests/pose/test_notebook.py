"""The notebook of the documentation: its cells run, and say what its text says."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat
import pytest

from trigpoint import pose
from trigpoint.model.errors import InvalidInput

NOTEBOOK = Path(__file__).resolve().parents[2] / "docs" / "notebooks" / "pose.ipynb"


def test_the_notebook_runs_in_one_namespace_and_stores_nothing() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    there: dict[str, Any] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert not cell.outputs and cell.execution_count is None
            exec(compile(ast.parse(cell.source), str(NOTEBOOK), "exec"), there)
    errors = there["errors"]
    assert errors["em"][0] < 0.8 * errors["mars"][0] < 0.8 * errors["mean"][0]
    assert there["curves"]._repr_png_().startswith(b"\x89PNG")
    assert there["off"].sum() > 0 and there["flagged"].mean() < 0.2


def test_the_package_offers_what_it_names() -> None:
    assert all(getattr(pose, name) for name in pose.__all__)
    assert set(dir(pose)) == set(pose.__all__)
    with pytest.raises(AttributeError, match="no attribute 'magic'"):
        _ = pose.magic
    with pytest.raises(InvalidInput, match="clean, typical, hard"):
        pose.simulated_answers("idle")
