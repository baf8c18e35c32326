"""Which videos train, which validate and which test: whole videos, so that neighbours stay together."""

from __future__ import annotations

import hashlib

_VAL, _TEST = 0.85, 0.90


def split_of(video_sha256: str, seed: int) -> str:
    """85 % of videos train, 5 % validate, 10 % test; the same video always the same, whatever joins it."""
    digest = hashlib.sha256(f"{seed}:{video_sha256}".encode()).digest()
    share = int.from_bytes(digest[:8]) / 2**64
    return "train" if share < _VAL else "val" if share < _TEST else "test"
