"""Identifiers: unique, sortable, and never the same chance twice."""

from __future__ import annotations

import os
import random
import threading
from datetime import UTC, datetime

import pytest

from trigpoint.model.ids import Ids, SystemBits


class _Clock:
    def now(self) -> datetime:
        return datetime(2031, 4, 2, 9, 15, tzinfo=UTC)


def test_seeded_chance_gives_the_same_identifiers_again() -> None:
    one, other = (Ids(_Clock(), random.Random(7)) for _ in range(2))
    assert [one.token(), one.sortable(), one.uuid()] == [other.token(), other.sortable(), other.uuid()]


@pytest.mark.parametrize("k", [1, 7, 80, 128, 40_000])
def test_bits_of_any_length_are_within_their_range_and_use_all_of_it(k: int) -> None:
    bits = SystemBits()
    seen = [bits.getrandbits(k) for _ in range(400)]
    assert all(0 <= each < 1 << k for each in seen)
    assert any(each >> (k - 1) for each in seen)  # the highest bit is not always zero


def test_threads_never_get_the_same_bits() -> None:
    ids, found = Ids(_Clock()), []

    def take() -> None:
        mine = [ids.token() for _ in range(3000)]
        found.extend(mine)

    threads = [threading.Thread(target=take) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(set(found)) == 8 * 3000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_process_that_forks_does_not_share_its_parents_chance() -> None:
    bits = SystemBits()
    bits.getrandbits(8)  # a page is there now
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, bits.getrandbits(128).to_bytes(16))
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reader, 16)
    os.close(reader)
    os.close(writer)
    assert int.from_bytes(theirs) != bits.getrandbits(128)
