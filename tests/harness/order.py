"""The order of test files: those that take long first, so that no process works on one alone at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

_SECONDS = {
    "faults/storage/test_cluster.py": 90,
    "faults/test_kill_in_cluster.py": 80,
    "faults/storage/test_one_machine.py": 70,
    "faults/test_kill_one_machine.py": 50,
    "walkthrough/test_pose.py": 60,
    "walkthrough/test_console.py": 50,
    "simulation/test_seeds.py": 50,
    "deploy": 40,
    "walkthrough": 40,
    "cli/test_backup.py": 40,
    "cli/test_demo.py": 40,
    "engine/test_lease_stateful.py": 40,
    "scale": 30,
    "browser": 30,
    "cli": 20,
    "functions/test_cluster.py": 20,
    "test_readme.py": 20,
    "http/portal/test_backends.py": 20,
    "http/operations/test_ending.py": 20,
    "faults": 20,
    "templates/test_renderer.py": 20,
    "blobs": 15,
    "backup": 15,
    "store/test_migrate.py": 15,
    "test_sagemaker_sdk.py": 15,
    "engine": 5,
    "http": 5,
    "store": 5,
}
"""About how long a file takes, or each file of a folder; the first that fits. Others take a second."""
_TESTS = Path(__file__).resolve().parent.parent


def longest_first(items: list[pytest.Item]) -> None:
    """Sorts the tests; those of a file stay together and as they were."""
    items.sort(key=lambda item: -_seconds(item.path))


def _seconds(path: Path) -> float:
    parts = path.relative_to(_TESTS).parts if path.is_relative_to(_TESTS) else path.parts
    return next((seconds for name, seconds in _SECONDS.items() if _begins(parts, name.split("/"))), 1.0)


def _begins(parts: Sequence[str], beginning: Sequence[str]) -> bool:
    return list(parts[: len(beginning)]) == list(beginning)
