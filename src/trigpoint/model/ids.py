"""Chance as an argument: identifiers, tokens and secrets come from here."""

from __future__ import annotations

import os
import random
import threading
import uuid
from typing import Protocol

from trigpoint.model.clock import Clock, to_micros

_BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [one + two for one in _BASE32 for two in _BASE32]
_ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Bits(Protocol):
    def getrandbits(self, k: int, /) -> int: ...


class SystemBits:
    """The operating system's randomness, asked for by the page: each question costs as much as a statement.

    What was fetched is given out once, to one thread; a process that forks begins anew.
    """

    _PAGE = 4096

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._page = b""
        self._at = 0
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def getrandbits(self, k: int, /) -> int:
        n_bytes = (k + 7) // 8
        with self._lock:
            if self._at + n_bytes > len(self._page):
                self._page = os.urandom(max(self._PAGE, n_bytes))
                self._at = 0
            start = self._at
            self._at = end = start + n_bytes
            taken = self._page[start:end]
        return int.from_bytes(taken) >> (n_bytes * 8 - k)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._page = b""


class Ids:
    """Makes identifiers; a test passes a seeded `random.Random` and gets the same ones again."""

    def __init__(self, clock: Clock, bits: Bits | None = None) -> None:
        self._clock = clock
        self._bits = bits or SystemBits()

    def sortable(self) -> str:
        """26 characters that sort by time of making: 10 of milliseconds, 16 of chance (as a ULID)."""
        number = (to_micros(self._clock.now()) // 1000) << 80 | self._bits.getrandbits(80)
        return "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])

    def token(self) -> str:
        """32 hex characters nobody can guess."""
        return f"{self._bits.getrandbits(128):032x}"

    def uuid(self) -> str:
        return str(uuid.UUID(int=self._bits.getrandbits(128), version=4))

    def letters(self, n: int, alphabet: str = _ALPHANUMERIC) -> str:
        """`n` characters of `alphabet`."""
        rng = random.Random(self._bits.getrandbits(128))
        return "".join(rng.choice(alphabet) for _ in range(n))
