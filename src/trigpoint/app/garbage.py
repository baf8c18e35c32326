"""The garbage collector of a process that stays: what was loaded at the start is not looked at again."""

from __future__ import annotations

import gc
from typing import Final

_THRESHOLDS: Final = (20_000, 20, 20)
"""Requests leave hardly any cycles behind: at Python's 700 collecting is a tenth of a worker's cycle."""


def settle() -> None:
    """Call once the process has started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
