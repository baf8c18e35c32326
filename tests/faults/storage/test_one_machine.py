"""`trigpoint up` on one disk that fills up, turns read-only, or fails, while eight workers label."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from soak.cluster import sqlite_cluster
from soak.outages import FailingDisk, FullDisk, ReadOnlyDisk
from soak.run import Soak

SECONDS = 2.0
LabelThrough = Callable[..., Soak]
MakeDisk = Callable[[str, int], Any]


def n_put_off(soak: Soak) -> int:
    """How often a worker was answered 503 (with Retry-After: else the ledger would not be clean)."""
    return soak.ledger.did["asked to wait (503)"]


def test_a_full_disk_puts_workers_off_and_loses_nothing(
    tmp_path: Path, small_disk: MakeDisk, label_through: LabelThrough
) -> None:
    disk = small_disk("data", 64)
    with sqlite_cluster(tmp_path) as cluster:
        soak = label_through(cluster, FullDisk(disk, SECONDS))
    assert n_put_off(soak) > 0


def test_labeling_goes_on_while_only_the_buckets_are_full_or_read_only(
    tmp_path: Path, small_disk: MakeDisk, label_through: LabelThrough
) -> None:
    disk = small_disk("data/buckets", 64)
    with sqlite_cluster(tmp_path) as cluster:
        soak = label_through(cluster, FullDisk(disk, SECONDS), ReadOnlyDisk(disk, SECONDS))
    assert n_put_off(soak) == 0


def test_a_failing_disk_puts_workers_off_and_loses_nothing(
    tmp_path: Path, label_through: LabelThrough
) -> None:
    with sqlite_cluster(tmp_path) as cluster:
        soak = label_through(cluster, FailingDisk(cluster.servers, SECONDS))
    assert n_put_off(soak) > 0
