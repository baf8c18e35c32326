"""Functions that the tests have run on a cluster: what imports them there imports little else."""

from __future__ import annotations

import os
import time
from pathlib import Path

from trigpoint.model.errors import InvalidInput


def copy_slowly(source: Path, target: Path, seconds: float) -> None:
    target.write_bytes(source.read_bytes())
    time.sleep(seconds)


def raise_ours() -> None:
    raise InvalidInput("no label")


def raise_other() -> None:
    raise ValueError("nonsense")


def sleep_and_tell(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()
